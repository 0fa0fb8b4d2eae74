"""Made by `make generate` from templates/; see dockgen/rendering/compiled/__init__.py."""

# mypy: ignore-errors

from dockgen.rendering.runtime import (
    LoopContext, Macro, TemplateReference, TemplateRuntimeError, Undefined, internalcode, missing, str_join
)


def _go_Dockerfile_j2(environment):
    name = 'go/Dockerfile.j2'

    def root(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        parent_template = None
        l_0_macros = missing
        pass
        parent_template = environment.get_template('base.Dockerfile.j2', 'go/Dockerfile.j2')
        for name, parent_block in parent_template.blocks.items():
            context.blocks.setdefault(name, []).append(parent_block)
        l_0_macros = context.vars['macros'] = environment.get_template('macros.j2', 'go/Dockerfile.j2').make_module(context.get_all(), True, {'macros': l_0_macros})
        context.exported_vars.discard('macros')
        yield from parent_template.root_render_func(context)

    def block_start(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        _block_vars = {}
        l_0_macros = resolve('macros')
        pass
        yield str(context.call(environment.getattr((undefined(name='macros') if l_0_macros is missing else l_0_macros), 'start'), 'ENTRYPOINT', _block_vars=_block_vars))

    blocks = {'start': block_start}
    return root, blocks


def _go_README_md_j2(environment):
    name = 'go/README.md.j2'

    def root(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        parent_template = None
        pass
        parent_template = environment.get_template('README.md.j2', 'go/README.md.j2')
        for name, parent_block in parent_template.blocks.items():
            context.blocks.setdefault(name, []).append(parent_block)
        yield from parent_template.root_render_func(context)

    def block_about(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        _block_vars = {}
        l_0_plan = resolve('plan')
        pass
        yield 'A small Go server: `/` says hello, `/healthz` says whether it works. It stops cleanly on SIGTERM.\n\n| Variable | Meaning | Default |\n|---|---|---|\n| `PORT` | the port to listen on | '
        yield str(environment.getattr((undefined(name='plan') if l_0_plan is missing else l_0_plan), 'port'))
        yield ' |\n| `TLS_CERT_FILE`, `TLS_KEY_FILE` | paths of a certificate and its key: serves HTTPS | none: serves HTTP |\n'

    def block_develop(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        _block_vars = {}
        pass
        yield '## Run it without a container\n\n```sh\ngo run .\ngo test ./...\n```\n'

    blocks = {'about': block_about, 'develop': block_develop}
    return root, blocks


def _go_dockerignore_j2(environment):
    name = 'go/dockerignore.j2'

    def root(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        parent_template = None
        l_0_frontend = missing
        pass
        parent_template = environment.get_template('dockerignore.j2', 'go/dockerignore.j2')
        for name, parent_block in parent_template.blocks.items():
            context.blocks.setdefault(name, []).append(parent_block)
        l_0_frontend = context.vars['frontend'] = environment.get_template('front_end.j2', 'go/dockerignore.j2').make_module(context.get_all(), True, {'frontend': l_0_frontend})
        context.exported_vars.discard('frontend')
        yield from parent_template.root_render_func(context)

    def block_language(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        _block_vars = {}
        l_0_heading = resolve('heading')
        l_0_facts = resolve('facts')
        l_0_frontend = resolve('frontend')
        pass
        yield '\n'
        yield str(context.call((undefined(name='heading') if l_0_heading is missing else l_0_heading), 'go-leftovers', _block_vars=_block_vars))
        yield '**/*.test\n**/*.out\n**/*.prof\n'
        if environment.getattr((undefined(name='facts') if l_0_facts is missing else l_0_facts), 'vendored'):
            pass
            yield '\n'
            yield str(context.call((undefined(name='heading') if l_0_heading is missing else l_0_heading), 'vendored-packages', _block_vars=_block_vars))
            yield '!**/vendor\n'
        yield str(context.call(environment.getattr((undefined(name='frontend') if l_0_frontend is missing else l_0_frontend), 'ignored'), _block_vars=_block_vars))
        yield '\n'

    blocks = {'language': block_language}
    return root, blocks


def _go_gitignore_j2(environment):
    name = 'go/gitignore.j2'

    def root(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        l_0_heading = resolve('heading')
        l_0_plan = resolve('plan')
        pass
        yield str(context.call((undefined(name='heading') if l_0_heading is missing else l_0_heading), 'ignored-programs'))
        yield '/'
        yield str(environment.getattr((undefined(name='plan') if l_0_plan is missing else l_0_plan), 'name'))
        yield '\n*.test\n*.out\n*.prof\n\n'
        yield str(context.call((undefined(name='heading') if l_0_heading is missing else l_0_heading), 'local-settings'))
        yield '.env\n.env.*\n!.env.example\ncerts/\n\n'
        yield str(context.call((undefined(name='heading') if l_0_heading is missing else l_0_heading), 'kept-copies'))
        yield '*.bak*\n'

    blocks = {}
    return root, blocks


def _go_sample_go_mod_j2(environment):
    name = 'go/sample/go.mod.j2'

    def root(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        l_0_plan = resolve('plan')
        pass
        yield 'module '
        yield str(environment.getattr((undefined(name='plan') if l_0_plan is missing else l_0_plan), 'module'))
        yield '\n\ngo '
        yield str((environment.getattr((undefined(name='plan') if l_0_plan is missing else l_0_plan), 'language_version') if (context.call(environment.getattr(environment.getattr((undefined(name='plan') if l_0_plan is missing else l_0_plan), 'language_version'), 'count'), '.') == 2) else str_join((environment.getattr((undefined(name='plan') if l_0_plan is missing else l_0_plan), 'language_version'), '.0', ))))
        yield '\n'

    blocks = {}
    return root, blocks


def _go_sample_main_go_j2(environment):
    name = 'go/sample/main.go.j2'

    def root(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        l_0_plan = resolve('plan')
        pass
        yield '// A small web server for a container: set up by its environment, stops cleanly, checks its own health.\npackage main\n\nimport (\n\t"cmp"\n\t"context"\n\t"crypto/tls"\n\t"errors"\n\t"fmt"\n\t"log/slog"\n\t"net"\n\t"net/http"\n\t"os"\n\t"os/signal"\n\t"strconv"\n\t"syscall"\n\t"time"\n)\n\n// defaultPort is used when PORT is not set.\nconst defaultPort = "'
        yield str(environment.getattr((undefined(name='plan') if l_0_plan is missing else l_0_plan), 'port'))
        yield '"\n\n// Docker kills a container 10 seconds after asking it to stop: finish earlier.\nconst shutdownTimeout = 8 * time.Second\n\nfunc main() {\n\tcommand := run\n\tif len(os.Args) > 1 && os.Args[1] == "health" {\n\t\tcommand = checkHealth\n\t} else if len(os.Args) > 1 {\n\t\tfmt.Fprintf(os.Stderr, "usage: %[1]s (serve) or %[1]s health (ask the running server)\\n", os.Args[0])\n\t\tos.Exit(2)\n\t}\n\tcfg, err := loadConfig(os.Getenv)\n\tif err == nil {\n\t\terr = command(cfg)\n\t}\n\tif err != nil {\n\t\tfmt.Fprintln(os.Stderr, "error:", err)\n\t\tos.Exit(1)\n\t}\n}\n\ntype config struct {\n\tscheme, port, certFile, keyFile string // the files are for https only\n}\n\n// loadConfig gets the environment as a function, so that a test can bring its own.\nfunc loadConfig(getenv func(string) string) (config, error) {\n\tport := cmp.Or(getenv("PORT"), defaultPort) // cmp.Or takes the first one that is not empty\n\tcfg := config{"http", port, getenv("TLS_CERT_FILE"), getenv("TLS_KEY_FILE")}\n\tif n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {\n\t\treturn cfg, fmt.Errorf("PORT must be a number from 1 to 65535, not %q", port)\n\t}\n\tif (cfg.certFile == "") != (cfg.keyFile == "") {\n\t\treturn cfg, errors.New("set both TLS_CERT_FILE and TLS_KEY_FILE, or neither")\n\t}\n\tif cfg.certFile != "" {\n\t\tcfg.scheme = "https"\n\t}\n\treturn cfg, nil\n}\n\nfunc newHandler() http.Handler {\n\tmux := http.NewServeMux()\n\t// {$} makes this "/" only; without it, "/" would stand for every path.\n\tmux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "Hello world") })\n\tmux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })\n\treturn mux\n}\n\nfunc run(cfg config) error {\n\tctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)\n\tcontext.AfterFunc(ctx, stop) // the first signal stops cleanly, a second one at once\n\t// No host before the colon: on localhost, nobody outside the container could reach it.\n\tlistener, err := net.Listen("tcp", ":"+cfg.port)\n\tif err != nil {\n\t\treturn err\n\t}\n\treturn serve(ctx, cfg, listener, newHandler())\n}\n\n// serve answers requests until ctx is done, then lets those under way finish.\nfunc serve(ctx context.Context, cfg config, listener net.Listener, handler http.Handler) error {\n\tserver := &http.Server{\n\t\tHandler:           handler,\n\t\tReadHeaderTimeout: 5 * time.Second, // without timeouts, silent clients hold connections forever\n\t\tReadTimeout:       10 * time.Second,\n\t\tWriteTimeout:      10 * time.Second,\n\t\tIdleTimeout:       60 * time.Second,\n\t\tTLSConfig:         &tls.Config{MinVersion: tls.VersionTLS12},\n\t}\n\tfailed := make(chan error, 1)\n\tgo func() {\n\t\tif cfg.scheme == "https" {\n\t\t\tfailed <- server.ServeTLS(listener, cfg.certFile, cfg.keyFile)\n\t\t} else {\n\t\t\tfailed <- server.Serve(listener)\n\t\t}\n\t}()\n\tslog.Info("serving", "scheme", cfg.scheme, "address", listener.Addr().String())\n\tselect {\n\tcase err := <-failed: // for example, the certificate cannot be read\n\t\treturn err\n\tcase <-ctx.Done():\n\t\tslog.Info("stopping")\n\t}\n\t// Not made from ctx, which is over already.\n\tstopCtx, cancel := context.WithTimeout(context.Background(), shutdownTimeout)\n\tdefer cancel()\n\tif err := server.Shutdown(stopCtx); err != nil {\n\t\treturn fmt.Errorf("requests still running after %v: %w", shutdownTimeout, err)\n\t}\n\treturn nil\n}\n\n// checkHealth is for Docker\'s HEALTHCHECK: so the image needs no shell and no curl.\nfunc checkHealth(cfg config) error {\n\t// The certificate names the public host, never 127.0.0.1. Not verifying it is fine\n\t// here: we ask our own process, on this machine, and send nothing secret.\n\ttransport := &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}\n\tclient := &http.Client{Transport: transport, Timeout: 2 * time.Second}\n\tresponse, err := client.Get(cfg.scheme + "://127.0.0.1:" + cfg.port + "/healthz")\n\tif err != nil {\n\t\treturn err\n\t}\n\tdefer response.Body.Close()\n\tif response.StatusCode != http.StatusOK {\n\t\treturn fmt.Errorf("/healthz answered %s", response.Status)\n\t}\n\treturn nil\n}\n'

    blocks = {}
    return root, blocks


def _go_sample_main_test_go_j2(environment):
    name = 'go/sample/main_test.go.j2'

    def root(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        pass
        yield 'package main\n\nimport (\n\t"context"\n\t"crypto/ecdsa"\n\t"crypto/elliptic"\n\t"crypto/rand"\n\t"crypto/tls"\n\t"crypto/x509"\n\t"encoding/pem"\n\t"io"\n\t"math/big"\n\t"net"\n\t"net/http"\n\t"net/http/httptest"\n\t"os"\n\t"path/filepath"\n\t"strings"\n\t"testing"\n\t"time"\n)\n\nfunc TestHandler(t *testing.T) {\n\ttests := []struct {\n\t\tmethod, path string\n\t\tcode         int\n\t\tbody         string\n\t}{\n\t\t{"GET", "/", 200, "Hello world\\n"},\n\t\t{"GET", "/healthz", 200, "ok\\n"},\n\t\t{"GET", "/nothing-here", 404, "404 page not found\\n"},\n\t\t{"GET", "/healthz/more", 404, "404 page not found\\n"},\n\t\t{"POST", "/", 405, "Method Not Allowed\\n"},\n\t}\n\tserver := httptest.NewServer(newHandler())\n\tdefer server.Close()\n\tfor _, tt := range tests {\n\t\tt.Run(tt.method+" "+tt.path, func(t *testing.T) {\n\t\t\trequest, err := http.NewRequest(tt.method, server.URL+tt.path, nil)\n\t\t\tif err != nil {\n\t\t\t\tt.Fatal(err)\n\t\t\t}\n\t\t\tcode, body, header := doRequest(t, server.Client(), request)\n\t\t\tif code != tt.code || body != tt.body {\n\t\t\t\tt.Errorf("got %d %q, want %d %q", code, body, tt.code, tt.body)\n\t\t\t}\n\t\t\tif got := header.Get("Content-Type"); got != "text/plain; charset=utf-8" {\n\t\t\t\tt.Errorf("Content-Type is %q", got)\n\t\t\t}\n\t\t})\n\t}\n}\n\nfunc TestLoadConfig(t *testing.T) {\n\ttests := []struct {\n\t\tname, port, cert, key string\n\t\twant                  config\n\t\twantErr               string\n\t}{\n\t\t{"defaults", "", "", "", config{"http", defaultPort, "", ""}, ""},\n\t\t{"port", "8080", "", "", config{"http", "8080", "", ""}, ""},\n\t\t{"highest port", "65535", "", "", config{"http", "65535", "", ""}, ""},\n\t\t{"port 0", "0", "", "", config{}, `PORT must be a number from 1 to 65535, not "0"`},\n\t\t{"port too high", "65536", "", "", config{}, "PORT must be"},\n\t\t{"negative port", "-1", "", "", config{}, "PORT must be"},\n\t\t{"signed port", "+80", "", "", config{}, "PORT must be"},\n\t\t{"port with space", " 80", "", "", config{}, "PORT must be"},\n\t\t{"port name", "http", "", "", config{}, "PORT must be"},\n\t\t{"address", ":80", "", "", config{}, "PORT must be"},\n\t\t{"tls", "", "c.pem", "k.pem", config{"https", defaultPort, "c.pem", "k.pem"}, ""},\n\t\t{"certificate only", "", "c.pem", "", config{}, "set both TLS_CERT_FILE and TLS_KEY_FILE"},\n\t\t{"key only", "", "", "k.pem", config{}, "set both TLS_CERT_FILE and TLS_KEY_FILE"},\n\t}\n\tfor _, tt := range tests {\n\t\tt.Run(tt.name, func(t *testing.T) {\n\t\t\tenv := map[string]string{"PORT": tt.port, "TLS_CERT_FILE": tt.cert, "TLS_KEY_FILE": tt.key}\n\t\t\tgot, err := loadConfig(func(name string) string { return env[name] })\n\t\t\tcheckError(t, err, tt.wantErr)\n\t\t\tif err == nil && got != tt.want {\n\t\t\t\tt.Errorf("got %+v, want %+v", got, tt.want)\n\t\t\t}\n\t\t})\n\t}\n}\n\nfunc TestCheckHealth(t *testing.T) {\n\tt.Run("healthy", func(t *testing.T) {\n\t\tserver := httptest.NewServer(newHandler())\n\t\tdefer server.Close()\n\t\tcheckError(t, checkHealth(config{scheme: "http", port: port(server.Listener)}), "")\n\t})\n\tt.Run("unhealthy", func(t *testing.T) {\n\t\tserver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {\n\t\t\tw.WriteHeader(http.StatusServiceUnavailable)\n\t\t}))\n\t\tdefer server.Close()\n\t\terr := checkHealth(config{scheme: "http", port: port(server.Listener)})\n\t\tcheckError(t, err, "/healthz answered 503 Service Unavailable")\n\t})\n\tt.Run("nothing listening", func(t *testing.T) {\n\t\tlistener := listen(t)\n\t\tlistener.Close() // now its port is free\n\t\tcheckError(t, checkHealth(config{scheme: "http", port: port(listener)}), "connection refused")\n\t})\n}\n\nfunc TestServeTLS(t *testing.T) {\n\tcfg, roots := newCertificate(t)\n\tlistener := listen(t)\n\tcfg.port = port(listener)\n\tctx, cancel := context.WithCancel(context.Background())\n\tdefer cancel()\n\tdone := make(chan error, 1)\n\tgo func() { done <- serve(ctx, cfg, listener, newHandler()) }()\n\n\tget := func(tlsConfig *tls.Config) (*http.Response, error) {\n\t\ttransport := &http.Transport{TLSClientConfig: tlsConfig}\n\t\tdefer transport.CloseIdleConnections()\n\t\tclient := &http.Client{Transport: transport, Timeout: 5 * time.Second}\n\t\treturn client.Get("https://" + listener.Addr().String() + "/")\n\t}\n\t// The client trusts only the certificate made above, so this also shows which one is used.\n\tresponse, err := get(&tls.Config{RootCAs: roots, ServerName: "hello.example"})\n\tif err != nil {\n\t\tt.Fatal(err)\n\t}\n\tbody, err := io.ReadAll(response.Body)\n\tresponse.Body.Close()\n\tif err != nil || string(body) != "Hello world\\n" {\n\t\tt.Errorf("got %q, %v", body, err)\n\t}\n\t// A client from before TLS 1.2 is turned away.\n\t_, err = get(&tls.Config{InsecureSkipVerify: true, MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11})\n\tcheckError(t, err, "protocol version")\n\n\tcheckError(t, checkHealth(cfg), "") // although the certificate is not for 127.0.0.1\n\tcancel()\n\tcheckError(t, wait(t, done), "")\n}\n\nfunc TestServeUnreadableCertificate(t *testing.T) {\n\tmissing := filepath.Join(t.TempDir(), "missing.pem")\n\tcfg := config{scheme: "https", certFile: missing, keyFile: missing}\n\tdone := make(chan error, 1)\n\tlistener := listen(t)\n\tgo func() { done <- serve(t.Context(), cfg, listener, newHandler()) }()\n\tcheckError(t, wait(t, done), "missing.pem")\n}\n\nfunc TestServeFinishesRequestBeforeStopping(t *testing.T) {\n\tstarted, release := make(chan struct{}), make(chan struct{})\n\thandler := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {\n\t\tclose(started)\n\t\t<-release\n\t\tio.WriteString(w, "finished")\n\t})\n\tlistener := closeSignaller{listen(t), make(chan struct{})}\n\tctx, cancel := context.WithCancel(context.Background())\n\tdefer cancel()\n\tdone := make(chan error, 1)\n\tgo func() { done <- serve(ctx, config{scheme: "http"}, listener, handler) }()\n\n\tanswer := make(chan string, 1)\n\tgo func() {\n\t\tresponse, err := http.Get("http://" + listener.Addr().String())\n\t\tif err != nil {\n\t\t\tanswer <- err.Error()\n\t\t\treturn\n\t\t}\n\t\tdefer response.Body.Close()\n\t\tbody, _ := io.ReadAll(response.Body)\n\t\tanswer <- string(body)\n\t}()\n\twait(t, started)\n\tcancel()\n\twait(t, listener.closed) // stopping has begun: no new connections\n\tselect {\n\tcase err := <-done:\n\t\tt.Fatalf("stopped with a request under way: %v", err)\n\tdefault:\n\t}\n\tclose(release)\n\tif got := wait(t, answer); got != "finished" {\n\t\tt.Errorf("the request under way got %q", got)\n\t}\n\tcheckError(t, wait(t, done), "")\n}\n\n// closeSignaller tells when the server stops listening.\ntype closeSignaller struct {\n\tnet.Listener\n\tclosed chan struct{}\n}\n\nfunc (l closeSignaller) Close() error {\n\tclose(l.closed)\n\treturn l.Listener.Close()\n}\n\n// listen lets the system choose a free port.\nfunc listen(t *testing.T) net.Listener {\n\tt.Helper()\n\tlistener, err := net.Listen("tcp", "127.0.0.1:0")\n\tif err != nil {\n\t\tt.Fatal(err)\n\t}\n\treturn listener\n}\n\nfunc port(listener net.Listener) string {\n\t_, port, _ := net.SplitHostPort(listener.Addr().String())\n\treturn port\n}\n\n// wait fails the test instead of hanging when nothing comes.\nfunc wait[T any](t *testing.T, channel <-chan T) T {\n\tt.Helper()\n\tselect {\n\tcase value := <-channel:\n\t\treturn value\n\tcase <-time.After(5 * time.Second):\n\t\tt.Fatal("waited 5 seconds in vain")\n\t\tpanic("unreachable")\n\t}\n}\n\n// checkError wants an error holding the text, or none when the text is empty.\nfunc checkError(t *testing.T, err error, want string) {\n\tt.Helper()\n\tif want == "" && err != nil {\n\t\tt.Errorf("unexpected error: %v", err)\n\t}\n\tif want != "" && (err == nil || !strings.Contains(err.Error(), want)) {\n\t\tt.Errorf("got error %v, want one with %q", err, want)\n\t}\n}\n\nfunc doRequest(t *testing.T, client *http.Client, request *http.Request) (int, string, http.Header) {\n\tt.Helper()\n\tresponse, err := client.Do(request)\n\tif err != nil {\n\t\tt.Fatal(err)\n\t}\n\tdefer response.Body.Close()\n\tbody, err := io.ReadAll(response.Body)\n\tif err != nil {\n\t\tt.Fatal(err)\n\t}\n\treturn response.StatusCode, string(body), response.Header\n}\n\n// newCertificate makes a self-signed certificate for hello.example.\nfunc newCertificate(t *testing.T) (config, *x509.CertPool) {\n\tt.Helper()\n\tkey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)\n\tif err != nil {\n\t\tt.Fatal(err)\n\t}\n\ttemplate := &x509.Certificate{\n\t\tSerialNumber: big.NewInt(1),\n\t\tDNSNames:     []string{"hello.example"},\n\t\tNotBefore:    time.Now().Add(-time.Hour),\n\t\tNotAfter:     time.Now().Add(time.Hour),\n\t}\n\tcert, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)\n\tif err != nil {\n\t\tt.Fatal(err)\n\t}\n\tkeyBytes, err := x509.MarshalPKCS8PrivateKey(key)\n\tif err != nil {\n\t\tt.Fatal(err)\n\t}\n\tcertPEM := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert})\n\tkeyPEM := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: keyBytes})\n\tdir := t.TempDir()\n\tcfg := config{scheme: "https", certFile: filepath.Join(dir, "cert.pem"), keyFile: filepath.Join(dir, "key.pem")}\n\tfor file, content := range map[string][]byte{cfg.certFile: certPEM, cfg.keyFile: keyPEM} {\n\t\tif err := os.WriteFile(file, content, 0o600); err != nil {\n\t\t\tt.Fatal(err)\n\t\t}\n\t}\n\troots := x509.NewCertPool()\n\troots.AppendCertsFromPEM(certPEM)\n\treturn cfg, roots\n}\n'

    blocks = {}
    return root, blocks


TEMPLATES = {
    'go/Dockerfile.j2': (2680669735, _go_Dockerfile_j2),
    'go/README.md.j2': (696095006, _go_README_md_j2),
    'go/dockerignore.j2': (1136567965, _go_dockerignore_j2),
    'go/gitignore.j2': (22000179, _go_gitignore_j2),
    'go/sample/go.mod.j2': (1200347157, _go_sample_go_mod_j2),
    'go/sample/main.go.j2': (3972695759, _go_sample_main_go_j2),
    'go/sample/main_test.go.j2': (616538877, _go_sample_main_test_go_j2),
}

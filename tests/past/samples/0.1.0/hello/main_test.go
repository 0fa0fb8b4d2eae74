package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestHandler(t *testing.T) {
	tests := []struct {
		method, path string
		code         int
		body         string
	}{
		{"GET", "/", 200, "Hello world\n"},
		{"GET", "/healthz", 200, "ok\n"},
		{"GET", "/nothing-here", 404, "404 page not found\n"},
		{"GET", "/healthz/more", 404, "404 page not found\n"},
		{"POST", "/", 405, "Method Not Allowed\n"},
	}
	server := httptest.NewServer(newHandler())
	defer server.Close()
	for _, tt := range tests {
		t.Run(tt.method+" "+tt.path, func(t *testing.T) {
			request, err := http.NewRequest(tt.method, server.URL+tt.path, nil)
			if err != nil {
				t.Fatal(err)
			}
			code, body, header := doRequest(t, server.Client(), request)
			if code != tt.code || body != tt.body {
				t.Errorf("got %d %q, want %d %q", code, body, tt.code, tt.body)
			}
			if got := header.Get("Content-Type"); got != "text/plain; charset=utf-8" {
				t.Errorf("Content-Type is %q", got)
			}
		})
	}
}

func TestLoadConfig(t *testing.T) {
	tests := []struct {
		name, port, cert, key string
		want                  config
		wantErr               string
	}{
		{"defaults", "", "", "", config{"http", defaultPort, "", ""}, ""},
		{"port", "8080", "", "", config{"http", "8080", "", ""}, ""},
		{"highest port", "65535", "", "", config{"http", "65535", "", ""}, ""},
		{"port 0", "0", "", "", config{}, `PORT must be a number from 1 to 65535, not "0"`},
		{"port too high", "65536", "", "", config{}, "PORT must be"},
		{"negative port", "-1", "", "", config{}, "PORT must be"},
		{"signed port", "+80", "", "", config{}, "PORT must be"},
		{"port with space", " 80", "", "", config{}, "PORT must be"},
		{"port name", "http", "", "", config{}, "PORT must be"},
		{"address", ":80", "", "", config{}, "PORT must be"},
		{"tls", "", "c.pem", "k.pem", config{"https", defaultPort, "c.pem", "k.pem"}, ""},
		{"certificate only", "", "c.pem", "", config{}, "set both TLS_CERT_FILE and TLS_KEY_FILE"},
		{"key only", "", "", "k.pem", config{}, "set both TLS_CERT_FILE and TLS_KEY_FILE"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			env := map[string]string{"PORT": tt.port, "TLS_CERT_FILE": tt.cert, "TLS_KEY_FILE": tt.key}
			got, err := loadConfig(func(name string) string { return env[name] })
			checkError(t, err, tt.wantErr)
			if err == nil && got != tt.want {
				t.Errorf("got %+v, want %+v", got, tt.want)
			}
		})
	}
}

func TestCheckHealth(t *testing.T) {
	t.Run("healthy", func(t *testing.T) {
		server := httptest.NewServer(newHandler())
		defer server.Close()
		checkError(t, checkHealth(config{scheme: "http", port: port(server.Listener)}), "")
	})
	t.Run("unhealthy", func(t *testing.T) {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusServiceUnavailable)
		}))
		defer server.Close()
		err := checkHealth(config{scheme: "http", port: port(server.Listener)})
		checkError(t, err, "/healthz answered 503 Service Unavailable")
	})
	t.Run("nothing listening", func(t *testing.T) {
		listener := listen(t)
		listener.Close() // now its port is free
		checkError(t, checkHealth(config{scheme: "http", port: port(listener)}), "connection refused")
	})
}

func TestServeTLS(t *testing.T) {
	cfg, roots := newCertificate(t)
	listener := listen(t)
	cfg.port = port(listener)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	done := make(chan error, 1)
	go func() { done <- serve(ctx, cfg, listener, newHandler()) }()

	get := func(tlsConfig *tls.Config) (*http.Response, error) {
		transport := &http.Transport{TLSClientConfig: tlsConfig}
		defer transport.CloseIdleConnections()
		client := &http.Client{Transport: transport, Timeout: 5 * time.Second}
		return client.Get("https://" + listener.Addr().String() + "/")
	}
	// The client trusts only the certificate made above, so this also shows which one is used.
	response, err := get(&tls.Config{RootCAs: roots, ServerName: "hello.example"})
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(response.Body)
	response.Body.Close()
	if err != nil || string(body) != "Hello world\n" {
		t.Errorf("got %q, %v", body, err)
	}
	// A client from before TLS 1.2 is turned away.
	_, err = get(&tls.Config{InsecureSkipVerify: true, MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11})
	checkError(t, err, "protocol version")

	checkError(t, checkHealth(cfg), "") // although the certificate is not for 127.0.0.1
	cancel()
	checkError(t, wait(t, done), "")
}

func TestServeUnreadableCertificate(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "missing.pem")
	cfg := config{scheme: "https", certFile: missing, keyFile: missing}
	done := make(chan error, 1)
	listener := listen(t)
	go func() { done <- serve(t.Context(), cfg, listener, newHandler()) }()
	checkError(t, wait(t, done), "missing.pem")
}

func TestServeFinishesRequestBeforeStopping(t *testing.T) {
	started, release := make(chan struct{}), make(chan struct{})
	handler := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		close(started)
		<-release
		io.WriteString(w, "finished")
	})
	listener := closeSignaller{listen(t), make(chan struct{})}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	done := make(chan error, 1)
	go func() { done <- serve(ctx, config{scheme: "http"}, listener, handler) }()

	answer := make(chan string, 1)
	go func() {
		response, err := http.Get("http://" + listener.Addr().String())
		if err != nil {
			answer <- err.Error()
			return
		}
		defer response.Body.Close()
		body, _ := io.ReadAll(response.Body)
		answer <- string(body)
	}()
	wait(t, started)
	cancel()
	wait(t, listener.closed) // stopping has begun: no new connections
	select {
	case err := <-done:
		t.Fatalf("stopped with a request under way: %v", err)
	default:
	}
	close(release)
	if got := wait(t, answer); got != "finished" {
		t.Errorf("the request under way got %q", got)
	}
	checkError(t, wait(t, done), "")
}

// closeSignaller tells when the server stops listening.
type closeSignaller struct {
	net.Listener
	closed chan struct{}
}

func (l closeSignaller) Close() error {
	close(l.closed)
	return l.Listener.Close()
}

// listen lets the system choose a free port.
func listen(t *testing.T) net.Listener {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return listener
}

func port(listener net.Listener) string {
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	return port
}

// wait fails the test instead of hanging when nothing comes.
func wait[T any](t *testing.T, channel <-chan T) T {
	t.Helper()
	select {
	case value := <-channel:
		return value
	case <-time.After(5 * time.Second):
		t.Fatal("waited 5 seconds in vain")
		panic("unreachable")
	}
}

// checkError wants an error holding the text, or none when the text is empty.
func checkError(t *testing.T, err error, want string) {
	t.Helper()
	if want == "" && err != nil {
		t.Errorf("unexpected error: %v", err)
	}
	if want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
		t.Errorf("got error %v, want one with %q", err, want)
	}
}

func doRequest(t *testing.T, client *http.Client, request *http.Request) (int, string, http.Header) {
	t.Helper()
	response, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(body), response.Header
}

// newCertificate makes a self-signed certificate for hello.example.
func newCertificate(t *testing.T) (config, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		DNSNames:     []string{"hello.example"},
		NotBefore:    time.Now().Add(-time.Hour),
		NotAfter:     time.Now().Add(time.Hour),
	}
	cert, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	keyBytes, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	certPEM := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert})
	keyPEM := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: keyBytes})
	dir := t.TempDir()
	cfg := config{scheme: "https", certFile: filepath.Join(dir, "cert.pem"), keyFile: filepath.Join(dir, "key.pem")}
	for file, content := range map[string][]byte{cfg.certFile: certPEM, cfg.keyFile: keyPEM} {
		if err := os.WriteFile(file, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(certPEM)
	return cfg, roots
}

"""The port to which the call that listens leads, and the path of a health check over groups and routers."""

from collections.abc import Callable
from pathlib import Path

import pytest
from snapshots import write

from dockgen.languages import go
from dockgen.languages.go.record import GoProgram
from dockgen.languages.kit.ports import EVERYWHERE
from dockgen.model.facts import Facts
from dockgen.model.program import own_of
from dockgen.reading.project import Project

GO_MOD = "module example.com/shop\n"

Inspect = Callable[..., Facts]


@pytest.fixture
def project(tmp_path: Path) -> Callable[..., Project]:
    """Return a function that writes a module; the first text is main.go."""

    def make(main: str, **packages: str) -> Project:
        imports = "".join(f'import "example.com/shop/{name}"\n' for name in packages)
        files = {f"{name}/{name}.go": f"package {name}\n{text}" for name, text in packages.items()}
        write(tmp_path, {"go.mod": GO_MOD, "main.go": f"package main\n{imports}{main}"} | files)
        return Project(tmp_path)

    return make


def main(text: str, more: str = "") -> str:
    """Return a program."""
    return f"\nfunc main() {{\n\t{text}\n}}\n{more}"


FOLLOWED = {
    "a function that reads the environment": main(
        'http.ListenAndServe(":"+load().Port, nil)',
        'func load() Config {\n\tport := os.Getenv("PORT")\n\tif port == "" {\n\t\tport = "5000"\n\t}\n'
        "\treturn Config{Port: port}\n}\n",
    ),
    "a constant in a method": main(
        "s := http.Server{Addr: w.addr()}\n\ts.ListenAndServe()",
        'const DefaultPort = 5000\nvar w = &web{Address: "0.0.0.0", Port: DefaultPort}\n'
        'func (w *web) addr() string { return fmt.Sprintf("%s:%d", w.Address, w.Port)\n}\n',
    ),
    "a flag that is kept in a variable": main(
        "http.ListenAndServe(*addr, nil)", 'var addr = flag.String("listen", ":5000", "such as :9999")\n'
    ),
    "a flag that is told where to write": main(
        'flag.IntVar(&cfg.port, "p", 5000, "like 9999")\n\thttp.ListenAndServe(fmt.Sprintf(":%d", cfg.port), nil)'
    ),
    "a key of settings": main(
        'viper.SetDefault("db.port", 5432)\n\tviper.SetDefault("http.port", 5000)\n'
        '\thttp.ListenAndServe(":"+viper.GetString("http.port"), nil)'
    ),
    "a flag of a command line": main(
        'x := cli.StringFlag{Name: "addr", Usage: "x", Value: ":5000"}\n\thttp.ListenAndServe(c.String("addr"), nil)'
    ),
    "a parameter": main(
        'run(ctx, ":5000")', "func run(ctx C, addr string) error {\n\treturn http.ListenAndServe(addr, nil)\n}\n"
    ),
    "the default of a field": main(
        'http.ListenAndServe(fmt.Sprintf(":%d", c.Port), nil)',
        'type C struct {\n\tDBPort int `env:"DB" envDefault:"5432"`\n\tPort int `env:"P" envDefault:"5000"`\n}\n',
    ),
    "a server's address that is set later": main(
        'srv := &http.Server{}\n\tsrv.Addr = ":5000"\n\tr := Options{Addr: "localhost:6379"}\n\tsrv.ListenAndServe()'
    ),
    "a profiler beside it": main(
        'go http.ListenAndServe("localhost:6060", nil)\n\tl, _ := net.Listen("tcp", ":5000")\n\thttp.Serve(l, nil)'
    ),
    "metrics beside it": main(
        'go http.ListenAndServe(":9090", promhttp.Handler())\n\thttp.ListenAndServe(":5000", nil)'
    ),
    "a listener with a certificate before it": main(
        's := &http.Server{Addr: c.String("addr-tls")}\n\ts.ListenAndServeTLS(c.String("cert"), "")\n'
        '\tp := &http.Server{Addr: c.String("addr")}\n\tp.ListenAndServe()',
        'var f = []F{{Name: "addr-tls", Value: ":443"}, {Name: "addr", Value: ":5000"}}\n',
    ),
    "the address of a database that is taken apart": main(
        'host, port = "127.0.0.1", "5432"\n\tserver := Settings{\n\t\tPort: 5000}\n\tserver.ListenAndServe()'
    ),
    "servers that it asks": main(
        'x := strings.HasSuffix(t, ":53")\n\ty := host + ":25"\n\tz, _ := net.Dial("tcp", ":7000")\n'
        '\taddr := ":5000"\n\thttp.ListenAndServe(settings.of(x), nil)'
    ),
}


@pytest.mark.parametrize("text", FOLLOWED.values(), ids=FOLLOWED)
def test_the_port_is_the_one_that_reaches_a_listener(project: Callable[..., Project], text: str) -> None:
    assert go.inspect(project(text), None).port.value == 5000


def test_the_port_is_followed_into_other_packages(project: Callable[..., Project]) -> None:
    found = project(
        main("server.New(config.Load()).Start()"),
        config="\nfunc Load() C { return C{RedisPort: 6379, HTTPPort: 5000} }\n",
        server='\nfunc New(c C) *S {\n\treturn &S{http.Server{Addr: fmt.Sprintf(":%d", c.HTTPPort)}}\n}\n'
        "func (s *S) Start() { s.ListenAndServe() }\n",
    )
    port = go.inspect(found, None).port
    assert (port.value, port.source) == (5000, "config/config.go:3")


@pytest.mark.parametrize(
    "text",
    [
        main('name = name + ":53"\n\thttp.ListenAndServe(c.Web.Address, nil)'),
        main('go http.ListenAndServe("localhost:6060", nil)\n\thttp.ListenAndServe(c.Address, nil)'),
        main('redis := Options{Addr: "cache:6379"}\n\thttp.ListenAndServe(c.Address, nil)'),
    ],
)
def test_a_port_of_others_is_none_of_ours(project: Callable[..., Project], text: str) -> None:
    assert go.inspect(project(text), None).port.value is None


def test_gin_s_own_port_goes_before_that_of_a_profiler(project: Callable[..., Project]) -> None:
    text = main('r.Run()\n\tgo http.ListenAndServe("localhost:6060", nil)')
    assert go.inspect(project(f'import "github.com/gin-gonic/gin"\n{text}'), None).port.value == 8080


def test_an_address_of_the_container_alone_is_said(project: Callable[..., Project]) -> None:
    found = project(main('http.ListenAndServe(def("127.0.0.1:5000"), nil)'))
    assert go.inspect(found, None).port.value == 5000
    assert found.warnings == [
        "main.go:4 listens on 127.0.0.1, which nothing outside the container can reach: listen on 0.0.0.0"
    ]


def test_a_variable_says_another_address_than_the_container_s_own(project: Callable[..., Project]) -> None:
    found = project(main('http.ListenAndServe(env("ADDR", "127.0.0.1:5000"), nil)'))
    program = go.inspect(found, None)
    assert (program.port.value, found.warnings) == (5000, [])
    assert own_of(program, GoProgram).runtime.environment.value == {"ADDR": "0.0.0.0:5000"}


def test_a_profiler_alone_makes_no_server(project: Callable[..., Project]) -> None:
    assert not go.inspect(project(main('go http.ListenAndServe("localhost:6060", nil)')), None).serves.value


ROUTES = {
    "a group that is given": (
        main('api := r.Group("/api")\n\troutes.Register(api.Group("/v1"))'),
        (
            '\nfunc Register(g *gin.RouterGroup) {\n\tg.POST("/ping", x)\n\tsys := g.Group("/sys")\n'
            '\tsys.GET("/health", x)\n}\n'
        ),
        "/api/v1/sys/health",
    ),
    "a router that is mounted": (
        main('r := chi.NewRouter()\n\tr.Mount("/api", routes.New())'),
        (
            '\nfunc New() chi.Router {\n\tr := chi.NewRouter()\n\tr.Route("/v2", func(r chi.Router) {\n'
            '\t\tr.Route("/users", func(r chi.Router) { r.Get("/", x) })\n'
            '\t\tr.Group(func(r chi.Router) {\n\t\t\tr.Get("/healthz", x)\n\t\t})\n\t})\n\treturn r\n}\n'
        ),
        "/api/v2/healthz",
    ),
    "a handler below a prefix": (
        main('api := routes.New()\n\tmux.Handle("/api/", http.StripPrefix("/api", api))'),
        '\nfunc New() http.Handler {\n\tm := http.NewServeMux()\n\tm.HandleFunc("GET /health", x)\n\treturn m\n}\n',
        "/api/health",
    ),
    "a method that takes a group": (
        main('h := routes.New()\n\th.Register(e.Group("/v1"))'),
        '\nfunc (h *H) Register(v1 *echo.Group) {\n\tv1.GET("/health", h.x)\n}\n',
        "/v1/health",
    ),
    "a subrouter": (
        main('api := routes.R.PathPrefix("/api/v3").Subrouter()\n\tapi.HandleFunc("/healthz", x)'),
        "",
        "/api/v3/healthz",
    ),
    "no prefix": (
        main("routes.Add(mux)"),
        '\nfunc Add(m *http.ServeMux) {\n\tm.HandleFunc("/health", x)\n}\n',
        "/health",
    ),
    "a whole path": (main('r.GET("/api/v1/health", x)\n\troutes.X()'), "", "/api/v1/health"),
    "a call to another server": (main('c.Do("/health")\n\tr.POST("/health", x)\n\troutes.X()'), "", None),
    "a group of itself": (main('a := a.Group("/a")\n\ta.GET("/ping", x)\n\troutes.X()'), "", "/a/ping"),
}


@pytest.mark.parametrize(("text", "routes", "path"), ROUTES.values(), ids=ROUTES)
def test_a_health_path_has_all_its_prefixes(
    project: Callable[..., Project], text: str, routes: str, path: str | None
) -> None:
    listens = text.replace("\n}", '\n\thttp.ListenAndServe(":80", nil)\n}', 1)
    assert go.inspect(project(listens, routes=routes), None).health.value == path


@pytest.mark.parametrize(
    ("call", "serves"),
    [
        ("handlers.New().Run(c.Addr)", True),
        ('exec.Command("x").Run()', False),
        ("cli.App{}.Run(os.Args)", False),
        ("command.Run(ctx)", False),
    ],
)
def test_main_starts_what_another_package_made(call: str, project: Callable[..., Project], *, serves: bool) -> None:
    made = 'import "github.com/gin-gonic/gin"\nfunc New() *gin.Engine { return gin.Default() }\n'
    config = 'type config struct {\n\tAddr string `env:"ADDR" envDefault:":5000"`\n}\nvar c config\n'
    facts = go.inspect(project(main(call, config), handlers=made), None).facts
    assert facts["serves"].value is serves
    assert facts["port"].value == (5000 if serves else None)


def test_what_stands_in_for_a_server_in_tests_says_no_port(project: Callable[..., Project]) -> None:
    made = project(
        main('fs.Int("port", 5000, "the port")\n\thttp.ListenAndServe(config.Host + ":" + config.Port, nil)'),
    )
    write(made.root, {"mock_server.go": 'package main\n\nvar mocked = Config{Port: "9999"}\n'})
    assert go.inspect(Project(made.root), None).facts["port"].value == 5000


@pytest.mark.parametrize(
    ("fields", "variable"),
    [
        ('ListenIPv4 string `yaml:"x" default:"127.0.0.1" env:"SHOP_IPV4"`', "SHOP_IPV4"),
        ('Host string `env:"HOST" envDefault:"localhost"`', "HOST"),
        ('Host string `env:"HOST" envDefault:"0.0.0.0"`', ""),
        ('DBHost string `env:"DB_HOST" envDefault:"localhost"`', ""),
        ('Host string `json:"host" default:"localhost"`', ""),
    ],
)
def test_a_setting_that_only_lets_the_machine_itself_in_is_set(
    project: Callable[..., Project], fields: str, variable: str
) -> None:
    text = main("http.ListenAndServe(addr(), nil)", f"type serverConfig struct {{\n\t{fields}\n}}\n")
    assert go.inspect(project(text), None).facts["environment"].value == ({variable: EVERYWHERE} if variable else {})


def test_the_host_of_a_database_is_left_alone(project: Callable[..., Project]) -> None:
    fields = 'Host string `env:"HOST" envDefault:"localhost"`'
    text = main("http.ListenAndServe(addr(), nil)", f"type RedisConfig struct {{\n\t{fields}\n}}\n")
    assert go.inspect(project(text), None).facts["environment"].value == {}

"""Which program is meant, and how it serves."""

from collections.abc import Callable
from pathlib import Path

import pytest
from snapshots import write

from dockgen.languages import go
from dockgen.languages.go import sources
from dockgen.model.facts import Fact, Facts
from dockgen.model.found import Found
from dockgen.reading.project import Project

MAIN = "package main\n\nfunc main() {\n}\n"

Inspect = Callable[..., Facts]


@pytest.fixture
def inspect(tmp_path: Path) -> Inspect:
    """Return a function that writes a module and inspects it."""

    def inspect(files: dict[str, str], main: str | None = None) -> Facts:
        write(tmp_path, {"go.mod": "module github.com/acme/shop/v2\n"} | files)
        return go.inspect(Project(tmp_path), main).facts

    return inspect


def program(*packages: str, body: str = "") -> str:
    """Return a program that imports packages."""
    imports = "".join(f'\t"{package}"\n' for package in packages)
    return f"package main\n\nimport (\n{imports})\n\nfunc main() {{\n\t{body}\n}}\n"


# Which one


@pytest.mark.parametrize(
    ("folders", "main", "why"),
    [
        (["cmd/one"], None, "the only program"),
        ([".", "cmd/one"], ".", "the program at the top goes before ./cmd/one"),
        (["cmd/shop", "cmd/server"], "./cmd/shop", "named like the module github.com/acme/shop/v2"),
        (["cmd/server", "cmd/migrate"], "./cmd/server", "named server, api, app or web"),
        (["cmd/api", "cmd/worker"], "./cmd/api", "none of the others is: ./cmd/worker"),
        (["cmd/api", "cmd/web"], None, "several programs: ./cmd/api, ./cmd/web"),
        (["cmd/one", "cmd/two"], None, "several programs: ./cmd/one, ./cmd/two"),
    ],
)
def test_the_program_is_chosen_where_the_answer_is_clear(
    inspect: Inspect, folders: list[str], main: str | None, why: str
) -> None:
    facts = inspect({f"{folder}/main.go".removeprefix("./"): MAIN for folder in folders})
    assert facts["main"].value == main
    assert why in facts["main"].source


def test_a_module_in_a_repository_prefers_what_is_named_like_either(inspect: Inspect) -> None:
    files = {"go.mod": "module github.com/acme/shop/backend\n", "cmd/shop/main.go": MAIN, "cmd/job/main.go": MAIN}
    assert inspect(files)["main"].value == "./cmd/shop"
    assert inspect(files | {"cmd/backend/main.go": MAIN})["main"].value == "./cmd/backend"


@pytest.mark.parametrize(
    "folder", ["tools/gen", "examples/hello", "scripts", "internal/tools/lint", "hack", "docs/site"]
)
def test_a_tool_does_not_count_where_there_is_another_program(inspect: Inspect, folder: str) -> None:
    assert inspect({"cmd/one/main.go": MAIN, f"{folder}/main.go": MAIN})["mains"].value == ("./cmd/one",)
    assert inspect({}, f"./{folder}")["mains"].value == tuple(sorted(["./cmd/one", f"./{folder}"]))


def test_a_program_at_the_top_that_only_generates_does_not_count_beside_another_one(inspect: Inspect) -> None:
    works = program("net/http", body='http.ListenAndServe(":8080", nil)')
    facts = inspect({"generate.go": "//go:generate go run ./gen\n\n" + MAIN, "cmd/one/main.go": works})
    assert facts["mains"].value == ("./cmd/one",)
    both = inspect({"generate.go": works})["main"]
    assert (both.value, both.source) == (".", "the program at the top goes before ./cmd/one")


@pytest.mark.parametrize(
    ("text", "main"),
    [
        ("builds:\n  - id: a\n    main: ./examples/base\n", "./examples/base"),
        ("builds:\n  - main: ./examples/base/main.go\n  - main: examples/base/\n", "./examples/base"),
        ("builds:\n  - main: ./examples/base\n  - main: ./gen\n", None),
        ("builds:\n  - main: ./elsewhere\n", None),
        ("builds:\n  - main: .\n", None),
    ],
)
def test_the_program_that_is_released_is_meant(inspect: Inspect, text: str, main: str | None) -> None:
    facts = inspect({".goreleaser.yml": text, "examples/base/main.go": MAIN, "gen/main.go": MAIN})
    assert facts["main"].value == main
    assert facts["mains"].value == (("./examples/base", "./gen") if main else ("./gen",))


def test_a_program_called_like_its_module_goes_before_what_is_released(inspect: Inspect) -> None:
    files = {
        "cmd/shop/main.go": MAIN,
        "cmd/shopctl/main.go": MAIN,
        ".goreleaser.yml": "builds:\n  - main: ./cmd/shopctl\n",
    }
    assert inspect({"go.mod": "module github.com/acme/shop\n"} | files)["main"].value == "./cmd/shop"


@pytest.mark.parametrize("name", ["web", "serve", "server"])
def test_a_command_is_found_beside_the_package_that_serves(inspect: Inspect, name: str) -> None:
    files = {
        "web/web.go": 'package web\n\nfunc Run() {\n\thttp.ListenAndServe(":3000", nil)\n}\n',
        "main.go": program(
            *("github.com/urfave/cli/v3", "github.com/acme/shop/v2/web"),
            body=f'app := cli.Command{{Name: "{name}", Action: web.Run}}\n\tapp.Run()',
        ),
    }
    assert inspect(files)["subcommand"].value == name


def test_a_tool_counts_where_it_is_the_only_program(inspect: Inspect) -> None:
    assert inspect({"tools/gen/main.go": MAIN})["mains"].value == ("./tools/gen",)


def test_only_what_the_program_imports_is_read(inspect: Inspect) -> None:
    files = {
        "cmd/a/main.go": program("github.com/acme/shop/v2/internal/serve"),
        "cmd/b/main.go": MAIN,
        "internal/serve/s.go": 'package serve\n\nimport alias "github.com/acme/shop/v2/internal/deep"\n',
        "internal/deep/d.go": 'package deep\n\nvar _ = http.ListenAndServe(":9999", nil)\n',
        "internal/other/o.go": 'package other\n\nimport "C"\n',
    }
    facts = inspect(files, "./cmd/a")
    assert facts["port"] == Fact(9999, "internal/deep/d.go:3")
    assert facts["libc"].value is False
    assert inspect(files, "./cmd/b")["serves"].value is False


def test_reading_ends_after_so_many_files(inspect: Inspect, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {f"p{n}/p.go": f'package p{n}\n\nimport "github.com/acme/shop/v2/p{n + 1}"\n' for n in range(30)}
    files |= {"main.go": program("github.com/acme/shop/v2/p0"), "p30/p.go": 'package p30\n\nimport "C"\n'}
    assert inspect(files)["libc"].value is True
    monkeypatch.setattr(sources, "MAX_FILES", 10)
    assert inspect(files | {"p31/p.go": "package p31\n"})["libc"].value is False


# Frameworks


@pytest.mark.parametrize(
    ("package", "body", "port", "reads_port"),
    [
        ("github.com/gin-gonic/gin", "r.Run()", 8080, True),
        ("github.com/gin-gonic/gin", 'r.Run(":9000")', 9000, False),
        ("github.com/gin-gonic/gin", "r.Run(addr)", None, False),
        ("github.com/labstack/echo/v4", 'e.Logger.Fatal(e.Start(":1323"))', 1323, False),
        ("github.com/labstack/echo/v5", "e.Start(addr)", None, False),
        ("github.com/gofiber/fiber/v3", 'app.Listen(":3000")', 3000, False),
        ("github.com/cloudwego/hertz/pkg/app/server", "h := server.Default()\n\th.Spin()", 8888, False),
        ("github.com/beego/beego/v2/server/web", "web.Run()", 8080, False),
        ("github.com/gobuffalo/buffalo", "app.Serve()", 3000, False),
        ("github.com/go-kratos/kratos/v2", "app := kratos.New(kratos.Server(hs))", 8000, False),
        ("github.com/kataras/iris/v12", 'app.Listen(":8081")', 8081, False),
        ("github.com/gorilla/mux", 'http.ListenAndServe(":8082", r)', 8082, False),
        ("google.golang.org/grpc", 'l, _ := net.Listen("tcp", ":50051")', 50051, False),
        ("google.golang.org/grpc", 'net.Listen("tcp", ":50051")\n\thttp.ListenAndServe(":8080", gw)', 8080, False),
    ],
)
def test_a_framework_s_way_to_listen_is_known(
    inspect: Inspect,
    package: str,
    body: str,
    port: int | None,
    reads_port: bool,  # noqa: FBT001
) -> None:
    facts = inspect({"main.go": program(package, body=body)})
    assert facts["serves"] == Fact(value=True, source="main.go")
    assert facts["port"].value == port
    assert facts["port_env"].value is reads_port


def test_what_is_run_by_something_else_is_no_server(inspect: Inspect) -> None:
    assert inspect({"main.go": program("os/exec", body='exec.Command("ls").Run()')})["serves"].value is False


def test_gin_is_told_that_this_is_production(inspect: Inspect) -> None:
    gin = inspect({"main.go": program("github.com/gin-gonic/gin", body="r.Run()")})
    assert gin["environment"] == Found({"GIN_MODE": "release"}, "main.go")
    assert inspect({"main.go": MAIN})["environment"].value == {}


@pytest.mark.parametrize(
    ("line", "port"),
    [
        ('port := cmp.Or(os.Getenv("PORT"), "9090")', 9090),
        ('Port int `env:"PORT" envDefault:"9090"`', 9090),
        ('Port int `envconfig:"PORT" default:"9090"`', 9090),
        ('viper.SetDefault("port", 9090)', 9090),
    ],
)
def test_a_default_beside_the_variable_is_the_port(inspect: Inspect, line: str, port: int) -> None:
    assert (
        inspect({"main.go": program("net/http", body=f"{line}\n\thttp.ListenAndServe(a, nil)")})["port"].value == port
    )


@pytest.mark.parametrize(
    ("line", "reads"),
    [
        ('P int `env:"PORT" envDefault:"9090"`', True),
        ('P int `env:"REPORT"`', False),
        ('Flag{EnvVars: []string{"PORT"}}', True),
        ('Flag{Sources: cli.EnvVars("PORT")}', True),
        ('viper.SetDefault("port", 1); viper.AutomaticEnv()', True),
        ('viper.SetDefault("port", 1); viper.SetEnvPrefix("x"); viper.AutomaticEnv()', False),
    ],
)
def test_libraries_that_read_the_environment_are_known(inspect: Inspect, line: str, reads: bool) -> None:  # noqa: FBT001
    body = f"{line}\n\thttp.ListenAndServe(a, nil)"
    assert inspect({"main.go": program("github.com/spf13/viper", body=body)})["port_env"].value is reads


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ('api := r.Group("/api/v1")\n\tapi.GET("/health", ok)', "/api/v1/health"),
        ('r.GET("/health", ok)', "/health"),
        ('r.Get("/api/healthz", ok)', "/api/healthz"),
    ],
)
def test_a_health_path_has_the_prefix_of_its_group(inspect: Inspect, body: str, path: str) -> None:
    main = program("github.com/gin-gonic/gin", body=f"{body}\n\tr.Run()")
    assert inspect({"main.go": main})["health"].value == path


def test_grpc_alone_is_not_asked_over_http(inspect: Inspect) -> None:
    body = 's := grpc.NewServer()\n\tl, _ := net.Listen("tcp", ":50051")\n\ts.Serve(l) // "/healthz"'
    facts = inspect({"main.go": program("google.golang.org/grpc", body=f'{body}\n\tx := "/healthz"')})
    assert facts["health"].value is None
    assert "speaks gRPC" in facts["health"].source
    own = inspect({"main.go": program("google.golang.org/grpc", body=f'{body}\n\tif os.Args[1] == "health" {{}}')})
    assert own["health"].value == "health"


# Words


@pytest.mark.parametrize(
    ("package", "line", "word"),
    [
        ("github.com/spf13/cobra", 'c := &cobra.Command{Use: "serve"}', "serve"),
        ("github.com/spf13/cobra", 'c := &cobra.Command{Use: "server [flags]"}', "server"),
        ("github.com/spf13/cobra", 'c := &cobra.Command{Use: "start"}', "start"),
        ("github.com/spf13/cobra", 'c := &cobra.Command{Use: "shop"}', None),
        ("github.com/urfave/cli/v3", 'c := &cli.Command{Name: "serve"}', "serve"),
        ("github.com/alecthomas/kingpin/v2", 'c := app.Command("serve", "Serve.")', "serve"),
        ("os", 'if os.Args[1] == "serve" {\n\t}', "serve"),
        ("os", 'switch os.Args[1] {\n\tcase "serve":\n\t}', "serve"),
        ("net/http", 'x := "serve"', None),
    ],
)
def test_the_word_that_serves_is_found(inspect: Inspect, package: str, line: str, word: str | None) -> None:
    facts = inspect({"main.go": program(package, body=f'{line}\n\thttp.ListenAndServe(":80", nil)')})
    assert facts["subcommand"].value == word
    assert ("start" in facts) == bool(word)
    if word:
        assert facts["subcommand"].source.startswith("main.go:8, ")
        assert facts["start"] == Fact(f"shop {word}", facts["subcommand"].source)


def test_a_command_that_asks_is_the_health_check(inspect: Inspect) -> None:
    line = 'c := &cobra.Command{Use: "healthcheck"}\n\thttp.ListenAndServe(":80", nil)'
    facts = inspect({"main.go": program("github.com/spf13/cobra", body=line)})
    assert facts["health"] == Fact("healthcheck", "main.go:8, cobra's Use")


def test_a_command_line_that_serves_nobody_has_no_such_word(inspect: Inspect) -> None:
    facts = inspect({"main.go": program("github.com/spf13/cobra", body='c := &cobra.Command{Use: "serve"}')})
    assert facts["subcommand"] == Fact(None, "it is not a server")

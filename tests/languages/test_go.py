"""What is found out about Go projects, and where it was seen."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from snapshots import write

from dockgen.errors import DockgenError, FileError, NotRecognisedError
from dockgen.languages import go
from dockgen.languages.go.modules import parse_go_mod
from dockgen.model.facts import Fact, Facts
from dockgen.reading.project import MAX_BYTES, Project

MODULE = "module example.com/hello\n"
MAIN = "package main\n\nfunc main() {\n}\n"
SERVER = 'package main\n\nimport "net/http"\n\nfunc main() {\n\thttp.ListenAndServe(":8080", nil)\n}\n'

Inspect = Callable[..., Facts]


@pytest.fixture
def inspect(tmp_path: Path) -> Inspect:
    """Return a function that writes a project and inspects it."""

    def inspect(files: dict[str, str | bytes], main: str | None = None) -> Facts:
        write(tmp_path, {"go.mod": MODULE, "main.go": MAIN} | files)
        return go.inspect(Project(tmp_path), main).facts

    return inspect


def body(text: str) -> dict[str, str | bytes]:
    """Return a server whose `main` has one more line, which is line 4."""
    return {"main.go": f"package main\n\nfunc main() {{\n\t{text}\n\thttp.ListenAndServe(addr, nil)\n}}\n"}


def test_a_module_is_recognised_by_its_go_mod(tmp_path: Path) -> None:
    assert go.detect(Project(tmp_path)) is None
    write(tmp_path, {"go.mod": MODULE})
    assert go.detect(Project(tmp_path)) == "go.mod"


def test_go_files_without_a_module_are_nearly_one(tmp_path: Path) -> None:
    assert go.nearly(Project(tmp_path)) is None
    write(tmp_path, {"cmd/a.go": MAIN})
    assert go.nearly(Project(tmp_path)) == "cmd/a.go is here, but no go.mod: run `go mod init example.com/NAME`"


def test_every_fact_has_a_source(inspect: Inspect) -> None:
    facts = inspect({})
    assert facts.keys() == go.SAMPLE.facts.keys()
    assert all(fact.source for fact in facts.values())


def test_a_program_that_serves_nothing_has_no_port(inspect: Inspect) -> None:
    facts = inspect({})
    assert facts["serves"] == Fact(value=False, source="no server found")
    assert facts["port"] == Fact(None, "no server found")
    assert facts["health"].value is None


# go.mod


@pytest.mark.parametrize(
    ("text", "version", "source"),
    [
        ("go 1.26\n", "1.26", "go.mod, go"),
        ("go 1.26.3\n", "1.26", "go.mod, go"),
        ("go 1.27rc1\n", "1.27", "go.mod, go"),
        ("go 1.9\n", "1.9", "go.mod, go"),
        ("go 1.25\ntoolchain go1.26.1\n", "1.26", "go.mod, toolchain"),
        ("toolchain go1.26.1-custom\n\ngo 1.25\n", "1.26", "go.mod, toolchain"),
        ("go 1.26\ntoolchain go1.25.1\n", "1.26", "go.mod, go"),
        ("go 1.26\ntoolchain default\n", "1.26", "go.mod, go"),
        ("go 1.26 // not 1.27\n", "1.26", "go.mod, go"),
        ("// go 1.25\ngo 1.26\n", "1.26", "go.mod, go"),
        ("go 1.26\r\n", "1.26", "go.mod, go"),
        ("\tgo\t1.26\n", "1.26", "go.mod, go"),
        ("godebug default=go1.21\ngo 1.26\n", "1.26", "go.mod, go"),
        ("", None, "go.mod says nothing"),
        ("go 1\n", None, "go.mod says nothing"),
        ("go next\n", None, "go.mod says nothing"),
        (f"go 1.{'9' * 5000}\n", None, "go.mod says nothing"),
    ],
)
def test_the_version_is_the_newer_of_go_and_toolchain(
    inspect: Inspect, text: str, version: str | None, source: str
) -> None:
    assert inspect({"go.mod": MODULE + text})["version"] == Fact(version, source)


@pytest.mark.parametrize(
    "text",
    [
        "module example.com/x\n",
        'module "example.com/x"\n',
        "module `example.com/x`\n",
        "module (\n\texample.com/x\n)\n",
        "module(\n\texample.com/x\n)\n",
        "// module example.com/y\nmodule example.com/x // why\n",
        "\ufeffmodule example.com/x\r\n\r\ngo 1.26\r\n",
        "// Deprecated: use y.\nmodule example.com/x",
    ],
)
def test_the_module_path_is_read_however_it_is_written(inspect: Inspect, text: str) -> None:
    assert inspect({"go.mod": text})["module"] == Fact("example.com/x", "go.mod")


@pytest.mark.parametrize("text", ["", "go 1.26\n", "// module example.com/x\n", "module\n", "modules example.com/x\n"])
def test_a_go_mod_without_a_module_is_refused(inspect: Inspect, text: str) -> None:
    with pytest.raises(NotRecognisedError, match="has no line that begins with `module`"):
        inspect({"go.mod": text})


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("example.com/hello", "hello"),
        ("example.com/me/hello-world", "hello-world"),
        ("example.com/hello/v2", "hello"),
        ("example.com/hello/v10", "hello"),
        ("example.com/hello/v1", "v1"),
        ("example.com/hello/v0", "v0"),
        ("example.com/hello/v02", "v02"),
        ("example.com/hello/version", "version"),
        ("gopkg.in/hello.v3", "hello.v3"),
        ("hello", "hello"),
        ("v2", "v2"),
    ],
)
def test_the_program_is_named_as_go_build_names_it(inspect: Inspect, path: str, name: str) -> None:
    assert inspect({"go.mod": f"module {path}\n"})["name"] == Fact(name, "go.mod, module")


BLOCKS = """\
module example.com/hello

go 1.26

require github.com/a/one v1.0.0

require (
	github.com/b/two v1.2.3 // indirect
	// github.com/c/three v1.0.0
	"github.com/d/four" v0.0.0-20260101000000-abcdefabcdef
)

exclude github.com/mattn/go-sqlite3 v1.0.0
retract [v1.0.0, v1.1.0] // broken
retract (
	v1.2.0
	[v1.3.0, v1.4.0]
)
tool github.com/e/five
ignore ./node_modules
"""


def test_blocks_comments_and_other_directives_are_told_apart() -> None:
    module = parse_go_mod(BLOCKS)
    assert module.requires == ("github.com/a/one", "github.com/b/two", "github.com/d/four")
    assert module.direct == ("github.com/a/one", "github.com/d/four")
    assert module.local_replaces == ()


@pytest.mark.parametrize(
    ("replace", "targets"),
    [
        ("replace example.com/a => ./lib\n", ("./lib",)),
        ("replace example.com/a v1.0.0 => ./lib\n", ("./lib",)),
        ('replace "example.com/a" => "./lib"\n', ("./lib",)),
        ("replace (\n\texample.com/a => ./lib // ours\n\texample.com/b => ./sub/lib\n)\n", ("./lib", "./sub/lib")),
        ("replace example.com/a => example.com/fork v1.0.0\n", ()),
        ("replace example.com/a => .hidden.example/fork v1.0.0\n", ()),
        ("// replace example.com/a => ../lib\n", ()),
        ("replace example.com/a => ./..lib\n", ("./..lib",)),
    ],
)
def test_local_replaces_are_found(inspect: Inspect, replace: str, targets: tuple[str, ...]) -> None:
    module = parse_go_mod(MODULE + replace)
    assert tuple(target for _, target in module.local_replaces) == targets
    assert inspect({"go.mod": MODULE + replace})["manifests"].value == (() if targets else (".",))


@pytest.mark.parametrize("target", ["../lib", "..", "./../lib", "./a/../../lib", "/srv/lib", "C:/lib", "C:\\lib"])
def test_a_replace_that_leads_out_is_refused_unless_vendored(inspect: Inspect, target: str) -> None:
    text = MODULE + f"replace example.com/a => {target}\n"
    with pytest.raises(NotRecognisedError, match="outside this folder and so outside the build context"):
        inspect({"go.mod": text})
    assert inspect({"go.mod": text, "vendor/modules.txt": ""})["vendored"].value is True


def test_go_sum_and_vendor_are_found(inspect: Inspect) -> None:
    facts = inspect({})
    assert facts["go_sum"] == Fact(value=False, source="no go.sum")
    assert facts["vendored"] == Fact(value=False, source="no vendor/modules.txt")
    facts = inspect({"go.sum": "", "vendor/modules.txt": ""})
    assert facts["go_sum"] == Fact(value=True, source="go.sum")
    assert facts["vendored"] == Fact(value=True, source="vendor/modules.txt")


def test_vendored_sources_say_nothing_of_the_program(inspect: Inspect) -> None:
    facts = inspect({"vendor/x/x.go": 'package main\nimport "C"\n' + SERVER, "vendor/modules.txt": ""})
    assert facts["mains"].value == (".",)
    assert facts["libc"].value is False
    assert facts["serves"].value is False


# Programs


def test_programs_are_found_wherever_they_are_the_root_first(inspect: Inspect) -> None:
    facts = inspect({"cmd/b/m.go": MAIN, "cmd/a/x.go": "package main\n", "cmd/a/y.go": MAIN, "pkg/p.go": "package p\n"})
    assert facts["mains"] == Fact((".", "./cmd/a", "./cmd/b"), "., ./cmd/a, ./cmd/b")


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("x/x_test.go", MAIN),
        ("x/x.go", f"//go:build ignore\n\n{MAIN}"),
        ("x/x.go", f"// Copyright\n\n//go:build ignore\n\n{MAIN}"),
        ("x/x.go", f"// +build ignore\n\n{MAIN}"),
        ("x/x.go", f"//go:build tools\n\n{MAIN}"),
        ("x/x.go", f"//go:build windows\n\n{MAIN}"),
        ("x/x.go", f"//go:build !linux\n\n{MAIN}"),
        ("x/x.go", f"//go:build darwin || (windows && amd64)\n\n{MAIN}"),
        ("x/x.go", f"//go:build !(linux || darwin)\r\n\r\n{MAIN}"),
        ("x/x_windows.go", MAIN),
        ("x/x_darwin_arm64.go", MAIN),
        ("x/x_wasm.go", MAIN),
        ("x/_x.go", MAIN),
        ("x/.x.go", MAIN),
        ("_x/x.go", MAIN),
        (".x/x.go", MAIN),
        ("testdata/x.go", MAIN),
        ("node_modules/x/x.go", MAIN),
        ("x/x.go", "package x\n\nfunc main() {\n}\n"),
        ("x/x.go", "package main\n"),
        ("x/x.go", "package main\n\n// func main() {}\n"),
        ("x/x.go", "package main\n\n/*\nfunc main() {\n}\n*/\n"),
        ("x/x.go", "package main\n\nfunc (x T) main() {\n}\n"),
        ("x/x.go", "package main\n\nfunc mainly() {\n}\n"),
        ("x/x.go", f"package x\n\nconst template = `\n{MAIN}`\n"),
        ("x/x.go", f"/*\n{MAIN}*/\npackage x\n"),
    ],
)
def test_what_no_build_for_linux_takes_is_no_program(inspect: Inspect, path: str, text: str) -> None:
    assert inspect({path: text})["mains"] == Fact((".",), ".")


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("x/x.go", MAIN),
        ("x/x.go", f"// Command x.\n{MAIN}"),
        ("x/x.go", f"/* Command x. */ {MAIN}"),
        ("x/x.go", f"//go:build linux\n\n{MAIN}"),
        ("x/x.go", f"//go:build !windows && (amd64 || arm64)\n\n{MAIN}"),
        ("x/x.go", f"//go:build !ignore\n\n{MAIN}"),
        ("x/x.go", f"//go:build go1.18\n\n{MAIN}"),
        ("x/x.go", f"//go:build linux || ((\n\n{MAIN}"),
        ("x/x.go", f"{MAIN}\nconst t = `\n//go:build ignore\n`\n"),
        ("x/x.go", MAIN.replace("\n", "\r\n")),
        ("x/x.go", f"\ufeff{MAIN}"),
        ("x/x_linux.go", MAIN),
        ("x/x_amd64.go", MAIN),
        ("x/windows.go", MAIN),
        ("x/x_other.go", MAIN),
    ],
)
def test_what_a_build_for_linux_takes_is_a_program(inspect: Inspect, path: str, text: str) -> None:
    assert inspect({path: text})["mains"].value == (".", "./x")


def test_a_module_inside_the_module_is_another_one(inspect: Inspect) -> None:
    facts = inspect({"tools/go.mod": "module tools\n", "tools/cmd/x.go": 'package main\nimport "C"\n' + SERVER})
    assert facts["mains"].value == (".",)
    assert facts["serves"].value is False
    assert facts["libc"].value is False


def test_a_module_inside_that_is_used_counts_but_not_its_programs(inspect: Inspect) -> None:
    facts = inspect(
        {
            "go.mod": MODULE + "replace example.com/lib => ./lib\n",
            "lib/go.mod": "module example.com/lib\n",
            "lib/lib.go": 'package lib\n\nimport "C"\n',
            "lib/cmd/main.go": MAIN,
            "main.go": MAIN.replace("\n", '\n\nimport "example.com/lib"\n', 1),
        }
    )
    assert facts["mains"].value == (".",)
    assert facts["libc"] == Fact(value=True, source="lib/lib.go:3")


def test_a_module_without_a_program_is_refused(inspect: Inspect) -> None:
    with pytest.raises(NotRecognisedError, match="has no program"):
        inspect({"main.go": "package hello\n"})


def test_a_source_that_was_not_read_is_named_where_no_program_is_found(inspect: Inspect) -> None:
    with pytest.raises(NotRecognisedError, match=r"has no program.*\(main\.go is not UTF-8 text"):
        inspect({"main.go": b"package main\n\xff"})


def test_one_of_several_programs_is_named_after_its_folder(inspect: Inspect) -> None:
    files: dict[str, str | bytes] = {"main.go": "package hello\n", "cmd/api/m.go": SERVER, "cmd/job/m.go": MAIN}
    assert inspect(files, "./cmd/job")["name"] == Fact("job", "./cmd/job")
    assert inspect(files, "./cmd/job")["serves"].value is False
    assert inspect(files, "./cmd/api")["serves"] == Fact(value=True, source="cmd/api/m.go")


def test_the_only_program_is_named_after_its_module(inspect: Inspect) -> None:
    assert inspect({"main.go": "package hello\n", "cmd/api/m.go": MAIN})["name"].value == "hello"


def test_what_other_programs_do_says_nothing_of_this_one(inspect: Inspect) -> None:
    other = 'package main\n\nimport "C"\n\nfunc main() {\n\thttp.Get("https://x")\n\tListenAndServe(":1234")\n}\n'
    facts = inspect({"cmd/other/m.go": other})
    assert [facts[name].value for name in ("serves", "port", "outbound", "libc")] == [False, None, False, False]


@pytest.mark.parametrize("kind", ["folder", "binary", "large"])
def test_a_go_mod_that_cannot_be_read_is_refused(tmp_path: Path, kind: str) -> None:
    if kind == "folder":
        (tmp_path / "go.mod").mkdir()
    else:
        write(tmp_path, {"go.mod": b"\xff" if kind == "binary" else b"/" * (MAX_BYTES + 1)})
    with pytest.raises(FileError, match=r"go\.mod is"):
        go.inspect(Project(tmp_path), None)


# Port and health


@pytest.mark.parametrize(
    ("line", "port"),
    [
        ('addr := ":9090"', 9090),
        ('addr := "0.0.0.0:9090"', 9090),
        ('addr := "[::]:9090"', 9090),
        ('addr := flag.String("addr", "localhost:9090", "where to listen")', 9090),
        ('addr := flag.String("listen", "127.0.0.1:9090", "where to listen")', 9090),
        ("port := 9090", 9090),
        ('port := "9090"', 9090),
        ("var port = 9090", 9090),
        ("var port int = 9090", 9090),
        ('const defaultPort = "9090"', 9090),
        ("const DEFAULT_PORT = 9090", 9090),
        ('port := getenv("PORT", "9090")', 9090),
        ('port := envOr("PORT",\n\t\t"9090")', 9090),
        ('port := flag.Int("port", 9090, "port")', 9090),
        ("cfg := config{Port: 9090}", 9090),
        ('server := &http.Server{Addr: ":9090"}', 9090),
        ('http.ListenAndServe("example.com:9090", nil)', 9090),
        ('http.ListenAndServeTLS(":9090", cert, key, nil)', 9090),
        ('net.Listen("tcp", ":9090")', 9090),
        ('engine.Run(":9090")', 9090),
        ('e.Start(":9090")', 9090),
        ('app.Listen(":9090")', 9090),
        ('redis := "localhost:6379"; addr := ":9090"', 9090),
        ('dbPort := 5432; http.ListenAndServe(":9090", nil)', 9090),
        ("port := 0; port = 9090", 9090),
        ("port := 99999; port = 9090", 9090),
        ("report := 2024", None),
        ("exported := 2024", None),
        ("REPORT_YEAR := 2024", None),
        ("// port := 9090", None),
        ("/* port := 9090 */", None),
        ('port := "٩٠٩٠"', None),
        ("port := 70000", None),
        ("port := 0", None),
        ('at := "12:30"', None),
    ],
)
def test_the_port_is_found_in_its_usual_shapes(inspect: Inspect, line: str, port: int | None) -> None:
    facts = inspect(body(line))
    assert facts["serves"] == Fact(value=True, source="main.go")
    if port is None:
        assert facts["port"] == Fact(None, "main.go")
    else:
        assert facts["port"].value == port
        assert facts["port"].source in {"main.go:4", "main.go:5"}


def test_the_program_s_own_port_goes_before_those_of_its_packages(inspect: Inspect) -> None:
    facts = inspect(body("port := 9090") | {"a/metrics.go": 'package a\nvar _ = http.ListenAndServe(":1234", nil)\n'})
    assert facts["port"] == Fact(9090, "main.go:4")


def test_the_port_of_a_package_is_taken_where_the_program_names_none(inspect: Inspect) -> None:
    main = MAIN.replace("\n", '\n\nimport "example.com/hello/server"\n', 1)
    facts = inspect({"main.go": main, "server/s.go": 'package server\n\nvar _ = http.ListenAndServe(":1234", nil)\n'})
    assert facts["port"] == Fact(1234, "server/s.go:3")


@pytest.mark.parametrize(
    "line",
    ['os.Getenv("PORT")', 'os.LookupEnv("PORT")', 'getenv("PORT", "1")', 'viper.BindEnv("PORT")', 'env( "PORT")'],
)
def test_reading_port_from_the_environment_is_found(inspect: Inspect, line: str) -> None:
    assert inspect(body(f"p := {line}"))["port_env"] == Fact(value=True, source="main.go:4")


@pytest.mark.parametrize("line", ['os.Getenv("REPORT")', '// os.Getenv("PORT")', 'os.Getenv("PORT_NAME")', 'x("PORT")'])
def test_reading_something_else_is_not(inspect: Inspect, line: str) -> None:
    assert inspect(body(line))["port_env"] == Fact(value=False, source="PORT is not read")


@pytest.mark.parametrize(
    ("line", "health"),
    [
        ('if len(os.Args) > 1 && os.Args[1] == "health" {', "health"),
        ('case "healthcheck":', "healthcheck"),
        ('if os.Args[1] == "--health-check" {', "--health-check"),
        ('check := flag.Bool("health", false, "check and exit")', "-health"),
        ('flag.BoolVar(&check, "healthcheck", false, "")', "-healthcheck"),
        ('http.HandleFunc("/healthz", ok)', "/healthz"),
        ('mux.HandleFunc("GET /health", ok)', "/health"),
        ('r.GET("/ping", ok)', "/ping"),
        ('http.HandleFunc("/readyz", ok)', "/readyz"),
        ('// http.HandleFunc("/healthz", ok)', None),
        ('http.Get("http://other/healthz")', None),
        ('http.HandleFunc("/healthy", ok)', None),
    ],
)
def test_health_checks_are_found(inspect: Inspect, line: str, health: str | None) -> None:
    facts = inspect(body(line))
    expected = Fact(health, "main.go:4") if health else Fact(None, "no health command or path found")
    assert facts["health"] == expected


def test_a_command_goes_before_a_path(inspect: Inspect) -> None:
    assert inspect(body('h("/healthz")\n\tcase "health":'))["health"] == Fact("health", "main.go:5")


# Network and C


@pytest.mark.parametrize(
    ("line", "outbound"),
    [
        ('http.Get("https://example.com")', True),
        ("u := `https://example.com`", True),
        ('http.Get("http://example.com")', False),
        ('// see "https://example.com"', False),
        ('/* "https://example.com" */', False),
        ('x := 1 // "https://example.com"', False),
    ],
)
def test_calls_over_tls_are_found_and_comments_are_none(inspect: Inspect, line: str, outbound: bool) -> None:  # noqa: FBT001
    source = "main.go:4" if outbound else "no call to another server found"
    assert inspect(body(line))["outbound"] == Fact(value=outbound, source=source)


def test_a_dependency_may_call_others(inspect: Inspect) -> None:
    facts = inspect({"go.mod": MODULE + "require github.com/a/b v1.0.0\n"})
    assert facts["outbound"] == Fact(value=True, source="go.mod: github.com/a/b may call other servers")


@pytest.mark.parametrize(
    "text",
    [
        'package main\n\nimport "C"\n',
        '// #include <stdio.h>\n\nimport "C"\n',
        '/*\n#include <stdio.h>\n*/ import "C" // cgo\n',
        'package main\nimport (\n\t"C"\n)\n',
        'package main\n\nimport  "C";\n',
    ],
)
def test_cgo_is_found_in_its_line(inspect: Inspect, text: str) -> None:
    facts = inspect({"c.go": text if text.startswith("package") else f"package main;{text}"})
    assert facts["libc"] == Fact(value=True, source="c.go:3")


@pytest.mark.parametrize(
    "text",
    [
        'package main\n\n// import "C"\n',
        'package main\n\n/*\nimport "C"\n*/\n',
        '//go:build windows\n\npackage main\n\nimport "C"\n',
        '//go:build ignore\n\npackage main\n\nimport "C"\n',
        'package main\n\nvar c = "C"\n',
        'package main\n\nvar c = []string{\n\t"C",\n}\n',
    ],
)
def test_what_only_looks_like_cgo_is_none(inspect: Inspect, text: str) -> None:
    assert inspect({"c.go": text})["libc"] == Fact(value=False, source='no import "C"')


def test_cgo_in_a_test_is_none(inspect: Inspect) -> None:
    assert inspect({"c_test.go": 'package main\n\nimport "C"\n'})["libc"].value is False


def test_modules_that_need_c_are_known(inspect: Inspect) -> None:
    facts = inspect({"go.mod": MODULE + "require github.com/mattn/go-sqlite3 v1.14.0\n"})
    assert facts["libc"] == Fact(value=True, source="go.mod: github.com/mattn/go-sqlite3")


def test_lines_are_counted_with_blank_ones_and_comments(inspect: Inspect) -> None:
    text = "// A.\n\n\n// B.\n/* C\n\nD */\npackage main\n\n\n\n// E.\n" + 'var x = "https://example.com"\n'
    assert inspect({"x.go": text})["outbound"] == Fact(value=True, source="x.go:13")


@pytest.mark.parametrize(
    "text",
    [
        'x := "/*"; http.Get("https://example.com"); y := "*/"',
        'x := "//"; http.Get("https://example.com")',
        'x := \'"\'; http.Get("https://example.com")',
        "x := '\\''; y := `\"//`; http.Get(\"https://example.com\")",
        'x := "\\"//"; http.Get("https://example.com")',
        'x := `//\n`; http.Get("https://example.com")',
    ],
)
def test_a_string_that_looks_like_a_comment_hides_nothing(inspect: Inspect, text: str) -> None:
    assert inspect(body(text))["outbound"].value is True


NASTY = {
    "port and blanks": "port " + " " * MAX_BYTES,
    "ports": "port:" * (MAX_BYTES // 5),
    "open comments": "/*" * (MAX_BYTES // 2),
    "quotes": '"' * MAX_BYTES,
    "backslashes": '"' + "\\" * MAX_BYTES,
    "backticks": "`" * (MAX_BYTES - 1),
    "apostrophes": "'" * MAX_BYTES,
    "args": "args" * (MAX_BYTES // 4),
    "flags": "flag.Bool(" * (MAX_BYTES // 10),
    "runs": ".Run(" * (MAX_BYTES // 5),
    "run and blanks": ".Run(" + " " * MAX_BYTES,
    "listens": "ListenAndServe(" * (MAX_BYTES // 15),
    "getenv": "env" * (MAX_BYTES // 3),
    "blanks": " " * MAX_BYTES,
    "lines": "\n" * MAX_BYTES,
    "open brackets": "//go:build " + "(" * MAX_BYTES,
    "build lines": "//go:build x\n" * (MAX_BYTES // 13),
    "digits": '":' + "1" * MAX_BYTES,
}


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY)
@pytest.mark.parametrize("name", ["go.mod", "x.go"])
def test_no_file_takes_long(inspect: Inspect, name: str, text: str) -> None:
    start = MODULE if name == "go.mod" else ""
    end = "" if name == "go.mod" else "\npackage main\n"
    files: dict[str, str | bytes] = {name: start + text[: MAX_BYTES - len(start) - len(end)] + end, "main.go": SERVER}
    began = time.process_time()
    inspect(files)
    assert time.process_time() - began < 20, "it is not in proportion to its size"


WORDS = ("module", "go", "toolchain", "replace", "require", "=>", "1.26", "v1.0.0", "example.com/x", "../y", "./z")
CODE = ("package main", "func main()", 'import "C"', "port", ":8080", "//go:build", "!", "&&", "||", "ignore", "{", "}")
MARKS = ("(", ")", '"', "`", "'", "//", "/*", "*/", "\n", " ", "\t", "\\", "\r", "\0", "\ufeff", "é", "\u2028")
PIECES = st.lists(st.sampled_from(WORDS + CODE + MARKS), max_size=40).map(lambda pieces: "".join(pieces).encode())


@settings(deadline=None, derandomize=True)
@given(module=st.binary(max_size=100) | PIECES, source=st.binary(max_size=100) | PIECES, has_module=st.booleans())
def test_any_bytes_are_facts_or_a_message(
    tmp_path_factory: pytest.TempPathFactory,
    module: bytes,
    source: bytes,
    has_module: bool,  # noqa: FBT001
) -> None:
    folder = tmp_path_factory.mktemp("any")
    start = MODULE.encode() if has_module else b""
    write(folder, {"go.mod": start + module, "main.go": MAIN, "x.go": source})
    try:
        facts = go.inspect(Project(folder), None).facts
    except DockgenError as error:
        assert str(error).isprintable()  # noqa: PT017 - it may as well not be raised
    else:
        assert facts.keys() == go.SAMPLE.facts.keys()
        assert facts["port"].value is None or 1 <= int(str(facts["port"].value)) <= 65535
        assert facts["version"].value is None or str(facts["version"].value).count(".") == 1

"""What a Go build needs beyond go.mod: tags, C, a front end, private modules; and what the program opens later."""

import contextlib
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from snapshots import write

from dockgen.errors import DockgenError, NotRecognisedError
from dockgen.languages import go
from dockgen.languages.go.record import Variable
from dockgen.model.facts import Fact, Facts
from dockgen.reading.project import Project

MODULE = "module example.com/shop\n\ngo 1.27\n"
MAIN = "package main\n\nfunc main() {\n}\n"

Inspect = Callable[..., Facts]


@pytest.fixture
def project(tmp_path: Path) -> Callable[..., Project]:
    """Return a function that writes a module."""

    def project(files: dict[str, str]) -> Project:
        write(tmp_path, {"go.mod": MODULE, "main.go": MAIN} | files)
        return Project(tmp_path)

    return project


@pytest.fixture
def inspect(project: Callable[..., Project]) -> Inspect:
    """Return a function that writes a module and inspects it."""
    return lambda files, main=None: go.inspect(project(files), main).facts


def body(text: str, *packages: str) -> dict[str, str]:
    """Return a program that does something."""
    imports = "".join(f'\t"{package}"\n' for package in packages or ("os",))
    return {"main.go": f"package main\n\nimport (\n{imports})\n\nfunc main() {{\n\t{text}\n}}\n"}


def requiring(*modules: str) -> dict[str, str]:
    """Return a go.mod that requires modules."""
    return {"go.mod": MODULE + "".join(f"require {module} v1.0.0\n" for module in modules)}


# Tags and versions


@pytest.mark.parametrize(
    ("path", "text", "tags"),
    [
        ("Makefile", "build:\n\tgo build -tags netgo,osusergo -o x .\n", ("netgo", "osusergo")),
        ("Makefile", "build:\n\tgo build -tags='netgo osusergo' .\n", ("netgo", "osusergo")),
        ("Makefile", 'build:\n\t$(GO) build -tags "netgo" .\n', ("netgo",)),
        ("Makefile", "build:\n\tCGO_ENABLED=0 go build \\\n\t\t-tags netgo \\\n\t\t.\n", ("netgo",)),
        ("Makefile", "build:\n\tgo build .\nother:\n\tgo build -tags netgo .\n", ()),
        ("Makefile", "test:\n\tgo test -tags netgo ./...\n", ()),
        ("Makefile", "build:\n\tgo build -tags $(TAGS) .\n", ()),
        ("Makefile", 'TAGS ?= "fts5 netgo"\nbuild:\n\tgo build -tags "$(TAGS)" .\n', ("fts5", "netgo")),
        ("Makefile", "TAGS = $(shell tags)\nbuild:\n\tgo build -tags ${TAGS} .\n", ()),
        ("Makefile", "build:\n\tgo build -tags dev,integration .\n", ()),
        ("Makefile", "# go build -tags netgo .\n", ()),
        (".goreleaser.yaml", "builds:\n  - main: .\n    tags:\n      - netgo\n      - premium\n", ("netgo", "premium")),
        (".goreleaser.yml", "builds:\n  - flags:\n      - -trimpath\n      - -tags=netgo\n", ("netgo",)),
        ("Taskfile.yml", "tasks:\n  build:\n    cmds:\n      - go build -tags netgo .\n", ("netgo",)),
        ("Makefile", "build:\n\tgo build -tags 'a;rm -rf /' .\n", ()),
    ],
)
def test_tags_are_those_of_the_project_s_own_build(
    inspect: Inspect, path: str, text: str, tags: tuple[str, ...]
) -> None:
    assert inspect({path: text})["tags"].value == tags


def test_the_command_that_names_the_program_goes_before_others(inspect: Inspect) -> None:
    makefile = "all:\n\tgo build -tags one ./cmd/a\n\tgo build -tags two ./cmd/b\n\tgo build ./cmd/c\n"
    files = {"Makefile": makefile} | {f"cmd/{name}/main.go": MAIN for name in "abc"}
    assert inspect(files, "./cmd/b")["tags"] == Fact(("two",), "Makefile, go build")
    assert inspect(files, "./cmd/c")["tags"].value == ()


def test_files_with_such_a_tag_are_part_of_the_program(inspect: Inspect) -> None:
    tagged = {"extra.go": '//go:build premium\n\npackage main\n\nimport "C"\n'}
    assert inspect(tagged)["libc"].value is False
    assert inspect(tagged | {"Makefile": "b:\n\tgo build -tags premium .\n"})["libc"].value is True


@pytest.mark.parametrize(
    ("declaration", "variable"),
    [
        ('var version = "1.2.3"', ("main.version", "1.2.3")),
        ("var version string", ("main.version", "dev")),
        ('var (\n\tversion = "dev"\n\tcommit = ""\n)', ("main.version", "dev")),
        ('var Version = ""', ("main.Version", "dev")),
        ('const version = "1.2.3"', None),
        ("var version = read()", None),
        ("var versions = 1", None),
        ('func f() {\n\tversion = "x"\n}', None),
        ('var version = "a\'b"', None),
    ],
)
def test_the_variable_that_holds_the_version_is_found(
    inspect: Inspect, declaration: str, variable: tuple[str, str] | None
) -> None:
    found = inspect({"main.go": f"{MAIN}\n{declaration}\n"})["version_variable"].value
    assert found == (variable and Variable(*variable))


@pytest.mark.parametrize(
    ("makefile", "files", "file"),
    [
        ("V := $(shell cat VERSION)\nb:\n\tgo build -ldflags '-X main.version=$(V)'\n", {"VERSION": "1"}, "VERSION"),
        ('b:\n\tgo build -ldflags "-X main.version=$$(cat ./etc/v.txt)"\n', {"etc/v.txt": "1"}, "etc/v.txt"),
        ("V = $(shell cat VERSION)\nb:\n\tgo build -ldflags '-X main.version=$(V)'\n", {}, ""),
        ("V = $(shell git describe)\nb:\n\tgo build -ldflags '-X main.version=$(V)'\n", {"VERSION": "1"}, ""),
    ],
)
def test_a_version_may_be_the_content_of_a_file(
    inspect: Inspect, makefile: str, files: dict[str, str], file: str
) -> None:
    found = inspect({"main.go": f'{MAIN}\nvar version = "dev"\n', "Makefile": makefile} | files)
    assert found["version_variable"].value == Variable("main.version", "dev", file)


def test_a_variable_of_another_package_is_found_where_the_build_sets_it(inspect: Inspect) -> None:
    files = body("", "example.com/shop/internal/build") | {"internal/build/build.go": "package build\n"}
    makefile = "b:\n\tgo build -ldflags '-X example.com/shop/internal/build.Version=$(V)' .\n"
    facts = inspect(files | {"Makefile": makefile})
    assert facts["version_variable"] == Fact(Variable("example.com/shop/internal/build.Version", "dev"), "Makefile")
    assert (
        inspect(files | {"Makefile": makefile.replace("internal/build", "elsewhere")})["version_variable"].value is None
    )


@pytest.mark.parametrize(
    ("line", "default"),
    [
        ("VERSION ?= 1.4.0", "1.4.0"),
        ("VERSION := $(shell git describe)", "dev"),
        ("VERSION = 1.4.0 beta", "dev"),
        ("", "dev"),
    ],
)
def test_the_version_of_a_makefile_is_the_default(inspect: Inspect, line: str, default: str) -> None:
    makefile = f'{line}\nbuild:\n\tgo build -ldflags "-X main.version=$(VERSION)" .\n'
    found = inspect({"main.go": f'{MAIN}\nvar version = "dev"\n', "Makefile": makefile})["version_variable"].value
    assert found == Variable("main.version", default)


# C


@pytest.mark.parametrize(
    ("module", "build", "run"),
    [
        ("github.com/mattn/go-sqlite3", (), ()),
        ("github.com/confluentinc/confluent-kafka-go/v2", (), ()),
        ("github.com/davidbyttow/govips/v2", ("libvips-dev",), ("libvips42t64",)),
        ("github.com/pebbe/zmq4", ("libzmq3-dev",), ("libzmq5",)),
        ("github.com/marcboeker/go-duckdb/v2", (), ("libstdc++6",)),
    ],
)
def test_a_module_that_needs_c_brings_its_packages(
    project: Callable[..., Project], module: str, build: tuple[str, ...], run: tuple[str, ...]
) -> None:
    program = go.inspect(project(requiring(module)), None)
    assert program.libc == Fact(value=True, source=f"go.mod: {module}")
    assert (program.facts["build_packages"].value, program.facts["run_packages"].value) == (build, run)
    refused = go.impossible(program)
    assert {"scratch", "alpine"} <= refused.keys()
    assert ("distroless" in refused) == bool(run)


@pytest.mark.parametrize(
    ("directive", "build", "run"),
    [
        ("#cgo pkg-config: libpng zlib", ("libpng-dev", "zlib1g-dev"), ("libpng16-16t64",)),
        ("#cgo linux LDFLAGS: -L/usr/lib -lsqlite3 -lm", ("libsqlite3-dev",), ("libsqlite3-0",)),
        ("#cgo darwin LDFLAGS: -lsqlite3", (), ()),
        ("#cgo CFLAGS: -lsqlite3", (), ()),
    ],
)
def test_libraries_that_the_sources_link_bring_their_packages(
    inspect: Inspect, directive: str, build: tuple[str, ...], run: tuple[str, ...]
) -> None:
    facts = inspect({"c.go": f'package main\n\n/*\n{directive}\n*/\nimport "C"\n'})
    assert (facts["build_packages"].value, facts["run_packages"].value) == (build, run)
    assert facts["run_packages"].source == ("c.go:4" if build else "none are known to be needed")


def test_a_package_counts_only_where_it_is_imported(inspect: Inspect) -> None:
    files = requiring("github.com/google/gopacket")
    assert inspect(files | body("", "github.com/google/gopacket/layers"))["libc"].value is False
    facts = inspect(files | body("", "github.com/google/gopacket/pcap"))
    assert (facts["libc"].value, facts["run_packages"].value) == (True, ("libpcap0.8t64",))


@pytest.mark.parametrize("module", ["github.com/mattn/go-sqlite3x", "modernc.org/sqlite", "github.com/mattn/go"])
def test_other_modules_need_no_c(inspect: Inspect, module: str) -> None:
    assert inspect(requiring(module))["libc"].value is False


# Embedded


PACKAGE = '{"scripts": {"build": "vite build"}}'
EMBED = 'package web\n\nimport "embed"\n\n//go:embed all:dist\nvar Dist embed.FS\n'
WEB = body("", "example.com/shop/web") | {
    "web/embed.go": EMBED,
    "web/package.json": PACKAGE,
    "web/package-lock.json": "{}",
}


def front_end(facts: Facts) -> dict[str, object]:
    return {name.removeprefix("frontend_"): fact.value for name, fact in facts.items() if name.startswith("frontend")}


def test_an_embedded_folder_that_is_not_there_is_built_first(inspect: Inspect) -> None:
    facts = inspect(WEB)
    assert front_end(facts) == {
        "frontend": "web",
        "package": "web",
        "built": "web/dist",
        "target": "web/dist",
        "sources": ("web ./",),
        "replaced": True,
        "removed": ("web/package.json", "web/package-lock.json"),
        "node": None,
        "manager": "",
        "install": ("npm ci",),
        "build": ("npm run build",),
        "cache": "/root/.npm",
        "manifests": ("web/package.json web/package-lock.json ./",),
        "env": (),
        "arguments": (),
        "env_files": (),
    }
    assert facts["frontend"].source == "web/embed.go embeds web/dist, which web/ builds"
    assert facts["members"].value == ("./web",)  # it is no app of its own


@pytest.mark.parametrize("ignored", ["web/dist/\n", "dist\n", "/web/dist/*\n!/web/dist/.gitkeep\n", "**/dist\n"])
def test_one_that_git_ignores_is_built_anew(inspect: Inspect, ignored: str) -> None:
    facts = inspect(WEB | {"web/dist/.gitkeep": "", ".gitignore": ignored})
    assert facts["frontend"].value == "web"


def test_one_that_is_part_of_the_repository_is_taken_as_it_is(inspect: Inspect) -> None:
    built = {"web/dist/index.html": "", "web/dist/assets/index.js": ""}
    facts = inspect(WEB | built | {".gitignore": "node_modules\n# dist\n"})
    assert facts["frontend"].value is None


def test_a_placeholder_is_filled_by_the_script_that_builds_into_it(inspect: Inspect) -> None:
    scripts = '{"scripts": {"build": "vite build", "release": "vite build --outDir=../internal/ui/dist"}}'
    files = body("", "example.com/shop/internal/ui") | {
        "internal/ui/ui.go": EMBED.replace("web", "ui"),
        "internal/ui/dist/index.html": "Build me first.",
        "web/package.json": scripts,
        "web/package-lock.json": "{}",
    }
    facts = front_end(inspect(files))
    assert (facts["frontend"], facts["built"], facts["build"]) == ("web", "internal/ui/dist", ("npm run release",))


def test_a_page_that_no_build_makes_is_no_placeholder(inspect: Inspect) -> None:
    files = {"web/dist/index.html": "", "web/vite.config.js": 'export default { build: { outDir: "out" } }'}
    assert inspect(WEB | files)["frontend"].value is None


@pytest.mark.parametrize(
    ("files", "manager", "install"),
    [
        ({"web/pnpm-lock.yaml": ""}, "npm install --global pnpm@", "pnpm install --frozen-lockfile"),
        ({"web/yarn.lock": ""}, "npm install --global --force yarn@1.", "yarn install --frozen-lockfile"),
        (
            {"web/yarn.lock": "", "web/.yarnrc.yml": ""},
            "npm install --global --force @yarnpkg/cli-dist@",
            "yarn install --immutable",
        ),
        (
            {
                "web/pnpm-lock.yaml": "",
                "web/package.json": PACKAGE[:-1] + ', "packageManager": "pnpm@10.1.0+sha512.a"}',
            },
            "npm install --global pnpm@10.1.0",
            "pnpm install --frozen-lockfile",
        ),
        ({}, "", "npm install"),
    ],
)
def test_the_lock_file_says_which_package_manager(
    inspect: Inspect, files: dict[str, str], manager: str, install: str
) -> None:
    base = {path: text for path, text in WEB.items() if path != "web/package-lock.json"}
    facts = front_end(inspect(base | files))
    assert str(facts["manager"]).startswith(manager)
    assert facts["install"] == (install,)


def test_a_yarn_of_the_project_s_own_needs_all_of_its_files(inspect: Inspect) -> None:
    own = {"web/yarn.lock": "", "web/.yarnrc.yml": "yarnPath: .yarn/releases/yarn-4.1.0.cjs\n"}
    base = {path: text for path, text in WEB.items() if path != "web/package-lock.json"}
    facts = front_end(inspect(base | own | {"web/.yarn/releases/yarn-4.1.0.cjs": ""}))
    assert (facts["manager"], facts["manifests"]) == ("", ())
    assert facts["install"] == ("node .yarn/releases/yarn-4.1.0.cjs install --immutable",)


def test_a_front_end_beside_may_write_into_the_embedded_folder(inspect: Inspect) -> None:
    files = body("", "example.com/shop/internal/ui") | {
        "internal/ui/ui.go": EMBED.replace("web", "ui").replace("dist", "static"),
        "frontend/package.json": PACKAGE,
        "frontend/package-lock.json": "{}",
    }
    assert front_end(inspect(files))["built"] == "frontend/dist"
    assert front_end(inspect(files))["target"] == "internal/ui/static"
    config = {"frontend/vite.config.ts": 'export default { build: { outDir: "../internal/ui/static" } }'}
    assert front_end(inspect(files | config))["built"] == "internal/ui/static"


@pytest.mark.parametrize(
    "files",
    [
        {"web/package.json": '{"scripts": {}}'},
        {"web/package.json": "{"},
        {"web/package.json": "[]"},
        {"web/package.json": '{"scripts": []}'},
    ],
)
def test_without_anything_that_builds_it_a_warning_says_what_is_missing(
    project: Callable[..., Project], files: dict[str, str]
) -> None:
    one = project(WEB | files)
    assert go.inspect(one, None).front_end.value is None
    assert "web/embed.go embeds web/dist, which is not there: make it before the build" in one.warnings


@pytest.mark.parametrize(
    ("pattern", "files"),
    [("certs/ca.pem", {"certs/ca.pem": ""}), (".env", {".env": ""}), ("certs", {"certs/a/b.key": "", "certs/x": ""})],
)
def test_what_is_embedded_and_never_sent_is_warned_of(
    project: Callable[..., Project], pattern: str, files: dict[str, str]
) -> None:
    one = project(
        {"main.go": f'package main\n\nimport _ "embed"\n\n//go:embed {pattern}\nvar x string\n\nfunc main() {{\n}}\n'}
        | files
    )
    go.inspect(one, None)
    assert [text for text in one.warnings if "which .dockerignore keeps out of the build" in text]


def test_what_is_embedded_and_sent_is_not(project: Callable[..., Project]) -> None:
    one = project({"main.go": MAIN + '//go:embed "a b.txt" `c` all:d/*.html\n', "a b.txt": "", "c": "", "d/x.html": ""})
    go.inspect(one, None)
    assert one.warnings == []


@pytest.mark.parametrize("mark", ["", "all:"])
@pytest.mark.parametrize(
    "pattern", ["/x", "//x", "/", "/x/*", "//x/../y/*.html", "../x", "../../x", "a/../../x", "x/.."]
)
def test_a_pattern_that_go_refuses_is_left_to_go(project: Callable[..., Project], pattern: str, mark: str) -> None:
    one = project({"go.mod": MODULE, "main.go": MAIN + f"//go:embed {mark}{pattern}\n", "x/a.pem": ""})
    assert go.inspect(one, None).front_end.value is None
    assert one.warnings == []


# Private modules


@pytest.mark.parametrize(
    ("files", "private"),
    [
        ({"Makefile": "export GOPRIVATE=git.acme.dev\n"}, "git.acme.dev"),
        ({".env.example": "GOPRIVATE=git.acme.dev/*,github.com/acme\n"}, "git.acme.dev/*,github.com/acme"),
        ({".github/workflows/ci.yml": "env:\n  GOPRIVATE: 'git.acme.dev'\n"}, "git.acme.dev"),
        ({".gitlab-ci.yml": "variables:\n  GONOSUMDB: *.acme.dev\n"}, None),
        ({"README.md": "Run `go env -w GOPRIVATE=*.elsewhere.dev`.\n"}, None),
        ({".netrc": "machine git.acme.dev\n"}, "git.acme.dev"),
        ({".gitconfig": "[url]\n"}, "git.acme.dev"),
        ({}, None),
    ],
)
def test_signs_of_private_modules_are_seen(inspect: Inspect, files: dict[str, str], private: str | None) -> None:
    required = requiring("git.acme.dev/lib", "github.com/spf13/cobra")
    facts = inspect(required | files)
    assert facts["private"].value == private
    assert facts["debian"].value is (private is not None)  # it has git
    assert inspect(required | files | {"vendor/modules.txt": ""})["private"].value is None


def test_well_known_hosts_are_not_private(inspect: Inspect) -> None:
    required = requiring(
        "github.com/a/b", "golang.org/x/net", "gopkg.in/yaml.v3", "modernc.org/sqlite", "go.uber.org/zap"
    )
    assert inspect(required | {".netrc": "machine github.com\n"})["private"].value is None
    assert inspect(required | {"Makefile": "GOPRIVATE=github.com/a\n"})["private"].value == "github.com/a"


@pytest.mark.parametrize(
    ("text", "proxy"),
    [
        ("GOPROXY=https://go.acme.dev/proxy,direct\n", "https://go.acme.dev/proxy,direct"),
        ("GOPROXY=https://me:secret@go.acme.dev\n", None),
        ("GOPROXY=off\n", None),
    ],
)
def test_a_proxy_of_one_s_own_is_taken_but_never_a_password(inspect: Inspect, text: str, proxy: str | None) -> None:
    facts = inspect(requiring("git.acme.dev/lib") | {"Makefile": f"GOPRIVATE=git.acme.dev\n{text}"})
    assert facts["proxy"].value == proxy
    assert inspect({"go.mod": MODULE, "Makefile": text})["proxy"].value is None


# Opened at run time


@pytest.mark.parametrize(
    ("line", "opened"),
    [
        ('template.ParseGlob("templates/*.html")', ("templates",)),
        (
            'template.Must(template.ParseFiles("templates/a.html", "templates/b.html"))',
            ("templates/a.html", "templates/b.html"),
        ),
        ('r.LoadHTMLGlob("templates/**/*")', ("templates",)),
        ('http.FileServer(http.Dir("./static"))', ("static",)),
        ('r.Static("/assets", "./static")', ("static",)),
        ('e.File("/", "static/x.css")', ("static/x.css",)),
        ('html.New("./templates", ".html")', ("templates",)),
        ('os.ReadFile("config.yaml")', ("config.yaml",)),
        ('os.DirFS("static")', ("static",)),
        ('migrate.New("file://migrations", url)', ("migrations",)),
        ('viper.AddConfigPath("config")', ("config",)),
        ('viper.SetConfigName("config"); viper.AddConfigPath(".")', ("config.yaml",)),
        ('flag.String("config", "config.yaml", "where the settings are")', ("config.yaml",)),
        ('settings.Load("config/app.yaml")', ("config/app.yaml",)),
        ('cmp.Or(os.Getenv("DATA"), "./migrations")', ("migrations",)),
        ('f.StringVar(&o.dir, "dir", cmp.Or(os.Getenv("X_DIR"), "templates"), "pages")', ("templates",)),
        ('f.StringVar(&o.dir, "dir", "nowhere", "pages"); name := "templates"', ()),
        ('const defaultDir = "templates"', ("templates",)),
        ('load("words.txt")', ("words.txt",)),
        ('load("internal/web")', ()),
        ('load("templates")', ()),
        ('load("package.json"); load("config.yaml.example")', ()),
        ('os.ReadFile("nowhere.txt")', ()),
        ('os.ReadFile("../config.yaml")', ()),
        ('os.ReadFile("/etc/hosts")', ()),
        ('os.ReadFile("key.pem")', ()),
        ('os.Open(".env")', ()),
        ('os.ReadFile("go.mod")', ()),
        ('http.Dir(".")', ()),
        ('fmt.Sprintf("static/%s", x)', ()),
        ('os.Open("static/" + name)', ("static",)),
        ('// os.ReadFile("config.yaml")', ()),
        ('os.ReadFile("ignored.yaml")', ()),
    ],
)
def test_files_that_are_opened_by_name_are_found(inspect: Inspect, line: str, opened: tuple[str, ...]) -> None:
    names = (
        "templates/a.html",
        "templates/b.html",
        "static/x.css",
        "config.yaml",
        "migrations/1.sql",
        "key.pem",
        ".env",
    )
    others = (
        *("words.txt", "config/app.yaml", "ignored.yaml", "package.json", "internal/web/web.go"),
        "internal/web/a.html",
    )
    files = dict.fromkeys((*names, *others), "") | {".gitignore": "ignored.yaml\n"}
    assert inspect(files | body(line))["opened"].value == opened


@pytest.mark.parametrize(
    ("path", "line", "started"),
    [
        ("Makefile", "\tgo run . -config app.yaml", "-config app.yaml"),
        ("README.md", "    ./shop --config=./app.yaml serve", "--config=./app.yaml serve"),
        ("README.md", "Start it by `go run main.go app.yaml`.", "app.yaml"),
        ("Makefile", "\tgo run . -config app.yaml -addr localhost:80", None),
        ("Makefile", "\tgo run . -config $(CONFIG) app.yaml", None),
        ("Makefile", "\tgo run . -config nowhere.yaml", None),
        ("README.md", "    ./shop import app.yaml", None),
        ("Makefile", "\tgo build -o hello .", None),
    ],
)
def test_arguments_that_name_a_file_are_those_of_its_own_commands(
    inspect: Inspect, path: str, line: str, started: str | None
) -> None:
    facts = inspect({path: f"run:\n{line}\n", "app.yaml": "server:\n  port: 4567\n"} | body("http.Serve(l, nil)"))
    assert facts["subcommand"].value == started
    assert facts["opened"].value == (("app.yaml",) if started else ())
    assert facts["port"].value == (4567 if started else None)


def test_what_lies_in_a_folder_that_is_opened_is_named_once(inspect: Inspect) -> None:
    facts = inspect(body('http.Dir("web"); os.ReadFile("web/a.txt")') | {"web/a.txt": ""})
    assert facts["opened"] == Fact(("web",), "main.go:8")


def test_a_part_of_what_is_embedded_is_not_opened(inspect: Inspect) -> None:
    main = (
        'package main\n\nimport "embed"\n\n//go:embed web\nvar f embed.FS\n\nfunc main() {\n\tf.Open("web/a.html")\n}\n'
    )
    assert inspect({"main.go": main, "web/a.html": ""})["opened"].value == ()


def test_so_many_paths_that_they_are_no_settings_leave_those_that_are_opened(inspect: Inspect) -> None:
    written = "; ".join(f'x("pages/{number}.html")' for number in range(21))
    files = {f"pages/{number}.html": "" for number in range(21)} | {"config.yaml": ""}
    assert inspect(files | body(f'os.ReadFile("config.yaml"); {written}'))["opened"].value == ("config.yaml",)


def test_a_member_s_settings_may_be_named_from_the_workspace(inspect: Inspect) -> None:
    files = {
        "go.work": "use ./api\n",
        "api/go.mod": "module example.com/api\n",
        "api/cmd/x/main.go": body('settings.Load("api/config/local.yaml")')["main.go"],
        "api/config/local.yaml": "",
    }
    facts = inspect(files)
    assert (facts["opened"].value, facts["opened_in"].value) == (("api/config/local.yaml",), ".")


def test_what_is_embedded_is_not_opened(inspect: Inspect) -> None:
    main = 'package main\n\nimport "embed"\n\n//go:embed web\nvar f embed.FS\n\nfunc main() {\n\thttp.Dir("web")\n}\n'
    assert inspect({"main.go": main, "web/a.txt": ""})["opened"].value == ()


def test_a_member_of_a_workspace_opens_files_from_its_own_folder(inspect: Inspect) -> None:
    files = {
        "go.work": "use ./api\n",
        "api/go.mod": "module example.com/api\n",
        "api/cmd/x/main.go": body('http.Dir("static")')["main.go"],
        "api/static/a.css": "",
        "static/b.css": "",
    }
    facts = inspect(files)
    assert (facts["opened"].value, facts["opened_in"].value) == (("static",), "api")


SQLITE = 'package main\n\nimport _ "modernc.org/sqlite"\n\nfunc main() {\n\t%s\n}\n'


@pytest.mark.parametrize(
    ("line", "keeps", "links"),
    [
        ('sql.Open("sqlite", "app.db")', ("data",), (("app.db", "data/app.db"),)),
        ('sql.Open("sqlite", "file:./app.db?_pragma=busy_timeout(5000)")', ("data",), (("app.db", "data/app.db"),)),
        ('flag.String("db", "var/app.sqlite3", "where it is")', ("var",), ()),
        ('open("web/app.db")', ("data",), (("web/app.db", "data/web-app.db"),)),
        ('sql.Open("sqlite", "/tmp/app.db"); sql.Open("sqlite", ":memory:"); open("../app.db")', (), ()),
    ],
)
def test_databases_beside_the_program_are_kept(
    inspect: Inspect, line: str, keeps: tuple[str, ...], links: tuple[tuple[str, str], ...]
) -> None:
    web = {"web/web.go": "package web\n"}
    main = (SQLITE % line).replace('import _ "modernc.org/sqlite"', 'import (\n\t_ "modernc.org/sqlite"\n\t"a/web"\n)')
    facts = inspect({"go.mod": "module a\n", "main.go": main} | web)
    assert (facts["keeps"].value, facts["links"].value) == (keeps, links)


def test_without_a_driver_of_sqlite_no_file_is_a_database(inspect: Inspect) -> None:
    assert inspect(body('open("app.db")'))["keeps"].value == ()


# Nothing takes long, and nothing is too broken

NASTY = {
    "commands": "go build -tags " * 60_000,
    "open commands": "a go build" * 90_000,
    "lists": " tags:\n" + " - a\n" * 200_000,
    "linked": "-X " * 300_000,
    "ignored": "a*b*c*d*e*f\n" * 80_000,
    "stars": "*a" * 500_000,
    "functions": "func f\n" * 140_000,
    "blocks": "var (\n" * 160_000,
    "embeds": "//go:embed dist\n" * 60_000,
    "patterns": "//go:embed " + '"a" ' * 200_000,
    "opens": 'os.Open("' * 100_000,
    "paths": '"a/' * 300_000,
    "folders": '"a/b" ' * 150_000,
    "files": '"' + "a.yaml" * 150_000,
    "routes": '.Static("a' * 90_000,
    "switches": "switch os.Args[1] " * 50_000,
    "groups": 'a.b("/health" ' * 70_000,
    "settings": "GOPRIVATE=" * 90_000,
    "proxies": "GOPROXY=https://" * 60_000,
    "imports": 'import "a.b/c"\n' * 60_000,
    "uses": "use ./a\n" * 100_000,
}


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY)
@pytest.mark.parametrize(
    "path", ["go.work", "Makefile", ".goreleaser.yml", ".gitignore", "x.go", "README.md", "mise.toml"]
)
def test_no_file_takes_long(project: Callable[..., Project], path: str, text: str) -> None:
    start = 'package main\n\nimport (\n\t"os"\n\t"github.com/gin-gonic/gin"\n)\n' if path == "x.go" else ""
    one = project(
        {"a/go.mod": MODULE, "web/package.json": PACKAGE, ".netrc": ""} | {path: start + text[: 1024 * 1024 - 200]}
    )
    began = time.process_time()
    with contextlib.suppress(NotRecognisedError):
        go.inspect(one, None)
    assert time.process_time() - began < 10, "it is not in proportion to its size"


WORDS = ("use", "./a", "../b", "go build", "-tags", "a,b", "dist", "scripts", "build", "GOPRIVATE", "import")
CODE = ("//go:embed", "var version", "func main()", "package main", "(", ")", "{", "}", "=", ":", "*", "/", "!", "#")
MARKS = ("'", '"', "\n", " ", "\0", "é")
PIECES = st.lists(st.sampled_from(WORDS + CODE + MARKS), max_size=40).map("".join)
FILES = (
    "go.work",
    "Makefile",
    ".goreleaser.yaml",
    ".gitignore",
    "main.go",
    "web/package.json",
    "mise.toml",
    ".go-version",
)


@settings(deadline=None, derandomize=True)
@given(texts=st.dictionaries(st.sampled_from(FILES), PIECES))
def test_any_text_is_facts_or_a_message(tmp_path_factory: pytest.TempPathFactory, texts: dict[str, str]) -> None:
    folder = tmp_path_factory.mktemp("any")
    write(folder, {"go.mod": MODULE, "main.go": MAIN, "a/go.mod": MODULE, "a/a.go": MAIN} | texts)
    one = Project(folder)
    try:
        facts = go.inspect(one, None).facts
    except DockgenError as error:
        assert str(error).isprintable()  # noqa: PT017 - it may as well not be raised
    else:
        assert facts.keys() == go.SAMPLE.facts.keys()
    assert all(warning.isprintable() for warning in one.warnings)


# Services


def test_services_are_those_that_direct_dependencies_want(inspect: Inspect) -> None:
    lines = "require github.com/jackc/pgx/v5 v5.0.0\nrequire github.com/redis/go-redis/v9 v9.0.0 // indirect\n"
    facts = inspect({"go.mod": MODULE + lines})
    assert facts["services"] == Fact(("postgres",), "go.mod: github.com/jackc/pgx/v5")


def test_the_data_that_a_file_of_settings_names_is_opened(inspect: Inspect) -> None:
    settings = 'folder = "invoices/"\ntemplates = "report/a.html"\nname = "internal"\nlog = "logs"\nvat = 0.25\n'
    files = dict.fromkeys(("invoices/1.json", "report/a.html", "internal/a.go", "logs/a.bin.lock"), "")
    facts = inspect(body('toml.DecodeFile("digest.toml", &s)') | files | {"digest.toml": settings})
    assert facts["opened"].value == ("digest.toml", "invoices", "report/a.html")

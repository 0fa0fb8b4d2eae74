"""The table of what people get wrong: each row has its exit code, what the message names, and what the hint says."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from snapshots import snapshot, write

from dockgen.__main__ import main
from dockgen.errors import ExitCode

USAGE, UNKNOWN, CONFLICT, FILES = ExitCode.USAGE, ExitCode.NOT_RECOGNISED, ExitCode.CONFLICT, ExitCode.FILES
SERVER = 'package main\n\nimport "net/http"\n\nfunc main() {\n\thttp.ListenAndServe(":8080", nil)\n}\n'
GO_MOD = "module example.com/hello\n\ngo 1.26\n"

SetUp = Callable[[Path], None]


def go(files: dict[str, str] | None = None) -> SetUp:
    """Make a Go project, with more files or others."""
    return has({"go.mod": GO_MOD, "main.go": SERVER} | (files or {}))


def has(files: dict[str, str | bytes]) -> SetUp:
    return lambda folder: write(folder, files)


def toml(text: str | bytes) -> SetUp:
    return go({"dockgen.toml": text})


def also(*steps: SetUp) -> SetUp:
    def set_up(folder: Path) -> None:
        for step in steps:
            step(folder)

    return set_up


def link(name: str, target: str) -> SetUp:
    return lambda folder: (folder / name).symlink_to(target)


def folder(name: str) -> SetUp:
    return lambda root: (root / name).mkdir(parents=True)


def pipe(name: str) -> SetUp:
    return lambda root: os.mkfifo(root / name)


def nothing(_: Path) -> None:
    """The folder stays empty."""


class Row(NamedTuple):
    """One thing that goes wrong."""

    title: str
    flags: list[str]
    code: ExitCode
    says: str
    """What and where."""
    hint: str
    set_up: SetUp = nothing
    path: str = "."
    """The argument PATH; `.` is the folder that was set up."""


FLAGS = [
    Row("unknown flag", ["--prot", "80"], USAGE, "No such option: --prot (Possible options: --port)", "--help"),
    Row("unknown command-like flag", ["--frobnicate"], USAGE, "No such option: --frobnicate", "dockgen --help"),
    Row("flag without its value", ["--port"], USAGE, "'--port' requires an argument", "--help"),
    Row("second folder", ["other"], USAGE, "unexpected extra argument(s) (other)", "--help"),
    Row("unknown language", ["--language", "golang"], USAGE, "--language: 'golang'", "Allowed: go"),
    Row("unknown base", ["--base", "alpin"], USAGE, "--base: 'alpin'", "Did you mean 'alpine'?"),
    Row("base in capitals", ["--base", "ALPINE"], USAGE, "--base: 'ALPINE'", "scratch, alpine"),
    Row("empty base", ["--base", ""], USAGE, "--base: ''", "scratch, alpine"),
    Row("unknown https", ["--https", "yes"], USAGE, "--https: 'yes'", "no, outbound, serve"),
    Row("unknown comments", ["--comments", "ful"], USAGE, "--comments: 'ful'", "Did you mean 'full'?"),
    Row("unknown rung", ["--practices", "naiv"], USAGE, "--practices: 'naiv'", "Did you mean 'naive'?"),
    Row("unknown extra", ["--with", "compos"], USAGE, "--with: 'compos'", "Did you mean 'compose'?"),
    Row("unknown extra left out", ["--without", "read-me"], USAGE, "--without: 'read-me'", "Did you mean 'readme'?"),
    Row("port 0", ["--port", "0"], USAGE, "--port: '0' is not a port", "from 1 to 65535"),
    Row("port above TCP's limit", ["--port", "65536"], USAGE, "--port: '65536'", "from 1 to 65535"),
    Row("port that is negative", ["--port=-1"], USAGE, "--port: '-1'", "from 1 to 65535"),
    Row("port in words", ["--port", "http"], USAGE, "--port: 'http'", "from 1 to 65535"),
    Row("port in other digits", ["--port", "٣٠٠٠"], USAGE, "is not a port", "from 1 to 65535"),
    Row("port of two", ["--port", "80:80"], USAGE, "--port: '80:80'", "from 1 to 65535"),
    Row("name in capitals", ["--name", "Hello"], USAGE, "--name: 'Hello'", "lower-case"),
    Row("name with a space", ["--name", "my app"], USAGE, "--name: 'my app'", "lower-case"),
    Row("name with a path", ["--name", "../x"], USAGE, "--name: '../x'", "lower-case"),
    Row("name of 64 letters", ["--name", "a" * 64], USAGE, "--name: 'aaaa", "up to 63"),
    Row("name of a system folder", ["--name", "etc"], USAGE, "is a folder of the base images", "another name"),
    Row("name with a line break", ["--name", "a\nRUN x"], USAGE, "--name: 'a\\nRUN x'", "lower-case"),
    Row("empty name", ["--name", ""], USAGE, "--name: ''", "lower-case"),
    Row("uid 0", ["--user", "0"], USAGE, "--user: '0' is root", "say it out loud: root"),
    Row("uid and gid 0", ["--user", "0:0"], USAGE, "--user: '0:0' is root", "say it out loud: root"),
    Row("uid too large", ["--user", "2147483648"], USAGE, "'2147483648' is too large", "1 to 2147483647"),
    Row("uid that is negative", ["--user=-5"], USAGE, "--user: '-5'", "a uid such as 10001"),
    Row("user with a space", ["--user", "my user"], USAGE, "--user: 'my user'", "a name such as app"),
    Row("user of the base images", ["--user", "nobody"], USAGE, "account of the base images", "give a uid"),
    Row("module with a scheme", ["--module", "https://x.org/a"], USAGE, "--module:", "example.com/hello"),
    Row("module with a quote", ["--module", 'a"b'], USAGE, "--module:", "example.com/hello"),
    Row("module too long", ["--module", "a/" + "b" * 300], USAGE, "longer than 255", "shorter"),
    Row("version in words", ["--language-version", "latest"], USAGE, "--language-version: 'latest'", "such as 1.27"),
    Row("version with go", ["--language-version", "go1.27"], USAGE, "--language-version: 'go1.27'", "such as 1.27"),
    Row("version of one part", ["--language-version", "1"], USAGE, "--language-version: '1'", "such as 1.27"),
    Row("registry with a scheme", ["--registry", "https://r.example.com"], USAGE, "--registry:", "without https://"),
    Row("registry in capitals", ["--registry", "R.example.com"], USAGE, "--registry:", "in lower case"),
    Row("empty registry", ["--registry", ""], USAGE, "--registry: ''", "mirror.example.com"),
    Row("env without a value", ["--env", "LOG"], USAGE, "--env: 'LOG' has no '='", "LOG_LEVEL=info"),
    Row("env with a bad name", ["--env", "1A=x"], USAGE, "--env: '1A'", "such as LOG_LEVEL"),
    Row("env with a space in its name", ["--env", "A B=x"], USAGE, "--env: 'A B'", "such as LOG_LEVEL"),
    Row("env with a line break", ["--env", "A=x\nUSER root"], USAGE, "line break", "printable"),
    Row("env with a NUL", ["--env", "A=x\0y"], USAGE, "control character", "printable"),
    Row("env with an escape", ["--env", "A=\x1b[31m"], USAGE, "control character", "printable"),
    Row("env with a direction mark", ["--env", "A=\u202ex"], USAGE, "control character", "printable"),
    Row("env too long", ["--env", "A=" + "x" * 5000], USAGE, "longer than 4096", "Shorten"),
    Row("secret in env", ["--env", "DB_PASSWORD=x"], USAGE, "'DB_PASSWORD' looks like a secret", "--env-file"),
    Row("token in env", ["--env", "API_TOKEN=x"], USAGE, "'API_TOKEN' looks like a secret", "--env-file"),
    Row("label without a value", ["--label", "vendor"], USAGE, "--label: 'vendor' has no '='", "image.source="),
    Row("label with a bad key", ["--label", "Vendor=me"], USAGE, "--label: 'Vendor'", "lower-case"),
    Row("label with a line break", ["--label", "a=b\nRUN x"], USAGE, "line break", "printable"),
    Row("health with a query", ["--health", "/healthz?x=1"], USAGE, "--health: '/healthz?x=1'", "such as /healthz"),
    Row("health with a shell", ["--health", "health; rm -r /"], USAGE, "--health:", "such as health"),
    Row("main outside", ["--main", "../x"], USAGE, "--main: '../x'", "such as cmd/api"),
    Row("main from the root", ["--main", "/etc"], USAGE, "--main: '/etc'", "such as cmd/api"),
    Row("main that is not there", ["--main", "cmd/api"], USAGE, "no program in ./cmd/api", "Found: .", go()),
    Row("main in an empty folder", ["--main", "cmd/api"], USAGE, "no program in ./cmd/api", "Found: ."),
    Row("force and skip", ["--force", "--skip-existing"], USAGE, "--force and --skip-existing", "Leave one"),
    Row("stdout and json", ["--stdout", "--json"], USAGE, "--stdout and --json", "Leave one"),
    Row("stdout and check", ["--stdout", "--check"], USAGE, "--stdout and --check", "Leave one"),
    Row("json and diff", ["--json", "--diff"], USAGE, "--json and --diff", "Leave one"),
    Row(
        "with and without the same",
        ["--with", "readme", "--without", "readme"],
        USAGE,
        "readme is both",
        "Remove it from",
    ),
    Row(
        "scratch without multi-stage",
        ["--base", "scratch", "--without", "multi-stage"],
        USAGE,
        "base image scratch needs",
        "alpine",
    ),
    Row(
        "minimal-base on slim", ["--with", "minimal-base", "--base", "slim"], USAGE, "minimal-base and the base", "Use"
    ),
    Row(
        "a user in the naive image",
        ["--user", "app", "--practices", "naive"],
        USAGE,
        "user app needs the practice user",
        "--with user",
    ),
    Row("https left out", ["--https", "serve", "--without", "https"], USAGE, "https serve needs", "--with https"),
    Row(
        "minimal-base alone", ["--practices", "naive", "--with", "minimal-base"], USAGE, "minimal-base needs", "--with"
    ),
    Row("impossible health check", ["--with", "healthcheck"], USAGE, "no health check is possible", "--health", go()),
    Row(
        "health path in scratch",
        ["--health", "/healthz", "--base", "scratch"],
        USAGE,
        "nothing in the image could ask /healthz",
        "--base alpine",
        go(),
    ),
]

SETTINGS = [
    Row("no TOML", [], USAGE, "dockgen.toml is not valid TOML", "Fix that line", toml("base = \n")),
    Row("key twice", [], USAGE, "dockgen.toml is not valid TOML", "Fix that line", toml("port = 1\nport = 2\n")),
    Row("unknown key", [], USAGE, "unknown key 'prot'", "Did you mean 'port'?", toml("prot = 80\n")),
    Row("unknown table", [], USAGE, "unknown key 'image'", "base, https", toml('[image]\nbase = "alpine"\n')),
    Row(
        "key with an underscore", [], USAGE, "'language_version'", "'language-version'", toml("language_version = 1\n")
    ),
    Row(
        "unknown value", [], USAGE, "base in dockgen.toml: 'alpin'", "Did you mean 'alpine'?", toml('base = "alpin"\n')
    ),
    Row("bool for text", [], USAGE, "base in dockgen.toml: True is not text", "scratch|alpine", toml("base = true\n")),
    Row("number for text", [], USAGE, "base in dockgen.toml: '1'", "Allowed", toml("base = 1\n")),
    Row("bool for a port", [], USAGE, "port in dockgen.toml: True is not", "Allowed", toml("port = true\n")),
    Row("port too large", [], USAGE, "port in dockgen.toml: '70000'", "1 to 65535", toml("port = 70000\n")),
    Row(
        "float for a version",
        [],
        USAGE,
        "language-version in dockgen.toml",
        "quotes",
        toml("language-version = 1.20\n"),
    ),
    Row(
        "date for a version",
        [],
        USAGE,
        "language-version in dockgen",
        "Allowed",
        toml("language-version = 2026-01-01\n"),
    ),
    Row("list for text", [], USAGE, "base in dockgen.toml: ['alpine']", "Allowed", toml('base = ["alpine"]\n')),
    Row("text for a list", [], USAGE, "with in dockgen.toml: 'readme' is not a list", '["', toml('with = "readme"\n')),
    Row("number in a list", [], USAGE, "with in dockgen.toml: '1'", "Allowed", toml("with = [1]\n")),
    Row("text for a table", [], USAGE, "env in dockgen.toml: 'A=1' is not a table", "LOG_LEVEL", toml('env = "A=1"\n')),
    Row("bool in a table", [], USAGE, "the value of 'A' is not text", "LOG_LEVEL", toml("[env]\nA = true\n")),
    Row("secret in a table", [], USAGE, "env in dockgen.toml: 'TOKEN'", "run time", toml('[env]\nTOKEN = "x"\n')),
    Row("line break in a table", [], USAGE, "env in dockgen.toml", "printable", toml('[env]\nA = "x\\ny"\n')),
    Row("both sides", [], USAGE, "readme is both", "one of them", toml('with = ["readme"]\nwithout = ["readme"]\n')),
    Row(
        "a flag against it", ["--base", "scratch"], USAGE, "scratch needs", "alpine", toml('without = ["multi-stage"]')
    ),
    Row(
        "a folder", [], FILES, "dockgen.toml is not a regular file", "Move it away", also(go(), folder("dockgen.toml"))
    ),
    Row("a pipe", [], FILES, "dockgen.toml is not a regular file", "Move it away", also(go(), pipe("dockgen.toml"))),
    Row("binary", [], FILES, "dockgen.toml is not UTF-8 text (byte 2)", "Save it as UTF-8", toml(b"a\xff\xfe\x00")),
    Row("too large", [], FILES, "dockgen.toml is larger than 1024 KiB", "Check that", toml("#" * 1024 * 1025)),
    Row(
        "a link out",
        [],
        FILES,
        "dockgen.toml is a link that leads out",
        "Remove",
        also(go(), link("dockgen.toml", "../x")),
    ),
    Row(
        "a link to itself",
        [],
        FILES,
        "dockgen.toml is a link that leads back to itself",
        "Remove the link",
        also(go(), link("dockgen.toml", "dockgen.toml")),
    ),
]

FOLDERS = [
    Row("empty path", [], USAGE, "PATH is empty", "Name a folder", path=""),
    Row("blank path", [], USAGE, "PATH is empty", "Name a folder", path="  "),
    Row("a file", [], FILES, "afile is not a folder", "Name a folder", has({"afile": "x"}), "afile"),
    Row("a path through a file", [], FILES, "afile/sub", "permissions", has({"afile": "x"}), "afile/sub"),
    Row(
        "a loop of links", [], FILES, "loop", "another folder", also(link("loop", "pool"), link("pool", "loop")), "loop"
    ),
    Row(
        "a link to a file",
        [],
        FILES,
        "alias is not a folder",
        "Name",
        also(has({"f": "x"}), link("alias", "f")),
        "alias",
    ),
    Row("a name too long", [], FILES, "cannot be used as a folder", "another folder", path="x" * 300),
    Row("a path too long", [], FILES, "cannot be used as a folder", "another folder", path="x/" * 3000),
    Row("a NUL", [], FILES, "cannot be used as a folder", "another folder", path="a\0b"),
    Row("a pipe", [], FILES, "p is not a folder", "Name a folder", pipe("p"), "p"),
]

PROJECTS = [
    Row(
        "not recognised",
        [],
        UNKNOWN,
        "is not a project that dockgen knows; looked for: go.mod",
        "--with sample",
        has({"x.zig": ""}),
    ),
    Row(
        "not the one asked for",
        ["--language", "go"],
        UNKNOWN,
        "looked for: go.mod",
        "--with sample",
        has({"x.zig": ""}),
    ),
    Row(
        "Go files without a module",
        [],
        UNKNOWN,
        "github.com/x/y",
        "go mod init",
        has({"main.go": SERVER.replace('import "net/http"', 'import (\n\t"github.com/x/y"\n\t"net/http"\n)')}),
    ),
    Row("a library", [], UNKNOWN, "no program", "add a main package", go({"main.go": "package hello\n"})),
    Row("main without its function", [], UNKNOWN, "no program", "add a main", go({"main.go": "package main\n"})),
    Row("only a test", [], UNKNOWN, "no program", "add a main", has({"go.mod": GO_MOD, "x_test.go": ""})),
    Row("empty go.mod", [], UNKNOWN, "go.mod has no line that begins with `module`", "Fix it", go({"go.mod": ""})),
    Row(
        "several programs",
        [],
        USAGE,
        "several programs: ./cmd/a, ./cmd/b",
        "--main ./cmd/a",
        has({"go.mod": GO_MOD, "cmd/a/m.go": SERVER, "cmd/b/m.go": SERVER}),
    ),
    Row(
        "a program with a name that nobody builds",
        [],
        USAGE,
        "'./my app'",
        "such as cmd/api",
        has({"go.mod": GO_MOD, "my app/m.go": SERVER}),
    ),
    Row(
        "cgo in scratch",
        ["--base", "scratch"],
        USAGE,
        "no C library",
        "slim",
        go({"c.go": 'package main\nimport "C"\n'}),
    ),
    Row(
        "cgo in alpine", ["--base", "alpine"], USAGE, "no C library", "slim", go({"c.go": 'package main\nimport "C"\n'})
    ),
    Row(
        "replace outside",
        [],
        UNKNOWN,
        "by ../lib, which is outside",
        "vendor",
        go({"go.mod": GO_MOD + "replace a => ../lib\n"}),
    ),
    Row(
        "replace from the root",
        [],
        UNKNOWN,
        "by /srv/lib, which is",
        "vendor",
        go({"go.mod": GO_MOD + "replace a => /srv/lib\n"}),
    ),
    Row("go.mod is a folder", [], FILES, "go.mod is not a regular file", "Move it away", folder("go.mod")),
    Row("go.mod is a pipe", [], FILES, "go.mod is not a regular file", "Move it away", pipe("go.mod")),
    Row("go.mod is binary", [], FILES, "go.mod is not UTF-8 text (byte 1)", "Save it", has({"go.mod": b"\xff\xfe\0m"})),
    Row(
        "go.mod is too large",
        [],
        FILES,
        "go.mod is larger than 1024 KiB",
        "Check that",
        has({"go.mod": "/" * 1024 * 1025}),
    ),
    Row("go.mod links to itself", [], FILES, "go.mod is a link that leads", "Remove", link("go.mod", "go.mod")),
    Row("Dockerfile differs", [], CONFLICT, "differ: Dockerfile", "--force", go({"Dockerfile": "FROM mine\n"})),
    Row(
        "Dockerfile is a folder",
        [],
        FILES,
        "Dockerfile is not a regular file",
        "Move",
        also(go(), folder("Dockerfile")),
    ),
    Row(
        "Dockerfile is a pipe",
        ["--force"],
        FILES,
        "is not a regular file",
        "Move it away",
        also(go(), pipe("Dockerfile")),
    ),
    Row(
        "Dockerfile links out", ["--force"], FILES, "leads out of", "Remove", also(go(), link("Dockerfile", "../other"))
    ),
    Row(
        "Dockerfile links far",
        ["--force"],
        FILES,
        "leads out of",
        "Remove",
        also(go(), link("Dockerfile", "/etc/hosts")),
    ),
    Row("Dockerfile links to itself", [], FILES, "Dockerfile", "", also(go(), link("Dockerfile", "Dockerfile"))),
    Row(
        "Dockerfile links to a folder",
        [],
        FILES,
        "not a regular file",
        "Move",
        also(go(), folder("d"), link("Dockerfile", "d")),
    ),
    Row(
        "the staging folder is a file",
        [],
        FILES,
        ".dockgen.tmp exists, but",
        "move or delete it",
        has({".dockgen.tmp": "x"}),
    ),
    Row(
        "the staging folder is a link",
        [],
        FILES,
        ".dockgen.tmp exists, but",
        "move or delete it",
        link(".dockgen.tmp", ".."),
    ),
    Row(
        "the staging folder is someone's",
        [],
        FILES,
        "notes.txt in it is not dockgen's",
        "move or delete it",
        has({".dockgen.tmp/notes.txt": "x"}),
    ),
]

TABLE = [
    row._replace(title=f"{part}: {row.title}")
    for part, rows in (("flag", FLAGS), ("dockgen.toml", SETTINGS), ("folder", FOLDERS), ("project", PROJECTS))
    for row in rows
]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a folder that is set up in a test, with another one around it, which must not change either."""
    folder = tmp_path / "outside" / "project"
    folder.mkdir(parents=True)
    return folder


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.title)
def test_bad_input_is_named_and_changes_nothing(
    row: Row, project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    row.set_up(project)
    before = snapshot(project.parent)
    monkeypatch.chdir(project)
    monkeypatch.setattr(sys, "argv", ["dockgen", "init", row.path, "--yes", *row.flags])
    with pytest.raises(SystemExit) as stopped:
        main()
    printed = capsys.readouterr()
    check_refused(row, int(stopped.value.code or 0), printed.out, printed.err)
    assert snapshot(project.parent) == before


def check_refused(row: Row, code: int, out: str, err: str) -> None:
    message, _, hint = err.partition("\n")
    assert (code, out) == (row.code, "")
    assert message.startswith("dockgen: ")
    assert row.says in message
    assert row.hint in hint
    assert "Traceback" not in err
    assert len(err) < 1000, "a message is to be read"
    assert all(line.isprintable() for line in err.splitlines()), "a terminal would act on it"


def test_the_table_is_long_and_says_each_thing_once() -> None:
    assert len(TABLE) >= 60
    assert len({row.title for row in TABLE}) == len(TABLE)
    assert all(row.says for row in TABLE)


@pytest.mark.parametrize(
    "title", ["flag: port 0", "dockgen.toml: binary", "folder: a file", "project: replace outside"]
)
def test_the_process_says_the_same(title: str, project: Path) -> None:
    row = next(row for row in TABLE if row.title == title)
    row.set_up(project)
    before = snapshot(project.parent)
    done = run([row.path, "--yes", *row.flags], project)
    check_refused(row, done.returncode, done.stdout, done.stderr)
    assert snapshot(project.parent) == before


def run(arguments: list[str], folder: Path, prefix: tuple[str, ...] = ()) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [*prefix, sys.executable, "-m", "dockgen", "init", *arguments],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


# Root may do everything, unless it gives up what lets it (capabilities(7): DAC_OVERRIDE, DAC_READ_SEARCH); then the
# modes of its own files bind it like everybody else.
WITHOUT_PRIVILEGES = """
import ctypes, os, sys
libc = ctypes.CDLL(None, use_errno=True)
for capability in (1, 2):
    if libc.prctl(24, capability, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "cannot give up a capability")
os.execv(sys.argv[1], sys.argv[1:])
"""


@pytest.fixture(scope="session")
def unprivileged(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, ...]:
    """Return what to put before a command so that modes of files bind it."""
    folder = tmp_path_factory.mktemp("closed")
    folder.chmod(0o500)
    for number, prefix in enumerate(((), (sys.executable, "-c", WITHOUT_PRIVILEGES))):
        tried = [*prefix, sys.executable, "-c", f"open({str(folder / str(number))!r}, 'w')"]
        done = subprocess.run(tried, capture_output=True, text=True, check=False)
        if "PermissionError" in done.stderr:
            return prefix
    pytest.skip("this process can write everywhere, and cannot give that up")


class Closed(NamedTuple):
    """A row where a mode stands in the way."""

    title: str
    closed: str
    """What loses its permissions."""
    mode: int
    code: ExitCode
    says: str
    hint: str
    set_up: SetUp = go()
    path: str = "."
    flags: tuple[str, ...] = ()


CLOSED = [
    Closed("a folder where nobody may write", ".", 0o500, FILES, "cannot write in", "fix the permissions"),
    Closed("the same with --force", ".", 0o500, FILES, "cannot write in", "fix the permissions", flags=("--force",)),
    Closed("a folder where nobody may look", ".", 0o000, FILES, "cannot be", ""),
    Closed("a folder that may only be listed", ".", 0o400, FILES, "cannot be read: Permission denied", "permissions"),
    Closed("a folder that cannot be listed", ".", 0o300, FILES, "cannot be listed", "permissions"),
    Closed("go.mod is closed", "go.mod", 0o000, FILES, "go.mod cannot be read: Permission denied", "permissions"),
    Closed("main.go is closed", "main.go", 0o000, UNKNOWN, "(main.go cannot be read: Permission denied", ""),
    Closed(
        "dockgen.toml is closed",
        "dockgen.toml",
        0o000,
        FILES,
        "dockgen.toml cannot be read: Permission denied",
        "permissions",
        toml("port = 80\n"),
    ),
    Closed(
        "Dockerfile is closed",
        "Dockerfile",
        0o000,
        FILES,
        "Dockerfile cannot be read: Permission denied",
        "permissions",
        go({"Dockerfile": "FROM x\n"}),
        flags=("--force",),
    ),
    Closed("a new folder in a closed one", ".", 0o500, FILES, "cannot make the folder", "permissions", path="a/b/c"),
    Closed("a folder behind a closed one", "d", 0o000, FILES, "cannot be used as a folder", "", folder("d"), "d/sub"),
]


@pytest.mark.parametrize("row", CLOSED, ids=lambda row: row.title)
def test_what_a_mode_forbids_is_named_and_changes_nothing(
    row: Closed, project: Path, unprivileged: tuple[str, ...]
) -> None:
    row.set_up(project)
    before = snapshot(project.parent)
    was = (project / row.closed).stat().st_mode
    (project / row.closed).chmod(row.mode)
    try:
        done = run([str(project / row.path), "--yes", *row.flags], project.parent, unprivileged)
    finally:
        (project / row.closed).chmod(was)
    check_refused(Row(row.title, [], row.code, row.says, row.hint), done.returncode, done.stdout, done.stderr)
    assert snapshot(project.parent) == before


def test_what_cannot_be_read_in_a_subfolder_is_said_and_does_not_stop(
    project: Path, unprivileged: tuple[str, ...]
) -> None:
    also(go({"a/x.go": "package a\n"}), folder("closed"))(project)
    (project / "a/x.go").chmod(0)
    (project / "closed").chmod(0)
    try:
        done = run(["--yes"], project, unprivileged)
    finally:
        (project / "closed").chmod(0o755)
    assert done.returncode == 0
    assert "warning: a/x.go cannot be read: Permission denied" in done.stderr
    assert "warning: closed cannot be listed: Permission denied" in done.stderr


@pytest.mark.parametrize("words", [["pin"], ["pin", "--dry-run"], ["pin", "--ca", "closed/ca.crt"]])
def test_a_dockerfile_that_is_a_link_into_a_closed_folder_is_named(
    project: Path, unprivileged: tuple[str, ...], words: list[str]
) -> None:
    (project / "closed").mkdir()
    (project / "Dockerfile").symlink_to("closed/x")
    (project / "closed").chmod(0)
    try:
        done = subprocess.run(
            [*unprivileged, sys.executable, "-m", "dockgen", *words],
            cwd=project,
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        (project / "closed").chmod(0o755)
    assert done.returncode == FILES, done.stderr
    assert "Dockerfile cannot be read: Permission denied" in done.stderr


def test_what_cannot_be_printed_is_said_on_stderr(project: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("there is no /dev/full here")
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "dockgen", "init", "--stdout"],
            cwd=project,
            stdin=subprocess.DEVNULL,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert (done.returncode, list(project.iterdir())) == (FILES, [])
    assert (
        done.stderr
        == "dockgen: the output cannot be written: No space left on device\n  Free some space, then run again.\n"
    )


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_it_works_without_its_streams(project: Path, closed: str) -> None:
    done = subprocess.run(
        ["sh", "-c", f'"$0" -m dockgen init --yes {closed}', sys.executable],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert (project / "Dockerfile").is_file()
    assert "Next" not in (project / "Dockerfile").read_text()


def test_a_reader_that_has_seen_enough_is_no_error(project: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "dockgen", "init", "--stdout"],
        cwd=project,
        stdin=subprocess.DEVNULL,
        stdout=writing,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8:strict"])
def test_output_is_utf8_whatever_the_terminal_was_told(project: Path, encoding: str) -> None:
    folder = project / os.fsdecode("é ".encode() + b"\xff")
    folder.mkdir()
    for switch in ("--stdout", "--diff", "--json"):
        done = subprocess.run(
            [sys.executable, "-m", "dockgen", "init", folder, "--yes", "--label", "note=é", switch],
            env=os.environ | {"PYTHONIOENCODING": encoding},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, b"")
        assert "é" in done.stdout.decode()

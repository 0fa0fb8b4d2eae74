"""What the languages share: paths, tables, versions, ranges, sources, ports, native libraries."""

import re
from pathlib import Path

import pytest
from snapshots import write

from dockgen.errors import OutsideContextError
from dockgen.languages.go.cgo import BINDINGS
from dockgen.languages.kit import (
    json5,
    outside,
    paths,
    ports,
    procfile,
    ranges,
    simple_yaml,
    sqlite_files,
    stand_ins,
    steps,
    system_packages,
    tables,
    versions,
    which_program,
)
from dockgen.languages.kit.likely import Likely, find
from dockgen.languages.kit.sources import Source, first, uncommented
from dockgen.languages.node.packages import NEEDS
from dockgen.languages.python.packages import NATIVE
from dockgen.model.note import Note
from dockgen.model.steps import Mount, Run
from dockgen.reading.project import Project

FOX = versions.Tool("Fox", ("fox", "foxlang"), (".fox-version",))


@pytest.mark.parametrize("path", ["", "a", "a/b.c", "@scope/a+b", ".hidden/x", "données/a"])
def test_a_path_that_needs_no_quotes_is_plain(path: str) -> None:
    assert paths.is_plain(path)


@pytest.mark.parametrize("path", ["-a", "/a", "a/", "a//b", "./a", "../a", "a/../b", "a b", "a$b", "a\nb", "a" * 301])
def test_any_other_path_is_not(path: str) -> None:
    assert not paths.is_plain(path)


@pytest.mark.parametrize(
    ("path", "short"), [("./dist/", "dist"), ("a/../b", "b"), (".", ""), ("", ""), ("../a", ""), ("a b", "")]
)
def test_a_plain_path_is_made_short(path: str, short: str) -> None:
    assert paths.plain(path) == short


def test_paths_inside_others_are_left_out() -> None:
    assert paths.outermost(["data/a", "data", "database", "b/c"]) == ["b/c", "data", "database"]


@pytest.mark.parametrize(("name", "kind"), [("a.json", "JSON"), ("a.toml", "TOML"), ("a.cfg", "INI")])
def test_a_broken_file_is_warned_of_with_its_whole_path(name: str, kind: str, tmp_path: Path) -> None:
    write(tmp_path, {f"inner/{name}": "[\n="})
    project = Project(tmp_path)
    read = {"JSON": tables.read_json, "TOML": tables.read_toml, "INI": tables.read_ini}[kind]
    assert read(project.sub("inner"), name) == {}
    assert re.match(rf"inner/{name} is not valid {kind}: .*; it was ignored", project.warnings[0], re.DOTALL)


@pytest.mark.parametrize(
    ("name", "text", "version", "line"),
    [
        (".fox-version", "# ours\n\n 3.1 # the newest\n2.0\n", "3.1", 3),
        (".fox-version", "latest\n2.0\n", "2.0", 2),
        (".tool-versions", "dog 1.0\nfoxlang 3.1 2.0\n", "3.1", 2),
        ("mise.toml", '[tools]\nfox = "3.1"\n', "3.1", 2),
        ("mise.toml", '[tools]\nfox = ["3.1", "2.0"]\n', "3.1", 2),
        (".mise.toml", "[tools]\n\"fox\" = { version = '3.1' }\n", "3.1", 2),
    ],
)
def test_version_files_are_read(name: str, text: str, version: str, line: int, tmp_path: Path) -> None:
    write(tmp_path, {name: text})
    found = list(versions.pins(Project(tmp_path), "", FOX, lambda one: one if re.fullmatch(r"[\d.]+", one) else None))
    assert [(pin.version, pin.source) for pin in found] == [(version, f"{name}:{line}")]


def test_only_a_languages_own_version_file_is_warned_of(tmp_path: Path) -> None:
    write(tmp_path, {".fox-version": "red\n", ".tool-versions": "fox red\n"})
    project = Project(tmp_path)
    assert not list(versions.pins(project, "", FOX, lambda _: None))
    assert project.warnings == [".fox-version names no version of Fox; it was ignored"]


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        (">=3.13,<3.13.2", ((3, 13),)),  # no newest release is in it, an older one is
        ("!=3.13.*,>=3.12", ((3, 14), (3, 12))),
        ("~=3.12", ((3, 13), (3, 14), (3, 12))),
        (">=3.12 <3.13", ((3, 12),)),
        (">=3.12 - 3.13", ()),
        ("~>3.12", ()),  # another dialect's
        ("x" * 400, ()),
    ],
)
def test_a_range_takes_these_versions(text: str, taken: tuple[tuple[int, int], ...]) -> None:
    assert ranges.taken([text], ranges.PEP_440, ((3, 13), (3, 14), (3, 12))) == taken


def test_several_ranges_hold_together() -> None:
    known = ((22,), (24,), (26,))
    assert ranges.taken([">=22", "<26"], ranges.NPM, known) == ((22,), (24,))
    assert ranges.taken([], ranges.NPM, known) == known


def test_a_line_is_named_although_comments_are_gone() -> None:
    lexeme = r"(?s)\"[^\"]*\"|(?P<comment>//[^\n]*|/\*.*?\*/)"
    one = Source("a.x", '// PORT 1\n/* \n */ "// no comment"\nPORT 80', lambda text: uncommented(text, lexeme))
    assert '"// no comment"' in one.text
    assert first([one], "nothing", r"PORT (\d+)") == ("80", "a.x:4")


def test_the_best_pattern_names_the_port() -> None:
    sources = [Source("a", "port 99999\nport 5000"), Source("b", "listen 8080\nport 70")]
    assert ports.port_in(sources, (r"listen (\d+)", r"port (\d+)")) == (8080, "b:1")
    assert ports.port_in(sources, (r"port (\d+)",), but={5000}) == (70, "b:2")
    assert ports.port_in(sources, (r"(\d+)x",)) is None
    assert [ports.number(text) for text in ("80", "0", "65536", "x", None)] == [80, None, None, None, None]


@pytest.mark.parametrize(
    "name", ["health", "healthz", "healthcheck", "health-check", "_health", "livez", "readyz", "ping"]
)
def test_the_usual_health_routes_are_known(name: str) -> None:
    assert re.fullmatch(ports.HEALTH, name)


def test_a_procfile_names_processes(tmp_path: Path) -> None:
    write(tmp_path, {"api/Procfile": "web: run a\r\nworker:  b\nBAD: c\n"})
    assert procfile.processes(Project(tmp_path), "api/") == {"web": "run a", "worker": "b"}
    assert procfile.processes(Project(tmp_path)) == {}


def test_a_database_is_kept_once_and_only_inside() -> None:
    found = sqlite_files.named([("./a.db", "x:1"), ("a.db", "x:2"), ("../b.db", "x:3")])
    assert found == [sqlite_files.Database("a.db", "x:1")]


def test_all_that_languages_need_is_in_the_one_table() -> None:
    words = " ".join([*NATIVE.values(), *NEEDS.values(), *(binding.needs for binding in BINDINGS)]).split()
    assert {word.rpartition(":")[2] for word in words} <= system_packages.LIBRARIES.keys()
    assert system_packages.needed(["cc pq run:ffmpeg alpine:c++"], "debian") == (
        ("gcc", "libc6-dev", "libpq-dev"),
        ("ffmpeg", "libpq5"),
    )
    assert "g++" in system_packages.needed(["alpine:c++"], "alpine").build


@pytest.mark.parametrize(
    ("programs", "names", "main", "why"),
    [
        ({"": "x"}, [], None, "the only program"),
        ({"cmd/a": "a"}, ["a"], None, "the only program"),
        ({"": "x", "cmd/a": "a"}, ["a"], ".", "the program at the top goes before ./cmd/a"),
        ({"cmd/a": "a", "cmd/b": "b"}, ["x", "b"], "./cmd/b", "named like the fox, and none of the others is: ./cmd/a"),
        (
            {"cmd/a": "a", "cmd/web": "web"},
            [],
            "./cmd/web",
            "named server, api, app or web, and none of the others is: ./cmd/a",
        ),
        ({"a/web": "web", "b/web": "web"}, [], None, "several programs: ./a/web, ./b/web"),
        ({"cmd/a": "a", "cmd/web": "web"}, None, None, "several programs: ./cmd/a, ./cmd/web"),
    ],
)
def test_the_program_is_chosen_by_its_name(
    programs: dict[str, str], names: list[str] | None, main: str | None, why: str
) -> None:
    assert which_program.meant(programs, names, "named like the fox") == (main, why)


def test_programs_of_tools_count_only_where_they_are_asked_for() -> None:
    folders = ["a", "tools/b"]
    assert which_program.serious(folders, None) == ["a"]
    assert which_program.serious(folders, "./tools/b") == folders
    assert which_program.serious(["tools/b"], None) == ["tools/b"]


@pytest.mark.parametrize(("target", "folder"), [(".", "a"), ("..", ""), ("./b", "a/b"), ("../c/", "c")])
def test_a_folder_inside_is_named_from_the_top(target: str, folder: str, tmp_path: Path) -> None:
    assert outside.inside(Project(tmp_path), "a/fox.toml", "takes", target) == folder


@pytest.mark.parametrize(
    ("target", "instead", "hint", "outer"),
    [
        ("../../lib", "Copy it", "`dockgen init .. --app {app}/a` builds it from there; or copy it.", ""),
        ("/lib", "Copy it", "Copy it, or move the folder inside.", ""),
        ("../../lib", "", "Move the folder inside.", ""),
    ],
)
def test_a_folder_outside_is_refused_with_what_helps(
    target: str, instead: str, hint: str, outer: str, tmp_path: Path
) -> None:
    with pytest.raises(OutsideContextError, match=r"a/fox\.toml takes .* outside the build context") as error:
        outside.inside(Project(tmp_path), "a/fox.toml", "takes", target, instead)
    assert (error.value.hint, error.value.outer) == (hint.format(app=tmp_path.name), outer)


@pytest.mark.parametrize(
    ("variable", "call", "value"),
    [
        ("KEY", "", "unused"),
        ("DATABASE_URL", "", "sqlite:////tmp/unused"),
        ("MY_DEBUG", "", "0"),
        ("PORT", "", "1"),
        ("LIMIT", "config('LIMIT', cast=int)", "1"),
        ("IS_ON", "env.bool('IS_ON')", "0"),
    ],
)
def test_a_stand_in_can_be_read_as_what_the_variable_is(variable: str, call: str, value: str) -> None:
    assert stand_ins.stand_in(variable, call) == value


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("puma -p $PORT", ("puma", "-p", "{port}")),
        ("serve --port ${PORT:-3000} 'a b'", ("serve", "--port", "{port}", "a b")),
        ("serve > log", ()),
        ("serve $MORE", ()),
        ("serve 'a", ()),
        ("a; b", ()),
    ],
)
def test_a_command_is_taken_where_it_needs_no_shell(command: str, words: tuple[str, ...]) -> None:
    assert procfile.words(command) == words


@pytest.mark.parametrize(
    ("line", "run"),
    [
        ("flask db upgrade; gunicorn a:b", "flask db upgrade; exec gunicorn a:b"),
        ("a && exec b", "a && exec b"),
        ("a && X=1 b -c", "a && exec env X=1 b -c"),
        ("uvicorn a:b --port $PORT", "exec uvicorn a:b --port $PORT"),
        ("echo 'a; b' c", "exec echo 'a; b' c"),
        ('a "x && y"; b > log', 'a "x && y"; exec b > log'),
        ("a | tee log", "a | tee log"),
        ("a || b", "a || b"),
        ("a; b &", "a; b &"),
        ("cd src", "cd src"),
        ("if a; then b; fi", "if a; then b; fi"),
    ],
)
def test_the_last_command_of_a_line_replaces_its_shell(line: str, run: str) -> None:
    assert procfile.in_shell(line) == ("sh", "-c", run)


@pytest.mark.parametrize(
    ("line", "words", "warned"),
    [
        ("bash start.sh -x", ("bash", "start.sh", "-x"), True),
        ("./start.sh", ("sh", "start.sh"), True),
        ("sh bin/run.sh", ("bash", "bin/run.sh"), False),
        ("./gone.sh", ("./gone.sh",), False),
        ("a --port $PORT", ("sh", "-c", "exec a --port $PORT"), False),
        ("a 'b", None, False),
    ],
)
def test_a_process_may_be_a_shell_script(
    *, line: str, words: tuple[str, ...] | None, warned: bool, tmp_path: Path
) -> None:
    write(tmp_path, {"start.sh": "echo hi\na b\n", "bin/run.sh": "#!/bin/sh\nx=(1 2)\nexec a ${x[0]}\n"})
    project = Project(tmp_path)
    found = procfile.command(project, "", line)
    assert (found.words if found else None) == words
    why = "start.sh:2 starts a without exec, so a gets no stop signal: write `exec a ...`"
    assert project.warnings == ([why] if warned else [])


@pytest.mark.parametrize(
    ("text", "port", "reads"),
    [
        ("a -b 0.0.0.0:${PORT:-5000}", 5000, True),
        ("a --port $PORT", None, True),
        ("a --bind=0.0.0.0:8080", 8080, False),
        ("a --port 99999", None, False),
        ("a", None, False),
    ],
)
def test_the_port_of_a_command(*, text: str, port: int | None, reads: bool) -> None:
    found = procfile.port(text, "Procfile, web")
    assert (found.value if found else None) == port
    assert procfile.reads_port(text) is reads


def test_folders_are_made_and_links_lead_into_them() -> None:
    assert steps.kept(["data"], [sqlite_files.Link("web/a.db", "data/web-a.db")], "api/") == (
        "mkdir -p api/data api/web",
        "chmod 1777 api/data",
        "ln -sf ../data/web-a.db api/web/a.db",
    )
    assert steps.kept([], []) == ()


def test_steps_without_mounts_become_one_layer() -> None:
    cached = Run(("d",), (Mount("cache", "/c"),))
    made = list(steps.merged([Run(("a",), notes=(Note("x"),)), Run(("b",), notes=((Note("y"), Note("z")),)), cached]))
    assert made == [(Run(("a", "b"), notes=((Note("x"), Note("y"), Note("z")),)),), (cached,)]


def test_the_likely_sources_are_read_first_and_what_uses_the_program_last(tmp_path: Path) -> None:
    likely = Likely(".fox", ("main", "job"), frozenset({"job"}), frozenset({"tests"}), r"_test\.fox$")
    files = ("job.fox", "deep/main.fox", "main.fox", "other.fox", "tests/main.fox", "a_test.fox", "inner/main.fox")
    write(tmp_path, dict.fromkeys(files, "start"))
    found = find(Project(tmp_path), "", ("inner/",), likely, Source)
    assert [one.path for one in found.read] == ["main.fox", "deep/main.fox", "other.fox", "job.fox"]
    assert set(found.paths) == set(files) - {"inner/main.fox"}
    place = found.first("start")
    assert place is not None
    assert place[0] is found.at(["gone.fox", "main.fox"])


def test_json5_is_read() -> None:
    text = r"""{a: 'it\'s "x"', 'b-c': "\x41\
d", n: [0x1F, .5, 5., +3, -2e3], url: "http://x/y", $k: null, /* c */ t: true, // a comma too many
} // end"""
    expected = {
        "a": 'it\'s "x"',
        "b-c": "Ad",
        "n": [31, 0.5, 5.0, 3, -2000.0],
        "url": "http://x/y",
        "$k": None,
        "t": True,
    }
    assert json5.parse(text) == expected


def test_simple_yaml_is_read() -> None:
    text = """# a manifest
name: 'it''s' # a name
private: true
scripts:
  start: "node a.mjs" # go
  "build:all": tsc && echo 'x: y'
  long: >
    node
    --watch
files:
- a
engines: {}
workspaces: [ 'x', y ]
"""
    assert simple_yaml.parse(text) == {
        "name": "it's",
        "private": True,
        "scripts": {"start": "node a.mjs", "build:all": "tsc && echo 'x: y'", "long": "node --watch"},
        "files": ["a"],
        "engines": {},
        "workspaces": ["x", "y"],
    }


@pytest.mark.parametrize("text", ["- a", "a: &b c", "a: {b: c}", "a\nb: c", "a: b\n  c: d"])
def test_more_of_yaml_is_not_understood(text: str) -> None:
    with pytest.raises(ValueError, match="is not understood"):
        simple_yaml.parse(text)


@pytest.mark.parametrize("text", ['{a: "b}', "{a: 'b}", '{a: "', '{a: "b\\"}', "{a: }", "{a b}"])
def test_broken_json5_is_not_valid(text: str) -> None:
    with pytest.raises(ValueError, match=r"line 1"):
        json5.parse(text)

"""What the kit says of workspaces, of command lines, and of what sources write."""

import pytest
from snapshots import write

from dockgen.languages.kit import written
from dockgen.languages.kit.command_lines import parse
from dockgen.languages.kit.paths import together
from dockgen.languages.kit.sources import Source
from dockgen.languages.kit.workspaces import in_order, reached, taken
from dockgen.languages.kit.written import Way
from dockgen.reading.project import Project

FOLDERS = ["a/x", "a/y", "b/x/deep", "c[1]"]


@pytest.mark.parametrize(
    ("globs", "found"),
    [
        (["a/*"], ["a/x", "a/y"]),
        (["a/*", "!a/y"], ["a/x"]),
        (["./a/*/", "!./a/y/"], ["a/x"]),
        (["**"], FOLDERS),
        (["**/x"], ["a/x"]),
        (["b/**"], ["b/x/deep"]),
        (["{a,b}/x"], ["a/x"]),
        (["c[1]"], ["c[1]"]),
        (["!a/*"], []),
    ],
)
def test_globs_name_folders(globs, found):
    assert list(taken(FOLDERS, globs)) == found


def test_what_is_used_by_way_of_others_is_reached_once():
    used = {"a": "bc", "b": "ac", "c": "d"}
    assert reached("a", lambda one: used.get(one, "")) == ["a", "b", "c", "d"]


def test_what_others_need_comes_first_and_circles_end():
    needs = {"app": ["web", "core"], "web": ["core", "app"], "core": ["", "core"]}
    assert in_order("app", lambda folder: iter(needs[folder])) == ("core", "web")


def test_folders_beside_each_other_are_one_pattern():
    assert together({"dist", "packages/a/dist", "packages/b/dist", "apps/c/build"}) == (
        "apps/c/build",
        "dist",
        "packages/*/dist",
    )


@pytest.mark.parametrize(
    ("text", "words", "env"),
    [
        ("A=1 run -x", [("run", "-x")], ("A", "1")),
        ("cross-env A=1 run", [("run",)], ("A", "1")),
        ("A=1 one && two; three | four > five", [("one",), ("two",), ("three",)], ("A", "1")),
    ],
)
def test_a_command_line_is_read_without_a_shell(text, words, env):
    commands = parse(text).commands
    assert [command.words for command in commands] == words
    assert commands[0].env == (env,)


@pytest.mark.parametrize("text", ["'", "a\x00b", "x" * 3000, ""])
def test_what_is_no_command_line_has_no_commands(text):
    assert parse(text).commands == ()


def test_a_program_s_own_folder_counts_for_what_it_writes(tmp_path):
    ways = written.Ways(
        calls={"mkdir": Way("folder"), "open": Way("database"), "write": Way("file")},
        properties=r"(?P<folder>dest): ",
        named="dir$",
        renamed="(?!)x",
        literals=(r"file:(\w+\.db)",),
    )
    text = (
        "mkdir(path.join(__dirname, '../up'))\nmkdir('src/x')\ndir = 'kept'\nopen('a.db')\nwrite('logs/a.log')\n"
        "write('b.txt')\ndest: 'to'\nmkdir('../other')\nx = 'file:b.db'\n"
    )
    write(tmp_path, {"app/lib/a.x": text})
    project = Project(tmp_path)
    program = written.Program(project, "app", [Source("app/lib/a.x", text)], {"src"})
    found = written.find(program, ways)
    links = (("a.db", "data/a.db"), ("b.db", "data/b.db"), ("b.txt", "data/b.txt"))
    assert found.value[:3] == (("data", "kept", "logs", "to", "up"), links, ("a.db", "b.db", "b.txt"))
    assert found.source == "app/lib/a.x:4, app/lib/a.x:3, app/lib/a.x:5, app/lib/a.x:7, app/lib/a.x:1"
    assert [warning.partition(": ")[0] for warning in project.warnings] == [
        "app/lib/a.x:4 keeps its data in a.db, an SQLite file",
        "app/lib/a.x:9 keeps its data in b.db, an SQLite file",
    ]

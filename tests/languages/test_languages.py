"""What a language says of itself: nothing is left out, nothing is said elsewhere, nothing is imported too early."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import pytest

import dockgen
from dockgen.languages import LANGUAGES, Language, LanguageModule, Registered, checked, others, tables
from dockgen.languages.language import Editing, Tooling
from dockgen.services.clients import Clients
from dockgen.versions.resources import templates_folder

ROOT = Path(dockgen.__file__).parent
EVERY = pytest.mark.parametrize("language", LANGUAGES.values(), ids=lambda one: one.NAME)
TABLES = {"tooling": Tooling, "clients": Clients, "editing": Editing}


def fields(protocol: type) -> list[str]:
    """Return the names of what a protocol asks for itself."""
    functions = [name for name, value in vars(protocol).items() if callable(value) and not name.startswith("_")]
    return [*protocol.__annotations__, *functions]


def missing(language: object, protocol: type) -> list[str]:
    """Return the fields of a protocol that a language leaves out, or has as something else."""
    return [
        name
        for name in fields(protocol)
        if not hasattr(language, name)
        or (name not in protocol.__annotations__ and not callable(getattr(language, name)))
        or (name in TABLES and not isinstance(getattr(language, name)(), TABLES[name]))
    ]


@EVERY
def test_a_language_leaves_nothing_out(language):
    assert not missing(language, LanguageModule)
    assert not missing(language, Language)
    folder = templates_folder() / language.NAME
    assert (folder / "Dockerfile.j2").is_file()
    assert (folder / "versions.toml").is_file()
    assert any((folder / "sample").iterdir())
    assert language.MANIFESTS
    assert set(language.ONLY_ALONE) <= set(language.MANIFESTS)


@pytest.mark.parametrize("protocol", [LanguageModule, Language])
@EVERY
def test_whatever_a_language_leaves_out_is_named(language, protocol):
    known = {name: getattr(language, name) for name in fields(protocol)}
    for name in known:
        rest = SimpleNamespace(**{other: value for other, value in known.items() if other != name})
        assert missing(rest, protocol) == [name]


NEEDED = {"tooling": {"images", "tools"}, "clients": {"of"}, "editing": {"sources", "edits"}}


@pytest.mark.parametrize(("name", "table"), TABLES.items())
def test_a_table_lets_a_field_be_left_out_only_where_that_says_nothing(name, table):
    assert {*table._fields} - {*table._field_defaults} == NEEDED[name]
    for field in NEEDED[name]:
        with pytest.raises(TypeError, match=rf"missing 1 required positional argument: '{field}'"):
            table(**{other: () for other in table._fields if other != field})
    for default in table._field_defaults.values():
        assert list(default("a")) == ["a"] if callable(default) else not any(default or ())
    assert getattr(LanguageModule, name).__annotations__["return"] == table.__name__


def test_the_registry_has_each_module_that_the_type_checker_sees():
    assert [module.NAME for module in checked.MODULES.values()] == list(checked.MODULES) == list(LANGUAGES)
    assert [language.NAME for language in LANGUAGES.values()] == list(LANGUAGES)


# --- The tables of all languages, joined


def test_nothing_is_said_twice():
    tools = [tool.name for one in tables.of_all() for tool in one.tools]
    images = [image.name for one in tables.of_all() for image in one.images]
    endings = [ending for one in LANGUAGES.values() for ending in one.editing().edits]
    for found in (tools, images, endings):
        assert sorted(found) == sorted(set(found))


def test_a_tool_is_whole():
    for tool in tables.tools().values():
        assert {install.tool for install in tool.installs} == {tool.name}
        assert bool(tool.store) == bool(tool.program)
        assert not tool.fetch or tool.installs[0].manifests, tool.name
        assert not (tool.caches and tool.store)


@EVERY
def test_the_ladder_can_edit_each_source(language):
    editing = language.editing()
    assert set(editing.sources) <= editing.edits.keys()
    assert all("token" in text.format("token") for text in editing.edits.values())


# --- No other room names a language

ORDINARY = frozenset({"go", "node", "shell", "static"})
"""Names that are English words, or words of every parser: they count where a text is nothing else, or begins with it
as commands, images, and paths do."""
OF_USERS = frozenset({"bad", "good", "why", "gain", "cost", "not_when", "title"})
"""Keywords of a practice that hold examples and docs for people."""
ALLOWED = {
    ("audit/fix/pin.py", "nginx"): "a server whose tags are known as those of the distributions are",
    ("model/program.py", "nginx"): "the server of a site of any language",
    ("terminal/bug_report.py", "Python"): "what dockgen runs on",
    ("terminal/bug_report.py", "python"): "what dockgen runs on",
    ("commands/templates.py", "python"): "where a template pack may lie: a Python package",
    ("image/packing.py", "Python"): "what dockgen runs on",
    ("ladder/chart.py", "shell"): "whether an image has a shell",
    ("ladder/report.py", "shell"): "whether an image has a shell",
    ("ladder/table.py", "shell"): "whether an image has a shell",
    ("rendering/quoting.py", "shell"): "the shell form of an instruction",
    ("image/places.py", "nginx"): "folders of a distribution",
    ("image/places.py", "python"): "folders of a distribution",
    ("secrets/secret_files.py", "nginx"): "folders of a distribution",
    ("choices/options.py", "Go"): "the help of --base",
    ("choices/options.py", "Node.js"): "the help of --base",
    ("choices/options.py", "Python"): "the help of --base",
    ("choices/options.py", "nginx"): "a base image is an answer",
    ("packs/source.py", "Python"): "where a template pack may lie: a Python package",
    ("packs/source.py", "python"): "where a template pack may lie: a Python package",
    ("packs/trust.py", "python"): "where a template pack may lie: a Python package",
    ("past/first.py", "go"): "0.1.0 knew no other language",
    ("practices/user.py", "nginx"): "a user whom many images have",
    ("registry/reference.py", "golang"): "an example in a message",
    ("model/values.py", "Go"): "the answer `module`",
    ("model/values.py", "go"): "the answer `module`",
    ("model/values.py", "python"): "where a template pack may lie: a Python package",
    ("verify/checks/publishing.py", "Python"): "an example in a message",
}
"""Why a module outside of `languages/` may name a language all the same."""


@cache
def words() -> frozenset[str]:
    """Return what says which language is meant: names, titles, and images."""
    images = (image.name for one in LANGUAGES.values() for image in one.tooling().images)
    return frozenset({*LANGUAGES, *(one.TITLE for one in LANGUAGES.values()), *images})


def named_in(tree: ast.Module) -> Iterator[str]:
    """Yield the words that the code of a module names, without what people read."""
    skipped = {
        id(part)
        for node in ast.walk(tree)
        for part in (
            [node.value]
            if isinstance(node, ast.Expr)
            else [part for word in node.keywords if word.arg in OF_USERS for part in ast.walk(word.value)]
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"Practice", "About"}
            else []
        )
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped:
            yield from in_text(node.value)
        for field in ("id", "attr", "name", "arg"):
            if isinstance(value := getattr(node, field, None), str):
                yield from in_identifier(value)


def in_text(text: str) -> Iterator[str]:
    for word in words():
        pattern = rf"{word}(?:[ /:]|$)" if word in ORDINARY else rf"(?:.*[^\w.-])?{re.escape(word)}(?![\w-])"
        if re.match(pattern, text, re.DOTALL):
            yield word


def in_identifier(name: str) -> Iterator[str]:
    yield from {part.lower() for part in name.split("_")} & words() - {"node", "shell", "static"}


def found_in(path: Path) -> set[tuple[str, str]]:
    """Return the words that a module names, each with its path."""
    return {(path.relative_to(ROOT).as_posix(), word) for word in named_in(ast.parse(path.read_text("utf-8")))}


def test_no_other_room_names_a_language():
    modules = [
        path for path in ROOT.rglob("*.py") if {"languages", "compiled"}.isdisjoint(path.relative_to(ROOT).parts)
    ]
    found = {one for path in modules for one in found_in(path)}
    assert not found - ALLOWED.keys()
    assert not ALLOWED.keys() - found  # what is no longer needed


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ('x = plan.language == "go"', {"go"}),
        ('x = ["go", "build"]', {"go"}),
        ('x = "go build"', {"go"}),
        ('x = "node:24-alpine"', {"node"}),
        ('x = "FROM golang:1.27"', {"golang"}),
        ('x = f"no {y} for Python"', {"Python"}),
        ("def is_golang(): pass", {"golang"}),
        ("_PYTHON = 1", {"python"}),
        ("import go", {"go"}),
        ('"""Go, in a docstring."""\nx = 1', set()),
        ('P = Practice(bad="FROM golang")', set()),
        ('x = "what goes on, or what is static"', set()),
        ('for node in ast: x = "no node"', set()),
        ('x = "pythonic golangs"', set()),
    ],
)
def test_what_names_a_language(code, expected):
    assert set(named_in(ast.parse(code))) == expected


def test_tools_of_languages_that_are_not_there_are_found_too():
    assert {"bundler", "composer", "maven", "gradle", "dotnet", "mix"} == {tool.name for tool in others.OTHERS.tools}


# --- Start-up does not grow with the number of languages

COUNTING = """
import sys
from dockgen import languages
for number in range({more}):
    name = f"empty{{number}}"
    languages.LANGUAGES[name] = languages.Registered(name, name, (f"{{name}}.toml",), also=rf".*\\\\.{{name}}")
assert not [name for name in sys.modules if name.startswith("dockgen.languages.")]
from dockgen.__main__ import main
sys.argv[1:] = ["init", "--yes", *sys.argv[1:]]
try:
    main()
except SystemExit as error:
    assert not error.code
print(*sorted(name for name in sys.modules if name.startswith("dockgen.")))
"""


def imported(folder: Path, more: int) -> list[str]:
    """Run `init --yes` in a process of its own with some more languages, and return the modules that it imports."""
    command = [sys.executable, "-c", COUNTING.format(more=more), str(folder)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()[-1].split()


@pytest.mark.parametrize(
    "files", [{}, {"go.mod": "module example.com/a\n", "main.go": "package main\n\nfunc main() {}\n"}]
)
def test_more_languages_import_nothing(files, tmp_path):
    found = {}
    for more in (0, 4):
        folder = tmp_path / str(more) / "hello"
        folder.mkdir(parents=True)
        for name, text in files.items():
            (folder / name).write_text(text)
        found[more] = imported(folder, more)
    assert found[0] == found[4]
    of_others = {f"dockgen.languages.{name}" for name in LANGUAGES if name != "go"}
    assert of_others.isdisjoint(found[0])
    assert "dockgen.languages.others" not in found[0]


def test_a_module_is_imported_only_where_a_folder_may_be_its_own():
    language = Registered("no_such_module", "None", ("none.toml",), also=r".*\.none", inside="none.main")

    class Folder:
        def __init__(self, *paths):
            self.paths = paths

        def has(self, path):
            return path in self.paths

        def entries(self):
            return sorted({path.partition("/")[0] for path in self.paths})

    assert language.detect(Folder("a.txt", "b/c")) is None
    for path in ("none.toml", "a.none", "b/none.main"):
        with pytest.raises(ModuleNotFoundError):
            language.detect(Folder(path))

"""Which version of Node.js a project asks for, and npm's version ranges."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from snapshots import write

from dockgen.languages.javascript.manifest import read
from dockgen.languages.javascript.version import bun_version, majors, version
from dockgen.model.found import Found
from dockgen.reading.project import Project

Find = Callable[..., Found[str | None]]
SUPPORTED = (24, 26, 22)
"""The default first, as dockgen prefers it."""


@pytest.fixture
def find(tmp_path: Path) -> Find:
    """Return a function that writes a project and says which version it asks for."""

    def find(manifest: dict[str, object], files: dict[str, str] | None = None) -> Found[str | None]:
        write(tmp_path, {"package.json": json.dumps(manifest)} | (files or {}))
        project = Project(tmp_path)
        return version(project, (read(project),))

    return find


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        (">=18", (24, 26, 22)),
        (">=18.0.0", (24, 26, 22)),
        (">= 18", (24, 26, 22)),
        (">=20 <25", (24, 22)),
        (">=20.0.0 <24.0.0", (22,)),
        ("^22.12.0", (22,)),
        ("^22.12.0 || >=24", (24, 26, 22)),
        ("^22 || ^26", (26, 22)),
        ("22.x", (22,)),
        ("22.X.x", (22,)),
        ("22", (22,)),
        ("v22", (22,)),
        ("=22.1.0", (22,)),
        ("~22.1", (22,)),
        ("~> 22.1.3", (22,)),
        ("20 - 24", (24, 22)),
        ("20.1.0 - 22", (22,)),
        (">22", (24, 26)),
        (">22.3", (24, 26, 22)),
        ("<=24", (24, 22)),
        ("<24", (22,)),
        ("<24.3.0", (22,)),
        ("<22.5.0", (22,)),
        ("*", (24, 26, 22)),
        ("", (24, 26, 22)),
        ("x", (24, 26, 22)),
        (">=22.0.0-rc.1", (24, 26, 22)),
        ("18", ()),
        ("18 || 20", ()),
        (">=28", ()),
        ("latest", ()),
        (">=22, <24", ()),
        ("not a range", ()),
        (">", ()),
    ],
)
def test_a_range_takes_these_major_versions(text: str, taken: tuple[int, ...]) -> None:
    assert majors(text, SUPPORTED) == taken


@settings(derandomize=True)
@given(text=st.text(alphabet=" .0123456789xX*<>=^~|-v", max_size=60))
def test_any_range_takes_only_what_it_is_asked_about(text: str) -> None:
    assert set(majors(text, SUPPORTED)) <= set(SUPPORTED)


@pytest.mark.parametrize("major", [18, 22, 24, 26])
def test_a_major_version_takes_itself_alone(major: int) -> None:
    for text in (f"{major}", f"^{major}.0.0", f"~{major}", f"{major}.x", f">={major} <{major + 1}"):
        assert majors(text, range(99)) == (major,)


def test_no_word_about_a_version_leaves_it_open(find: Find) -> None:
    assert find({}).value is None


@pytest.mark.parametrize(
    ("text", "major"),
    [
        ("22", "22"),
        ("v22.11.0\n", "22"),
        ("22.11", "22"),
        ("lts/jod", "22"),
        ("lts/Jod", "22"),
        ("lts/*", "24"),
        ("--lts", "24"),
        ("node", "26"),
        ("# the newest with support\nlts/krypton # yes\n", "24"),
        ("node-22.1.0", "22"),
        ("18.20.4", "18"),
    ],
)
def test_nvmrc_pins_the_version(find: Find, text: str, major: str) -> None:
    fact = find({}, {".nvmrc": text})
    assert fact.value == major
    assert fact.source.startswith((".nvmrc:1, ", ".nvmrc:2, "))


@pytest.mark.parametrize("text", ["", "\n\n", "lts/nobody", "system", "??", "#22", "99999"])
def test_an_nvmrc_that_says_nothing_is_left_out(find: Find, text: str) -> None:
    assert find({"engines": {"node": "22"}}, {".nvmrc": text}) == Found("22", "package.json:1, engines, 22")


@pytest.mark.parametrize(
    ("files", "source"),
    [
        ({".node-version": "22.1.0"}, ".node-version:1, 22.1.0"),
        ({".tool-versions": "python 3.13\nnodejs 22.1.0 20.1.0\n"}, ".tool-versions:2, 22.1.0"),
        ({".tool-versions": "node 22.1.0"}, ".tool-versions:1, 22.1.0"),
        ({"mise.toml": '[tools]\nnode = "22"\n'}, "mise.toml:2, 22"),
        ({".mise.toml": "[tools]\nnode = '22'\n"}, ".mise.toml:2, 22"),
        ({".nvmrc": "22", ".tool-versions": "nodejs 24.1.0"}, ".nvmrc:1, 22; before 24.1.0"),
    ],
)
def test_other_tools_pin_it_too(find: Find, files: dict[str, str], source: str) -> None:
    assert find({}, files) == Found("22", source)


def test_volta_pins_it(find: Find) -> None:
    assert find({"volta": {"node": "22.20.0"}}) == Found("22", "package.json:1, volta, 22.20.0")


def test_a_pin_goes_before_a_range_that_takes_it(find: Find) -> None:
    assert find({"engines": {"node": ">=18"}}, {".nvmrc": "22"}).value == "22"


def test_a_range_that_does_not_take_the_pin_goes_before_it_and_says_so(find: Find) -> None:
    fact = find({"engines": {"node": ">=24"}}, {".nvmrc": "v22.1.0"})
    assert fact == Found("24", "package.json:1, engines, >=24; it excludes .nvmrc:1, v22.1.0")


@pytest.mark.parametrize(
    ("text", "major"),
    [
        ("16 || 18", "18"),
        ("^18.13.0 || ^20.9.0", "20"),
        ("8 || 10 || 12 || 14 || 16 || 17", "16"),  # 17 ended before it
        ("23", "23"),
        (">=18 <20", "18"),
        ("<22", "20"),
        ("^20 || ^22", "22"),
        ("10", "10"),
        (">=28 <31", "30"),
        ("one", None),
    ],
)
def test_of_a_range_without_a_supported_version_the_one_that_ended_last_is_used(
    find: Find, text: str, major: str | None
) -> None:
    assert find({"engines": {"node": text}}).value == major


def test_a_range_of_what_is_still_to_come_is_not_warned_of(tmp_path: Path) -> None:
    write(tmp_path, {"package.json": json.dumps({"engines": {"node": ">=28"}})})
    project = Project(tmp_path)
    version(project, (read(project),))
    assert not project.warnings


def test_dev_engines_name_the_runtime(find: Find) -> None:
    one = {"name": "node", "version": "^22.4.0"}
    assert find({"devEngines": {"runtime": one}}) == Found("22", "package.json:1, devEngines, ^22.4.0")
    assert find({"devEngines": {"runtime": [{"name": "bun"}, one]}}).value == "22"


@pytest.mark.parametrize(
    ("files", "version", "source"),
    [
        ({".bun-version": "1.3.2\n"}, "1.3.2", ".bun-version:1, 1.3.2"),
        ({".bun-version": "bun-v1.3.2"}, "1.3.2", ".bun-version:1, bun-v1.3.2"),
        ({".tool-versions": "nodejs 22.1.0\nbun 1.2\n"}, "1.2", ".tool-versions:2, 1.2"),
        ({".bun-version": "latest"}, "1.4.5", "package.json, packageManager, 1.4.5"),
        ({}, "1.4.5", "package.json, packageManager, 1.4.5"),
    ],
)
def test_a_version_of_bun_is_taken_as_it_is_named(
    files: dict[str, str], version: str, source: str, tmp_path: Path
) -> None:
    write(tmp_path, {"package.json": json.dumps({"packageManager": "bun@1.4.5+sha512.ab"})} | files)
    project = Project(tmp_path)
    assert bun_version(project, (read(project),)) == Found(version, source)


@pytest.mark.parametrize("manifest", [{}, {"packageManager": "npm@11.0.0"}, {"packageManager": "bun@^1"}])
def test_no_version_of_bun_is_made_up(manifest: dict[str, object], tmp_path: Path) -> None:
    write(tmp_path, {"package.json": json.dumps(manifest)})
    project = Project(tmp_path)
    assert bun_version(project, (read(project),)).value is None


@pytest.mark.parametrize(
    "manifest",
    [
        {"engines": "22"},
        {"engines": {"node": 22}},
        {"engines": ["22"]},
        {"volta": []},
        {"volta": {"node": None}},
        {"devEngines": {"runtime": "node"}},
        {"devEngines": {"runtime": [None, 3, {"name": "node"}]}},
        {"devEngines": 7},
    ],
)
def test_values_of_the_wrong_type_are_left_out(find: Find, manifest: dict[str, object]) -> None:
    assert find(manifest).value is None

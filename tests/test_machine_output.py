"""Machine output is asked for in one way: `--json` wherever there is some, and `--format` where there are several."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pytest
import sample
import typer
from snapshots import contents, write

from dockgen import cli
from dockgen.errors import ExitCode

TEXT_ALONE: Final = {"templates", "templates show", "templates eject"}
"""Commands that print a template or make files, and have nothing to tell a program."""
JSON_ALONE: Final = {"schema"}
PACK: Final = Path(__file__).parent / "packs/samples/acme"
COOKIE: Final = Path(__file__).with_name("cookies") / "golang"
PROJECT: Final[Mapping[str, str | bytes]] = {
    "go.mod": "module example.com/shop\n\ngo 1.27\n",
    "main.go": 'package main\n\nimport "net/http"\n\nfunc main() { http.ListenAndServe(":8080", nil) }\n',
}
NEEDS_ENGINE_OR_REGISTRY: Final = {"verify", "ladder", "compare", "versions refresh"}
"""Commands of which other tests read the JSON, with a stand-in for what they ask."""
CALLS: Final[Mapping[str, tuple[str, ...]]] = {
    "init": ("--dry-run",),
    "detect": (),
    "audit": ("--no-tools",),
    "explain": ("Dockerfile",),
    "update": ("--dry-run",),
    "pin": ("scratch.Dockerfile",),
    "outdated": (),
    "versions": (),
    "templates list": (),
    "templates check": (str(PACK),),
    "new": (str(COOKIE), "made", "--trust"),
}


def commands(group: Any, before: str = "") -> dict[str, set[str]]:
    """Return the flags of each command by its name, those of groups too."""
    found: dict[str, set[str]] = {}
    for name, one in group.commands.items():
        found[f"{before}{name}"] = {flag for each in one.params for flag in each.opts}
        if hasattr(one, "commands"):
            found |= commands(one, f"{before}{name} ")
    return found


FLAGS: Final = commands(typer.main.get_command(cli.app()))


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with generated files, which is the current one."""
    write(tmp_path, {**PROJECT, "scratch.Dockerfile": "FROM scratch\n"})
    sample.init(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return tmp_path


def test_each_command_that_tells_something_takes_json() -> None:
    assert {name for name, flags in FLAGS.items() if "--json" not in flags} == TEXT_ALONE | JSON_ALONE
    assert FLAGS.keys() == {*CALLS, *NEEDS_ENGINE_OR_REGISTRY, *TEXT_ALONE, *JSON_ALONE}


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.usefixtures("project")
def test_it_prints_one_json_document_and_nothing_else(name: str) -> None:
    done = sample.dockgen(*name.split(), *CALLS[name], "--json")
    assert done.returncode in {ExitCode.OK, ExitCode.DIFFERENT}, done.stderr
    assert json.loads(done.stdout)


@pytest.mark.parametrize("flags", [("--json",), ("--format", "json"), ("--json", "--format=json")])
@pytest.mark.usefixtures("project")
def test_json_is_short_for_format_json(flags: tuple[str, ...]) -> None:
    assert [name for name, known in FLAGS.items() if "--format" in known] == ["audit"], "test the others here too"
    done = sample.dockgen("audit", "--no-tools", *flags)
    assert done.returncode == ExitCode.OK
    assert json.loads(done.stdout)["files"]


@pytest.mark.parametrize("form", ["text", "sarif", "github", "xml", ""])
def test_two_formats_are_refused(project: Path, form: str) -> None:
    before = contents(project)
    done = sample.dockgen("audit", "--fix", "--json", "--format", form)
    assert (done.returncode, done.stdout) == (ExitCode.USAGE, "")
    assert done.stderr == (
        f"dockgen: --json and --format {form} exclude each other\n  --json is short for --format json.\n"
    )
    assert contents(project) == before


@pytest.mark.parametrize(("flags", "said"), [(("--json",), "--json"), (("--format", "sarif"), "--format sarif")])
@pytest.mark.usefixtures("project")
def test_a_diff_has_one_form(flags: tuple[str, ...], said: str) -> None:
    done = sample.dockgen("audit", "--diff", *flags)
    assert done.returncode == ExitCode.USAGE
    assert f"--diff and {said} exclude each other" in done.stderr


def test_a_flag_of_a_group_counts_for_its_commands(tmp_path: Path) -> None:
    write(tmp_path, {"Dockerfile": "FROM scratch\n"})
    told = [
        sample.dockgen(*words, tmp_path)
        for words in (("versions", "--json", "refresh"), ("versions", "refresh", "--json"))
    ]
    assert [one.returncode for one in told] == [ExitCode.OK] * 2, told[0].stderr
    assert json.loads(told[0].stdout) == json.loads(told[1].stdout)


def test_a_new_project_is_told_with_its_folder(project: Path) -> None:
    done = sample.dockgen("new", COOKIE, "made", "--trust", "--json")
    assert done.returncode == ExitCode.OK, done.stderr
    document = json.loads(done.stdout)
    assert document["folder"] == str(project / "made")
    assert {"path": "Dockerfile", "action": "create", "backup": None} in document["files"]


def test_what_is_wrong_in_a_pack_is_told_as_json(tmp_path: Path) -> None:
    write(tmp_path, {"pack.toml": 'name = "ours"\n', "templates/Dockerflie.j2": ""})
    done = sample.dockgen("templates", "check", tmp_path, "--json")
    assert done.returncode == ExitCode.DIFFERENT
    assert done.stderr == ""
    [problem] = json.loads(done.stdout)["problems"]
    assert problem["languages"] == []
    assert "Did you mean 'Dockerfile.j2'" in problem["problem"]

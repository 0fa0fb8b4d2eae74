"""Detection in the situations of well-known public repositories: each rebuilt in a few files of our own.

`tests/support/situations/*.toml` has one table for each repository: what its situation is, what is right there, and the
files. What dockgen still finds wrongly is `wrong`, with the reason, and stays expected as it should be.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest
import tomli
from _pytest.mark import ParameterSet
from snapshots import write

from dockgen.commands.detect import detect
from dockgen.errors import DockgenError

FOLDER: Final = Path(__file__).parents[1] / "support" / "situations"
LANGUAGES: Final = {"go": 10, "python": 12, "node": 12, "others": 6}
"""The files, and how many situations each has at least."""


class Situation(NamedTuple):
    """One repository's."""

    repository: str
    expect: Mapping[str, object]
    files: dict[str, str | bytes]
    wrong: str


def _read(name: str) -> list[Situation]:
    every = tomli.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    return [
        Situation(
            name, one["expect"], {path: text.lstrip("\n") for path, text in one["files"].items()}, one.get("wrong", "")
        )
        for name, one in every.items()
    ]


SITUATIONS: Final = [one for name in LANGUAGES for one in _read(name)]


def _shown(document: Mapping[str, Any]) -> dict[str, object]:  # what `detect` prints has no type of its own
    """Return what a situation may expect of what `detect --json` prints."""
    facts = {key: one["value"] for key, one in document["facts"].items()}
    plan = document["plan"] or {"recipe": {}}
    found = {
        **facts,
        **{key: document[key] for key in ("language", "undecided")},
        "is_undecided": document["undecided"] is not None,
        "apps": [one["path"] for one in document["apps"]],
        "version": plan.get("language_version"),
        "port": plan.get("port"),
        "start": " ".join(plan.get("start", ())) if "subcommand" in facts else facts.get("start"),
        "main": facts.get("main") or next(iter(facts.get("mains", ())), None),
    }
    for key in ("workers", "jobs"):
        found[key] = sorted(plan["recipe"].get(key, ()))
    return found | {"services": sorted(facts.get("services", ()))}


def _part(found: object, expected: object) -> object:
    """Return of a table only the keys that are expected."""
    if isinstance(found, dict) and isinstance(expected, dict):
        return {key: found.get(key) for key in expected}
    return found


def _marked(one: Situation) -> ParameterSet:
    marks = [pytest.mark.xfail(reason=one.wrong, strict=True, raises=AssertionError)] if one.wrong else []
    return pytest.param(one, id=one.repository, marks=marks)


@pytest.mark.parametrize("situation", [_marked(one) for one in SITUATIONS])
def test_detect_finds_what_is_right(situation: Situation, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "project"
    write(folder, situation.files)
    try:
        detect(str(folder), as_json=True)
        shown = _shown(json.loads(capsys.readouterr().out))
    except DockgenError as error:
        shown = {"refused": str(error)}
    expected = situation.expect
    assert {key: _part(shown.get(key), value) for key, value in expected.items()} == expected


def test_there_are_forty_of_several_kinds() -> None:
    for name, least in LANGUAGES.items():
        assert len(_read(name)) >= least

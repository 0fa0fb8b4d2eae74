"""Reads a plain `dockgen init` command line without Typer, whose import takes longer than the rest of the run.

It leaves everything unusual to Typer: help, completion, other commands, mistakes. Both
read the same catalogue, and a property test compares them.
"""

import os
from collections.abc import Sequence
from typing import Final

from dockgen.choices.options import OPTIONS, SWITCHES
from dockgen.records import NamedTuple

_OPTIONS: Final = {f"--{option.name}": option for option in OPTIONS}
_SWITCHES: Final = {flag: name for name, (flags, _) in SWITCHES.items() for flag in flags}


class CommandLine(NamedTuple):
    """A parsed command line."""

    path: str
    answers: dict[str, str | list[str]]
    """By field of `Settings`, unchecked."""
    switches: dict[str, bool]
    """By field of `init.Mode`."""


def parse(arguments: Sequence[str]) -> CommandLine | None:
    """Parse the arguments; None leaves them to Typer."""
    if not arguments or arguments[0] != "init" or any(name.endswith("_COMPLETE") for name in os.environ):
        return None
    paths: list[str] = []
    answers: dict[str, str | list[str]] = {}
    switches: dict[str, bool] = {}
    rest = list(arguments[1:])
    while rest:
        word = rest.pop(0)
        flag, equals, value = word.partition("=")
        if word in _SWITCHES:
            switches[_SWITCHES[word]] = True
        elif not word.startswith("-"):
            paths.append(word)
        elif flag in _OPTIONS and (equals or (rest and not rest[0].startswith("-"))):
            option = _OPTIONS[flag]
            text = value if equals else rest.pop(0)
            answers[option.field] = text if option.shape == "one" else [*answers.get(option.field, []), text]
        else:
            return None
    return CommandLine(paths[0] if paths else ".", answers, switches) if len(paths) <= 1 else None

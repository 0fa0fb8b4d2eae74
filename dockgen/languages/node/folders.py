"""The folder in which a command of a script runs, where that is not the one of its package.json."""

import posixpath
from collections.abc import Sequence
from typing import Final

from dockgen.languages.javascript.building import SOURCES
from dockgen.languages.javascript.managers import NAMES
from dockgen.languages.kit.command_lines import Command, parse
from dockgen.languages.kit.paths import plain
from dockgen.languages.node.bun import BUN

_CWD: Final = "--cwd"


def after(folder: str, words: Sequence[str]) -> str:
    """Return the folder of what follows `cd`; the same one where that leads out of the project."""
    path = posixpath.normpath(posixpath.join(folder, *words[1:2]))
    return "" if path == "." else plain(path) or folder


def placed(command: Command, folder: str) -> Command:
    """Return a command with the folder that it runs in, which Bun's own flag may name for a file."""
    words = command.words
    if words[0] == BUN and (number := next((n for n, word in enumerate(words) if word.startswith(_CWD)), 0)):
        is_joined = words[number].startswith(f"{_CWD}=")
        named = words[number][len(_CWD) + 1 :] if is_joined else words[number + 1 : number + 2]
        rest = (*words[:number], *words[number + (1 if is_joined else 2) :])
        if is_file_of_bun(rest):
            return command._replace(words=rest, folder=after(folder, ("cd", *([named] if is_joined else named))))
    return command._replace(folder=folder)


def is_file_of_bun(words: Sequence[str]) -> bool:
    """Tell a file that Bun runs from a script of a package.json."""
    rest = [word for word in words[1:] if not word.startswith("-") and word != "run"]
    return words[0] == BUN and bool(rest) and rest[0].endswith(SOURCES)


def entered(script: str) -> str:
    """Return the folder that a script enters to start what the package.json there says."""
    words = [command.words for command in parse(script).commands]
    if len(words) < 2 or words[0][0] != "cd" or words[-1][0] not in NAMES or is_file_of_bun(words[-1]):  # noqa: PLR2004 - both
        return ""
    folder = ""
    for one in words:
        folder = after(folder, one) if one[0] == "cd" else folder
    return folder

"""What a command of a workspace's root starts: a member, and a script of it."""

import re
from collections.abc import Sequence
from typing import Final

from dockgen.languages.javascript.managers import NAMES

_OF_NX: Final = "(?:run|run-many|affected|serve|start|dev|preview|build)"
_DELEGATES: Final = (
    (
        NAMES | {"turbo"},
        r"(?:^yarn workspace |\s(?:-w|--workspace|--filter|-F|-C|--dir|--prefix|--cwd)[ =])\{?([@\w./-]{1,200})",
    ),
    (frozenset({"lerna"}), r"\s--scope[ =]([@\w./-]{1,200})"),
    (frozenset({"nx"}), rf"^nx (?:run )?(?:{_OF_NX}(?::[\w-]{{1,40}})? )?(?!{_OF_NX}\b)([@\w./][@\w./-]{{0,200}})"),
)
"""How commands name the member of a workspace that they are about."""
_USUAL: Final = r"start|(?:pre|post)?(?:dev|watch|build|test|lint)(?:[:-].{0,40})?"
"""Scripts that say nothing more than which member is meant, or nothing about how it is started."""
_WITH_ARGUMENT: Final = frozenset({"-w", "--workspace", "--filter", "-F", "-C", "--dir", "--prefix", "--cwd"})


def member(words: Sequence[str]) -> str:
    """Return the member of a workspace that a manager's command is about."""
    program = words[0] if words else ""
    line = " ".join(words)
    found = (re.search(pattern, line) for names, pattern in _DELEGATES if program in names)
    match = next(found, None)
    return match[1] if match else ""


def script(words: Sequence[str]) -> str:
    """Return the script of the member that a manager's command runs; empty for the one that starts it."""
    if words[0] not in NAMES:
        return ""
    rest = list(words[3:] if words[:2] == ("yarn", "workspace") else words[1:])
    while rest and (rest[0].startswith("-") or rest[0] in {"run", "run-script"}):
        del rest[: 2 if rest[0] in _WITH_ARGUMENT else 1]
    return "" if not rest or re.fullmatch(_USUAL, rest[0]) else rest[0]

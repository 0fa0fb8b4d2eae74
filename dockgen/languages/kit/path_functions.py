"""What operators, functions, and methods of Python and JavaScript make of paths, as far as these are known."""

import posixpath
import re
from collections.abc import Callable, Sequence
from typing import Final

UNKNOWN: Final = "*"
"""Stands for what only the running program knows: a whole path, or a part of one."""
SAME_METHODS: Final = frozenset({"resolve", "absolute", "as_posix", "expanduser", "toString", "strip", "trim"})
FORMATTED: Final = r"%[-0-9.]{0,6}[a-z]|\{[^{}]{0,40}\}"


def method(value: str, name: str, arguments: Sequence[str]) -> str:
    """Return what a method of a path, or of a text, gives back."""
    if name == "joinpath":
        return joined(value, *arguments)
    if name == "format":
        return re.sub(FORMATTED, UNKNOWN, value)
    return value if name in SAME_METHODS else UNKNOWN


def up(value: str) -> str:
    """Return the folder of a path; what is not known stays so."""
    return posixpath.dirname(value) or (UNKNOWN if value.startswith(UNKNOWN) else ".")


def joined(*parts: str) -> str:
    """Return a path that is put together of parts."""
    return posixpath.join("", *parts)


def either(left: str, right: str) -> str:
    """Return the first of two values, or the other where that is not known."""
    return right if left[:1] == UNKNOWN else left


OPERATORS: Final[dict[str, Callable[[str, str], str]]] = {
    "/": joined,
    "+": lambda left, right: left + right,
    "%": lambda left, _: re.sub(FORMATTED, UNKNOWN, left),
    **dict.fromkeys(("||", "??", "or", "else", ":"), either),
    "?": lambda _, right: right,
}
FUNCTIONS: Final[dict[str, Callable[[Sequence[str]], str]]] = {
    **dict.fromkeys(
        ("os.path.join", "path.resolve", "resolve", "posixpath.join", "safe_join", "Path", "pathlib.Path", "PurePath"),
        lambda values: joined(*values),
    ),
    # Those of JavaScript, for which a later part never begins at the root.
    **dict.fromkeys(
        ("path.join", "join", "path.posix.join"),
        lambda values: joined(values[0], *(value.lstrip("/") for value in values[1:])),
    ),
    **dict.fromkeys(
        (
            *("str", "String", "os.path.abspath", "os.path.realpath", "os.path.normpath", "os.path.expanduser"),
            *("os.fspath", "abspath", "realpath", "normpath", "expanduser", "path.normalize", "fileURLToPath"),
            "url.fileURLToPath",
        ),
        lambda values: values[0],
    ),
    **dict.fromkeys(("os.path.dirname", "path.dirname", "dirname"), lambda values: up(values[0])),
    "URL": lambda values: joined(up(values[-1]), values[0]),
}
"""What functions give back for arguments without names, of which there is one."""

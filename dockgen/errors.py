"""All errors that a user can meet, each with its exit code and a hint that says what to do next."""

import re
from collections.abc import Iterable
from enum import IntEnum
from typing import Final, Self

from dockgen.text.visible import one_line

_LONG_WORD: Final = 400


class ExitCode(IntEnum):
    """What the process returns; the docs page of exit codes is made from the comments here."""

    meaning: str

    def __new__(cls, value: int, meaning: str) -> Self:
        """Join the number that the shell sees and the sentence that the docs show."""
        code = int.__new__(cls, value)
        code._value_ = value
        code.meaning = meaning
        return code

    OK = 0, "Done, or nothing to do."
    DIFFERENT = (
        1,
        "`--check`: files differ; `audit`, `verify`, `templates check`: broken; `outdated`, `versions`: old.",
    )
    USAGE = 2, "A flag, a key of `dockgen.toml` or an answer is wrong or missing. Nothing was changed."
    NOT_RECOGNISED = 3, "The folder is not a project that dockgen knows, or has nothing to run. Nothing was changed."
    CONFLICT = 4, "Files that differ are there already and nothing says what to do with them. Nothing was changed."
    MERGE = 5, "`update`: an edit of yours and a change of dockgen's are on the same lines. Nothing was changed."
    FILES = 6, "A file or folder cannot be read or written; nothing was changed. Or the output cannot be written."
    ENGINE = 7, "The container engine is missing or does not work, or an image does not build. Nothing was changed."
    REGISTRY = 8, "A registry cannot be asked, wants a login, or has no such image. Nothing was changed."
    INTERNAL = 70, "A bug in dockgen: the message names a file that is ready to be sent with a bug report."
    INTERRUPTED = 130, "Stopped with Ctrl-C. Nothing was changed."


class DockgenError(Exception):
    """What went wrong and where (`str(error)`), and what to do next (`hint`)."""

    exit_code = ExitCode.USAGE

    def __init__(self, message: str, hint: str = "") -> None:
        """Keep the sentence that names what and where, and the one that says what to do next."""
        super().__init__(printable(message))
        self.hint = printable(hint)


def printable(text: str) -> str:
    """Return text as one line that a terminal only shows, without words that fill a screen."""
    return one_line(re.sub(rf"\S{{{_LONG_WORD},}}", lambda word: f"{word[0][:120]}…{word[0][-40:]}", text))


class InvalidValueError(DockgenError):
    """A value that is not of its option's type; raised without the option's name, which the caller adds."""


class UsageError(DockgenError):
    """Flags, keys or answers that are wrong, missing, or contradict each other."""


class NotRecognisedError(DockgenError):
    """The folder is not a project that dockgen knows, or has nothing to run."""

    exit_code = ExitCode.NOT_RECOGNISED


class OutsideContextError(NotRecognisedError):
    """A project that needs files from outside its folder, which no build context of it could hold."""

    def __init__(self, message: str, hint: str = "", outer: str = "") -> None:
        """Keep the way to a folder that holds more of what it needs, such as `../..`; none where there is none."""
        super().__init__(message, hint)
        self.outer = outer


class ConflictError(DockgenError):
    """Files that differ from what would be written are there already."""

    exit_code = ExitCode.CONFLICT


class MergeError(DockgenError):
    """What a person wrote and what dockgen would write cannot both stand."""

    exit_code = ExitCode.MERGE


class FileError(DockgenError):
    """A file or folder cannot be read or written."""

    exit_code = ExitCode.FILES


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the hint for a word that is not one of the `known`."""
    from difflib import get_close_matches  # noqa: PLC0415 - only a mistake needs it

    known = list(known)
    close = get_close_matches(word, known, n=1)
    return f"Did you mean {close[0]!r}?" if close else f"Allowed: {', '.join(known)}."

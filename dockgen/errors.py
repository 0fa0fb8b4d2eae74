"""All errors for users, each with an exit code and a hint that says what to do next."""

import re
from collections.abc import Iterable
from enum import IntEnum
from typing import Final, Self

from dockgen.text.visible import one_line

_LONG_WORD: Final = 400


class ExitCode(IntEnum):
    """The exit codes; the docs page of exit codes is made from the texts here."""

    meaning: str

    def __new__(cls, value: int, meaning: str) -> Self:
        """Join the number and the sentence that the docs show."""
        code = int.__new__(cls, value)
        code._value_ = value
        code.meaning = meaning
        return code

    OK = 0, "Success, or nothing to do."
    DIFFERENT = (
        1,
        (
            "`--check`: files differ. `audit`, `verify`, `templates check`: a check failed. `outdated`, `versions`: "
            "something is outdated."
        ),
    )
    USAGE = 2, "A flag, a key of `dockgen.toml`, or an answer is wrong or missing. Nothing was changed."
    NOT_RECOGNISED = 3, "The folder is not a project that dockgen knows, or has nothing to run. Nothing was changed."
    CONFLICT = 4, "Existing files differ, and no flag says what to do with them. Nothing was changed."
    MERGE = 5, "`update`: you and dockgen changed the same lines. Nothing was changed."
    FILES = 6, "A file or folder cannot be read or written (nothing was changed), or the output cannot be written."
    ENGINE = 7, "The container engine is missing or does not work, or a build fails. Nothing was changed."
    REGISTRY = 8, "A registry cannot be reached, requires a login, or does not have the image. Nothing was changed."
    NETWORK = 9, "A template or a template pack cannot be fetched. Nothing was changed."
    INTERNAL = 70, "A bug in dockgen. The message names a file to attach to a bug report."
    INTERRUPTED = 130, "Stopped with Ctrl-C. Nothing was changed."


class DockgenError(Exception):
    """What went wrong and where (`str(error)`), and what to do next (`hint`)."""

    exit_code = ExitCode.USAGE

    def __init__(self, message: str, hint: str = "") -> None:
        """Keep what went wrong and where, and what to do next."""
        super().__init__(printable(message))
        self.hint = printable(hint)


def printable(text: str) -> str:
    """Return text as one line without control characters, with very long words cut."""
    return one_line(re.sub(rf"\S{{{_LONG_WORD},}}", lambda word: f"{word[0][:120]}…{word[0][-40:]}", text))


class InvalidValueError(DockgenError):
    """A value is not valid for its option; the caller adds the option's name."""


class UsageError(DockgenError):
    """Flags, keys, or answers are wrong, missing, or contradictory."""


class NotRecognisedError(DockgenError):
    """The folder is not a project that dockgen knows, or has nothing to run."""

    exit_code = ExitCode.NOT_RECOGNISED


class OutsideContextError(NotRecognisedError):
    """A project needs files outside its folder, so that folder cannot be its build context."""

    def __init__(self, message: str, hint: str = "", outer: str = "") -> None:
        """Keep the path to a folder that holds more of the files, such as `../..`; empty if there is none."""
        super().__init__(message, hint)
        self.outer = outer


class ConflictError(DockgenError):
    """Existing files differ from the generated ones."""

    exit_code = ExitCode.CONFLICT


class MergeError(DockgenError):
    """A person's edits and dockgen's changes are on the same lines."""

    exit_code = ExitCode.MERGE


class FileError(DockgenError):
    """A file or folder cannot be read or written."""

    exit_code = ExitCode.FILES


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the hint for a word that is not in `known`."""
    from difflib import get_close_matches  # noqa: PLC0415 - only a mistake needs it

    known = list(known)
    close = get_close_matches(word, known, n=1)
    return f"Did you mean {close[0]!r}?" if close else f"Allowed: {', '.join(known)}."

"""Handles bugs in dockgen: writes a file for a bug report instead of printing a traceback."""

import platform
import sys
import tempfile
import traceback
from contextlib import suppress
from pathlib import Path
from typing import Final

from dockgen._version import __version__
from dockgen.errors import DockgenError, ExitCode
from dockgen.writing import places

_MOST: Final = 10
"""The number of reports to keep; the oldest are deleted."""
_LONGEST: Final = 32_000
"""The longest report in characters, half from its start and half from its end."""


class InternalError(DockgenError):
    """A bug in dockgen."""

    exit_code = ExitCode.INTERNAL


def write_bug_report(error: Exception) -> InternalError:
    """Write a bug report, and return the error that names its file."""
    lines = [
        f"dockgen {__version__}, Python {platform.python_version()}, {platform.system()}",
        f"Command: {' '.join(sys.argv[1:])}",
        "",
        *traceback.format_exception(error),
    ]
    path = _kept(_cut("\n".join(lines)))
    return InternalError(
        f"a bug in dockgen: {type(error).__name__}: {error}",
        f"Please report it and attach {path}. Read it first: it contains your folder and flags."
        if path
        else "Please report it. No file with details could be written.",
    )


def _kept(text: str) -> Path | None:
    """Write a report into the folder for reports, or else into the temporary folder; return its path."""
    for make in (_in_folder, tempfile.gettempdir):
        with suppress(OSError):
            return _written(text, make())
    return None


def _in_folder() -> str:
    place = places.folder("XDG_STATE_HOME", "~/.local/state") / "bugs"
    place.mkdir(parents=True, exist_ok=True)
    reports = sorted(place.glob("bug-*.txt"), key=lambda path: path.lstat().st_mtime)
    for path in reports[: max(0, len(reports) - _MOST + 1)]:
        path.unlink(missing_ok=True)
    return str(place)


def _written(text: str, place: str) -> Path:
    with tempfile.NamedTemporaryFile(
        "w", prefix="bug-", suffix=".txt", dir=place, delete=False, encoding="utf-8", errors="backslashreplace"
    ) as file:
        file.write(text)
    return Path(file.name)


def _cut(text: str) -> str:
    half = _LONGEST // 2
    return text if len(text) <= _LONGEST else f"{text[:half]}\n[...]\n{text[-half:]}"

"""Writes a report into a file: wholly, or not at all."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from dockgen.errors import FileError
from dockgen.reading import around, is_file, is_there


def write(path: str, text: str, flag: str) -> None:
    """Write a report; folders that are missing are made, and what the file held before is replaced.

    Args:
        path: the file; a device or a pipe, such as /dev/stdout, is written to as it is.
        text: what it is to hold.
        flag: which option names the file, for the hint.

    Raises:
        FileError: it cannot be written, or is a link that leads out of its folder; what was there is as it was.
    """
    try:
        _write(_real(Path(path)), text.encode("utf-8", "replace"))
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise FileError(f"{path or 'the report'} cannot be written: {reason}", f"Name another file: {flag}.") from error


def _real(path: Path) -> Path:
    """Follow links as far as a person can have meant: to a device, or inside of the folder."""
    if path.is_absolute() and path.parts[1:2] == ("dev",):
        return Path(os.path.realpath(path))
    boundary, inside = around(path)
    return Path(boundary.real(inside))


def _write(path: Path, content: bytes) -> None:
    if is_there(path) and not is_file(path):
        path.write_bytes(content)  # fails for a folder
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{secrets.token_hex(6)}.tmp")
    try:
        beside.write_bytes(content)
        if is_there(path):
            beside.chmod(path.stat().st_mode & 0o7777)
        beside.replace(path)
    except BaseException:  # Ctrl-C too
        with suppress(OSError):
            beside.unlink()
        raise

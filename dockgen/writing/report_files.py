"""Writes a report into a file, completely or not at all."""

import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from dockgen.errors import FileError
from dockgen.reading.files import around, is_file, is_there


def write(path: str, text: str, flag: str) -> None:
    """Write a report; create missing folders, and replace an existing file.

    A device or a pipe, such as /dev/stdout, is written to directly. FileError, whose hint names the flag, if it cannot
    be written, or is a link that leads out of its folder; nothing was changed.
    """
    write_all({path: text}, flag)


def write_all(texts: Mapping[str, str], flag: str) -> None:
    """Write several reports after checking all paths; errors as for `write`."""
    places = {}
    for path in texts:
        with _named(path, flag):
            places[path] = _real(Path(path))
    for path, place in places.items():
        with _named(path, flag):
            _write(place, texts[path].encode("utf-8", "replace"))


@contextmanager
def _named(path: str, flag: str) -> Iterator[None]:
    """Let an error name the report and the flag."""
    try:
        yield
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        what = f"{path or 'the report'} cannot be written: {reason}"
        raise FileError(what, f"Name another file: {flag}.") from error


def _real(path: Path) -> Path:
    """Follow links only to a device or inside the folder."""
    if path.is_absolute() and path.parts[1:2] == ("dev",):
        return Path(os.path.realpath(path))
    boundary, inside = around(path)
    return Path(boundary.real(inside))


def _write(path: Path, content: bytes) -> None:
    if is_there(path) and not is_file(path):
        descriptor = os.open(path, os.O_WRONLY | os.O_NONBLOCK)  # fails for a folder, and for a pipe without a reader
        os.set_blocking(descriptor, True)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
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

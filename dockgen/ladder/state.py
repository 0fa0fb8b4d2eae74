"""Keeps what was measured, so that a run that was stopped goes on where it was."""

import fcntl
import hashlib
import json
import os
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

from dockgen import __version__
from dockgen.errors import FileError
from dockgen.ladder.image import Image

_FORMAT: Final = 1


class Kept(NamedTuple):
    """What is known of one variant so far."""

    first: Sequence[float] = ()
    again: Sequence[float] = ()
    image: Image | None = None
    answers: str = ""
    when: str = ""
    """The time of its last measurement."""


def folder() -> Path:
    """Return where caches go, by the XDG Base Directory Specification."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    return Path(base if base.startswith("/") else Path.home() / ".cache", "dockgen", "ladder")


class State:
    """The measurements of one project, by what was measured: the same Dockerfile with the same sources."""

    def __init__(self, project: Path, *, fresh: bool) -> None:
        """Read what is known of a project.

        Args:
            project: its folder.
            fresh: whether to forget what is known.
        """
        self._path = folder() / f"{_digest(str(project))}.json"
        self._kept: dict[str, Kept] = {} if fresh else dict(_read(self._path))

    def of(self, key: str) -> Kept:
        """Return what is known of a variant."""
        return self._kept.get(key, Kept())

    def keep(self, key: str, kept: Kept) -> None:
        """Keep what was measured; where that cannot be written, it is only not there the next time."""
        self._kept[key] = kept._replace(when=datetime.now().astimezone().isoformat(" ", "minutes"))
        content = {
            "format": _FORMAT,
            "measured": {
                key: one._asdict() | {"image": one.image and one.image._asdict()} for key, one in self._kept.items()
            },
        }
        new = self._path.with_name(f"{self._path.name}.{os.getpid()}")
        with suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            new.write_text(json.dumps(content), "utf-8")
            new.replace(self._path)


def key(*parts: str) -> str:
    """Return the key of a variant, made of all that its figures depend on."""
    return _digest(__version__, *parts)


def _digest(*parts: str) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]


def _read(path: Path) -> Mapping[str, Kept]:
    """Return what a file holds; one that is damaged, or of another version, holds nothing."""
    try:
        content: Any = json.loads(path.read_bytes())
        if content["format"] != _FORMAT:
            return {}
        return {
            key: Kept(**one | {"image": one["image"] and Image(**one["image"])})
            for key, one in content["measured"].items()
        }
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}


@contextmanager
def session() -> Iterator[str]:
    """Return a name for all that one run makes in the engine; its lock is held as long as the process lives.

    Raises:
        FileError: the cache cannot be written.
    """
    name = secrets.token_hex(6)
    path = _lock_of(name)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("w")
    except OSError as error:
        raise FileError(
            f"{path.parent} cannot be written: {error.strerror}", "Name another place: XDG_CACHE_HOME."
        ) from error
    with file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield name


def is_over(name: str) -> bool:
    """Tell whether a session of this machine was killed: its lock went with the process, and its file stayed."""
    try:
        with _lock_of(name).open("r+") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
    except OSError:  # somebody holds it, or it is a session of another machine
        return False


def sessions() -> set[str]:
    """Return the sessions of this machine that have a lock, held or not."""
    return {path.stem for path in _lock_of("").parent.glob("*.lock")}


def forget(name: str) -> None:
    """Take a session's lock file away once nothing is left of it."""
    _lock_of(name).unlink(missing_ok=True)


def _lock_of(name: str) -> Path:
    return folder() / "sessions" / f"{name}.lock"

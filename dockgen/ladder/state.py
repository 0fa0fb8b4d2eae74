"""Stores measurements, so that an interrupted run can continue."""

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final

from dockgen._version import __version__
from dockgen.engines.sessions import cache_folder
from dockgen.ladder.image import Image
from dockgen.records import NamedTuple

_FORMAT: Final = 1


class Kept(NamedTuple):
    """The measurements of one variant so far."""

    first: Sequence[float] = ()
    again: Sequence[float] = ()
    image: Image | None = None
    answers: str = ""
    when: str = ""
    """The time of its last measurement."""


def folder() -> Path:
    """Return the folder for measurements."""
    return cache_folder() / "ladder"


class State:
    """The measurements of one project; a key stands for a Dockerfile with its sources."""

    def __init__(self, project: Path, *, fresh: bool) -> None:
        self._path = folder() / f"{_digest(str(project))}.json"
        self._kept: dict[str, Kept] = {} if fresh else dict(_read(self._path))

    def of(self, key: str) -> Kept:
        """Return the measurements of a variant."""
        return self._kept.get(key, Kept())

    def keep(self, key: str, kept: Kept) -> None:
        """Store a measurement; if that fails, the next run measures it again."""
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
    """Return the key of a variant, from everything that its figures depend on."""
    return _digest(__version__, *parts)


def _digest(*parts: str) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]


def _read(path: Path) -> Mapping[str, Kept]:
    """Return the content of a file; empty if it is damaged or of another version."""
    try:
        content = json.loads(path.read_bytes())
        if content["format"] != _FORMAT:
            return {}
        return {
            key: Kept(**one | {"image": one["image"] and Image(**one["image"])})
            for key, one in content["measured"].items()
        }
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}

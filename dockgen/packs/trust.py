"""Decides which packs a project may use: a `dockgen.toml` may come from anyone, so its pack needs consent.

Trust applies to a project and an address with its tag, and is stored outside the project. A pack that a person types
(`--pack`) is trusted.
"""

import json
import os
import re
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Final

from dockgen.errors import FileError
from dockgen.packs import fetching, source
from dockgen.packs.errors import UntrustedError
from dockgen.reading.files import is_there, read_named
from dockgen.records import NamedTuple
from dockgen.text import parsed
from dockgen.writing import places

VARIABLE: Final = "DOCKGEN_TRUST_PACKS"
_FILE: Final = "trusted-packs.json"
_DOTS: Final = re.compile(r"(?i)\.\.|%2e|\\")


class Wanted(NamedTuple):
    """A pack that a project names."""

    project: str
    """The real path of the project's Git repository, or of its folder."""
    address: str
    """The pack's address with its tag, or its folder's path."""
    base: str
    """The address without the tag."""


_trusted: Final[set[Wanted]] = set()
"""Trust in this process, even if it cannot be stored."""


def require(root: Path, asked: str) -> None:
    """Refuse, with UntrustedError, an external pack that `dockgen.toml` names and this project does not trust."""
    wanted = _wanted(root, asked)
    if wanted is None or wanted in _trusted or _is_allowed(wanted) or _is_kept(wanted):
        return
    error = UntrustedError(
        f"dockgen.toml names the template pack {wanted.address}, which is not trusted for this project, "
        "and was not fetched",
        f"If you trust it: use --trust-pack, or {VARIABLE}={wanted.address}",
    )
    error.wanted = wanted
    raise error


def remember(root: Path, asked: str) -> None:
    """Remember that a pack is trusted for a project."""
    wanted = _wanted(root, asked)
    if wanted is not None:
        agree(wanted)


def _wanted(root: Path, asked: str) -> Wanted | None:
    """Return what needs trust: a server, or a folder outside the project; None for a folder inside."""
    place = Path(os.path.realpath(root))
    top = next((one for one in (place, *place.parents) if is_there(one / ".git")), place)
    if address := source.address(asked):
        return Wanted(str(top), address.shown, f"git+{address.url}")
    if asked.startswith("python:"):
        return None
    # By text first: looking at a network path would already contact the other machine.
    by_words = source.place_of(place, asked)
    if by_words.is_relative_to(top) and Path(os.path.realpath(by_words)).is_relative_to(top):
        return None
    return Wanted(str(top), str(by_words), str(by_words))


def _is_allowed(wanted: Wanted) -> bool:
    """Tell whether the environment trusts an address: with this tag, with any tag, or by a prefix of it."""
    base, allowed = wanted.base, (one.rstrip("/") for one in re.split(r"[\s,]+", os.environ.get(VARIABLE, "")))
    # `https://a.b` is not below `https://a`, and `..` may lead out.
    below = "" if _DOTS.search(base) else base
    return any(one and (one in {wanted.address, base} or below.startswith(f"{one}/")) for one in allowed)


def _path() -> Path:
    return places.folder("XDG_STATE_HOME", "~/.local/state") / _FILE


def _read() -> parsed.Table:
    try:
        return parsed.table(json.loads(read_named(_path())))
    except (FileError, ValueError, RecursionError):
        return {}


def _is_kept(wanted: Wanted) -> bool:
    return wanted.address in parsed.texts(_read(), wanted.project)


def agree(wanted: Wanted) -> None:
    """Store trust on disk if possible; this run continues either way."""
    _trusted.add(wanted)
    if _is_kept(wanted) or not fetching.KEEPS.get():
        return
    known = _read()
    text = json.dumps({**known, wanted.project: [*parsed.texts(known, wanted.project), wanted.address]}, indent=1)
    with suppress(OSError):
        _path().parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile("w", dir=_path().parent, delete=False, encoding="utf-8") as file:
            try:
                file.write(text)
                file.flush()
                Path(file.name).replace(_path())
            except BaseException:
                Path(file.name).unlink()
                raise

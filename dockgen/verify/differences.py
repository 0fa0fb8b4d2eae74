"""Says which files make two images differ."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import IO, Final

from dockgen.image import archive as archives
from dockgen.image.layers import members
from dockgen.image.packing import Counted

_MOST: Final = 10
_BLOCK: Final = 1 << 20


def differences(left: IO[bytes], right: IO[bytes]) -> Sequence[str]:
    """Return the first differences between two saved images, a line for each file."""
    first, second = (archives.read(one, _entries).layers for one in (left, right))
    found: list[str] = []
    for one, other in zip(first, second, strict=False):
        if isinstance(one, Mapping) and isinstance(other, Mapping):
            found += [_told(path, one, other) for path in sorted(one | other) if one.get(path) != other.get(path)]
    more = [f"and {len(found) - _MOST} more"] if len(found) > _MOST else []
    return found[:_MOST] + more


def _told(path: str, one: Mapping[str, tuple[str, str]], other: Mapping[str, tuple[str, str]]) -> str:
    if path not in one or path not in other:
        return f"/{path} is only in one of them"
    what = "content" if one[path][0] != other[path][0] else "time, owner or mode"
    return f"/{path}: {what}"


def _entries(layer: Counted) -> dict[str, tuple[str, str]]:
    """Return for each entry of a layer a digest of its content, and of all else."""
    found = {}
    for member in members(layer):
        digest = hashlib.sha256()
        if member.is_file:
            content = member.content()
            while block := content.read(_BLOCK):
                digest.update(block)
        entry = member.entry
        about = f"{entry.mode} {entry.uid} {entry.gid} {entry.mtime} {entry.type!r} {entry.linkname}"
        found[member.path] = (digest.hexdigest(), about)
    return found

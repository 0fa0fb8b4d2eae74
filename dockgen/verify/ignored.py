"""Which files of a build context must not turn up in an image: those that its `.dockerignore` keeps out."""

import hashlib
import os
import re
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from dockgen.dockerfiles.build import matcher
from dockgen.reading.context_files import MADE, files
from dockgen.records import NamedTuple
from dockgen.verify.evidence import Wanted

_SMALLEST, _LARGEST = 32, 1024 * 1024
_MOST_FILES: Final = 10_000
_MOST_BYTES: Final = 200 * 1024 * 1024
"""So much is looked at, at most: it has to be quick beside a build."""
_COMMON: Final = r"(?i)(?:license|licence|copying|notice|copyright|authors|code_of_conduct)(?:[.-].{0,20})?"
"""Files that many projects have word by word."""


class _File(NamedTuple):
    path: str
    size: int
    is_ignored: bool


def wanted(context: Path, patterns: Sequence[str] | None) -> Wanted:
    """Return the files that must not be in an image, by size and content.

    Left out are files with a twin that is not ignored, and those that are tiny, large, common, or made by tools.
    """
    is_ignored = matcher(tuple(patterns or ()))
    if is_ignored is None:
        return Wanted()
    files: list[_File] = []
    for path, size in _files(context):
        if len(files) == _MOST_FILES:
            return Wanted({}, f"ignored files: the build context has more than {_MOST_FILES} files")
        files.append(_File(path, size, is_ignored(path)))
    files = [one for one in files if not re.fullmatch(_COMMON, one.path.rpartition("/")[2])]
    sizes = {one.size for one in files if one.is_ignored}
    candidates = [one for one in files if one.size in sizes]
    if sum(one.size for one in candidates) > _MOST_BYTES:
        return Wanted({}, "ignored files: there is too much of them")
    return Wanted(_by_content(context, candidates))


def _files(context: Path) -> Iterator[tuple[str, int]]:
    """Yield the files that are worth a comparison, with their sizes."""
    for path in files(context, MADE):
        try:
            status = os.lstat(f"{context}/{path}")
        except OSError:
            continue
        if stat.S_ISREG(status.st_mode) and _SMALLEST <= status.st_size <= _LARGEST:
            yield path, status.st_size


def _by_content(context: Path, files: Sequence[_File]) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = {}
    sent: set[str] = set()
    for one in files:
        digest = _digest(context / one.path)
        if digest and one.is_ignored:
            found.setdefault(one.size, {}).setdefault(digest, one.path)
        elif digest:
            sent.add(digest)
    without = {
        size: {digest: path for digest, path in some.items() if digest not in sent} for size, some in found.items()
    }
    return {size: some for size, some in without.items() if some}


def _digest(path: Path) -> str:
    """Return the SHA-256 of a file; empty where it cannot be read, or says nothing."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
        with os.fdopen(descriptor, "rb") as file:
            content = file.read(_LARGEST + 1)
    except OSError:
        return ""
    return hashlib.sha256(content).hexdigest() if content.strip(b"\0 \t\r\n") else ""

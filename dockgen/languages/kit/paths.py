"""Paths of a project as they can stand in a Dockerfile."""

import posixpath
import re
from collections.abc import Collection, Iterator
from typing import Final

_PLAIN: Final = r"(?!-)[\w@.+/-]{1,300}"


def is_plain(path: str) -> bool:
    """Tell whether a path needs no quotes in a Dockerfile and stays inside the project; "" is the top."""
    return not path or (re.fullmatch(_PLAIN, path) is not None and {"", ".", ".."}.isdisjoint(path.split("/")))


def plain(path: str) -> str:
    """Return a path in its shortest form, such as "dist" of "./dist/"; "" where it is the top, or not plain."""
    clean = posixpath.normpath(path)
    return clean if is_plain(clean) else ""


def is_inside(path: str, folder: str) -> bool:
    """Tell whether a path is a folder or lies in it; every path lies in the top, ""."""
    return not folder or path == folder or path.startswith(f"{folder}/")


def around(path: str) -> Iterator[str]:
    """Yield the folders that a path lies in, nearest first, without the top; ends for an absolute path too."""
    while (path := posixpath.dirname(path)).strip("/"):
        yield path


def outermost(paths: Collection[str]) -> list[str]:
    """Return the paths that do not lie in one of the others, in order."""
    known = frozenset(paths)
    return sorted(path for path in known if known.isdisjoint(around(path)))


def together(paths: Collection[str]) -> tuple[str, ...]:
    """Return patterns for paths, one for many folders beside each other: `packages/*/dist`."""
    patterns: dict[str, list[str]] = {}
    for path in sorted(paths):
        folder, _, name = path.rpartition("/")
        parent = posixpath.dirname(folder)
        patterns.setdefault(f"{parent}/*/{name}" if parent else path, []).append(path)
    return tuple(sorted(pattern if len(found) > 1 else found[0] for pattern, found in patterns.items()))

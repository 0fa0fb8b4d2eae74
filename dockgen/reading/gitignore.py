"""Finds what is not part of a repository: files that `.gitignore` excludes, and placeholder folders."""

import posixpath
import re
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Final

from dockgen.errors import FileError
from dockgen.reading.project import Project

_MOST_LINES: Final = 1000
_LONGEST: Final = 200
"""Limits on the lines of a file and on the length of a pattern, since matching takes time."""


_PLACEHOLDERS: Final = frozenset({"index.html", "README.md", "placeholder.txt"})


def is_missing(project: Project, path: str) -> bool:
    """Tell whether a file, or everything in a folder except placeholders, is not part of the repository."""
    return not project.has(path) or is_ignored(project, path) or is_placeholder(project, path)


def is_placeholder(project: Project, folder: str) -> bool:
    """Tell whether a folder has only a placeholder: hidden files, or a page that says so."""
    try:
        names = project.sub(folder).entries()
    except FileError:  # a file, or a link
        return False
    return {name for name in names if not name.startswith(".")} <= _PLACEHOLDERS


def is_ignored(project: Project, path: str) -> bool:
    """Tell whether .gitignore excludes a file, a folder, or everything in a folder."""
    parts = path.split("/")
    for depth in range(len(parts) + 1):
        above, below = "/".join(parts[:depth]), "/".join(parts[depth:]) or "*"
        ignored = posixpath.join(above, ".gitignore")
        text = (project.read(ignored) if project.has(ignored) else None) or ""
        if any(_ignores(line, below) for line in _lines(text)):
            return True
    return False


@lru_cache(maxsize=64)  # many paths are matched against the same file
def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines()[:_MOST_LINES])


def _ignores(line: str, path: str) -> bool:
    if not line or line[0] in "#!" or len(line) > _LONGEST:
        return False
    pattern = re.sub(r"/(?:\*\*?)?$", "", line)
    if "/" not in pattern.removeprefix("**/"):
        return any(fnmatchcase(part, pattern.removeprefix("**/")) for part in path.split("/"))
    pattern = pattern.lstrip("/")
    return fnmatchcase(path, pattern) or path.startswith(f"{pattern}/")


def is_ignored_from_top(project: Project, path: str) -> bool:
    """Tell the same for a project inside another folder, whose known .gitignore files count, too."""
    depth = len(project.path.split("/")) if project.path else 0
    top = project.sub("/".join([".."] * depth)) if depth else project
    return is_ignored(top, posixpath.normpath(posixpath.join(project.path, path)))

"""What git keeps out of a repository, as far as one tells it from `.gitignore` files."""

import posixpath
import re
from fnmatch import fnmatchcase
from typing import Final

from dockgen.project import Project

_MOST_LINES: Final = 1000
_LONGEST: Final = 200
"""More than a person writes is not looked at, so that no file takes long."""


def is_ignored(project: Project, path: str) -> bool:
    """Tell whether .gitignore keeps a file or a folder, or all that is in it, out of the repository."""
    parts = path.split("/")
    for depth in range(len(parts)):
        above, below = "/".join(parts[:depth]), "/".join(parts[depth:])
        ignored = posixpath.join(above, ".gitignore")
        text = (project.read(ignored) if project.has(ignored) else None) or ""
        if any(_ignores(line.strip(), below) for line in text.splitlines()[:_MOST_LINES]):
            return True
    return False


def _ignores(line: str, path: str) -> bool:
    if not line or line[0] in "#!" or len(line) > _LONGEST:
        return False
    pattern = re.sub(r"/(?:\*\*?)?$", "", line)
    if "/" not in pattern.removeprefix("**/"):
        return any(fnmatchcase(part, pattern.removeprefix("**/")) for part in path.split("/"))
    pattern = pattern.lstrip("/")
    return fnmatchcase(path, pattern) or path.startswith(f"{pattern}/")

"""The files that may say how a program starts: the likely ones first, and no more than a few dozen."""

import re
from collections.abc import Callable, Collection, Iterable
from typing import Final, Generic, TypeVar

from dockgen.languages.kit.sources import Source, read
from dockgen.reading.project import Project
from dockgen.records import NamedTuple

S = TypeVar("S", bound=Source)

MAX_READ: Final = 50
"""The most files to read; the likeliest come first."""
_DEEPEST: Final = 3
"""src, package, api, file: what lies deeper is less likely, whatever its name."""


class Likely(NamedTuple):
    """Which files of a language may say how a program starts."""

    suffix: str
    names: tuple[str, ...]
    """Without the suffix, the likeliest first."""
    beside: frozenset[str]
    """Names of what uses the program: read with the likely ones, but the last of them to say how it starts."""
    aside: frozenset[str]
    """Folders that hold no part of the program."""
    no_program: str
    """A pattern of the paths of other files that are no part of it."""


class Sources(NamedTuple, Generic[S]):
    """The files of one program."""

    folder: str
    """The program's, as "packages/api/"; "" for the top."""
    paths: tuple[str, ...]
    """All of them, tests and examples too."""
    read: tuple[S, ...]
    """The likely ones, read, best first."""

    def first(self, pattern: str) -> tuple[S, re.Match[str]] | None:
        """Return the first place where a pattern is found."""
        found = ((source, match) for source in self.read if (match := re.search(pattern, source.text)))
        return next(found, None)

    def at(self, places: Iterable[str]) -> S | None:
        """Return the file at the first of some paths that was read."""
        return next((source for place in places for source in self.read if source.path == place), None)


def find(
    project: Project, folder: str, others: Collection[str], likely: Likely, make: Callable[[str, str], S]
) -> Sources[S]:
    """Read the likely files of the program in a folder such as "packages/api/", but not those of others in it."""
    inside, outside = project.files(likely.suffix), tuple(others)
    paths = tuple(path for path in inside if path.startswith(folder) and not path.startswith(outside))
    ranked = sorted(
        (_rank(path[len(folder) :], likely), path) for path in paths if _may_be(path[len(folder) :], likely)
    )
    found = (make(path, text) for path, text in read(project, (path for _, path in ranked[:MAX_READ])))
    return Sources(folder, paths, tuple(sorted(found, key=lambda source: source.stem in likely.beside)))


def _may_be(path: str, likely: Likely) -> bool:
    return likely.aside.isdisjoint(path.split("/")[:-1]) and not re.search(likely.no_program, path)


def _rank(path: str, likely: Likely) -> tuple[int, int, str]:
    """Order by how likely a file's name is, then by depth."""
    depth, stem, last = path.count("/"), path[path.rfind("/") + 1 : -len(likely.suffix)], len(likely.names)
    rank = likely.names.index(stem) if stem in likely.names else last
    return (rank if depth <= _DEEPEST else rank + last, depth, path)

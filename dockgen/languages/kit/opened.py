"""Files that a program reads at run time by a path that is written out: they have to lie beside it."""

import posixpath
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from dockgen.errors import FileError
from dockgen.languages.kit.paths import is_plain, outermost
from dockgen.languages.kit.sources import Source
from dockgen.model.found import Found
from dockgen.reading.gitignore import is_ignored
from dockgen.reading.project import Project
from dockgen.secrets.let_in import is_kept_out

MOST: Final = 20
"""More than so many are not files that somebody names one by one."""
_DATA: Final = (
    *(".yaml", ".yml", ".json", ".toml", ".ini", ".conf", ".xml", ".csv", ".sql", ".html", ".tera", ".hbs", ".j2"),
    *(".css", ".js", ".svg", ".png", ".ico", ".txt", ".ftl", ".mmdb", ".wasm"),
)
CONFIG: Final = (".toml", ".yaml", ".yml", ".json")
"""The endings that libraries for settings look for where a name has none."""


class Opened(NamedTuple):
    """What lies beside the program in the image."""

    paths: Found[tuple[str, ...]]
    folder: Found[str]
    """Where the paths count from, "." for the top."""


def named(sources: Iterable[Source], literal: str, compiled_in: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Yield each path that stands in sources, and where.

    Args:
        sources: the program's files.
        literal: a pattern with two groups: what stands before a text, and the text.
        compiled_in: endings of what stands before a path that is part of the program already.
    """
    for source in sources:
        for match in re.finditer(literal, source.text):
            if (match[1] or "").strip().endswith(compiled_in):
                continue
            fixed = match[2].partition("*")[0]
            path = posixpath.normpath(fixed if fixed == match[2] else fixed.rpartition("/")[0])
            yield from ((path + ending, source.at(match)) for ending in ("", *CONFIG))


def find(project: Project, found: Mapping[str, str], places: Collection[str], *, but: str, source: str) -> Opened:
    """Return the files and folders that are there, from the first place that has some.

    Args:
        project: where they must be.
        found: paths, and where each is named.
        places: the folders that the program may be started in, likeliest first.
        but: a pattern of paths that are no data.
        source: the ending of sources: a folder with such is no data.
    """
    for place in places:
        there = [path for path in found if path != "." and is_plain(path) and not re.search(but, path)]
        paths = outermost([path for path in there if _is_data(project, posixpath.join(place, path), source)])
        if paths and len(paths) <= MOST:
            told = ", ".join(dict.fromkeys(found[path] for path in paths))
            return Opened(Found(tuple(paths), told), Found(place or ".", "where the program is started"))
    nothing = "no file is read by a path that is written out"
    return Opened(Found((), nothing), Found(".", nothing))


def _is_data(project: Project, path: str, source: str) -> bool:
    if not project.has(path) or is_ignored(project, path) or is_kept_out(project, path):
        return False
    if path.endswith(_DATA):
        return True
    try:
        names = project.sub(path).entries()
    except FileError:  # a file of another kind, or a link
        return False
    return bool(names) and not any(name.endswith(source) for name in names)

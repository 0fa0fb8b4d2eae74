"""SQLite files beside a program: where they lie in the image, so that they may be written and outlive it."""

import posixpath
import re
from collections.abc import Collection, Iterable, Sequence
from typing import Final

from dockgen.languages.kit.paths import plain
from dockgen.languages.kit.sources import Source
from dockgen.reading.gitignore import is_ignored
from dockgen.reading.project import Project
from dockgen.records import NamedTuple

FOLDERS: Final = ("data", "database", "sqlite")
"""Where files go that lie among the program's own; the first name that is free."""
_MOST: Final = 5
_WRITTEN_OUT: Final = (
    r"[\"`](?:sqlite:(?://)?|file:)?"
    r"((?:\./)?(?:[\w-]{1,60}/){0,3}[\w-][\w.-]{0,60}\.(?:db|db3|sqlite|sqlite3))[\"`?]"
)


class Database(NamedTuple):
    """One file."""

    path: str
    """From where the program starts."""
    source: str
    """The line that names it."""
    is_data: bool = True
    """Whether it is worth a warning that it may be lost."""


class Link(NamedTuple):
    """A file among the program's own that is a link into a folder that is kept; both from where the program starts."""

    path: str
    target: str


class Kept(NamedTuple):
    """Where databases lie in the image."""

    folders: tuple[str, ...] = ()
    """Those that have to be writable and to be kept, from where the program starts."""
    links: tuple[Link, ...] = ()
    files: tuple[str, ...] = ()
    """The files where the program looks for them: what lies there on this machine is no part of the image."""
    source: str = "no SQLite file beside the program"


def named(places: Iterable[tuple[str, str]]) -> list[Database]:
    """Return the files of some paths, each once, with the first line that names it; as many as a program has."""
    found: dict[str, Database] = {}
    for path, where in places:
        if clean := plain(path):
            found.setdefault(clean, Database(clean, where))
    return list(found.values())[:_MOST]


def keep(project: Project, folder: str, sources: Collection[str], found: Sequence[Database], started_in: str) -> Kept:
    """Decide where the files lie: in their own folder, or by a link in a new one where that holds sources.

    What is part of the repository is only warned of: the image has it, but the program cannot write it. Paths count
    from `folder`, such as "packages/api/"; `started_in` is the program's folder in the image.
    """
    free = next((name for name in FOLDERS if not project.has(folder + name)), FOLDERS[-1])
    folders: dict[str, str] = {}
    links: list[Link] = []
    files: list[str] = []
    for one in found:
        whole = folder + one.path
        if project.has(whole) and not is_ignored(project, whole) and posixpath.basename(whole) != "db.sqlite3":
            project.warn(
                f"{one.source} opens {one.path}, which is in the repository and so a part of the image, where it cannot"
                " be written: give the program a path in a volume if it writes there"
            )
            continue
        files.append(one.path)
        inside = posixpath.dirname(one.path)
        if not inside or any(path.startswith(f"{folder}{inside}/") for path in sources):
            links.append(Link(one.path, f"{free}/{one.path.replace('/', '-')}"))
            inside = free
        folders.setdefault(inside, one.source)
        if one.is_data:
            _warn(project, one, posixpath.join(started_in, inside))
    if not folders:
        return Kept()
    source = ", ".join(dict.fromkeys(folders.values()))
    return Kept(tuple(sorted(folders)), tuple(links), tuple(files), source)


def written_out(project: Project, place: str, sources: Collection[Source], *, uses: bool) -> Kept:
    """Decide where the files lie that the sources of a compiled program name, if it uses SQLite.

    Paths count from the folder `place`; "." is the top.
    """
    matches = ((one, match) for one in (sources if uses else ()) for match in re.finditer(_WRITTEN_OUT, one.text))
    found = named((match[1], one.at(match)) for one, match in matches)
    return keep(project, "" if place == "." else f"{place}/", [one.path for one in sources], found, "/app")


def _warn(project: Project, one: Database, place: str) -> None:
    project.warn(
        f"{one.source} keeps its data in {one.path}, an SQLite file: compose.yaml mounts a volume at {place};"
        f" elsewhere mount one there too (docker run -v NAME:{place}), or the data is gone with the container"
    )

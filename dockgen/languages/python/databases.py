"""SQLite files that a program keeps beside itself: they need a folder that may be written, and that outlives it."""

import posixpath
import re
from collections.abc import Collection, Iterator, Sequence
from typing import Final, NamedTuple

from dockgen.gitignore import is_ignored
from dockgen.languages.python.requirements import is_file_name
from dockgen.languages.python.sources import Source, Sources
from dockgen.project import Project

FOLDERS: Final = ("data", "database", "sqlite")
"""Where files go that lie among the program's own; the first name that is free."""

_PATH: Final = r"((?:\./)?(?:[\w-]{1,60}/){0,3}[\w-][\w.-]{0,60})"
_FROM_START: Final = (
    rf"\bsqlite(?:\+\w{{1,20}})?:///{_PATH}[\"'?]",
    rf"\b(?:aio)?sqlite3?\.connect\(\s{{0,9}}[\"']{_PATH}[\"']",
    rf"\bSqlite\w{{0,20}}Database\(\s{{0,9}}[\"']{_PATH}[\"']",
)
_SUFFIX: Final = r"\.(?:db|db3|sqlite|sqlite3)[\"'?]"
_HERE: Final = r"((?:Path\(__file__\)[\w.()]{0,60}\.parent[\w.\[\]]{0,40})|[A-Za-z_]\w{0,40})"
_FROM_FILE: Final = (
    rf"{_HERE}\s{{0,9}}/\s{{0,9}}f?[\"']{_PATH}(?<=[\w-]){_SUFFIX}",
    rf"\bos\.path\.join\(\s{{0,9}}{_HERE}\s{{0,9}},\s{{0,9}}[\"']{_PATH}(?<=[\w-]){_SUFFIX}",
    rf"\bsqlite(?:\+\w{{1,20}})?:///\{{{_HERE}\}}/{_PATH}(?<=[\w-]){_SUFFIX}",
)
_UP: Final = r"\.parent\b|\bdirname\("
_MOST: Final = 5


class Database(NamedTuple):
    """One file."""

    path: str
    """From where the program starts."""
    source: str
    """The line that names it."""


class Kept(NamedTuple):
    """Where databases lie in the image."""

    folders: tuple[str, ...] = ()
    """Those that have to be writable and to be kept, from where the program starts."""
    links: tuple[str, ...] = ()
    """`FROM=TO` of files that lie among the program's own, which are links into such a folder."""
    files: tuple[str, ...] = ()
    """The files where the program looks for them: what lies there on this machine is no part of the image."""
    source: str = "no SQLite file beside the program"


def find(sources: Sequence[Source], folder: str, names: Collection[str]) -> list[Database]:
    """Return the files that are named in the sources, each once.

    Args:
        sources: what was read of the program, and its settings.
        folder: the program's, as "packages/api/"; "" for the top.
        names: what it depends on.
    """
    found: dict[str, Database] = {}
    for source in sources:
        if "sqlite" not in source.text.lower():
            continue
        for path, match in (*_from_start(source, names), *_from_file(source, folder)):
            clean = posixpath.normpath(path)
            if is_file_name(clean):
                found.setdefault(clean, Database(clean, source.at(match)))
    return list(found.values())[:_MOST]


def _from_start(source: Source, names: Collection[str]) -> Iterator[tuple[str, re.Match[str]]]:
    """Yield the paths that count from where the program starts; Flask-SQLAlchemy puts them into a folder of its own."""
    for pattern in _FROM_START:
        for match in re.finditer(pattern, source.text):
            is_instance = pattern == _FROM_START[0] and "flask-sqlalchemy" in names
            yield (f"instance/{match[1]}" if is_instance else match[1]), match


def _from_file(source: Source, folder: str) -> Iterator[tuple[str, re.Match[str]]]:
    """Yield the paths that count from the file itself, or from a folder above it that a name stands for."""
    for pattern in _FROM_FILE:
        for match in re.finditer(pattern, source.text):
            text = match[1] if "(" in match[1] else _value(source, match[1])
            ups = len(re.findall(_UP, text)) - 1
            if "__file__" in text and ups >= 0:
                suffix = source.text[match.end(2) : match.end()].rstrip("\"'?")
                above = posixpath.normpath(posixpath.join(source.folder, *([".."] * ups)))
                yield posixpath.relpath(posixpath.join(above, match[2] + suffix), folder or "."), match


def _value(source: Source, name: str) -> str:
    """Return what a name is set to."""
    match = re.search(rf"(?m)^{name}[ \t]{{0,9}}(?::[^=\n]{{1,40}})?=[ \t]{{0,9}}([^\n]{{1,200}})", source.text)
    return match[1] if match else ""


def keep(project: Project, folder: str, sources: Sources, found: Sequence[Database]) -> Kept:
    """Decide where the files lie: in their own folder, or by a link in a new one where that holds sources.

    What is part of the repository is only warned of: in the image nobody may write it.
    """
    free = next((name for name in FOLDERS if not project.has(folder + name)), FOLDERS[-1])
    folders: dict[str, str] = {}
    links, files = [], []
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
        if not inside or any(path.startswith(f"{folder}{inside}/") for path in sources.paths):
            links.append(f"{one.path}={free}/{one.path.replace('/', '-')}")
            inside = free
        folders.setdefault(inside, one.source)
        _warn(project, folder, one, inside)
    if not folders:
        return Kept()
    return Kept(tuple(sorted(folders)), tuple(links), tuple(files), ", ".join(dict.fromkeys(folders.values())))


def _warn(project: Project, folder: str, one: Database, inside: str) -> None:
    place = posixpath.join("/app", folder, inside)
    project.warn(
        f"{one.source} keeps its data in {one.path}, an SQLite file: compose.yaml mounts a volume at {place};"
        f" elsewhere mount one there too (docker run -v NAME:{place}), or the data is gone with the container"
    )

"""Where a program writes beside its own files: folders that have to be writable, and SQLite files to be kept."""

import posixpath
import re
from collections.abc import Iterator
from typing import Final

from dockgen.languages.kit import sqlite_files
from dockgen.languages.kit.paths import is_plain
from dockgen.languages.python.starting import Seen, Source, Start, settings
from dockgen.services import SQL

_FOLDER: Final = r"[\"']((?:\./)?[\w-]{1,60}(?:/[\w-]{1,60}){0,3})/?[\"']"
_FILE: Final = r"[\"']((?:\./)?[\w-]{1,60}(?:/[\w-]{1,60}){0,3})/[\w.-]{1,60}[\"']"
_MAKES: Final = (
    rf"\bos\.(?:mkdir|makedirs)\(\s{{0,9}}{_FOLDER}",
    rf"\bPath\(\s{{0,9}}{_FOLDER}\s{{0,9}}\)\.mkdir\(",
    rf"\b\w{{0,30}}FileHandler\(\s{{0,9}}{_FILE}",
)

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


def folders(seen: Seen) -> tuple[str, ...]:
    """Return folders that the program makes beside itself, from where it starts, sorted; none that is there already."""
    texts = [source.text for source in seen.sources.read]
    found = {path.removeprefix("./") for text in texts for pattern in _MAKES for path in re.findall(pattern, text)}
    if "flask" in seen.names and seen.sources.first(r"\binstance_path\b"):
        found.add("instance")
    taken = () if seen.folder else seen.project.entries()
    return tuple(sorted(path for path in found if path.partition("/")[0] not in taken and is_plain(path)))


def databases(seen: Seen, services: tuple[str, ...], start: Start) -> sqlite_files.Kept:
    """Return where SQLite files lie; none where a database server takes their place. And what its framework keeps."""
    state = [sqlite_files.Database(start.state, start.source, is_data=False)] if start.state else []
    found = [*state, *(_databases(seen) if SQL.isdisjoint(services) else ())]
    started_in = posixpath.join("/app", seen.folder).rstrip("/")
    return sqlite_files.keep(seen.project, seen.folder, seen.sources.paths, found, started_in)


def _databases(seen: Seen) -> list[sqlite_files.Database]:
    read = (*seen.sources.read, *settings(seen.project, seen.sources))
    return sqlite_files.named(
        (path, source.at(match))
        for source in read
        if "sqlite" in source.text.lower()
        for path, match in (*_from_start(source, seen.names), *_from_file(source, seen.folder))
    )


def _from_start(source: Source, names: frozenset[str]) -> Iterator[tuple[str, re.Match[str]]]:
    """Yield the paths that count from where the program starts; Flask-SQLAlchemy puts them into a folder of its own."""
    for pattern in _FROM_START:
        is_instance = pattern == _FROM_START[0] and "flask-sqlalchemy" in names
        for match in re.finditer(pattern, source.text):
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

"""SQLite files that a program keeps beside itself: they need a folder that may be written, and that outlives it."""

import posixpath
import re
from collections.abc import Collection, Iterator, Sequence
from typing import Final

from dockgen.languages.kit.sqlite_files import Database, named
from dockgen.languages.python.sources import Source

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


def find(sources: Sequence[Source], folder: str, names: Collection[str]) -> list[Database]:
    """Return the files that are named in the sources, each once.

    Args:
        sources: what was read of the program, and its settings.
        folder: the program's, as "packages/api/"; "" for the top.
        names: what it depends on.
    """
    return named(
        (path, source.at(match))
        for source in sources
        if "sqlite" in source.text.lower()
        for path, match in (*_from_start(source, names), *_from_file(source, folder))
    )


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

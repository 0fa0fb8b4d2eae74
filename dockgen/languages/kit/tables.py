"""TOML, JSON and INI files that a person wrote: what is wrong in them gives a warning, never an error."""

import io
import posixpath
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from dockgen.reading.project import Project
from dockgen.text.parsed import Table, at, table, tables, text, texts

__all__ = ["Table", "at", "table", "tables", "text", "texts"]  # what languages take from here

_MOST_WRONG: Final = 9


def warn(project: Project, text: str) -> None:
    """Warn that something in a file was ignored."""
    project.warn(f"{text}; it was ignored")


def warn_if_outside(project: Project, path: str, folder: str, target: str) -> None:
    """Warn where a file takes something from outside the project: the build cannot see that."""
    if posixpath.normpath(posixpath.join(folder, target)).startswith("../"):
        project.warn(
            f"{path} takes {target}, which is outside this folder and so outside the build context:"
            " move it inside, or install it from an index"
        )


def read_toml(project: Project, path: str) -> Table:
    """Return a TOML file's content; empty where there is none, and with a warning where it is broken."""
    import tomli  # noqa: PLC0415 - only where there is such a file

    return read(project, path, "TOML", tomli.loads)


def read_json(project: Project, path: str) -> Table:
    """Return the object in a JSON file; empty where there is none, and with a warning where it is broken."""
    import json  # noqa: PLC0415 - only where there is such a file

    return read(project, path, "JSON", json.loads)


def read_ini(project: Project, path: str) -> Table:
    """Return the sections of a file such as setup.cfg; empty where there is none, with a warning where it is broken."""
    return read(project, path, "INI", _sections)


def read(project: Project, path: str, kind: str, parse: Callable[[str], object]) -> Table:
    """Return what a parser makes of a file; empty where there is none, with a warning where it is broken."""
    text = project.read(path) if project.has(path) else None
    if text is None:
        return {}
    where = posixpath.join(project.path, path)
    try:
        found = parse(text)
    except (ValueError, RecursionError) as error:
        warn(project, f"{where} is not valid {kind}: {error}")
        return {}
    if not isinstance(found, Mapping):
        warn(project, f"{where} holds no object")
        return {}
    return found


def _sections(text: str) -> Table:
    """Return the sections of an INI file.

    Raises:
        ValueError: it is not valid.
    """
    import configparser  # noqa: PLC0415 - only where there is such a file

    parser = configparser.RawConfigParser()
    try:
        parser.read_file(_without_slow_lines(text))
        return {name: dict(parser.items(name)) for name in parser.sections()}
    except (configparser.Error, AttributeError) as error:  # the second: a continued line without a value
        raise ValueError(error) from error


def _without_slow_lines(text: str) -> Iterator[str]:
    """Yield the lines up to a few that are wrong: the parser takes the square of how many there are to say so.

    It also takes the square of how many blanks stand in a key, which no person writes.

    Raises:
        ValueError: there are many.
    """
    wrong, level = 0, sys.maxsize
    for number, line in enumerate(io.StringIO(text), 1):
        indent, word = len(line) - len(line.lstrip()), line.strip()
        if re.search(r"\S[^\S\n]{200}", word):
            raise ValueError(f"line {number} has too many blanks in it")
        if word.startswith("["):
            level = sys.maxsize
        elif word and word[0] not in "#;" and indent <= level:
            is_option = "=" in word or ":" in word
            level = indent if is_option else level
            wrong += not is_option
        yield line
        if wrong > _MOST_WRONG:
            return


def check_types(project: Project, path: str, content: Table, wanted: Mapping[str, type]) -> None:
    """Warn of each key of a file whose value is of another type than every tool takes; a dot leads into a table."""
    for key, kind in wanted.items():
        *parents, last = key.split(".")
        for parent in range(len(parents)):
            found = at(content, *parents[: parent + 1])
            if found is not None and not isinstance(found, Mapping):
                warn(project, f"{path}: {'.'.join(parents[: parent + 1])} is no table")
                break
        else:
            found = at(content, *parents, last)
            if found is not None and not isinstance(found, kind):
                name = {"str": "text", "list": "list", "dict": "table"}[kind.__name__]
                warn(project, f"{path}: {key} is no {name}")

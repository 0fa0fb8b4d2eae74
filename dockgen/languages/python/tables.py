"""Reads TOML, JSON and INI files that a person wrote: whatever is in them, only a warning comes of it."""

import io
import posixpath
import re
import sys
from collections.abc import Iterator, Mapping
from typing import Any, Final

from dockgen.errors import printable
from dockgen.project import Project

Table = Mapping[str, Any]

_MOST_WRONG: Final = 9


def warn(project: Project, text: str) -> None:
    """Keep a warning once, for the reporter."""
    project.warn(f"{printable(text)}; it was left out of account")


def warn_if_outside(project: Project, path: str, folder: str, target: str) -> None:
    """Say it where a file takes something from outside the project, which no build will find."""
    if posixpath.normpath(posixpath.join(folder, target)).startswith("../"):
        project.warn(
            f"{path} takes {target}, which is outside this folder and so outside the build context:"
            " move it inside, or install it from an index"
        )


def read_toml(project: Project, path: str) -> Table:
    """Return a TOML file's content; empty, and with a warning, where it has none."""
    import tomli  # noqa: PLC0415 - only where there is such a file

    text = project.read(path) if project.has(path) else None
    if text is None:
        return {}
    try:
        return tomli.loads(text)
    except (ValueError, RecursionError) as error:
        warn(project, f"{path} is not valid TOML: {error}")
        return {}


def read_json(project: Project, path: str) -> Table:
    """Return the object in a JSON file; empty, and with a warning, where there is none."""
    import json  # noqa: PLC0415 - only where there is such a file

    text = project.read(path) if project.has(path) else None
    if text is None:
        return {}
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        warn(project, f"{path} is not valid JSON: {error}")
        return {}
    if not isinstance(found, dict):
        warn(project, f"{path} holds no object")
        return {}
    return found


def read_ini(project: Project, path: str) -> dict[str, dict[str, str]]:
    """Return the sections of a file such as setup.cfg; empty, and with a warning, where it has none."""
    import configparser  # noqa: PLC0415 - only where there is such a file

    text = project.read(path) if project.has(path) else None
    if text is None:
        return {}
    parser = configparser.RawConfigParser()
    try:
        parser.read_file(_without_slow_lines(text))
        return {name: dict(parser.items(name)) for name in parser.sections()}
    except (configparser.Error, ValueError, AttributeError) as error:  # the last: a continued line without a value
        warn(project, f"{path} is not valid: {error}")
        return {}


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


def table(content: object, *keys: str) -> Table:
    """Return the table below `keys`; an empty one where something else is there, or nothing."""
    for key in keys:
        content = content.get(key) if isinstance(content, Mapping) else None
    return content if isinstance(content, Mapping) else {}


def text(content: object, *keys: str) -> str | None:
    """Return the text below `keys`, or None."""
    found = table(content, *keys[:-1]).get(keys[-1])
    return found if isinstance(found, str) else None


def texts(content: object, *keys: str) -> tuple[str, ...]:
    """Return the texts of the list below `keys`; what else is in it is left out."""
    found = table(content, *keys[:-1]).get(keys[-1])
    return tuple(each for each in found if isinstance(each, str)) if isinstance(found, list) else ()


def check_types(project: Project, path: str, content: Table, wanted: Mapping[str, type]) -> None:
    """Warn of each key whose value is of another type than every tool takes there.

    Args:
        project: gets the warnings.
        path: the file's.
        content: the file's.
        wanted: types by key; a dot leads into a table.
    """
    for key, kind in wanted.items():
        *parents, last = key.split(".")
        for parent in range(len(parents)):
            found = table(content, *parents[:parent]).get(parents[parent])
            if found is not None and not isinstance(found, Mapping):
                warn(project, f"{path}: {'.'.join(parents[: parent + 1])} is no table")
                break
        else:
            found = table(content, *parents).get(last)
            if found is not None and not isinstance(found, kind):
                name = {"str": "text", "list": "list", "dict": "table"}[kind.__name__]
                warn(project, f"{path}: {key} is no {name}")

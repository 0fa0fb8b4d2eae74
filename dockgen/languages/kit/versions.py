"""The version of a language that a project pins, in the files of version managers."""

import re
from collections.abc import Callable, Iterator
from typing import Final

from dockgen.languages.kit.tables import warn
from dockgen.reading.project import Project
from dockgen.records import NamedTuple

_LINE: Final = r"(?m)^[ \t]{{0,99}}([^\s#][^\n#]{{0,99}})"
_TOOL_VERSIONS: Final = r"(?m)^[ \t]{{0,9}}(?:{names})[ \t]{{1,99}}(\S{{1,100}})"
_MISE: Final = r"(?m)^[ \t]{{0,9}}[\"']?(?:{names})[\"']?[ \t]{{0,9}}=[^\"'\n]{{0,60}}[\"']([^\"'\n]{{1,100}})[\"']"
_FILES: Final = ((".tool-versions", _TOOL_VERSIONS), ("mise.toml", _MISE), (".mise.toml", _MISE))
_MOST: Final = 20


class Tool(NamedTuple):
    """What version managers call a language."""

    title: str
    names: tuple[str, ...]
    """Its names in the files that pin several tools."""
    files: tuple[str, ...]
    """Files that pin it alone."""


class Pin(NamedTuple):
    """One version that a file pins."""

    version: str
    text: str
    """As it stands there."""
    source: str


def pins(project: Project, folder: str, tool: Tool, parse: Callable[[str], str | None]) -> Iterator[Pin]:
    """Yield what the files of a folder pin, the language's own files first; warn of one of those that pins nothing.

    The folder is like "packages/api/"; `parse` returns the version that a text such as `v22.1.0` means, if any.
    """
    names = "|".join(tool.names)
    for name, pattern in (*((name, _LINE) for name in tool.files), *_FILES):
        path = folder + name
        text = project.read(path) if project.has(path) else None
        if text is None:
            continue
        lines = [one.strip() for one in re.findall(pattern.format(names=names), text)[:_MOST]]
        pin = next((Pin(version, one, path) for one in lines if (version := parse(one))), None)
        if pin is not None:
            yield pin
        elif name in tool.files:
            warn(project, f"{path} names no version of {tool.title}")

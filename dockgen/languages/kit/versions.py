"""The version of a language that a project pins, in the files of version managers."""

import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Final

from dockgen import versions
from dockgen.languages.kit.sources import content
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
    """The file and the line."""


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
        found = list(islice(re.finditer(pattern.format(names=names), text), _MOST))
        lines = ((one[1].strip(), one.start(1)) for one in found)
        pin = next((Pin(version, one, at(path, text, start)) for one, start in lines if (version := parse(one))), None)
        if pin is not None:
            yield pin
        elif name in tool.files:
            warn(project, f"{path} names no version of {tool.title}")


def at(path: str, text: str, start: int) -> str:
    """Return a file with the line of a position in its text, such as `.nvmrc:1`."""
    return f"{path}:{text.count(chr(10), 0, start) + 1}"


def place(project: Project, path: str, pattern: str) -> str:
    """Return a file with the line where a pattern is first found; the file alone if it is not."""
    text = content(project, path)
    match = re.search(pattern, text)
    return at(path, text, match.start()) if match else path


def past(language: str, title: str, version: str, source: str) -> str:
    """Return the warning that a pinned release no longer gets fixes; empty for a supported one."""
    if version not in versions.ended(language):
        return ""
    default, end = versions.language(language)[0], versions.end(language, version)
    return (
        f"{source}: {title} {version} is used, whose last security fixes came on {end}; "
        f"move to {title} {default} when you can"
    )

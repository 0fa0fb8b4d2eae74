"""Folders that a program fills, found by other signs than the calls that write."""

import posixpath
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from dockgen.errors import FileError
from dockgen.languages.kit import ports
from dockgen.languages.kit.paths import is_plain
from dockgen.languages.kit.sources import Source, content
from dockgen.reading.gitignore import is_ignored, is_missing, is_placeholder
from dockgen.reading.project import Project

_NAME: Final = r"[\"'`](?:\./)?(\w[\w-]{1,40})/?[\"'`]"
_NO_SETTINGS: Final = r"(?:package|tsconfig|jsconfig|deno|composer)\b|[\w.-]{1,60}\.[cm]?js$"
_OF_TOOLS: Final = frozenset({"node_modules", "dist", "build", "coverage", "vendor", "venv", "target"})
_MOST_FILES: Final = 10
_MOST_NAMES: Final = 200
_OF_DATA: Final = r"(?:^|/)(?:data|db|database|storage|store|uploads?)$"
_SOURCES: Final = (".py", ".js", ".mjs", ".cjs", ".ts", ".tsx", ".jsx", ".vue", ".html", ".htm", ".css", ".ejs", ".pug")


def named(here: Project, sources: Sequence[Source]) -> Iterator[tuple[str, str]]:
    """Yield the folders that sources or settings name and that Git ignores, or that wait to be filled, and where."""
    seen = set(_OF_TOOLS)
    names = (name for name in here.entries() if name.endswith(ports.SETTINGS) and not re.match(_NO_SETTINGS, name))
    for one in (*sources, *(Source(name, content(here, name)) for name in islice(names, _MOST_FILES))):
        for match in islice(re.finditer(_NAME, one.text), _MOST_NAMES):
            name = match[1]
            if (
                name not in seen
                and is_plain(name)
                and (is_ignored(here, name) or (here.has(name) and is_placeholder(here, name)))
            ):
                yield name, one.at(match)
            seen.add(name)


def is_free(project: Project, folder: str) -> bool:
    """Tell whether nothing in a folder is part of the repository, but for what keeps it there."""
    return is_missing(project, folder) and not project.has(posixpath.join(folder, "index.html"))


def is_data(here: Project, folder: str) -> bool:
    """Tell whether a folder of the repository holds no sources and no pages."""
    try:
        names = here.sub(folder).entries()
    except FileError:  # a file, or a link
        return False
    return bool(names) and not any(name.endswith(_SOURCES) for name in names)


def is_to_last(here: Project, folder: str) -> bool:
    """Tell whether a folder of the repository is called like one of data, and holds such, so that a volume keeps it."""
    return re.search(_OF_DATA, folder) is not None and is_data(here, folder)

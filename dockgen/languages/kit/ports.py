"""Where a server listens, and the path that says whether it works."""

import re
from collections.abc import Callable, Collection, Iterable
from typing import Final

from dockgen.languages.kit.sources import Source, content
from dockgen.model.found import Found
from dockgen.model.values import MAX_PORT
from dockgen.reading.project import Project

EVERYWHERE: Final = "0.0.0.0"  # noqa: S104 - in a container, whose own address is the only one that counts
HEALTH: Final = r"(?:_?health(?:z|-?check)?|livez|readyz|ping)"
"""The usual names of a route that answers while all is well."""
OF_OTHERS: Final = frozenset(
    {25, 53, 389, 465, 587, 1433, 2379, 3306, 4222, 5432, 5672, 6060, 6379, 9042, 9092, 9200, 11211, 27017}
)
"""Usual ports of databases and the like, and of Go's profiler: a setting that is called like ours may be theirs."""
_SETTING: Final = (
    r"(?im)(?:^|[{,])[ \t]{0,12}[\"']?(?:(?:api|app|http|listen|server|web)[_.-]?)?(?:addr|address|bind|listen|port)[\"']?"
    r"[ \t]{0,9}[:=][ \t]{0,9}[\"']?(?:[\w.]{0,40}:)?([0-9]{2,5})\b"
)
SETTINGS: Final = (".yaml", ".yml", ".json", ".json5", ".toml", ".ini", ".conf", ".cfg", ".properties", ".js", ".cjs")
"""What files of settings end with."""


def number(text: str | None) -> int | None:
    """Return the port that a text names, if it can be one."""
    return int(text) if text and re.fullmatch(r"[0-9]{1,5}", text) and 0 < int(text) <= MAX_PORT else None


def in_settings(project: Project, paths: Iterable[str]) -> Found[int] | None:
    """Return the port that a file of settings says, the best file first."""
    files = (Source(path, content(project, path)) for path in paths if path.endswith(SETTINGS))
    return port_in(files, (_SETTING,), OF_OTHERS)


def port_in(
    sources: Iterable[Source],
    patterns: Iterable[str],
    but: Collection[int] = (),
    is_it: Callable[[Source, re.Match[str]], bool] = lambda _source, _match: True,
) -> Found[int] | None:
    """Return the first number that can be a port, and where; files and patterns are given best first."""
    known = tuple(sources)
    matches = ((one, match) for pattern in patterns for one in known for match in re.finditer(pattern, one.text))
    known_ports = ((number(match[1]), one, match) for one, match in matches if is_it(one, match))
    found = (Found(port, one.at(match)) for port, one, match in known_ports if port and port not in but)
    return next(found, None)

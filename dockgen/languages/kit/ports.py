"""Where a server listens, and the path that says whether it works."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
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
    r"(?im)(?:^|[{,])[ \t]{0,12}[\"']?(?:(?:api|app|http|listen|server|web)[_.-]?)?"
    r"(?:addr|address|bind|listen|port)[\"']?[ \t]{0,9}[:=][ \t]{0,9}[\"']?(?:[\w.]{0,40}:)?([0-9]{2,5})\b"
)
_SETTINGS_FILE: Final = (
    r"[\"'`](?:\./)?((?!package|tsconfig)(?:[\w-]{1,40}/){0,3}[\w.-]{1,60}"
    r"\.(?:conf|ini|ya?ml|json5?|toml|cfg|properties))[\"'`]"
)
_LOCAL: Final = (
    r"(?i)[ \t]{0,12}[\"']?(?:host|hostname|address|bind|listen|interface)[\"']?[ \t]{0,9}[:=][ \t]{0,9}"
    r"[\"']?(?:127\.0\.0\.1|localhost)\b"
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


def settings_named(sources: Iterable[Source]) -> Iterator[str]:
    """Yield the files of settings that sources name, which may be there or not."""
    yield from dict.fromkeys(match[1] for one in sources for match in re.finditer(_SETTINGS_FILE, one.text))


def local_beside(project: Project, where: str) -> str:
    """Return the line beside a port in a file of settings, such as "etc/app.conf:5", that names only this machine."""
    path, _, line = where.rpartition(":")
    if not path.endswith(SETTINGS):
        return ""
    source = Source(path, content(project, path))
    lines = source.text.split("\n")
    near = range(max(int(line) - 3, 0), min(int(line) + 2, len(lines))) if line.isdecimal() else ()
    return next((f"{path}:{number + 1}" for number in near if re.match(_LOCAL, lines[number])), "")


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

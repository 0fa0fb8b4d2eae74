"""Where a server listens, and the path that says whether it works."""

import re
from collections.abc import Callable, Collection, Iterable
from typing import Final

from dockgen.languages.kit.sources import Source
from dockgen.model.found import Found
from dockgen.model.values import MAX_PORT

EVERYWHERE: Final = "0.0.0.0"  # noqa: S104 - in a container, whose own address is the only one that counts
HEALTH: Final = r"(?:_?health(?:z|-?check)?|livez|readyz|ping)"
"""The usual names of a route that answers while all is well."""


def number(text: str | None) -> int | None:
    """Return the port that a text names, if it can be one."""
    return int(text) if text and re.fullmatch(r"[0-9]{1,5}", text) and 0 < int(text) <= MAX_PORT else None


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

"""Finds fields of Go's settings that say where to listen, and by default let only the machine itself in."""

import re
from collections.abc import Iterator
from typing import Final

from dockgen.languages.go.sources import Sources

_FIELD: Final = r"(?m)^[ \t]{1,20}(\w{1,60})[ \t]{1,40}string[ \t]{1,40}`([^`\n]{1,300})`"
_LOCAL: Final = r"\b(?:default|envDefault|env-default):\"(?:127\.0\.0\.1|localhost)\""
_VARIABLE: Final = r"\benv(?:config)?:\"([A-Z][A-Z0-9_]{1,60})"
_STRUCT: Final = r"\b(\w{1,60})[ \t]{1,9}struct[ \t]{0,9}\{"
_LISTENS: Final = r"(?i)listen|bind|addr"
_HOST: Final = r"(?i)host|interface|\bip"
_SERVER: Final = r"(?i)server|http|app|api|web|listen|config|settings"
_OF_OTHERS: Final = (
    r"(?i)db|data|sql|postgres|mongo|redis|cache|queue|kafka|rabbit|nats"
    r"|mail|smtp|elastic|client|proxy|upstream|trac|otel"
)
"""Words about what the program connects to."""


def find(sources: Sources) -> Iterator[tuple[str, str]]:
    """Yield the environment variable of each such field, and where that stands."""
    for source in sources.read:
        for match in re.finditer(_FIELD, source.raw) if "efault" in source.raw else ():
            variable = re.search(_VARIABLE, match[2])
            if not variable or not re.search(_LOCAL, match[2]):
                continue
            around = [one[1] for one in re.finditer(_STRUCT, source.raw[: match.start()])][-1:]
            words = " ".join((match[1], variable[1], *around))
            is_server = re.search(_LISTENS, match[1]) or (
                re.search(_HOST, match[1]) and re.search(_SERVER, " ".join(around))
            )
            if is_server and not re.search(_OF_OTHERS, words):
                yield variable[1], f"{source.path}:{source.raw.count(chr(10), 0, match.start()) + 1}"

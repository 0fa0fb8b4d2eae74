"""What a language found out about a project, each value with where it came from."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from dockgen.notes import Note

FactValue = str | int | bool | tuple[str, ...] | Note | tuple[Note, ...] | None


class Fact(NamedTuple):
    """One thing found, such as `1.27` in `go.mod`."""

    value: FactValue
    source: str
    """A file of the project, with its line where that helps; or in words how it was concluded."""


Facts = Mapping[str, Fact]
"""Facts by name. Every language gives those of `COMMON`; what else it gives, only its own templates read."""

COMMON = {
    "version": "the language version that the project asks for (text or None)",
    "name": "the program's name (text or None)",
    "mains": "folders that hold a program (tuple of text)",
    "serves": "whether it is a server (yes or no)",
    "port": "the port that it listens on (number or None)",
    "port_env": "whether it reads PORT from its environment (yes or no)",
    "health": "a path to ask, or arguments with which it checks itself (text or None)",
    "outbound": "whether it calls other servers over TLS (yes or no)",
    "libc": "whether it needs a C library (yes or no)",
    "services": "the databases and queues that its dependencies want, as in services.py (tuple of text)",
}

TOLD: Final = (
    *("version", "base", "name", "module", "mains", "main", "framework", "manager", "lock", "start", "server"),
    *("serves", "port", "port_env", "health", "frontend_built", "outbound", "libc", "services"),
)
"""What `dockgen detect` tells a person, in this order; programs get all facts."""

ALWAYS_TOLD: Final = frozenset({"version", "start", "port", "health", "services"})
"""Those of them that are told also where nothing was found."""

"""What a language found out about a project, each value with where it came from."""

from collections.abc import Mapping
from typing import Final

from dockgen.model.found import Found
from dockgen.model.note import Note

FactValue = str | int | bool | tuple[str, ...] | Note | tuple[Note, ...] | None


Fact = Found[FactValue]

Facts = Mapping[str, Fact]
"""Facts by name: those of `model.program.Program`, and what only the templates of one language read."""

TOLD: Final = (
    *("version", "base", "name", "module", "mains", "main", "framework", "manager", "lock", "start", "server"),
    *("serves", "port", "port_env", "health", "frontend_built", "outbound", "libc", "services"),
)
"""What `dockgen detect` tells a person, in this order; programs get all facts."""

ALWAYS_TOLD: Final = frozenset({"version", "start", "port", "health", "services"})
"""Those of them that are told also where nothing was found."""

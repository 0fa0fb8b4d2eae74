"""Chooses the engine."""

from dockgen.engines.docker import Docker
from dockgen.engines.face import Engine


def choose(name: str | None) -> Engine:
    """Return the engine of a name; docker without."""
    return Docker(name or "docker")

"""x"""
from dockgen.engines.docker import Docker
from dockgen.engines.face import Engine


def choose(name: str | None) -> Engine:
    """x"""
    return Docker(name or "docker")

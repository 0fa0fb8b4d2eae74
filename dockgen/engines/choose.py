"""Chooses the engine: the one that was asked for, else the first that works."""

import shutil
from collections.abc import Callable, Mapping
from typing import Final

from dockgen.engines.buildah import Buildah
from dockgen.engines.docker import Docker
from dockgen.engines.errors import EngineError
from dockgen.engines.face import Engine
from dockgen.engines.nerdctl import Nerdctl
from dockgen.engines.podman import Podman
from dockgen.errors import UsageError, nearest

ENGINES: Final[Mapping[str, Callable[[], Engine]]] = {
    "docker": Docker,
    "podman": Podman,
    "nerdctl": Nerdctl,
    "buildah": Buildah,
}
"""Best first: each can do less than the one before."""


def choose(name: str | None = None) -> Engine:
    """Return the named engine, or else the first that works; raise the error of the first one that is installed."""
    if name is not None:
        if name not in ENGINES:
            raise UsageError(f"--engine: there is no {name!r}", nearest(name, ENGINES))
        return ENGINES[name]()
    first: EngineError | None = None
    for found in [make() for known, make in ENGINES.items() if shutil.which(known)]:
        try:
            found.version()
        except EngineError as error:
            first = first or error
        else:
            return found
    raise first or EngineError(
        f"there is no container engine: looked for {', '.join(ENGINES)}",
        "Install Docker (docs.docker.com/get-docker) or Podman (podman.io/docs/installation).",
    )

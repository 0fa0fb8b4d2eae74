"""What can go wrong with a container engine, and how it says so."""

import re
from collections.abc import Sequence
from typing import Final

from dockgen.errors import DockgenError, ExitCode, printable

_SILENT: Final = "the container engine does not answer"
_FULL: Final = "the engine has no room left"

_TROUBLES: Final = (
    (
        r"(?i)permission denied.{0,200}(?:docker\.sock|daemon)|(?:docker\.sock|daemon).{0,200}permission denied",
        "you may not use the container engine",
        "Join its group (`sudo usermod -aG docker $USER`, then log in again), or use sudo.",
    ),
    (
        (
            r"(?i)cannot connect to the docker daemon|is the docker daemon running|error during connect"
            r"|failed to connect to the docker api|connection refused|docker daemon is not running"
        ),
        _SILENT,
        "Start it: `sudo systemctl start docker`, or open Docker Desktop; `docker info` says whether it is there.",
    ),
    (
        r"(?i)buildx component is missing|buildx.{0,40}is not a docker command|unknown flag: --load",
        "docker has no buildx, and so no BuildKit",
        "Install the package docker-buildx-plugin (or docker-buildx).",
    ),
    (
        r"(?i)cannot connect to podman|unable to connect to podman|cannot access containerd socket",
        _SILENT,
        "Start it: `podman machine start`, or the service of containerd.",
    ),
    (
        r"(?i)short-name resolution enforced|short-name .{1,300} did not resolve",
        "the engine does not know which registry an image without one comes from",
        'Name it in registries.conf: unqualified-search-registries = ["docker.io"], short-name-mode = "permissive".',
    ),
    (
        r"(?i)no space left on device",
        _FULL,
        "Make room: `docker system df` says what takes it, `docker builder prune` empties the build cache.",
    ),
)
"""How the engine says that it cannot work at all, what that means, and what to do."""
_ALWAYS: Final = _TROUBLES[-2:]
"""Those that may also end a build that had begun; a step may print all the others for reasons of its own."""


class EngineError(DockgenError):
    """The container engine is missing, does not work, or did not do what it was asked for."""

    exit_code = ExitCode.ENGINE


class UnusableError(EngineError):
    """The engine itself has failed, for which no image is to blame."""


class BuildError(EngineError):
    """A build that failed: one Dockerfile's trouble, not the engine's."""

    def __init__(self, what: str, step: str, log: Sequence[str]) -> None:
        """Keep which step failed and the last lines that it printed."""
        last = log[-1].strip() if log else ""
        super().__init__(f"{what} does not build: {step or last}", f"It says: {last}" if step and last else "")
        self.step = step or last
        self.log = tuple(printable(line) for line in log)


def raise_where_engine_fails(said: str, *, has_begun: bool = False) -> None:
    """Raise an EngineError if the output shows that the engine does not work; the steps of a build print anything."""
    for pattern, meaning, hint in _ALWAYS if has_begun else _TROUBLES:
        if re.search(pattern, said):
            last = next((line for line in reversed(said.splitlines()) if line.strip()), "")
            is_unusable = meaning == _FULL or (meaning == _SILENT and "response from daemon" not in said)
            kind = UnusableError if is_unusable else EngineError
            raise kind(f"{meaning}: {last.removeprefix('ERROR: ')}", hint)

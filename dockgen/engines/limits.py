"""How much a container may take: an image may be hostile, or only broken."""

import re
from typing import Final

from dockgen.errors import UsageError
from dockgen.records import NamedTuple

_GIB: Final = 2**30
_UNITS: Final = {"": 1, "b": 1, "k": 2**10, "m": 2**20, "g": 2**30}
_LEAST: Final = 16 * 2**20
"""Bytes; engines refuse a few less than that."""
_MOST_PIDS: Final = 4_000_000
FILE: Final = 4 * _GIB
"""Bytes of one file, wherever it is written; and of all that a container writes beside its volumes."""
ARCHIVE: Final = 64 * _GIB
"""Bytes of an image that are read."""
_CANNOT: Final = (
    r"(?i)cgroup controller .{0,60}not available|NanoCPUs can not be set|Range of CPUs is from"
    r"|(?:resource limits|cgroups?).{0,80}not (?:supported|mounted|enabled)"
)
"""What engines say where the machine lets them set no such limit, or has fewer processors than that."""


class Limits(NamedTuple):
    """What one container may take; 0 for no limit. What is usual is enough for programs with a JVM."""

    memory: int = 2 * _GIB
    """Bytes, with swap."""
    pids: int = 512
    """Processes and threads."""
    cpus: float = 2

    @property
    def tmpfs(self) -> int:
        """Bytes of each folder in memory: a full one is an error that the program sees, not the end of it."""
        return self.memory // 2


NONE: Final = Limits(0, 0, 0)


def fewer(limits: Limits, said: str) -> Limits | None:
    """Return what is left to try where an engine says that limits cannot be set on its machine; None for nothing.

    Without root, and on a machine with one processor, it is mostly the number of those that cannot be set.
    """
    if limits == NONE or not re.search(_CANNOT, said):
        return None
    return limits._replace(cpus=0) if limits.cpus else NONE


def parsed(memory: str | None, pids: int | None, cpus: float | None) -> Limits:
    """Return the limits that flags ask for; raise a UsageError if one is not valid."""
    found = Limits()
    if memory is not None:
        match = re.fullmatch(r"(?i)(\d{1,9}(?:\.\d{1,6})?)\s?([kmg]?)(?:i?b)?", memory.strip())
        size = round(float(match[1]) * _UNITS[match[2].lower()]) if match else -1
        if size and size < _LEAST:
            raise UsageError(f"--memory: {memory!r} is no size of 16 MB or more", "Write it as `4g`; 0 for no limit.")
        found = found._replace(memory=size)
    if pids is not None:
        if not 0 <= pids <= _MOST_PIDS:
            raise UsageError(f"--pids: {pids} is no number of processes", "Write it as `2000`; 0 for no limit.")
        found = found._replace(pids=pids)
    if cpus is not None:
        if not (cpus == 0 or 0.01 <= cpus <= 10_000):  # noqa: PLR2004 - as engines take it
            raise UsageError(
                f"--cpus: {cpus:g} is no number of processors", "Write it as `0.5` or `4`; 0 for no limit."
            )
        found = found._replace(cpus=cpus)
    return found


def shown(size: int) -> str:
    """Return a size for people, such as `2 GiB`."""
    return f"{size / _GIB:.3g} GiB" if size >= _GIB else f"{size / 2**20:.3g} MiB"

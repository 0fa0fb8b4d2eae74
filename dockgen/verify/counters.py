"""Reads what the machine has counted of a container's limits: a program may say nothing of one that it has hit."""

import re
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

from dockgen.engines.errors import EngineError
from dockgen.engines.face import Container
from dockgen.verify.processes import is_here

_GROUPS: Final = Path("/sys/fs/cgroup")
_SECONDS: Final = 5.0
_MEMORY: Final = ("memory.events", "memory/memory.oom_control")
"""Where it stands below the folder of control groups: in version 2, and in version 1."""
_PIDS: Final = ("pids.events", "pids/pids.events")
_KILLED: Final = r"(?m)^oom_kill [1-9]"
_REFUSED: Final = r"(?m)^max [1-9]|(?i:resource temporarily unavailable)"
"""Or what the engine says where it is refused a process of its own in the container."""


class Hits(NamedTuple):
    """Which limits a container has hit, as far as that can be seen."""

    memory: bool = False
    """Whether one of its processes was killed for it."""
    pids: bool = False
    """Whether it was refused one more process or thread."""


def hits(container: Container, pid: int) -> Hits:
    """Read the counters from outside if the engine runs here, or else in the container, if it has `cat`."""
    memory, pids = (_outside(pid, files) if pid and is_here(pid) else "" for files in (_MEMORY, _PIDS))
    return Hits(
        bool(re.search(_KILLED, memory or _inside(container, _MEMORY))),
        bool(re.search(_REFUSED, pids or _inside(container, _PIDS))),
    )


def _outside(pid: int, files: Sequence[str]) -> str:
    """Return what the control groups of a process say; empty where this machine does not show them."""
    with suppress(OSError):
        groups = dict(re.findall(r"(?m)^\d{1,9}:([^:\n]{0,200}):(/.{0,1000})$", _groups_of(pid)))
        for file in files:
            kind, _, name = file.rpartition("/")
            if kind in groups and ".." not in groups[kind]:
                with suppress(OSError):
                    return Path(f"{_GROUPS}/{kind}{groups[kind]}/{name}").read_text("utf-8")
    return ""


def _groups_of(pid: int) -> str:
    return Path(f"/proc/{pid}/cgroup").read_text("utf-8")


def _inside(container: Container, files: Sequence[str]) -> str:
    try:
        return container.execute(("cat", *(f"{_GROUPS}/{file}" for file in files)), _SECONDS).output
    except EngineError as error:
        return str(error)

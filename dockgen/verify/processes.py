"""Finds a container's dead processes, and what the machine has counted of its limits: programs report neither."""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from dockgen.engines.errors import EngineError
from dockgen.engines.face import Container, Process
from dockgen.languages import tables
from dockgen.records import NamedTuple

_SECONDS: Final = 5.0
_LIST: Final = ("sh", "-c", 'for f in /proc/[0-9]*/stat; do read -r line < "$f" && echo "$line"; done')
"""What prints /proc/PID/stat of each process: proc_pid_stat(5)."""
_STAT: Final = r"(\d{1,9}) \((.{0,256})\) (\S) (\d{1,9})"
"""Number, name, state and parent."""
_GROUPS: Final = Path("/sys/fs/cgroup")
_MEMORY: Final = ("memory.events", "memory/memory.oom_control")
"""Where it stands below the folder of control groups: in version 2, and in version 1."""
_PIDS: Final = ("pids.events", "pids/pids.events")
_KILLED: Final = r"(?m)^oom_kill [1-9]"
_REFUSED: Final = r"(?m)^max [1-9]|(?i:resource temporarily unavailable)"
"""Or what the engine says where it is refused a process of its own in the container."""


def dead(container: Container, living: Sequence[Process]) -> Sequence[str] | None:
    """Return the names of dead processes, which an engine does not list; None if they cannot be seen."""
    if living and (found := _children_of(living[0].pid)) is not None:
        return found
    for words in (_LIST, *(one.list for one in tables.interpreters())):
        with suppress(EngineError):
            done = container.execute(words, _SECONDS)
            if done.exit_code == 0 and (stats := re.findall(rf"(?m)^{_STAT}", done.output)):
                return [name for _, name, state, _ in stats if state == "Z"]
    return None


def is_here(pid: int) -> bool:
    """Tell whether the first process of a container runs on this machine; another machine may count like this one."""
    with suppress(OSError):
        return bool(re.search(r"(?m)^NSpid:.{0,80}\t1$", Path(f"/proc/{pid}/status").read_text("utf-8")))
    return False


def _children_of(pid: int) -> Sequence[str] | None:
    """Look from outside, where the engine runs on this machine; None where it does not."""
    if not is_here(pid):
        return None
    try:
        return [name for child in _below(pid) if (name := _dead_name(child))]
    except OSError:
        return None


def _below(pid: int) -> Iterator[int]:
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            for child in map(int, path.read_text("utf-8").split()):
                yield child
                yield from _below(child)


def _dead_name(pid: int) -> str:
    with suppress(OSError):
        match = re.match(_STAT, Path(f"/proc/{pid}/stat").read_text("utf-8", "replace"))
        if match and match[3] == "Z":
            return match[2]
    return ""


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

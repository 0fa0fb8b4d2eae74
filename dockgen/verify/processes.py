"""Finds the dead processes of a container, of which its first one took no note."""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from dockgen.engines.errors import EngineError
from dockgen.engines.face import Container, Process
from dockgen.languages import tables

_SECONDS: Final = 5.0
_LIST: Final = ("sh", "-c", 'for f in /proc/[0-9]*/stat; do read -r line < "$f" && echo "$line"; done')
"""What prints /proc/PID/stat of each process: proc_pid_stat(5)."""
_STAT: Final = r"(\d{1,9}) \((.{0,256})\) (\S) (\d{1,9})"
"""Number, name, state and parent."""


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

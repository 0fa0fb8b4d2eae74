"""A container of an engine with docker's command line."""

import json
import re
import socket
import time
from collections.abc import Callable, Collection, Sequence
from typing import Final

from dockgen.engines.errors import EngineError, raise_where_engine_fails
from dockgen.engines.face import Done, Process, State
from dockgen.engines.process import Program
from dockgen.records import NamedTuple
from dockgen.text import parsed

_TAIL: Final = ("--tail", "2000")
"""More of a container's log is never read: one of docker's lines has at most 16 KB."""
_OUTPUT: Final = 16_384
_OF_THE_ENGINE: Final = frozenset(
    {
        "/etc/hosts",
        "/etc/hostname",
        "/etc/resolv.conf",
        "/etc/mtab",
        "/run/.containerenv",
        "/run/secrets",
        "/.dockerenv",
    }
)
"""Files that an engine puts into each container."""
_A_WHILE: Final = 60.0
_REACH: Final = 2.0
_NO_CONTAINER: Final = (
    r"(?m)^(?:Error response from daemon: [^\n]{0,300}(?:No such container|is not running)"
    r"|(?:Error: |time=)[^\n]{0,300}(?:on running containers|no container with|no such container|is not running))"
)
"""What engines say where a command cannot be run, since the container is not there or has ended."""

Listing = Callable[[Program, str], Sequence[Process]]
"""How an engine lists the processes of a container."""


def processes_of(program: Program, container: str) -> Sequence[Process]:
    """List the processes of a container with the ps of the engine's machine, which sorts them."""
    lines = program.output("top", container, "-eo", "pid,uid,stat,args").splitlines()[1:]
    found = [line.split(None, 3) for line in lines]
    return [Process(int(pid), uid, stat, *command or [""]) for pid, uid, stat, *command in found]


class CommandContainer(NamedTuple):
    """A container that runs, or has ended."""

    program: Program
    id: str
    port: int | None
    host: str | None
    """The machine at which its port is offered; empty where the engine says it, None where it cannot be reached."""
    trouble: str = ""
    """What the engine said where it could not be started."""
    processes_of: Listing = processes_of
    tail: Sequence[str] = _TAIL
    """How it is asked for the end of the log."""
    check: Callable[[], str] | None = None
    """Runs the health check where the engine does not, and returns its status."""

    def address(self) -> tuple[str, int] | None:
        """Ask which port leads to it; one of another machine has to be within reach."""
        if self.port is None or self.host is None:
            return None
        printed = self.program.finished("port", self.id, f"{self.port}/tcp").out.splitlines()
        host, colon, number = printed[0].rpartition(":") if printed else ("", "", "")
        if not colon or not number.isdigit():
            return None
        if not self.host:
            return (host if host not in {"0.0.0.0", "[::]", "::"} else "127.0.0.1"), int(number)  # noqa: S104 - read
        return (self.host, int(number)) if _is_within_reach(self.host, int(number)) else None

    def state(self) -> State:
        """Ask for its state."""
        state = self._state()
        return state._replace(health=self.check()) if self.check and state.running else state

    def exit_code(self) -> int | None:
        """Return its exit code; None while it runs."""
        return self._state().exit_code

    def logs(self, most: int = 16_384) -> str:
        """Read the end of its log."""
        return self.program.end_of(("logs", *self.tail, self.id), most, _A_WHILE)[1]

    def processes(self) -> Sequence[Process]:
        """List its processes."""
        return self.processes_of(self.program, self.id)

    def changes(self) -> Sequence[str]:
        """List the files that differ from the image's, but for what the engine made so that it can mount something."""
        return changed(self.program.output("diff", self.id).splitlines(), mounts(self._inspected()))

    def written(self) -> int:
        """Ask for the size of its own layer."""
        said = self.program.finished("container", "inspect", "--size", "--format", "{{.SizeRw}}", self.id).out.strip()
        return int(said) if said.isdecimal() else 0

    def execute(self, words: Sequence[str], seconds: float, user: str = "") -> Done:
        """Run a command in it; one that takes too long is left running there."""
        by = ("--user", user) if user else ()
        code, output = self.program.end_of(("exec", *by, self.id, *words), _OUTPUT, seconds)
        if code and re.search(_NO_CONTAINER, output) and self.exit_code() is not None:
            raise_where_engine_fails(output)
            raise EngineError(f"`{self.program.name} exec` failed: {output.strip().splitlines()[-1]}")
        return Done(code, output)

    def signal(self, name: str) -> None:
        """Send a signal to its first process."""
        self.program.output("kill", "--signal", name, self.id)

    def stop(self, seconds: int) -> float:
        """Ask it to stop, and wait until it has."""
        start = time.perf_counter()
        self.program.output("stop", "-t", str(seconds), self.id, seconds=seconds + self.program.seconds)
        return time.perf_counter() - start

    def _state(self) -> State:
        return state_of(parsed.table(self._inspected(), "State"), self.trouble)

    def _inspected(self) -> parsed.Table:
        found = parsed.tables(json.loads(self.program.output("container", "inspect", self.id)))
        return found[0] if found else {}


def state_of(said: parsed.Table, trouble: str = "") -> State:
    """Return the state of a container from what `inspect` says of it."""
    status = parsed.text(said, "Health", "Status") or parsed.text(said, "Healthcheck", "Status") or ""
    running = bool(parsed.at(said, "Running"))
    return State(
        running=running,
        exit_code=None if running else parsed.number(said, "ExitCode") or (1 if trouble else 0),
        health="" if status == "none" else status,
        killed_for_memory=bool(parsed.at(said, "OOMKilled")),
        # without the names of all parts of the engine that say so
        error=(parsed.text(said, "Error") or trouble).rpartition("unable to start container process: ")[2].strip(),
        pid=parsed.number(said, "Pid") if running else 0,
    )


def mounts(inspected: parsed.Table) -> set[str]:
    """Return where something is mounted in a container."""
    volumes = {str(mount.get("Destination")) for mount in parsed.tables(inspected, "Mounts")}
    return volumes | _OF_THE_ENGINE | set(parsed.table(inspected, "HostConfig", "Tmpfs"))


def changed(lines: Sequence[str], mounted: Collection[str]) -> list[str]:
    """Return the paths in the lines of `diff`, such as `A /path`, that the program itself made, changed, or removed."""
    said = [(line[:1], line[2:]) for line in lines if line[1:2] == " "]
    above = {folder for path in mounted for folder in _above(path)} | set(mounted)
    own = [(kind, path) for kind, path in said if path not in above]
    new = {path for kind, path in own if kind == "A"}
    with_more = {folder for _, path in own for folder in _above(path)}
    return sorted(
        path
        for kind, path in own
        if not (kind == "C" and path in with_more) and not any(folder in new for folder in _above(path))
    )


def _above(path: str) -> list[str]:
    """Return all folders above a path, but for the root."""
    parts = path.strip("/").split("/")
    return ["/" + "/".join(parts[:count]) for count in range(1, len(parts))]


def _is_within_reach(host: str, port: int) -> bool:
    """Tell whether a port of another machine answers in any way; a firewall mostly says nothing at all."""
    try:
        socket.create_connection((host, port), timeout=_REACH).close()
    except ConnectionRefusedError:  # by the machine itself: the program does not listen yet
        return True
    except OSError:
        return False
    return True

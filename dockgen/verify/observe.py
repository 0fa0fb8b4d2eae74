"""Watches a container until it does what is expected, or it is clear that it does not."""

import re
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from http import HTTPStatus
from typing import Final

from dockgen.engines.errors import EngineError, UnusableError
from dockgen.engines.face import Container, Engine, Process, Run, State
from dockgen.engines.limits import FILE, Limits, shown
from dockgen.records import NamedTuple
from dockgen.verify import probe, processes
from dockgen.verify.evidence import Answer, Observed
from dockgen.verify.target import Expect

_PAUSE: Final = 0.05
_MOMENT: Final = 1.0
"""What goes on so long without serving has started."""
_PATIENCE: Final = 5.0
"""So long a server may answer with an error while it warms up."""
_LOG: Final = 16_384
_ERRORS: Final = 500
_NO_PROCESS: Final = (
    r"(?i)can't start new thread|unable to create (?:new )?native thread|pthread_create.{0,60}(?:failed|unavailable)"
    r"|fork.{0,40}resource temporarily unavailable|can't fork|cannot fork|failed to create new OS thread"
)
"""How programs say that they may have no more processes or threads: in the shell, Python, Java, C and Go."""
_NO_SPACE: Final = r"(?i)no space left on device|ENOSPC"
_TOO_LARGE: Final = r"(?i)\bEFBIG\b|file too large"
_FILE_TOO_LARGE: Final = 128 + 25
"""The exit code of what SIGXFSZ has ended."""
_SIGKILL: Final = 128 + 9
_ASKS: Final = 20


class Watch(NamedTuple):
    """How runs are watched."""

    engine: Engine
    expect: Expect
    stop: threading.Event
    """Is set when the run is stopped."""


class Watched(NamedTuple):
    """A container that works, while it runs."""

    container: Container
    expect: Expect
    observed: Observed


def observe(watch: Watch, run: Run, then: Callable[[Watched], None] | None = None) -> Observed:
    """Run an image, and watch it; `then` is called while it works. Raise an UnusableError if the engine fails."""
    try:
        with watch.engine.run(run) as container:
            watching = _Watching(container, watch.expect, Disk(container, run))
            while (observed := watching.look()) is None:
                if watch.stop.wait(_PAUSE):
                    return Observed(works=False, trouble="was stopped")
            if observed.works and then is not None:
                then(Watched(container, watch.expect, observed))
            return _of_full_folders(observed, run)
    except UnusableError:
        raise
    except EngineError as error:
        return Observed(works=False, trouble=str(error), error=str(error))


def _of_full_folders(observed: Observed, run: Run) -> Observed:
    """Say of a program that found no room where that comes from: its folders in memory hold only so much."""
    if observed.works or not run.tmpfs or not run.limits.tmpfs or not re.search(_NO_SPACE, observed.logs):
        return observed
    room = f"a folder in memory holds {shown(run.limits.tmpfs)}, half of --memory"
    return observed._replace(trouble=f"{observed.trouble}: it found no space left, since {room}")


class Disk:
    """Looks now and then at what a container has written: engines have no limit for that which works everywhere."""

    def __init__(self, container: Container, run: Run) -> None:
        self._container, self._run = container, run
        self._last = time.monotonic()

    def is_full(self) -> bool:
        """Tell whether it has written too much; asked for seldom, since it takes a while."""
        if self._run.read_only or time.monotonic() - self._last < _MOMENT:
            return False
        found = self._container.written()
        self._last = time.monotonic()
        return found > FILE


class _Watching:
    """What was seen of one container so far."""

    def __init__(self, container: Container, expect: Expect, disk: "Disk") -> None:
        self._container, self._expect, self._disk = container, expect, disk
        self._address = container.address() if expect.port is not None else None
        self._start = time.monotonic()
        self._answer: Answer | None = None
        self._first_error = 0.0

    def look(self) -> Observed | None:
        """Look once; nothing is returned where it is not clear yet."""
        seconds = time.monotonic() - self._start
        state = self._container.state()
        if not state.running:
            return self._ended(state, seconds)
        if self._disk.is_full():
            return self._failed(f"wrote more than {shown(FILE)}", seconds)
        found = self._ask(self._address, seconds) if self._address is not None else self._wait(seconds)
        if found is not None or seconds <= self._expect.start_within:
            return found
        return self._failed(self._late(), seconds)

    def _ask(self, address: tuple[str, int], seconds: float) -> Observed | None:
        if said := probe.ask(address, self._expect.path, tls=self._expect.tls):
            self._answer = Answer(said.status or 0, said.text, time.monotonic() - self._start)
        if self._answer is None:
            return None
        trouble = self._wrong(self._answer)
        if trouble is None:
            answer = self._answer
            if not self._has_printed():
                return None
            logs = self._container.logs(_LOG) if answer.status >= HTTPStatus.BAD_REQUEST else ""  # they may say why
            return Observed(works=True, has_started=True, answer=answer, logs=logs, seconds=answer.seconds)
        self._first_error = self._first_error or seconds
        return self._failed(trouble, seconds) if seconds - self._first_error > _PATIENCE else None

    def _wait(self, seconds: float) -> Observed | None:
        """See whether what serves no port, or none that can be reached, goes on."""
        goes_on = self._expect.exit_code is None and seconds > _MOMENT
        return Observed(works=True, has_started=True, seconds=seconds) if goes_on and self._has_printed() else None

    def _wrong(self, answer: Answer) -> str | None:
        expect = self._expect
        shown = f"{answer.status} on {expect.path}" if answer.status else "something that is not HTTP"
        if expect.status is not None and answer.status != expect.status:
            return f"answers {shown}, not {expect.status}"
        if answer.status >= _ERRORS and expect.status is None:
            return f"answers {shown}"
        return f"answers {shown} without {expect.text!r}" if expect.text not in answer.text else None

    def _has_printed(self) -> bool:
        return not self._expect.output or self._expect.output in self._container.logs(_LOG * 64)

    def _ended(self, state: State, seconds: float) -> Observed:
        state = self._told_of_memory(state)
        expect, code, trouble = self._expect, state.exit_code if state.exit_code is not None else 1, ""
        hit = limit_hit(self._container, state, expect.limits)
        if state.killed_for_memory:
            trouble = hit
        elif state.error:
            trouble = f"cannot be started: {state.error}"
        elif expect.port is not None:
            trouble = f"ended with exit code {code} before it answered on port {expect.port}"
        elif code != (expect.exit_code or 0):
            trouble = f"ended with exit code {code}, not {expect.exit_code or 0}"
        elif not self._has_printed():
            trouble = f"ended without having printed {expect.output!r}"
        return Observed(
            works=not trouble,
            trouble=f"{trouble}: it {hit}" if trouble and hit and trouble != hit else trouble,
            has_started=not state.error and not trouble,
            exit_code=code,
            killed_for_memory=state.killed_for_memory,
            error=state.error,
            logs=self._container.logs(_LOG),
            seconds=seconds,
        )

    def _told_of_memory(self, state: State) -> State:
        """Ask again for a while after a kill: a busy engine hears of the memory limit later than of the end."""
        for _ in range(_ASKS if self._expect.limits.memory else 0):
            if state.exit_code != _SIGKILL or state.killed_for_memory:
                break
            time.sleep(_PAUSE)
            state = self._container.state()
        return state

    def _late(self) -> str:
        expect, within = self._expect, f"within {self._expect.start_within:g} s"
        if self._answer is not None:
            return self._wrong(self._answer) or f"did not print {expect.output!r} {within}"
        if self._address is not None:
            return f"did not answer on port {expect.port} {within}"
        return f"did not end {within}" if expect.exit_code is not None else f"did not print {expect.output!r} {within}"

    def _failed(self, trouble: str, seconds: float) -> Observed:
        state = self._container.state()
        hit = limit_hit(self._container, state, self._expect.limits)
        return Observed(
            works=False,
            trouble=f"{trouble}: it {hit}" if hit else trouble,
            has_started=True,
            killed_for_memory=state.killed_for_memory,
            answer=self._answer,
            logs=self._container.logs(_LOG),
            seconds=seconds,
        )


def limit_hit(container: Container, state: State, limits: Limits) -> str:
    """Say which limit of its own a container has hit, and how to raise that; empty for none."""
    if state.killed_for_memory and not state.running:
        if not limits.memory:
            return "was killed, since it wanted more memory than there is"
        return f"was killed at its memory limit of {shown(limits.memory)}; raise it with --memory"
    if state.running and (hit := _counted(container, state, limits)):
        return hit
    logs = container.logs(_LOG)
    if limits.pids and re.search(_NO_PROCESS, logs):
        return _of_pids(limits)
    if state.exit_code == _FILE_TOO_LARGE or re.search(_TOO_LARGE, logs):
        return f"may not write a file of more than {shown(FILE)}"
    return ""


def _counted(container: Container, state: State, limits: Limits) -> str:
    if said := limit_reached(container, state, limits):
        return said
    with suppress(EngineError):  # last: to list many processes may take a while
        return _of_pids(limits) if limits.pids and len(container.processes()) >= limits.pids else ""
    return ""


def limit_reached(
    container: Container, state: State, limits: Limits, living: Sequence[Process] = (), dead: Sequence[str] = ()
) -> str:
    """Return which limit a running container has reached, by what was counted; empty for none."""
    hits = processes.hits(container, state.pid)
    if state.killed_for_memory or hits.memory:
        if not limits.memory:
            return "lost a process, which wanted more memory than there is"
        return f"lost a process at its memory limit of {shown(limits.memory)}; raise it with --memory"
    return _of_pids(limits) if limits.pids and (hits.pids or len(living) + len(dead) >= limits.pids) else ""


def _of_pids(limits: Limits) -> str:
    return f"reached its limit of {limits.pids} processes; raise it with --pids"

"""Puts a health check to the test: it has to say that all is well, and that it is not once the program hangs."""

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import Final

from dockgen.engines.errors import EngineError
from dockgen.engines.face import Container
from dockgen.languages import tables
from dockgen.verify import probe
from dockgen.verify.evidence import Health
from dockgen.verify.observe import Watched

_WITHIN: Final = 15.0
_PAUSE: Final = 0.1
_HANGING: Final = 0.7
"""Seconds in which a check that can succeed mostly would have done so: a program that hangs answers nothing."""
_TIMES: Final = 3
"""A machine may be slow: so much longer than before the check may take."""
_EVERYBODY: Final = ("sh", "-c", "kill -{} -1")
"""What sends a signal to all processes but the first one and itself."""


def status(watched: Watched, words: Sequence[str]) -> Health:
    """Wait for the result of the image's own check; if it is not good, run the check to find out why."""
    start = time.monotonic()
    while True:
        state, seconds = watched.container.state(), time.monotonic() - start
        if state.health == "healthy":
            return Health("healthy", seconds)
        if seconds > _WITHIN or not state.running:
            return Health("unhealthy", seconds, _said(watched.container, words_of(words)))
        time.sleep(_PAUSE)


def _said(container: Container, command: Sequence[str]) -> str:
    with suppress(EngineError):
        done = container.execute(command, _WITHIN)
        return f"exit code {done.exit_code}\n{done.output}" if done.exit_code is not None else "it does not end"
    return ""


def notices(watched: Watched, words: Sequence[str]) -> tuple[bool | None, str]:
    """Let the program hang, and return whether its check then fails; None and the reason if it cannot be tried."""
    command = words_of(words)
    address = watched.container.address()
    if address is None:
        return None, "its port cannot be asked from here"
    try:
        start = time.monotonic()
        if not _succeeds(watched.container, command, seconds=_WITHIN):
            return None, "the check does not succeed as this user in the first place"
        limit = max(_HANGING, _TIMES * (time.monotonic() - start))
        with _hanging(watched.container), ThreadPoolExecutor(1) as pool:
            succeeds = pool.submit(_succeeds, watched.container, command, seconds=limit)
            if probe.ask(address, watched.expect.path, tls=watched.expect.tls, seconds=_HANGING / 2) is not None:
                return None, "another process of it answers while the first one hangs"
            return not succeeds.result(), ""
    except EngineError as error:
        return None, str(error)


def words_of(words: Sequence[str]) -> tuple[str, ...]:
    """Return the command of a health check as an image has it."""
    if words[0] == "CMD-SHELL":
        return ("/bin/sh", "-c", *words[1:])
    return tuple(words[1:])


def _succeeds(container: Container, command: Sequence[str], *, seconds: float) -> bool:
    return container.execute(command, seconds).exit_code == 0


@contextmanager
def _hanging(container: Container) -> Iterator[None]:
    """Stop all processes of a container, and let them go on afterwards."""
    others = _who_can_signal(container) if len(container.processes()) > 1 else None
    container.signal("STOP")
    if others is not None:
        container.execute(_filled(others, "STOP"), _HANGING)
    try:
        yield
    finally:
        with suppress(EngineError):
            if others is not None:
                container.execute(_filled(others, "CONT"), _HANGING)
            container.signal("CONT")


def _who_can_signal(container: Container) -> Sequence[str] | None:
    """Return the command of an image that can signal its other processes; signal 0 has no effect."""
    all_ways = (_EVERYBODY, *(one.signal for one in tables.interpreters()))
    with ThreadPoolExecutor(len(all_ways)) as pool:
        tried = [
            (words, pool.submit(container.execute, (words[0], words[1], "" if words[0] != "sh" else ":"), 5))
            for words in all_ways
        ]
        return next((words for words, done in tried if done.result().exit_code == 0), None)


def _filled(words: Sequence[str], name: str) -> tuple[str, ...]:
    return (*words[:-1], words[-1].format(name))

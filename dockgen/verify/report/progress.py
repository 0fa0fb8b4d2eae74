"""Says which phase goes on, and how long each one took."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from dockgen.terminal.progress import Progress
from dockgen.verify.report.report import WHOLE


class Phases:
    """The phases of one target: what was begun is shown, what is done stays as a line, and every time is kept."""

    def __init__(self, shown: Progress, name: str) -> None:
        self._shown = shown
        self._name = name
        self._seconds: dict[str, float] = {}
        self._start = time.monotonic()

    @property
    def seconds(self) -> dict[str, float]:
        """Return the seconds of each phase so far, and of everything under `whole`: what a Report wants to have."""
        return {**self._seconds, WHOLE: time.monotonic() - self._start}

    @contextmanager
    def phase(self, name: str) -> Iterator[Callable[[str], None]]:
        """Show a phase, such as `build`, while it runs, and yield what tells its steps; repeated phases add up."""
        what = f"{self._name}: {name}"
        self._shown.enter(what)
        start = time.monotonic()
        try:
            yield lambda step: self._shown.now(f"{what}: {step}")
        except BaseException:
            self._shown.done(f"{what} stopped after {self._count(name, start):.1f} s")
            raise
        self._shown.done(f"{what} {self._count(name, start):.1f} s")

    def _count(self, name: str, start: float) -> float:
        took = time.monotonic() - start
        self._seconds[name] = self._seconds.get(name, 0) + took
        return took

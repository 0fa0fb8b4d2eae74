"""Says on standard error what goes on: a moving line at a terminal, a line for what is done in a pipe."""

import os
import sys
from typing import Protocol

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    ProgressColumn,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)
from rich.progress import Progress as RichProgress
from rich.table import Column

from dockgen.errors import printable
from dockgen.terminal import report


class Progress(Protocol):
    """What is told meanwhile."""

    def begin(self, steps: int) -> None:
        """Say how many steps there will be, where that is known."""
        ...

    def enter(self, what: str) -> None:
        """Say what begins now, and may take long."""
        ...

    def now(self, what: str) -> None:
        """Say what is going on."""
        ...

    def done(self, what: str) -> None:
        """Say what a step ended with."""
        ...

    def close(self) -> None:
        """Leave the terminal as it was."""
        ...


class Lines:
    """For a pipe, or a log."""

    def __init__(self, steps: str) -> None:
        """Keep what the steps are called, such as `builds to measure`."""
        self._steps = steps

    def begin(self, steps: int) -> None:
        """Say it where somebody has to wait."""
        if steps:
            report.problem(f"{steps} {self._steps}")

    def enter(self, what: str) -> None:
        """Write a line, so that a log shows where it hangs."""
        self.done(f"{what} ...")

    def now(self, what: str) -> None:
        """Nothing: a log is read later."""

    def done(self, what: str) -> None:
        """Write a line."""
        report.problem(what)

    def close(self) -> None:
        """Nothing is open."""


class Live:
    """For a person at a terminal."""

    def __init__(self) -> None:
        """Show nothing yet."""
        self._shown: RichProgress | None = None
        self._task: TaskID | None = None

    def begin(self, steps: int) -> None:
        """Show how far it is, with a bar."""
        self._start(steps, BarColumn(16), MofNCompleteColumn())

    def enter(self, what: str) -> None:
        """Show it as what goes on."""
        self.now(what)

    def now(self, what: str) -> None:
        """Show it beside what moves."""
        if self._shown is None:
            self._start(None)
        if self._shown is not None and self._task is not None:
            self._shown.update(self._task, description=printable(what))

    def done(self, what: str) -> None:
        """Leave a line above what moves."""
        if self._shown is None:
            self._start(None)
        if self._shown is not None and self._task is not None:
            self._shown.console.print(printable(what), markup=False)
            self._shown.advance(self._task)

    def close(self) -> None:
        """Take the moving line away; what comes then stands apart from the lines that stay."""
        if self._shown is not None:
            self._shown.stop()
            self._shown.console.print()

    def _start(self, steps: int | None, *bar: ProgressColumn) -> None:
        what = TextColumn("{task.description}", markup=False, table_column=Column(no_wrap=True, ratio=1))
        console = Console(stderr=True, highlight=False)
        spinner = SpinnerColumn("line" if console.options.ascii_only else "dots")
        columns = (spinner, *bar, TimeElapsedColumn(), what)
        self._shown = RichProgress(*columns, console=console, transient=True, expand=True)
        self._task = self._shown.add_task("", total=steps)
        self._shown.start()


class Nothing:
    """For those who want to be told nothing."""

    def begin(self, steps: int) -> None:
        """Nothing."""

    def enter(self, what: str) -> None:
        """Nothing."""

    def now(self, what: str) -> None:
        """Nothing."""

    def done(self, what: str) -> None:
        """Nothing."""

    def close(self) -> None:
        """Nothing is open."""


def make(steps: str = "steps", *, quiet: bool = False) -> Progress:
    """Return what goes with where standard error goes.

    Args:
        steps: what the steps are called in a log.
        quiet: whether nothing is to be told.
    """
    if quiet:
        return Nothing()
    is_live = sys.stderr.isatty() and os.environ.get("TERM", "") not in {"dumb", "unknown"}
    return Live() if is_live else Lines(steps)

"""Reports progress on standard error: a live line at a terminal, a line for each step in a pipe."""

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
    """Reports progress."""

    def begin(self, steps: int) -> None:
        """Set the number of steps, if it is known."""
        ...

    def enter(self, what: str) -> None:
        """Report the start of a step that may take long."""
        ...

    def now(self, what: str) -> None:
        """Report what is being done."""
        ...

    def done(self, what: str) -> None:
        """Report the result of a step."""
        ...

    def close(self) -> None:
        """Restore the terminal."""
        ...


class Lines:
    """For a pipe or a log."""

    def __init__(self, steps: str) -> None:
        """Keep the name of the steps, such as `builds to measure`."""
        self._steps = steps

    def begin(self, steps: int) -> None:
        """Write the number of steps."""
        if steps:
            report.problem(f"{steps} {self._steps}")

    def enter(self, what: str) -> None:
        """Write a line, so that a log shows which step hangs."""
        self.done(f"{what} ...")

    def now(self, what: str) -> None:
        """Do nothing: logs get only finished steps."""

    def done(self, what: str) -> None:
        """Write a line."""
        report.problem(what)

    def close(self) -> None:
        """Do nothing."""


class Live:
    """For a terminal."""

    def __init__(self) -> None:
        """Start without any output."""
        self._shown: RichProgress | None = None
        self._task: TaskID | None = None

    def begin(self, steps: int) -> None:
        """Show a progress bar."""
        self._start(steps, BarColumn(16), MofNCompleteColumn())

    def enter(self, what: str) -> None:
        """Show it in the live line."""
        self.now(what)

    def now(self, what: str) -> None:
        """Show it in the live line."""
        if self._shown is None:
            self._start(None)
        if self._shown is not None and self._task is not None:
            self._shown.update(self._task, description=printable(what))

    def done(self, what: str) -> None:
        """Write a line above the live line."""
        if self._shown is None:
            self._start(None)
        if self._shown is not None and self._task is not None:
            self._shown.console.print(printable(what), markup=False)
            self._shown.advance(self._task)

    def close(self) -> None:
        """Remove the live line, and leave a blank line before further output."""
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
    """For `--quiet`."""

    def begin(self, steps: int) -> None:
        """Do nothing."""

    def enter(self, what: str) -> None:
        """Do nothing."""

    def now(self, what: str) -> None:
        """Do nothing."""

    def done(self, what: str) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""


def make(steps: str = "steps", *, quiet: bool = False) -> Progress:
    """Return the progress report that fits standard error; `steps` is what a log calls them."""
    if quiet:
        return Nothing()
    is_live = sys.stderr.isatty() and os.environ.get("TERM", "") not in {"dumb", "unknown"}
    return Live() if is_live else Lines(steps)

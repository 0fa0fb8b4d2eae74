"""Says on standard error what goes on: a moving line at a terminal, a line for each build in a pipe."""

import sys
from typing import TYPE_CHECKING, Protocol

from dockgen import report

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress
    from rich.progress import TaskID


class Progress(Protocol):
    """What is told while measuring."""

    def begin(self, builds: int) -> None:
        """Say how many builds there will be."""
        ...

    def now(self, what: str) -> None:
        """Say what is going on."""
        ...

    def done(self, what: str) -> None:
        """Say what a build ended with."""
        ...

    def close(self) -> None:
        """Leave the terminal as it was."""
        ...


class Lines:
    """For a pipe, or a log."""

    def begin(self, builds: int) -> None:
        """Say it where somebody has to wait."""
        if builds:
            report.problem(f"{builds} builds to measure")

    def now(self, what: str) -> None:
        """Nothing: a log is read later."""

    def done(self, what: str) -> None:
        """Write a line."""
        report.problem(what)

    def close(self) -> None:
        """Nothing is open."""


class Bar:
    """For a person at a terminal."""

    def __init__(self) -> None:
        """Show nothing yet."""
        self._bar: RichProgress | None = None
        self._task: TaskID | None = None

    def begin(self, builds: int) -> None:
        """Show how far it is."""
        from rich.console import Console  # noqa: PLC0415 - only a terminal waits for it
        from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415
        from rich.progress import Progress as RichProgress  # noqa: PLC0415
        from rich.table import Column  # noqa: PLC0415

        what = TextColumn("{task.description}", markup=False, table_column=Column(no_wrap=True, ratio=1))
        console = Console(stderr=True, highlight=False)
        columns = (SpinnerColumn(), BarColumn(16), MofNCompleteColumn(), TimeElapsedColumn(), what)
        self._bar = RichProgress(*columns, console=console, transient=True, expand=True)
        self._task = self._bar.add_task("", total=builds)
        self._bar.start()

    def now(self, what: str) -> None:
        """Show it beside the bar."""
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, description=what)

    def done(self, what: str) -> None:
        """Leave a line above the bar."""
        if self._bar is not None and self._task is not None:
            self._bar.console.print(what, markup=False)
            self._bar.advance(self._task)

    def close(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.stop()


def make() -> Progress:
    """Return what goes with where standard error goes."""
    return Bar() if sys.stderr.isatty() else Lines()

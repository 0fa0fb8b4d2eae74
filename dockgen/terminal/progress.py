"""Reports progress on standard error: a live line at a terminal, a line for each step in a pipe."""

import os
import sys

from rich import progress as rich
from rich.console import Console
from rich.table import Column

from dockgen.errors import printable
from dockgen.terminal import report


class Progress:
    """Reports progress; this class itself reports nothing, for `--quiet`."""

    def begin(self, steps: int) -> None:
        """Set the number of steps, if it is known."""

    def enter(self, what: str) -> None:
        """Report the start of a step that may take long."""

    def now(self, what: str) -> None:
        """Report what is being done; not in a log, which gets only finished steps."""

    def done(self, what: str) -> None:
        """Report the result of a step."""

    def close(self) -> None:
        """Restore the terminal."""


class Lines(Progress):
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

    def done(self, what: str) -> None:
        """Write a line."""
        report.problem(what)


class Live(Progress):
    """For a terminal."""

    def __init__(self) -> None:
        """Start without any output."""
        self._shown: tuple[rich.Progress, rich.TaskID] | None = None

    def begin(self, steps: int) -> None:
        """Show a progress bar."""
        self._start(steps, rich.BarColumn(16), rich.MofNCompleteColumn())

    def enter(self, what: str) -> None:
        """Show it in the live line."""
        self.now(what)

    def now(self, what: str) -> None:
        """Show it in the live line."""
        shown, task = self._shown or self._start(None)
        shown.update(task, description=printable(what))

    def done(self, what: str) -> None:
        """Write a line above the live line."""
        shown, task = self._shown or self._start(None)
        shown.console.print(printable(what), markup=False)
        shown.advance(task)

    def close(self) -> None:
        """Remove the live line, and leave a blank line before further output."""
        if self._shown is not None:
            shown, _ = self._shown
            shown.stop()
            shown.console.print()

    def _start(self, steps: int | None, *bar: rich.ProgressColumn) -> tuple[rich.Progress, rich.TaskID]:
        what = rich.TextColumn("{task.description}", markup=False, table_column=Column(no_wrap=True, ratio=1))
        console = Console(stderr=True, highlight=False)
        spinner = rich.SpinnerColumn("line" if console.options.ascii_only else "dots")
        columns = (spinner, *bar, rich.TimeElapsedColumn(), what)
        shown = rich.Progress(*columns, console=console, transient=True, expand=True)
        self._shown = shown, shown.add_task("", total=steps)
        shown.start()
        return self._shown


def make(steps: str = "steps", *, quiet: bool = False) -> Progress:
    """Return the progress report that fits standard error; `steps` is what a log calls them."""
    if quiet:
        return Progress()
    is_live = sys.stderr.isatty() and os.environ.get("TERM", "") not in {"dumb", "unknown"}
    return Live() if is_live else Lines(steps)

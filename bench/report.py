"""What a measurement ends with: a table for people, files for machines, and limits that hold or do not."""

import argparse
import json
import os
import platform
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any, Final, NamedTuple

import engine
from rich.console import Console
from rich.table import Table

RESULTS: Final = Path(__file__).parent / "results"
MOST_LOAD: Final = 0.5  # for each core
OK, BROKEN_LIMIT, NOT_MEASURED = 0, 1, 2


class Limit(NamedTuple):
    """A ratio that must not be larger than `most`."""

    what: str
    value: float
    most: float

    @property
    def holds(self) -> bool:
        """Tell whether it does."""
        return self.value <= self.most

    def __str__(self) -> str:
        """Return it as a line of a report."""
        return f"{'ok' if self.holds else 'BROKEN'}: {self.what}: {self.value:.5g}, at most {self.most:.5g}"


class Result(NamedTuple):
    """One table from one run."""

    name: str
    title: str
    columns: tuple[str, ...]
    rows: list[tuple[str, ...]]
    raw: dict[str, Any]
    """Everything that was measured, for the JSON file."""
    limits: tuple[Limit, ...] = ()
    notes: tuple[str, ...] = ()


class Part(NamedTuple):
    """One measurement, which can be run alone or with the others."""

    name: str
    measure: Callable[[int], Result]
    """Gets the number of runs."""
    runs: int
    needs_engine: bool


def machine() -> str:
    """Say what this was measured on."""
    return f"{os.cpu_count()} cores ({_processor()}), {platform.system()}, Python {platform.python_version()}"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.machine()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def busy() -> tuple[str, ...]:
    """Return a note where other programs keep the machine busy, and nothing where it is quiet."""
    load = os.getloadavg()[0]
    if load < MOST_LOAD * (os.cpu_count() or 1):
        return ()
    return (f"The machine was busy when this began (load {load:.1f}): its times are longer than they should be.",)


def times(ratio_to: Sequence[float], values: Sequence[float]) -> float:
    """Return how many times the median of one series is that of another."""
    return median(values) / median(ratio_to)


def progress(text: str) -> None:
    """Say on standard error what goes on; a measurement takes minutes."""
    print(text, file=sys.stderr, flush=True)


def parser(part: Part, description: str) -> argparse.ArgumentParser:
    """Return what every part's command line has."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--runs", type=positive, default=part.runs, help="how often to measure (default: %(default)s)")
    return parser


def positive(text: str) -> int:
    """Return a number of runs.

    Raises:
        ValueError: it is none.
    """
    number = int(text)
    if number < 1:
        raise ValueError
    return number


def run(part: Part, runs: int, *, is_asked: bool = True) -> tuple[int, Result | None]:
    """Measure one part, show and keep its result.

    Args:
        part: what to measure.
        runs: how often.
        is_asked: whether it is a failure that it cannot be measured.

    Returns:
        An exit code, and the result where there is one.
    """
    if part.needs_engine and (why := engine.missing()):
        progress(f"{part.name}: left out: it needs a container engine, and there is none ({why}).")
        return (NOT_MEASURED if is_asked else OK), None
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(NOT_MEASURED))  # clean up, as after Ctrl-C
    notes = busy()
    result = part.measure(runs)
    result = result._replace(notes=(*result.notes, *notes))
    _show(result)
    _keep(result)
    return (OK if all(limit.holds for limit in result.limits) else BROKEN_LIMIT), result


def _show(result: Result) -> None:
    # Without a terminal nothing is cut to 80 columns: somebody reads the log later.
    console = Console(width=None if sys.stdout.isatty() else 140)
    table = Table(title=result.title, title_justify="left")
    for index, column in enumerate(result.columns):
        table.add_column(column, justify="right" if index else "left", overflow="fold")
    for row in result.rows:
        table.add_row(*row)
    console.print(table)
    for line in (*result.notes, *map(str, result.limits)):
        console.print(line, highlight=False, markup=False)
    console.print()


def _keep(result: Result) -> None:
    RESULTS.mkdir(exist_ok=True)
    limits = [limit._asdict() | {"holds": limit.holds} for limit in result.limits]
    data = {"title": result.title, "machine": machine(), "notes": result.notes, "limits": limits, "raw": result.raw}
    (RESULTS / f"{result.name}.json").write_text(json.dumps(data, indent=2) + "\n", "utf-8")
    (RESULTS / f"{result.name}.md").write_text(_page(result), "utf-8")


def _page(result: Result) -> str:
    lines = [f"- {line}" for line in (*result.notes, *map(str, result.limits))]
    return "\n".join([f"# {result.title}", "", markdown(result), "", *lines, ""])


def markdown(result: Result) -> str:
    """Return the table as Markdown."""
    rule = ["---", *["--:"] * (len(result.columns) - 1)]
    return "\n".join(f"| {' | '.join(row)} |" for row in (result.columns, rule, *result.rows))

"""Makes the cells of the table for the terminal, the reports, and the docs."""

import sys
from collections.abc import Sequence
from typing import Final

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from dockgen.ladder.result import OF_LIMIT, Measured, Result
from dockgen.terminal import report
from dockgen.text import visible

COLUMNS: Final = ("size", "layers", "packages", "first build", "rebuild", "runs as", "shell", "answers")
_MEGABYTE: Final = 1e6
_SIZE_SHOWS: Final = 50_000
"""The smallest change in bytes that the table shows."""
_TIME_SHOWS: Final = 0.2, 0.15
"""The smallest change in seconds, and as a share of the longer time; less may be noise."""


def megabytes(size: int) -> str:
    """Return a size in MB."""
    return f"{size / _MEGABYTE:.1f} MB"


def cells(one: Measured) -> tuple[str, ...]:
    """Return the cells of a variant's row, without its name."""
    packages = one.image.packages
    return (
        megabytes(one.image.size),
        str(one.image.layers),
        "?" if packages is None else str(packages),
        f"{one.first_build:.1f} s",
        f"{one.rebuild:.1f} s",
        _user(one),
        "yes" if one.image.has_shell else "no",
        one.answers,
    )


def _user(one: Measured) -> str:
    """Return the user that runs the program, without a group of the same number."""
    user, _, group = one.image.user.partition(":")
    return "root" if one.image.is_root else user if group == user else one.image.user


def gain(one: Measured, other: Measured | None) -> str:
    """Summarize the changes between two variants; empty if there is no other."""
    if other is None:
        return ""
    found = [
        _size(one.image.size, other.image.size),
        _time("rebuild", one.rebuild, other.rebuild),
        _time("first build", one.first_build, other.first_build),
        _safety(one, other),
    ]
    return ", ".join(filter(None, found)) or "no measurable change"


def _size(new: int, old: int) -> str:
    change = new - old
    if abs(change) < _SIZE_SHOWS:
        return ""
    percent = f"{change / old:+.0%}"
    return f"{change / _MEGABYTE:+.1f} MB" + (f" ({percent})" if percent not in {"+0%", "-0%"} else "")


def _time(what: str, new: float, old: float) -> str:
    change = new - old
    least, part = _TIME_SHOWS
    return "" if abs(change) < max(least, part * max(new, old)) else f"{what} {change:+.1f} s"


def _safety(one: Measured, other: Measured) -> str:
    found = []
    if one.image.is_root != other.image.is_root:
        found.append("runs as root" if one.image.is_root else "no longer root")
    if one.image.has_shell != other.image.has_shell:
        found.append("has a shell" if one.image.has_shell else "no shell")
    return ", ".join(found)


def header(result: Result) -> tuple[str, ...]:
    """Return the names of all columns."""
    return ("rung" if result.climbs else "variant", *COLUMNS, "gain" if result.climbs else "vs. the first")


def rows(result: Result) -> list[tuple[str, ...]]:
    """Return the rows of the measured variants."""
    return [(one.name, *cells(one), gain(one, other)) for one, other in result.steps()]


def show(result: Result) -> None:
    """Print the table, the variants that are not in it, and the notes."""
    if result.measured:
        (_rich if sys.stdout.isatty() else _plain)(result)
    for one in result.failed:
        report.folded(f"{one.name}: does not build: {one.step}", 2, "bold red")
    for name, reason in result.left_out.items():
        report.folded(f"{name}: left out: {reason}", 2, "dim")
    report.line()
    for note in result.notes:
        report.folded(note, 2, "dim")


def _plain(result: Result) -> None:
    table = [header(result), *rows(result)]
    widths = [max(len(row[column]) for row in table) for column in range(len(table[0]) - 1)]
    for row in table:
        report.line("  ".join([_aligned(row[:-1], widths), row[-1]]).rstrip())


def _aligned(row: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(
        f"{cell:<{width}}" if index == 0 else f"{cell:>{width}}"
        for index, (cell, width) in enumerate(zip(row, widths, strict=True))
    )


def _rich(result: Result) -> None:
    """Print it in colors; on a narrow terminal, the gains are below the table."""
    console = Console()
    names, body = header(result), rows(result)
    gap, columns = 2, range(len(names))
    if _width(names, body, gap) > console.width:
        gap, columns = 1, range(len(names) - 1)
    table = _rich_table(result, gap)
    for column in columns:
        is_text = column in {0, len(names) - 1}
        table.add_column(names[column], justify="left" if is_text else "right", no_wrap=column == 0)
    for row, one in zip(body, result.measured, strict=True):
        styles = _styles(one, result)
        table.add_row(*(Text(visible.one_line(row[column]), styles.get(column, "")) for column in columns))
    console.print(table)
    for row in body if gap == 1 else ():
        if row[-1]:
            report.folded(f"{row[0]}: {row[-1]}", 2)


def _width(names: Sequence[str], body: Sequence[Sequence[str]], gap: int) -> int:
    longest = (max(len(row[column]) for row in (names, *body)) for column in range(len(names)))
    return sum(longest) + gap * (len(names) - 1)


def _rich_table(result: Result, gap: int) -> Table:
    return Table(
        title=Text(result.title, "bold"),
        title_justify="left",
        box=SIMPLE_HEAD,
        show_edge=False,
        pad_edge=False,
        padding=(0, gap - 1, 0, 0),  # the box itself separates columns by one
        collapse_padding=True,
    )


def _styles(one: Measured, result: Result) -> dict[int, str]:
    return {
        0: "bold",
        1: "green" if one.image.size == min(each.image.size for each in result.measured) else "",
        5: "green" if one.rebuild == min(each.rebuild for each in result.measured) else "",
        6: "yellow" if one.image.is_root else "green",
        7: "yellow" if one.image.has_shell else "green",
        8: "bold red" if one.answers in {"no", OF_LIMIT} else "",
        9: "dim",
    }

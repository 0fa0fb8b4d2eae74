"""The cells of the table, as the terminal, the reports and the docs show them."""

import sys
from collections.abc import Sequence
from typing import Final

from dockgen import report
from dockgen.ladder.result import Measured, Result

COLUMNS: Final = ("size", "layers", "packages", "first build", "rebuild", "runs as", "shell", "answers")
_MEGABYTE: Final = 1e6
_SIZE_SHOWS: Final = 50_000
"""Bytes: less cannot be seen in the table."""
_TIME_SHOWS: Final = 0.2, 0.15
"""Seconds, and of the longer time: what differs by less may be by chance."""


def megabytes(size: int) -> str:
    """Return a size as a person reads it."""
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
        "root" if one.image.is_root else one.image.user,
        "yes" if one.image.has_shell else "no",
        one.answers,
    )


def gain(one: Measured, other: Measured | None) -> str:
    """Say in a few words what changes from one variant to another; empty where there is no other."""
    if other is None:
        return ""
    found = [
        _size(one.image.size, other.image.size),
        _time("rebuild", one.rebuild, other.rebuild),
        _time("first build", one.first_build, other.first_build),
        _safety(one, other),
    ]
    return ", ".join(filter(None, found)) or "nothing that these figures show"


def _size(new: int, old: int) -> str:
    change = new - old
    if abs(change) < _SIZE_SHOWS:
        return ""
    percent = f"{change / old:+.0%}"
    return f"{_signed(change / _MEGABYTE)} MB" + (f" ({percent})" if percent not in {"+0%", "-0%"} else "")


def _time(what: str, new: float, old: float) -> str:
    change = new - old
    least, part = _TIME_SHOWS
    return "" if abs(change) < max(least, part * max(new, old)) else f"{what} {_signed(change)} s"


def _signed(number: float) -> str:
    return f"{number:+.1f}"


def _safety(one: Measured, other: Measured) -> str:
    found = []
    if one.image.is_root != other.image.is_root:
        found.append("runs as root" if one.image.is_root else "no longer root")
    if one.image.has_shell != other.image.has_shell:
        found.append("has a shell" if one.image.has_shell else "no shell")
    return ", ".join(found)


def header(result: Result) -> tuple[str, ...]:
    """Return the names of all columns."""
    return ("practices up to" if result.climbs else "variant", *COLUMNS, "gain" if result.climbs else "to the first")


def rows(result: Result) -> list[tuple[str, ...]]:
    """Return the rows of the variants that were measured."""
    return [(one.name, *cells(one), gain(one, other)) for one, other in result.steps()]


def show(result: Result) -> None:
    """Print the table, what is not in it and why, and how it was measured."""
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
    from rich.box import SIMPLE_HEAD  # noqa: PLC0415 - only a terminal waits for it
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    names = header(result)
    table = Table(title=Text(result.title, "bold"), title_justify="left", box=SIMPLE_HEAD, padding=(0, 1))
    for index, name in enumerate(names):
        is_text = index in {0, len(names) - 1}
        table.add_column(name, justify="left" if is_text else "right", no_wrap=index == 0)
    smallest = min(one.image.size for one in result.measured)
    quickest = min(one.rebuild for one in result.measured)
    for row, one in zip(rows(result), result.measured, strict=True):
        styles = {
            0: "bold",
            1: "green" if one.image.size == smallest else "",
            5: "green" if one.rebuild == quickest else "",
            6: "yellow" if one.image.is_root else "green",
            7: "yellow" if one.image.has_shell else "green",
            8: "bold red" if one.answers == "no" else "",
            9: "dim",
        }
        table.add_row(*(Text(cell, styles.get(index, "")) for index, cell in enumerate(row)))
    Console().print(table)

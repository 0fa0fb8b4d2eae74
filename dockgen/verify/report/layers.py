"""What makes an image heavy: its layers, with the base's own as one, since they go or stay together."""

from typing import Final, NamedTuple

from dockgen.verify.report.report import Report, instruction

_MOST: Final = 5
"""Rows that a person looks at."""
_LEAST: Final = 0.005
"""Of the image: what is less counts as nothing beside the others."""
_UNKNOWN: Final = "an instruction that is not known"


class Row(NamedTuple):
    """One layer, or several that are told as one."""

    size: int
    part: float
    """Of the image, from 0 to 1."""
    line: int | None
    """Of the Dockerfile; None where that is not known."""
    what: str
    """The instruction, or what it stands for."""
    is_base: bool = False


def in_order(report: Report) -> list[Row]:
    """Return a row for each layer that adds something, as they lie upon each other; the base's are the first one."""
    base = [one for one in report.layers if one.is_base]
    first = [_row(report, sum(one.size for one in base), None, _base(len(base)), is_base=True)] if base else []
    own = [one for one in report.layers if not one.is_base and one.size]
    return [*first, *(_row(report, one.size, one.line, instruction(one) or _UNKNOWN) for one in own)]


def heaviest(report: Report) -> list[Row]:
    """Return those that weigh most, the heaviest first, and the rest as one."""
    rows = sorted(in_order(report), key=lambda row: row.size, reverse=True)
    number = min(_MOST, max(sum(row.part >= _LEAST for row in rows), 1))
    rest = rows[number:]
    if len(rest) <= 1:
        return rows
    return [*rows[:number], _row(report, sum(row.size for row in rest), None, f"{len(rest)} smaller layers")]


def _base(number: int) -> str:
    return "the base image" + (f" ({number} layers)" if number > 1 else "")


def _row(report: Report, size: int, line: int | None, what: str, *, is_base: bool = False) -> Row:
    return Row(size, size / max(report.size or 0, 1), line, what, is_base)

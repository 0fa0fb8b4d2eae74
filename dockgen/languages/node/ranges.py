"""npm's version ranges, as far as they choose a major version (the grammar of node-semver)."""

import re
from collections.abc import Sequence
from typing import Final

Version = tuple[int, int, int]

_LAST: Final = 10**9
_NUMBER: Final = r"(?:[0-9]{1,6}|[xX*])"
_PARTIAL: Final = rf"[v=\s]{{0,9}}({_NUMBER})(?:\.({_NUMBER}))?(?:\.({_NUMBER}))?(?:[-+][\w.+-]{{0,99}})?"
_COMPARATOR: Final = rf"(>=|<=|>|<|=|\^|~>?)?\s{{0,9}}{_PARTIAL}(?=\s|$)"
_HYPHEN: Final = rf"\s{{0,9}}{_PARTIAL}\s{{1,9}}-\s{{1,9}}{_PARTIAL}\s{{0,9}}"

Interval = tuple[Version, Version]
"""From the first version to the one that is no longer in it."""


def majors(text: str, candidates: Sequence[int]) -> tuple[int, ...]:
    """Return the candidates that a range takes, in their order.

    Those whose newest release it takes go first, because that is what an image of the major version holds; only
    where there is none, those of which it takes some older release.
    """
    intervals = [interval for part in text.split("||") if (interval := _interval(part)) is not None]
    newest = tuple(major for major in candidates if _holds(intervals, (major, _LAST, _LAST)))
    return newest or tuple(
        major
        for major in candidates
        if any(low < (major + 1, 0, 0) and (major, 0, 0) < high for low, high in intervals)
    )


def _holds(intervals: Sequence[Interval], version: Version) -> bool:
    return any(low <= version < high for low, high in intervals)


def _interval(text: str) -> Interval | None:
    """Return what all comparators of one alternative take; None where it is no range."""
    low, high = (0, 0, 0), (_LAST, 0, 0)
    if match := re.fullmatch(_HYPHEN, text):
        first, last = _parts(match.groups()[:3]), _parts(match.groups()[3:])
        return _first(first), _after(last)
    rest = text.strip()
    while rest:
        match = re.match(_COMPARATOR, rest)
        if match is None:
            return None
        least, limit = _compared(match[1] or "", _parts(match.groups()[1:]))
        low, high = max(low, least), min(high, limit)
        rest = rest[match.end() :].strip()
    return low, high


def _parts(groups: Sequence[str | None]) -> list[int]:
    """Return the numbers of a version up to the first that is left open."""
    numbers: list[int] = []
    for group in groups:
        if group is None or group in "xX*":
            break
        numbers.append(int(group))
    return numbers


def _compared(operator: str, numbers: list[int]) -> Interval:
    everything = (_LAST, 0, 0)
    if not numbers:
        return ((_LAST, 0, 0), everything) if operator in {"<", ">"} else ((0, 0, 0), everything)
    first, after, nothing = _first(numbers), _after(numbers), (0, 0, 0)
    intervals: dict[str, Interval] = {
        ">=": (first, everything),
        ">": (after, everything),
        "<=": (nothing, after),
        "<": (nothing, first),
        "^": (first, _after(_fixed(numbers))),
        "~": (first, _after(numbers[:2])),
        "~>": (first, _after(numbers[:2])),
    }
    return intervals.get(operator, (first, after))


def _fixed(numbers: list[int]) -> list[int]:
    """Return the part that a caret keeps: up to the first number that is not zero."""
    for index, number in enumerate(numbers):
        if number:
            return numbers[: index + 1]
    return numbers


def _first(numbers: list[int]) -> Version:
    major, minor, patch = (*numbers, 0, 0, 0)[:3]
    return major, minor, patch


def _after(numbers: list[int]) -> Version:
    """Return the version after all those that begin so."""
    if not numbers:
        return _LAST, 0, 0
    return _first([*numbers[:-1], numbers[-1] + 1])

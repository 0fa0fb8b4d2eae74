"""Version ranges in the dialects of the package managers, as intervals."""

import re
from collections.abc import Callable, Iterable, Mapping
from itertools import takewhile
from typing import Final

from dockgen.records import NamedTuple

Numbers = tuple[int, ...]
"""A version as far as it is written: (3, 13) for 3.13 or 3.13.*."""
Version = tuple[int, int, int]

_LAST: Final = 10**9
_MAX_LENGTH: Final = 300
_NUMBER: Final = r"(?:[0-9]{1,6}|[xX*](?!\w))"
_VERSION: Final = rf"[v=\s]{{0,9}}({_NUMBER})(?:\.({_NUMBER}))?(?:\.({_NUMBER}))?[\w.+-]{{0,99}}"
_CLAUSE: Final = rf"(===|==|~=|!=|<=|>=|<|>|=|\^|~>?)?\s{{0,9}}{_VERSION}"
_HYPHEN: Final = rf"\s{{0,9}}{_VERSION}\s{{1,9}}-\s{{1,9}}{_VERSION}\s{{0,9}}"


class Interval(NamedTuple):
    """The versions from the first one to the one that is no longer in it."""

    low: Version = (0, 0, 0)
    high: Version = (_LAST, 0, 0)


Range = tuple[Interval, ...]
"""A version is in a range where it is in any of its intervals."""


class Dialect(NamedTuple):
    """How one package manager writes ranges."""

    operators: Mapping[str, Callable[[Numbers], Range]]
    separator: str
    """A pattern of what stands between two clauses that both have to hold."""
    has_hyphens: bool = False
    """Whether `1.2 - 2.3` is a range."""


def taken(asked: Iterable[str], dialect: Dialect, candidates: Iterable[Numbers]) -> tuple[Numbers, ...]:
    """Return the candidates, such as (3, 13), that all of several ranges take, in their order.

    An image holds the newest release of its version, so those count whose newest release is taken; only where there
    is none, those of which some older release is.
    """
    wanted: Range = (Interval(),)
    for text in asked:
        wanted = _both(wanted, parse(text, dialect))
    known = tuple(candidates)
    newest = tuple(one for one in known if any(each.low <= _newest(one) < each.high for each in wanted))
    return newest or tuple(one for one in known if _both(wanted, _of(one)))


def parse(text: str, dialect: Dialect) -> Range:
    """Return the versions that a range takes; none where it is no range. What `||` joins are alternatives."""
    if len(text) > _MAX_LENGTH:
        return ()
    return tuple(interval for part in text.split("||") for interval in _alternative(part.strip(), dialect))


def _alternative(text: str, dialect: Dialect) -> Range:
    if dialect.has_hyphens and (match := re.fullmatch(_HYPHEN, text)):
        return (Interval(_first(_numbers(match.groups()[:3])), _after(_numbers(match.groups()[3:]))),)
    found: Range = (Interval(),)
    while text:
        match = re.match(_CLAUSE, text)
        if match is None or (match[1] or "") not in dialect.operators:
            return ()
        found = _both(found, dialect.operators[match[1] or ""](_numbers(match.groups()[1:])))
        text = text[match.end() :]
        between = re.match(dialect.separator, text)
        if text and between is None:
            return ()
        text = text[between.end() :] if between else ""
    return found


def _numbers(groups: Iterable[str | None]) -> Numbers:
    """Return the numbers of a version up to the first that is left open."""
    written = takewhile(lambda one: one not in {None, "x", "X", "*"}, groups)
    return tuple(int(one) for one in written if one)


def _both(left: Range, right: Range) -> Range:
    """Return the versions that are in both ranges."""
    pairs = (Interval(max(one.low, other.low), min(one.high, other.high)) for one in left for other in right)
    return tuple(pair for pair in pairs if pair.low < pair.high)


def _first(numbers: Numbers) -> Version:
    major, minor, patch = (*numbers, 0, 0, 0)[:3]
    return major, minor, patch


def _newest(numbers: Numbers) -> Version:
    major, minor, patch = (*numbers, _LAST, _LAST, _LAST)[:3]
    return major, minor, patch


def _after(numbers: Numbers) -> Version:
    """Return the version after all those that begin so."""
    return _first((*numbers[:-1], numbers[-1] + 1)) if numbers else (_LAST, 0, 0)


def _behind(numbers: Numbers) -> Version:
    """Return the version after exactly this one."""
    major, minor, patch = _first(numbers)
    return major, minor, patch + 1


def _of(numbers: Numbers) -> Range:
    return (Interval(_first(numbers), _after(numbers)),)


def _from(version: Version) -> Range:
    return (Interval(low=version),)


def _until(version: Version) -> Range:
    return (Interval(high=version),)


def _caret(numbers: Numbers) -> Range:
    """Keep the part up to the first number that is not zero."""
    kept = next((index + 1 for index, number in enumerate(numbers) if number), len(numbers))
    return (Interval(_first(numbers), _after(numbers[:kept])),)


def _tilde(numbers: Numbers) -> Range:
    return (Interval(_first(numbers), _after(numbers[:2])),)


def _compatible(numbers: Numbers) -> Range:
    return (Interval(_first(numbers), _after(numbers[:-1] or numbers)),)


def _other_than(numbers: Numbers) -> Range:
    return (*_until(_first(numbers)), *_from(_after(numbers)))


_SHARED: Final[Mapping[str, Callable[[Numbers], Range]]] = {
    ">=": lambda numbers: _from(_first(numbers)),
    "<": lambda numbers: _until(_first(numbers)),
    "^": _caret,
    "~": _tilde,
}

NPM: Final = Dialect(
    {
        **_SHARED,
        ">": lambda numbers: _from(_after(numbers)),
        "<=": lambda numbers: _until(_after(numbers)),
        "~>": _tilde,
        "=": _of,
        "": _of,
    },
    r"\s{1,99}",
    has_hyphens=True,
)
"""The grammar of node-semver."""

PEP_440: Final = Dialect(
    {
        **_SHARED,
        ">": lambda numbers: _from(_behind(numbers)),
        "<=": lambda numbers: _until(_behind(numbers)),
        "~=": _compatible,
        "!=": _other_than,
        **dict.fromkeys(("==", "===", ""), lambda numbers: _of(numbers[:2])),  # images have the newest patch alone
    },
    r"\s{0,99},\s{0,99}|\s{1,99}(?=[<>=!~^])",
)
"""Python's, with Poetry's `^`, `~` and `||`."""

"""Variables without which a program does not start, as its sources say: they check, and give up."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from dockgen.languages.kit.sources import Source
from dockgen.model.found import Found
from dockgen.records import NamedTuple

THERE: Final = frozenset({"PORT", "HOME", "PATH", "HOSTNAME", "NODE_ENV", "TZ", "CI", "PWD", "USER"})
"""Those that the image, or every container, has; NODE_ENV is set by it."""
_MOST: Final = 20


class Ways(NamedTuple):
    """How sources of a language say it."""

    checks: tuple[str, ...]
    """Patterns of what gives up; the first group is the condition."""
    reads: str
    """A pattern of a variable that a condition finds empty."""
    empty: str
    """A pattern of another name that it finds empty."""
    holds: str
    """A pattern of what gives a variable to such a name: two groups."""
    calls: tuple[str, ...]
    """Patterns of functions that give up without the variable in their group."""
    taken: str = ""
    """A pattern of what takes variables by their own names, which are its group."""


def find(sources: Iterable[Source], ways_of: Callable[[Source], Ways]) -> Found[tuple[str, ...]] | None:
    """Return the variables, and where the first one is checked; None where the program needs none."""
    found: dict[str, str] = {}
    for source in sources:
        ways = ways_of(source)
        for name, match in (*_checked(source, ways), *_called(source, ways.calls)):
            if name not in THERE:
                found.setdefault(name, source.at(match))
    names = tuple(sorted(found))[:_MOST]
    return Found(names, found[names[0]]) if names else None


def _checked(source: Source, ways: Ways) -> Iterator[tuple[str, re.Match[str]]]:
    matches = [match for pattern in ways.checks for match in re.finditer(pattern, source.text)]
    held = dict(re.findall(ways.holds, source.text)) if matches else {}
    for names in re.findall(ways.taken, source.text) if matches and ways.taken else ():
        held |= {name: name for name in re.findall(r"[A-Z][A-Z0-9_]{1,60}", names)}
    for match in matches:
        yield from ((next(filter(None, one.groups())), match) for one in re.finditer(ways.reads, match[1]))
        yield from ((held[word], match) for word in re.findall(ways.empty, match[1]) if word in held)


def _called(source: Source, calls: Sequence[str]) -> Iterator[tuple[str, re.Match[str]]]:
    for pattern in calls:
        yield from ((match[1], match) for match in re.finditer(pattern, source.text))

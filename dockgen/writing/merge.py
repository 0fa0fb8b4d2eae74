"""Merges three texts by line: the last generated one, a person's edited one, and the new generated one.

Each side's changes are hunks of the base. Hunks without a common line are both applied, even if they are adjacent: a
new line after a FROM whose version changes is not a conflict. Overlapping hunks, and two insertions at the same place,
are a conflict unless both sides are equal.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from dockgen.records import NamedTuple

YOURS: Final = "<<<<<<< yours"
MIDDLE: Final = "======="
DOCKGENS: Final = ">>>>>>> dockgen"
BOM: Final = "\ufeff"
_MOST_PAIRS: Final = 1_000_000
"""The most pairs of equal lines; for more, the comparison is too slow, and the differing part is one hunk."""


class Text(NamedTuple):
    """A file's text by line, with separate line endings, so that they are not a difference."""

    lines: tuple[str, ...]
    ends: tuple[str, ...]
    bom: str = ""

    @property
    def end(self) -> str:
        """The most common line ending."""
        return "\r\n" if self.ends.count("\r\n") > self.ends.count("\n") else "\n"


class Line(NamedTuple):
    """One line of the result; `end` is None for a new line, which gets the file's usual line ending."""

    text: str
    end: str | None = None


class Conflict(NamedTuple):
    """Lines that both sides changed."""

    yours: tuple[Line, ...]
    dockgens: tuple[Line, ...]


Part = tuple[Line, ...] | Conflict


class _Hunk(NamedTuple):
    """Lines `begin` to `end` of the base, and their replacement."""

    begin: int
    end: int
    lines: tuple[Line, ...]


def read(text: str) -> Text:
    """Split a text into lines, which end in LF or CR LF only, as in Dockerfiles."""
    bom = BOM if text.startswith(BOM) else ""
    pieces = text.removeprefix(bom).split("\n")
    last = [pieces.pop()]  # what follows the last line ending
    lines = [piece.removesuffix("\r") for piece in pieces] + (last if last[0] else [])
    ends = ["\r\n" if piece.endswith("\r") else "\n" for piece in pieces] + ([""] if last[0] else [])
    return Text(tuple(lines), tuple(ends), bom)


def merge(base: Text | None, yours: Text, dockgens: Text) -> list[Part]:
    """Merge into lines and conflicts, with the line endings of `yours`; without a base, differences conflict."""
    your_lines = tuple(map(Line, yours.lines, yours.ends))
    their_lines = tuple(map(Line, dockgens.lines))
    if base is None:
        return list(_two_ways(yours, your_lines, dockgens, their_lines))
    kept = _kept(base, yours, your_lines)
    return list(_clusters(kept, _hunks(base, yours, your_lines), _hunks(base, dockgens, their_lines)))


def _kept(base: Text, yours: Text, lines: Sequence[Line]) -> list[Line]:
    """Return the base's lines, with the line endings of the person's text where they still exist."""
    kept = [Line(line) for line in base.lines]
    for start, other, size in _blocks(base.lines, yours.lines):
        kept[start : start + size] = lines[other : other + size]
    return kept


def _blocks(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int, int]]:
    """Return the common parts, as old and new positions with lengths; the last part is empty."""
    from difflib import SequenceMatcher  # noqa: PLC0415 - most updates merge no lines

    if is_much(old, new):
        return _ends(old, new)
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    return [(block.a, block.b, block.size) for block in blocks]


def is_much(old: Sequence[str], new: Sequence[str]) -> bool:
    """Tell whether comparing two texts line by line would take too long."""
    often = Counter(new)
    return sum(number * often[line] for line, number in Counter(old).items()) > _MOST_PAIRS


def _ends(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int, int]]:
    """Return the common start and end of both, in the same form."""
    same, last = _common(old, new)
    return [(0, 0, same), (len(old) - last, len(new) - last, last), (len(old), len(new), 0)]


def _common(old: Sequence[str], new: Sequence[str]) -> tuple[int, int]:
    """Return how many lines at the start and at the end are equal."""
    shorter = min(len(old), len(new))
    same = next((i for i in range(shorter) if old[i] != new[i]), shorter)
    return same, next((i for i in range(shorter - same) if old[-1 - i] != new[-1 - i]), shorter - same)


def _hunks(base: Text, other: Text, lines: tuple[Line, ...]) -> list[_Hunk]:
    hunks, begin, place = [], 0, 0
    for start, found, size in _blocks(base.lines, other.lines):
        if begin < start or place < found:
            hunks.append(_Hunk(begin, start, lines[place:found]))
        begin, place = start + size, found + size
    return hunks


def _two_ways(yours: Text, your_lines: tuple[Line, ...], dockgens: Text, theirs: tuple[Line, ...]) -> Iterator[Part]:
    begin, place = 0, 0
    for start, found, size in _blocks(yours.lines, dockgens.lines):
        if begin < start or place < found:
            yield Conflict(your_lines[begin:start], theirs[place:found])
        if size:
            yield your_lines[start : start + size]
        begin, place = start + size, found + size


def _clusters(kept: Sequence[Line], yours: list[_Hunk], dockgens: list[_Hunk]) -> Iterator[Part]:
    """Walk through the base and both sides' hunks; overlapping hunks are handled together."""
    at = 0
    while yours or dockgens:
        mine, theirs = _next_cluster(yours, dockgens)
        begin = min(hunk.begin for hunk in mine + theirs)
        end = max(hunk.end for hunk in mine + theirs)
        if at < begin:
            yield tuple(kept[at:begin])
        yield from _settle(kept, begin, end, mine, theirs)
        del yours[: len(mine)], dockgens[: len(theirs)]
        at = end
    if at < len(kept):
        yield tuple(kept[at:])


def _next_cluster(yours: list[_Hunk], dockgens: list[_Hunk]) -> tuple[list[_Hunk], list[_Hunk]]:
    """Return the first hunk and all hunks of both sides that overlap with it, directly or through others."""
    if not dockgens or (yours and yours[0][:2] <= dockgens[0][:2]):  # by begin and end
        mine, theirs = yours[:1], []
    else:
        mine, theirs = [], dockgens[:1]
    grew = True
    while grew:
        grew = False
        for own, all_, other in ((mine, yours, theirs), (theirs, dockgens, mine)):
            follow = all_[len(own) : len(own) + 1]
            if follow and any(_overlap(follow[0], hunk) for hunk in other):
                own.extend(follow)
                grew = True
    return mine, theirs


def _overlap(one: _Hunk, other: _Hunk) -> bool:
    if one.begin == one.end and other.begin == other.end:  # two insertions
        return one.begin == other.begin
    return one.begin < other.end and other.begin < one.end


def _settle(
    kept: Sequence[Line], begin: int, end: int, mine: Sequence[_Hunk], theirs: Sequence[_Hunk]
) -> Iterator[Part]:
    your_lines, their_lines = _applied(kept, begin, end, mine), _applied(kept, begin, end, theirs)
    if not theirs or _texts(your_lines) == _texts(their_lines):
        yield your_lines
    elif not mine:
        yield their_lines
    else:
        yield from _trimmed(your_lines, their_lines)


def _applied(kept: Sequence[Line], begin: int, end: int, hunks: Sequence[_Hunk]) -> tuple[Line, ...]:
    """Return a part of the base with one side's hunks applied."""
    lines, at = [], begin
    for hunk in hunks:
        lines += [*kept[at : hunk.begin], *hunk.lines]
        at = hunk.end
    return (*lines, *kept[at:end])


def _texts(lines: Sequence[Line]) -> list[str]:
    return [line.text for line in lines]


def _trimmed(yours: tuple[Line, ...], dockgens: tuple[Line, ...]) -> Iterator[Part]:
    """Remove the common start and end from a conflict."""
    same, last = _common(_texts(yours), _texts(dockgens))
    if same:
        yield yours[:same]
    yield Conflict(yours[same : len(yours) - last], dockgens[same : len(dockgens) - last])
    if last:
        yield yours[len(yours) - last :]


def conflicts(parts: Sequence[Part]) -> list[Conflict]:
    """Return the unresolved conflicts among the parts."""
    return [part for part in parts if isinstance(part, Conflict)]


def sides(conflict: Conflict) -> dict[str, tuple[Line, ...]]:
    """Return the possible replacements of a conflict: one side, or both between the usual conflict markers."""
    both = (Line(YOURS), *conflict.yours, Line(MIDDLE), *conflict.dockgens, Line(DOCKGENS))
    return {"yours": conflict.yours, "dockgen": conflict.dockgens, "markers": both}


def write(lines: Sequence[Line], yours: Text) -> str:
    """Join lines with the line endings, the byte order mark, and the end of the file of `yours`."""
    usual = yours.end
    ends = [line.end or usual for line in lines]
    if ends and yours.ends[-1:] == ("",):  # without a line ending
        ends[-1] = ""
    return yours.bom + "".join(line.text + end for line, end in zip(lines, ends, strict=True))

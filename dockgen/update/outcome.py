"""Decides what an update does to each file, without reading or writing any."""

from collections.abc import Sequence
from enum import Enum

from dockgen.records import NamedTuple
from dockgen.update import pins
from dockgen.writing import merge
from dockgen.writing.merge import Conflict, Line, Part, Text


class What(Enum):
    """What happens to a file, in one word."""

    CREATE = "create"
    IDENTICAL = "identical"
    UPDATE = "update"
    """Only dockgen has changed it."""
    MERGE = "merge"
    """Both a person and dockgen have changed it."""
    KEEP = "keep"
    """Only a person has changed it."""
    CONFLICT = "conflict"
    DELETED = "deleted"
    """A person has deleted it."""
    LEFT = "left"
    """dockgen does not make it any more."""


class Outcome(NamedTuple):
    """A file and what an update does to it."""

    path: str
    what: What
    old: bytes | None = None
    """The current content."""
    new: bytes | None = None
    """The content to write; None for nothing."""
    parts: Sequence[Part] = ()
    """The parts of a merge with conflicts."""
    yours: Text = Text((), ())
    whole: bytes | None = None
    """For a file that is not text and cannot be merged: what dockgen would write."""
    loses: bool = False
    """Whether a person's lines are lost, because dockgen's side was chosen."""
    unpinned: tuple[str, ...] = ()
    """Images whose digest no longer fits, because the image has changed."""

    @property
    def conflicts(self) -> list[Conflict]:
        """The unresolved conflicts."""
        return merge.conflicts(self.parts)


def of(path: str, old: bytes | None, base: str | None, generated: str) -> Outcome:
    """Decide what happens to a file.

    Args:
        path: its path.
        old: its current content; None if it does not exist.
        base: what was generated last time; None if unknown.
        generated: the new text.
    """
    if old is None:
        return Outcome(path, What.DELETED) if base is not None else Outcome(path, What.CREATE, None, generated.encode())
    if old == generated.encode():
        return Outcome(path, What.IDENTICAL, old)
    try:
        yours = old.decode()
    except UnicodeDecodeError:
        return Outcome(path, What.CONFLICT, old, whole=generated.encode())
    return _of_text(path, yours, base, generated)


def _of_text(path: str, yours: str, base: str | None, generated: str) -> Outcome:
    known = pins.found(yours)
    dockgens = merge.read(pins.put(generated, known))
    mine = merge.read(yours)
    before = None if base is None else merge.read(pins.put(base, known))
    parts = merge.merge(before, mine, dockgens)
    old = yours.encode()
    if merge.conflicts(parts):
        return Outcome(path, What.CONFLICT, old, parts=parts, yours=mine)
    new = merge.write([line for part in parts for line in part if isinstance(line, Line)], mine).encode()
    gone = tuple(image for image, digest in known.items() if (image + digest).encode() not in new)
    if new == old:
        return Outcome(path, What.IDENTICAL if mine.lines == dockgens.lines else What.KEEP, old)
    untouched = before is not None and mine.lines == before.lines
    return Outcome(path, What.UPDATE if untouched else What.MERGE, old, new, unpinned=gone)


def settled(outcome: Outcome, sides: Sequence[tuple[Line, ...]]) -> Outcome:
    """Return the outcome with the chosen lines for each conflict, in order."""
    chosen = iter(sides)
    lines = [line for part in outcome.parts for line in (next(chosen) if isinstance(part, Conflict) else part)]
    new = merge.write(lines, outcome.yours).encode()
    return outcome._replace(what=What.KEEP if new == outcome.old else What.MERGE, new=new, parts=())

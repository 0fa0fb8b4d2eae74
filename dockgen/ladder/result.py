"""What a ladder or a comparison ends with."""

from collections.abc import Mapping, Sequence
from statistics import median
from typing import Final, NamedTuple

from dockgen.ladder.image import Image

OF_LIMIT: Final = "no (limit)"
"""Whether it answers, where it does not and has hit a limit of its container."""


class Measured(NamedTuple):
    """What was measured of one variant."""

    name: str
    title: str
    dockerfile: str
    """The text that it was built from."""
    first: Sequence[float]
    """Seconds of each build that could take nothing from earlier ones."""
    again: Sequence[float]
    """Seconds of each build after an edit of one source file."""
    image: Image
    answers: str
    """`yes`, `no`, or why nobody asked."""

    @property
    def first_build(self) -> float:
        """The median of the first builds."""
        return median(self.first)

    @property
    def rebuild(self) -> float:
        """The median of the rebuilds."""
        return median(self.again)


class Failed(NamedTuple):
    """A variant that does not build."""

    name: str
    title: str
    step: str
    log: Sequence[str]


class Result(NamedTuple):
    """All that is known at the end."""

    title: str
    project: str
    """The folder's name, not its path."""
    measured: Sequence[Measured]
    failed: Sequence[Failed]
    left_out: Mapping[str, str]
    """Variants that were not built, and why."""
    climbs: bool
    """Whether each variant is a step from the one before; else each is compared with the first one."""
    engine: str
    runs: int
    edited: str
    """The file that was edited for the rebuilds."""
    notes: Sequence[str]
    bases: Sequence[str]
    """The base images."""

    def steps(self) -> list[tuple[Measured, Measured | None]]:
        """Return each variant with the one that it is compared with."""
        others = self.measured if self.climbs else [self.measured[0] for _ in self.measured]
        return list(zip(self.measured, [None, *others[:-1]], strict=True)) if self.measured else []

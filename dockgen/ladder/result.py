"""The result of a ladder or a comparison."""

from collections.abc import Mapping, Sequence
from statistics import median
from typing import Final

from dockgen.ladder.image import Image
from dockgen.records import NamedTuple

OF_LIMIT: Final = "no (limit)"
"""The value of `answers` if the program failed at a limit of its container."""


class Measured(NamedTuple):
    """The measurements of one variant."""

    name: str
    title: str
    dockerfile: str
    """The text of its Dockerfile."""
    first: Sequence[float]
    """Seconds of each build without any cache."""
    again: Sequence[float]
    """Seconds of each build after an edit of one source file."""
    image: Image
    answers: str
    """`yes`, `no`, `no (limit)`, or `not asked`."""

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
    """All results."""

    title: str
    project: str
    """The folder's name, not its path."""
    measured: Sequence[Measured]
    failed: Sequence[Failed]
    left_out: Mapping[str, str]
    """Variants that were not built, and why."""
    climbs: bool
    """Whether each variant is compared with the one before it; otherwise with the first."""
    engine: str
    runs: int
    edited: str
    """The file that was edited for the rebuilds."""
    notes: Sequence[str]
    bases: Sequence[str]
    """The base images."""

    def steps(self) -> list[tuple[Measured, Measured | None]]:
        """Return each variant with the one to compare it with."""
        others = self.measured if self.climbs else [self.measured[0] for _ in self.measured]
        return list(zip(self.measured, [None, *others[:-1]], strict=True)) if self.measured else []

"""Says on standard error how far the measuring is."""

from dockgen import progress
from dockgen.progress import Progress

__all__ = ["Progress", "make"]


def make() -> Progress:
    """Return what goes with where standard error goes."""
    return progress.make("builds to measure")

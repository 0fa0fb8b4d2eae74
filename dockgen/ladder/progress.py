"""Says on standard error how far the measuring is."""

from dockgen.terminal import progress
from dockgen.terminal.progress import Progress

__all__ = ["Progress", "make"]


def make() -> Progress:
    """Return what goes with where standard error goes."""
    return progress.make("builds to measure")

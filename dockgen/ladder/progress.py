"""Reports the progress of the measurements on standard error."""

from dockgen.terminal import progress
from dockgen.terminal.progress import Progress

__all__ = ["Progress", "make"]


def make() -> Progress:
    """Return the progress report that fits standard error."""
    return progress.make("builds to measure")

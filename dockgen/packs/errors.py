"""The error that all of a template pack's faults are."""

from dockgen.errors import DockgenError


class PackError(DockgenError):
    """A template pack cannot be had, or must not be used; it names the file of the pack."""

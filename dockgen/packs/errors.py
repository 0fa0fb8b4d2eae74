"""The error that all of a template pack's faults are."""

from dockgen.errors import DockgenError


class PackError(DockgenError):
    """A template pack cannot be had, or must not be used; it names the file of the pack."""


class UntrustedError(PackError):
    """A project names a pack that no one has agreed to; nothing of it was asked or read."""

    wanted: tuple[str, str, str] | None = None
    """What `trust` keeps."""

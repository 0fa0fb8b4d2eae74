"""Errors about template packs."""

from dockgen.errors import DockgenError, ExitCode


class PackError(DockgenError):
    """A template pack cannot be loaded or used; the message names the pack's file."""


class FetchError(PackError):
    """A template pack cannot be fetched."""

    exit_code = ExitCode.NETWORK


class UntrustedError(PackError):
    """A project names a pack that is not trusted; nothing was contacted or read."""

    wanted: tuple[str, str, str] | None = None
    """The pack, as `trust` stores it."""

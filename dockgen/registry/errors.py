"""Errors of registries."""

from dockgen.errors import DockgenError, ExitCode


class RegistryError(DockgenError):
    """A registry cannot be reached, or its answer is not usable."""

    exit_code = ExitCode.REGISTRY


class NotFoundError(RegistryError):
    """The registry does not have the image, or shows it only after a login."""


class ElsewhereError(RegistryError):
    """A registry sends us to a refused address: without TLS, on this machine, or on another server with a login."""

"""Errors of registries."""

from dockgen.errors import DockgenError, ExitCode


class RegistryError(DockgenError):
    """A registry cannot be reached, or its answer is not usable."""

    exit_code = ExitCode.REGISTRY


class ElsewhereError(RegistryError):
    """A registry sends us to a refused address: without TLS, on this machine, or on another server with a login."""

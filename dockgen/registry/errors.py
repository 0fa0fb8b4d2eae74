"""What can go wrong between us and a registry."""

from dockgen.errors import DockgenError, ExitCode


class RegistryError(DockgenError):
    """A registry cannot be asked, or does not answer what was asked."""

    exit_code = ExitCode.REGISTRY


class NotFoundError(RegistryError):
    """The registry has no such image, or shows it to nobody it does not know."""


class ElsewhereError(RegistryError):
    """A registry sends us where it must not: off TLS, to this machine, or with a login to another server."""

"""What a language's package gives only to those that ask for it, since most runs need none of it."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from dockgen.languages.language import Editing, Tooling
    from dockgen.services.clients import Clients


def tooling(package: str) -> "Callable[[], Tooling]":
    """Return what imports `tools.TOOLING` when it is called."""
    return lambda: import_module(f"{package}.tools").TOOLING


def clients(package: str) -> "Callable[[], Clients]":
    """Return what imports `service_clients.CLIENTS` when it is called."""
    return lambda: import_module(f"{package}.service_clients").CLIENTS


def editing(package: str) -> "Callable[[], Editing]":
    """Return what imports `tools.EDITING` when it is called."""
    return lambda: import_module(f"{package}.tools").EDITING

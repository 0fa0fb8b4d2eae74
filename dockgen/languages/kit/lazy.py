"""What a language's package imports only when it is asked for, since most runs need none of it."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from dockgen.languages.language import Editing, Tooling
    from dockgen.model.plan import Choices
    from dockgen.model.program import Program
    from dockgen.model.recipe import Recipe
    from dockgen.reading.project import Project
    from dockgen.services.clients import Clients


def inspect(package: str) -> "Callable[[Project, str | None], Program]":
    """Return what imports `inspection.inspect` when it is called."""
    return lambda project, main: import_module(f"{package}.inspection").inspect(project, main)


def impossible(package: str) -> "Callable[[Program], dict[str, str]]":
    """Return what imports `inspection.impossible` when it is called."""
    return lambda program: import_module(f"{package}.inspection").impossible(program)


def recipe(package: str) -> "Callable[[Choices], Recipe]":
    """Return what imports `recipes.recipe` when it is called."""
    return lambda plan: import_module(f"{package}.recipes").recipe(plan)


def tooling(package: str) -> "Callable[[], Tooling]":
    """Return what imports `tools.TOOLING` when it is called."""
    return lambda: import_module(f"{package}.tools").TOOLING


def clients(package: str) -> "Callable[[], Clients]":
    """Return what imports `service_clients.CLIENTS` when it is called."""
    return lambda: import_module(f"{package}.service_clients").CLIENTS


def editing(package: str) -> "Callable[[], Editing]":
    """Return what imports `tools.EDITING` when it is called."""
    return lambda: import_module(f"{package}.tools").EDITING

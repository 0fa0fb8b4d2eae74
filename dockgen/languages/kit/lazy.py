"""What a language's package imports only when it is asked for, since most runs need none of it."""

from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from dockgen.languages.language import Editing, Tooling
    from dockgen.model.plan import Choices
    from dockgen.model.program import Program
    from dockgen.model.recipe import Recipe
    from dockgen.reading.project import Project
    from dockgen.services.clients import Clients

    Functions = tuple[
        Callable[[Project, str | None], Program],
        Callable[[Program], dict[str, str]],
        Callable[[Choices], Recipe],
        Callable[[], Tooling],
        Callable[[], Clients],
        Callable[[], Editing],
    ]


def functions(package: str) -> "Functions":
    """Return `inspect`, `impossible`, `recipe`, `tooling`, `clients`, and `editing` of a language."""

    def module(name: str) -> ModuleType:
        return import_module(f"{package}.{name}")

    return (
        lambda project, main: module("inspection").inspect(project, main),
        lambda program: module("inspection").impossible(program),
        lambda plan: module("recipes").recipe(plan),
        lambda: module("tools").TOOLING,
        lambda: module("service_clients").CLIENTS,
        lambda: module("tools").EDITING,
    )

"""The languages: one module each, behind one Protocol, in one literal registry that imports none of them."""

import re
from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, Protocol, cast

if TYPE_CHECKING:
    from dockgen.languages.language import Editing, Tooling
    from dockgen.model.plan import Choices
    from dockgen.model.program import Program
    from dockgen.model.recipe import Recipe
    from dockgen.reading.project import Project
    from dockgen.services.clients import Clients


class LanguageModule(Protocol):
    """What a language's module holds."""

    NAME: str
    BASES: dict[str, str]
    """The base images that make sense, best first, and for each in one line what it costs and gives."""
    UNNEEDED: dict[str, str]
    """Practices that mean nothing for it, and why."""
    LOOKED_FOR: str
    """What `detect` looks for, for the message that nothing was found."""

    @property
    def SAMPLE(self) -> "Program":  # noqa: N802 - a module's constant
        """What `inspect` will say of the sample app; a test compares."""
        ...

    def detect(self, project: "Project") -> str | None:
        """Return the reason why this is such a project, such as "go.mod", or None."""
        ...

    def nearly(self, project: "Project") -> str | None:
        """Return what comes near to being such a project and what is missing, or None."""
        ...

    def inspect(self, project: "Project", main: str | None, /) -> "Program":
        """Return what the files say of the program in the folder `main`, or of the one that is there.

        Only called where `detect` gave a reason.
        """
        ...

    def impossible(self, program: "Program", /) -> Mapping[str, str]:
        """Return the base images that this program cannot run on, and why."""
        ...

    def recipe(self, plan: "Choices", /) -> "Recipe":
        """Return how a program is built and started, all else being chosen."""
        ...

    def probe(self, plan: "Choices", path: str | None) -> tuple[str, ...] | None:
        """Return the command, in exec form, with which something in the image asks the running program.

        Args:
            plan: what was chosen.
            path: what to ask; None where no path is known that answers while all is well.

        Returns:
            None where nothing in the image could ask.
        """
        ...

    def tooling(self) -> "Tooling":
        """Return what checks and fixes of Dockerfiles and images need to know of it."""
        ...

    def clients(self) -> "Clients":
        """Return its packages that talk to databases and queues."""
        ...

    def editing(self) -> "Editing":
        """Return how one edits its sources."""
        ...


class Language(LanguageModule, Protocol):
    """A language as the rest of the house sees it: with what is known before its module is imported."""

    TITLE: str
    MANIFESTS: tuple[str, ...]
    """Names of files: a folder that holds none of them is not worth a look when a repository's apps are searched."""
    ONLY_ALONE: tuple[str, ...]
    """Those of them that make an app only where no other project lies around them: a page, a script."""
    YIELDS: bool
    """Whether it is only the front end of a language that dockgen does not know, where that one's manifest is here."""


class Registered:
    """A language whose module is imported when it is asked for what the registry does not say."""

    def __init__(  # noqa: PLR0913 - a row of the registry
        self,
        name: str,
        title: str,
        manifests: tuple[str, ...],
        *,
        only_alone: tuple[str, ...] = (),
        yields: bool = False,
        also: str = "",
        inside: str = "",
    ) -> None:
        """Take a row of the registry.

        Args:
            name: how it is called, and its module.
            title: how people call it.
            manifests: as in the protocol.
            only_alone: as in the protocol.
            yields: as in the protocol.
            also: a regular expression for other names that its `detect` may know.
            inside: a file that it may know in any folder of a project.
        """
        self.NAME, self.TITLE, self.MANIFESTS, self.ONLY_ALONE, self.YIELDS = name, title, manifests, only_alone, yields
        self._also, self._inside = f"(?m)^(?:{also})$" if also else "", inside

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the module holds
        """Ask the module, once for each name."""
        if name.startswith("__"):  # of Python's own, as `copy` looks for them
            raise AttributeError(name)
        value = getattr(import_module(f"{__name__}.{self.NAME}"), name)
        setattr(self, name, value)
        return value

    def detect(self, project: "Project") -> str | None:
        """Ask the module where the folder holds what it may know; else it need not be imported."""
        return import_module(f"{__name__}.{self.NAME}").detect(project) if self._may_be(project) else None

    def _may_be(self, project: "Project") -> bool:
        if not (self._also or self._inside):
            return any(project.has(name) for name in self.MANIFESTS)
        names = project.entries()
        return (
            not set(names).isdisjoint(self.MANIFESTS)
            or re.search(self._also, "\n".join(names)) is not None
            or (bool(self._inside) and any(project.has(f"{name}/{self._inside}") for name in names))
        )


_SCRIPTS: Final = (
    *("main.py", "app.py", "server.py", "run.py", "bot.py", "worker.py", "wsgi.py", "asgi.py", "streamlit_app.py"),
)
_PAGE: Final = "index.html"
_SHELL: Final = ("start.sh", "main.sh", "run.sh", "entrypoint.sh")

_REGISTRY: Final = (
    Registered("go", "Go", ("go.mod", "go.work"), also=r".*\.go"),
    Registered("rust", "Rust", ("Cargo.toml",)),
    Registered(
        "python",
        "Python",
        ("pyproject.toml", "requirements.txt", "Pipfile", "setup.py", "setup.cfg", "manage.py", *_SCRIPTS),
        only_alone=_SCRIPTS,
        also=r"requirements.*|environment\.ya?ml|.*\.py",
        inside="__main__.py",
    ),
    Registered("deno", "Deno", ("deno.json", "deno.jsonc"), also=r"deno\.lock"),
    Registered(
        "node",
        "Node.js",
        ("package.json", "package.json5", "package.yaml"),
        yields=True,
        also=r"(?:server|index|app|main)\.(?:js|mjs|cjs)",
    ),
    Registered(
        "static",
        "static files",
        (_PAGE,),
        only_alone=(_PAGE,),
        yields=True,
        also=r"Staticfile|static\.json",
        inside=_PAGE,
    ),
    Registered("shell", "shell scripts", _SHELL, only_alone=_SHELL, yields=True, also=r".*\.sh"),
)
"""In the order in which they are looked for: a web front end's package.json lies beside many a server's own files."""

LANGUAGES: Final = {one.NAME: cast("Language", one) for one in _REGISTRY}

FOREIGN: Final = {
    "Gemfile": "Ruby",
    "Package.swift": "Swift",
    "build.gradle": "Java or Kotlin",
    "build.gradle.kts": "Java or Kotlin",
    "build.sbt": "Scala",
    "build.zig": "Zig",
    "composer.json": "PHP",
    "deps.edn": "Clojure",
    "dune-project": "OCaml",
    "gleam.toml": "Gleam",
    "mix.exs": "Elixir",
    "pom.xml": "Java",
    "project.clj": "Clojure",
    "pubspec.yaml": "Dart",
    "rebar.config": "Erlang",
    "shard.yml": "Crystal",
    "stack.yaml": "Haskell",
}
"""Manifests of languages that dockgen does not know yet."""

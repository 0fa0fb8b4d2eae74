"""The languages: one module each, behind one Protocol, in one literal registry."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, Protocol

from dockgen.facts import Fact, Facts
from dockgen.languages import go, node, python, static
from dockgen.project import Project

if TYPE_CHECKING:
    from dockgen.model.recipe import Recipe
    from dockgen.plan import Choices


class Language(Protocol):
    """What a language's module holds."""

    NAME: str
    TITLE: str
    BASES: dict[str, str]
    """The base images that make sense, best first, and for each in one line what it costs and gives."""
    UNNEEDED: dict[str, str]
    """Practices that mean nothing for it, and why."""
    MANIFESTS: tuple[str, ...]
    """Names of files: a folder that holds none of them is not worth a look when a repository's apps are searched."""
    ONLY_ALONE: tuple[str, ...]
    """Those of them that make an app only where no other project lies around them: a page, a script."""
    YIELDS: bool
    """Whether it is only the front end of a language that dockgen does not know, where that one's manifest is here."""
    LOOKED_FOR: str
    """What `detect` looks for, for the message that nothing was found."""
    SAMPLE: dict[str, Fact]
    """What `inspect` will say of the sample app; a test compares."""

    def detect(self, project: Project) -> str | None:
        """Return the reason why this is such a project, such as "go.mod", or None."""
        ...

    def nearly(self, project: Project) -> str | None:
        """Return what comes near to being such a project and what is missing, or None."""
        ...

    def inspect(self, project: Project, main: str | None) -> Facts:
        """Return what the files say of the program in the folder `main`, or of the one that is there.

        Only called where `detect` gave a reason.
        """
        ...

    def impossible(self, facts: Facts) -> Mapping[str, str]:
        """Return the base images that this program cannot run on, and why."""
        ...

    def recipe(self, plan: "Choices") -> "Recipe":
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


LANGUAGES: Final[dict[str, Language]] = {module.NAME: module for module in (go, python, node, static)}
"""In the order in which they are looked for: a web front end's package.json lies beside many a server's own files."""

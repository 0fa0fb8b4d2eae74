"""The languages: one module each, behind one Protocol, in one literal registry."""

from typing import Final, Protocol

from dockgen.facts import Fact, Facts
from dockgen.languages import go
from dockgen.project import Project


class Language(Protocol):
    """What a language's module holds."""

    NAME: str
    TITLE: str
    BASES: tuple[str, ...]
    """The base images that make sense, best first."""
    LIBC_BASES: tuple[str, ...]
    """The same for a program that needs a C library."""
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


LANGUAGES: Final[dict[str, Language]] = {module.NAME: module for module in (go,)}

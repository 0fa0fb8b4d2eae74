"""The front end of a program: what builds it, and into which folder."""

import posixpath

from dockgen.model.facts import Fact, FactValue
from dockgen.model.found import Found
from dockgen.records import NamedTuple


class FrontEnd(NamedTuple):
    """How a front end is built that another program serves, or embeds. All paths are from the top."""

    folder: str
    """Where its build runs: its own folder, or that of the workspace that it is a member of."""
    sources: tuple[str, ...]
    """What its build needs, as words of COPY."""
    built: str
    """The folder that its build leaves."""
    target: str
    """The folder that is embedded, or served."""
    replaced: bool
    """Whether nothing of that folder is part of the repository."""
    removed: tuple[str, ...]
    """What of its sources is no part of the program."""
    node: str | None
    """The version of Node.js that it asks for, if that one still gets fixes; None for any."""
    manager: str
    """The command that installs its package manager; empty for npm itself."""
    install: tuple[str, ...]
    """The commands that install its packages."""
    build: tuple[str, ...]
    """The commands that build it."""
    cache: str
    """The folder in which downloads are kept."""
    manifests: tuple[str, ...]
    """The files that say which packages it needs, as words of COPY; none where those are not all."""
    env: tuple[str, ...]
    """What its package manager and its build have to be told, as NAME=VALUE."""
    arguments: tuple[str, ...]
    """The public variables that it bakes in."""
    env_files: tuple[str, ...]
    """The files that name such, and are part of the repository."""
    package: str = ""
    """The folder of its package.json."""

    @property
    def is_outside(self) -> bool:
        """Whether the program looks for it outside of its own folder, from which `target` then counts."""
        return self.target.startswith("../")

    @property
    def place(self) -> str:
        """Where the image has it: from the program's folder, or from the root."""
        return posixpath.normpath(posixpath.join("/app", self.target)) if self.is_outside else self.target


_NONE: tuple[FactValue, ...] = (None, (), None, None, False, (), None, None, (), (), None, (), (), (), (), None)
"""What the facts are where there is none."""


def facts(found: Found[FrontEnd | None]) -> dict[str, Fact]:
    """Return what was found as facts: `frontend` for the folder, `frontend_build` and so on for the rest."""
    values: tuple[FactValue, ...] = _NONE if found.value is None else found.value
    names = ("frontend", *(f"frontend_{name}" for name in FrontEnd._fields[1:]))
    return {name: Found(value, found.source) for name, value in zip(names, values, strict=True)}

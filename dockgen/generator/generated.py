"""The result of the generator."""

from collections.abc import Callable, Iterable, Sequence

from dockgen.generator.apps import App
from dockgen.model.plan import Plan
from dockgen.reading.project import Project
from dockgen.records import NamedTuple

Each = Callable[[Sequence[App]], Iterable[App]]
"""Iterates over the apps of a repository, and may show progress."""


class Generated(NamedTuple):
    """What would be written, and why."""

    project: Project
    plans: tuple[Plan, ...]
    """One for each app."""
    files: dict[str, str]
    folder: str = ""
    """The build context of the only app, relative to the project's folder."""
    several: bool = False
    """Whether all apps of a repository were asked for, even if there is only one."""
    others: tuple[App, ...] = ()
    """Other apps of the repository, which nothing was made for."""

    @property
    def plan(self) -> Plan:
        """The plan of the only app, or of the first one."""
        return self.plans[0]

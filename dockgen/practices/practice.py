"""Defines a practice: one object that the generator applies and that the docs and comments explain."""

from collections.abc import Callable  # noqa: TC003 - the annotation of a NamedTuple is looked at
from importlib import import_module
from typing import TYPE_CHECKING, Literal

from dockgen.comments import notes
from dockgen.records import NamedTuple

if TYPE_CHECKING:
    from dockgen.dockerfiles.build import Build
    from dockgen.dockerfiles.instruction import Instruction

Level = Literal["error", "warning", "note"]


class Broken(NamedTuple):
    """One place where a file does not follow a practice."""

    at: "Instruction | None"
    """The instruction; None for the whole file."""
    message: str
    fix: str
    """What to do, in one sentence."""
    level: Level | None = None
    """The severity, if it differs from that of the practice."""


Checked = list[Broken] | str
"""The result of a check: the places that fail, an empty list if it passes, or why it does not apply."""


class About(NamedTuple):
    """The details of a practice, in its own module."""

    gain: str
    cost: str
    not_when: str
    bad: str
    """A Dockerfile without it."""
    good: str
    """The same lines with it."""
    check: "Callable[[Build], Checked]"
    """Finds the places where a Dockerfile does not follow it."""
    level: Level = "warning"
    """The severity of a finding."""


class Practice(NamedTuple):
    """One thing that makes an image smaller, safer, or faster to rebuild, with what is needed to choose it."""

    id: str
    title: str
    needs: tuple[str, ...] = ()
    """Practices that this one depends on."""
    bases: tuple[str, ...] = ()
    """The base images that it works with; empty for all."""

    @property
    def about(self) -> About:
        """The details, from the module of the same name; only audits and the docs need them."""
        about: About = import_module(f"dockgen.practices.{self.id.replace('-', '_')}").ABOUT
        return about

    @property
    def why(self) -> str:
        """One paragraph from `templates/notes.toml`; `--comments full` writes it into the Dockerfile."""
        return notes.full(self.id)

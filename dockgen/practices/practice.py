"""What a practice is: one object that the generator applies, and that the docs and the comments explain."""

from collections.abc import Callable  # noqa: TC003 - the annotation of a NamedTuple is looked at
from importlib import import_module
from typing import TYPE_CHECKING, Literal, NamedTuple

from dockgen.comments import notes

if TYPE_CHECKING:
    from dockgen.dockerfiles.build import Build
    from dockgen.dockerfiles.dockerfile import Instruction

Level = Literal["error", "warning", "note"]


class Broken(NamedTuple):
    """One place where a practice is not kept."""

    at: "Instruction | None"
    """The instruction that breaks it; None for the whole file."""
    message: str
    fix: str
    """What to do, in one sentence."""
    level: Level | None = None
    """How much it matters, where that is not as usual for the practice."""


Checked = list[Broken] | str
"""What a check finds: where the practice is broken, nothing where it is kept, or why it does not apply."""


class About(NamedTuple):
    """What a practice's own module says of it."""

    gain: str
    cost: str
    not_when: str
    bad: str
    """A few lines of a Dockerfile without it."""
    good: str
    """The same lines with it."""
    check: "Callable[[Build], Checked]"
    """Finds where any Dockerfile breaks it, whoever wrote that."""
    level: Level = "warning"
    """How much it matters when it is broken."""


class Practice(NamedTuple):
    """One thing that makes an image smaller, safer or quicker to rebuild: what one has to know to choose it."""

    id: str
    title: str
    needs: tuple[str, ...] = ()
    """Practices without which this one cannot be."""
    bases: tuple[str, ...] = ()
    """The base images that it fits; empty for all."""

    @property
    def about(self) -> About:
        """The rest, from the module that is named like it: only an audit and the docs need it."""
        about: About = import_module(f"dockgen.practices.{self.id.replace('-', '_')}").ABOUT
        return about

    @property
    def why(self) -> str:
        """Plain words, one paragraph, from `templates/notes.toml`; stands in the Dockerfile with `--comments full`."""
        return notes.full(self.id)

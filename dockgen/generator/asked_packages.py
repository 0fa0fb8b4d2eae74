"""Packages of the distribution that a person asks for: on which base images, and the step that installs them."""

from typing import Final

from dockgen.choices.selection import Selection
from dockgen.choices.settings import Settings
from dockgen.errors import UsageError
from dockgen.languages.kit import steps
from dockgen.model.note import Note
from dockgen.model.plan import Choices
from dockgen.model.recipe import Recipe

_INSTALLS: Final = ("slim", "alpine")


def find(settings: Settings, selection: Selection) -> tuple[str, ...]:
    """Return the packages that were asked for.

    Raises:
        UsageError: nothing can be installed on the base image.
    """
    if settings.package and selection.base not in _INSTALLS:
        what = f"package: the base image {selection.base} has no package manager that can be used"
        raise UsageError(what, f"Use --base {' or '.join(_INSTALLS)}.")
    return settings.package or ()


def installed(recipe: Recipe, choices: Choices) -> Recipe:
    """Let the last stage install the packages that were asked for."""
    if not choices.package:
        return recipe
    family = choices._replace(family="alpine" if choices.base == "alpine" else "debian")
    step = steps.system_packages(family, choices.package, Note("asked-packages"), has_caches=True)
    if choices.does["multi-stage"]:
        return recipe._replace(packages=(*recipe.packages, step))
    last = recipe.stages[-1]
    return recipe._replace(stages=(*recipe.stages[:-1], last._replace(groups=(*last.groups, step))))

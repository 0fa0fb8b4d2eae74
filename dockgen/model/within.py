"""Recipes of a project that is only one folder of its build context."""

import posixpath
from collections.abc import Iterable
from typing import Final

from dockgen.model.recipe import BuildSecret, Recipe
from dockgen.model.steps import Copy, Group, Mount, Run, Stage, Step

OF_FRONT_ENDS: Final = "frontend"
"""The stage whose paths count from the top already."""


def from_top(recipe: Recipe, folder: str) -> Recipe:
    """Return a recipe whose paths in the build context begin with the project's folder."""
    return recipe._replace(
        stages=tuple(_stage(one, folder) for one in recipe.stages),
        packages=_groups(recipe.packages, folder),
        program=_groups(recipe.program, folder),
        ignored=tuple(_joined(folder, path) for path in recipe.ignored),
        reads=tuple(_joined(folder, path) for path in recipe.reads),
        compose_secrets={
            name: BuildSecret(one.kind, _joined(folder, one.where) if one.kind == "file" else one.where)
            for name, one in recipe.compose_secrets.items()
        },
    )


def _stage(stage: Stage, folder: str) -> Stage:
    return stage if stage.name == OF_FRONT_ENDS else stage._replace(groups=_groups(stage.groups, folder))


def _groups(groups: Iterable[Group], folder: str) -> tuple[Group, ...]:
    return tuple(tuple(_step(step, folder) for step in group) for group in groups)


def _step(step: Step, folder: str) -> Step:
    if isinstance(step, Copy) and not step.stage:
        return step._replace(sources=tuple(_joined(folder, path) for path in step.sources))
    if isinstance(step, Run):
        return step._replace(mounts=tuple(_mount(mount, folder) for mount in step.mounts))
    return step


def _mount(mount: Mount, folder: str) -> Mount:
    if mount.kind != "bind" or mount.stage:
        return mount
    return mount._replace(source=_joined(folder, mount.source or "."))


def _joined(folder: str, path: str) -> str:
    """Return a path from the top; a pattern for any folder, or a path outside, stays as it is."""
    if path.startswith(("/", "~", "**", "!")):
        return path
    return posixpath.normpath(posixpath.join(folder, path))

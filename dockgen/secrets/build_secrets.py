"""The secrets of builds, as compose.yaml and docker-bake.hcl name them."""

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from dockgen.records import NamedTuple

if TYPE_CHECKING:
    from dockgen.model.plan import Plan

HOME: Final = "${HOME}/"


class Secret(NamedTuple):
    """One secret for the build of an app."""

    id: str
    """Its name in the Dockerfile."""
    name: str
    """Its name in compose.yaml, which is shared by all apps."""
    kind: str
    """`file` or `environment`."""
    where: str
    """The variable, or the path of the file in the repository or the home folder."""
    is_at_home: bool


def of(plans: Sequence["Plan"]) -> Mapping[str, tuple[Secret, ...]]:
    """Return the secrets of each app by name, in order."""
    return {plan.name: tuple(sorted(_secrets(plan), key=lambda one: one.id)) for plan in plans}


def shared(secrets: Mapping[str, tuple[Secret, ...]]) -> tuple[Secret, ...]:
    """Return each secret once, in order, as compose.yaml lists them for all apps."""
    found = {one.name: one for of_app in secrets.values() for one in of_app}
    return tuple(found[name] for name in sorted(found))


def _secrets(plan: "Plan") -> Iterator[Secret]:
    for name, (kind, where) in plan.recipe.compose_secrets.items():
        if kind != "file":
            yield Secret(name, name, kind, where, is_at_home=False)
        elif where.startswith(HOME):
            yield Secret(name, name, kind, where.removeprefix(HOME), is_at_home=True)
        elif plan.context == ".":
            yield Secret(name, name, kind, where, is_at_home=False)
        else:  # each app has its own file
            path = posixpath.join(plan.context, where)
            yield Secret(name, f"{plan.name}-{name}", kind, path, is_at_home=False)

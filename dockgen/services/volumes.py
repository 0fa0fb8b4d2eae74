"""The volumes of compose.yaml: one for each service and for each data folder of a program."""

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from dockgen.text.unique import free

if TYPE_CHECKING:
    from dockgen.model.plan import Plan


def of(plans: Sequence["Plan"], taken: Sequence[str]) -> Mapping[str, tuple[tuple[str, str], ...]]:
    """Return the volumes of each program by its name: volume names and folders in the container.

    Args:
        plans: the programs.
        taken: the names of the services' volumes.
    """
    known = set(taken)
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for plan in plans:
        mine = []
        for path, inside in sorted(plan.recipe.keeps.items()):
            name = free(re.sub(r"[^A-Za-z0-9._-]", "-", f"{plan.name}-{path}"), known)  # from the Compose specification
            known.add(name)
            mine.append((name, inside))
        found[plan.name] = tuple(mine)
    return found

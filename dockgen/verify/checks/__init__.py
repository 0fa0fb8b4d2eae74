"""The checks, in the order in which a report tells them."""

from typing import Final

from dockgen.verify.check import Check
from dockgen.verify.checks import (
    answers,
    any_user,
    attestations,
    builds,
    capabilities,
    health,
    platforms,
    read_only,
    reproducible,
    starts,
    stops,
    user,
    zombies,
)

CHECKS: Final[dict[str, Check]] = {
    module.CHECK.id: module.CHECK
    for module in (
        builds,
        starts,
        answers,
        health,
        user,
        any_user,
        read_only,
        capabilities,
        stops,
        zombies,
        reproducible,
        platforms,
        attestations,
    )
}

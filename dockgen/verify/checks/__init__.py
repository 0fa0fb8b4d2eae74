"""The checks, in the order in which a report tells them."""

from typing import Final

from dockgen.verify.check import Check
from dockgen.verify.checks import (
    answers,
    any_user,
    attestations,
    build_tools,
    builds,
    caches,
    capabilities,
    health,
    ignored,
    labels,
    minimal,
    platforms,
    read_only,
    reproducible,
    secrets,
    size,
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
        stops,
        zombies,
        user,
        any_user,
        read_only,
        capabilities,
        secrets,
        ignored,
        build_tools,
        caches,
        minimal,
        size,
        labels,
        reproducible,
        platforms,
        attestations,
    )
}

"""The practices, in the order in which the docs explain them, and the rungs of the ladder."""

from typing import Final

from dockgen.practices import (
    cache,
    cross_build,
    exec_form,
    healthcheck,
    https,
    ignore_file,
    labels,
    minimal_base,
    multi_stage,
    pin,
    secrets,
    strip,
    supported,
    user,
)
from dockgen.practices.practice import Practice

PRACTICES: Final[dict[str, Practice]] = {
    module.PRACTICE.id: module.PRACTICE
    for module in (
        exec_form,
        pin,
        cache,
        strip,
        multi_stage,
        user,
        minimal_base,
        https,
        ignore_file,
        healthcheck,
        labels,
        cross_build,
    )
}

ALWAYS: Final[dict[str, Practice]] = {module.PRACTICE.id: module.PRACTICE for module in (secrets, supported)}
"""Practices that every generated file follows, so there is no flag for them; an audit checks them like the others."""

EVERY: Final[dict[str, Practice]] = PRACTICES | ALWAYS

# The first rung starts the program in exec form; each later rung adds the practice that it is named for.
_ARTICLE: Final = ("exec-form", "pin", "cache", "strip", "multi-stage", "user", "minimal-base", "https")

RUNGS: Final[dict[str, tuple[str, ...]]] = {
    "naive": _ARTICLE[:1],
    **{name: _ARTICLE[: index + 2] for index, name in enumerate(_ARTICLE[1:])},
    "all": tuple(PRACTICES),
}

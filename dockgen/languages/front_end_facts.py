"""The facts of a front end that is built with another program; dockgen/languages/javascript/front_end.py finds them."""

from typing import Final

from dockgen.model.facts import Fact, FactValue

VALUES: Final[dict[str, FactValue]] = {
    "frontend": None,
    "frontend_sources": (),
    "frontend_built": None,
    "frontend_target": None,
    "frontend_replaced": False,
    "frontend_removed": (),
    "frontend_node": None,
    "frontend_manager": None,
    "frontend_install": (),
    "frontend_build": (),
    "frontend_cache": None,
    "frontend_manifests": (),
    "frontend_env": (),
    "frontend_arguments": (),
    "frontend_env_files": (),
}
"""In the order of the fields of `FrontEnd`, with what they are where there is none."""


def without(source: str) -> dict[str, Fact]:
    """Return the facts of a program that has none, with the reason."""
    return {name: Fact(value, source) for name, value in VALUES.items()}

"""All languages' modules: the type checker holds each to the protocol here. No other module imports it."""

from typing import Final

from dockgen.languages import Module, go, node, python, static

MODULES: Final[tuple[Module, ...]] = (go, python, node, static)
"""A test compares them with the registry."""

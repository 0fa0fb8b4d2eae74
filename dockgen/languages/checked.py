"""All languages' modules: the type checker holds each to the protocol here. No other module imports it."""

from collections.abc import Mapping
from typing import Final

from dockgen.languages import LanguageModule, deno, go, node, python, rust, shell, static

MODULES: Final[Mapping[str, LanguageModule]] = {
    "go": go,
    "rust": rust,
    "python": python,
    "deno": deno,
    "node": node,
    "static": static,
    "shell": shell,
}
"""A test compares them with the registry."""

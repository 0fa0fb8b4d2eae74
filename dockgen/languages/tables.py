"""The tables of all languages, joined: a practice looks at any Dockerfile, whatever language it is for."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING

from dockgen.languages import LANGUAGES

if TYPE_CHECKING:
    from dockgen.languages.language import Compiler, Image, Install, Interpreter, Tool, Tooling


@cache
def of_all() -> "tuple[Tooling, ...]":
    """Return the tables of each language in the registry's order, and last those of languages that are not there."""
    from dockgen.languages.others import OTHERS  # noqa: PLC0415 - only an audit needs it

    return (*(language.tooling() for language in LANGUAGES.values()), OTHERS)


@cache
def tools() -> "Mapping[str, Tool]":
    """Return all package managers and compilers that fetch, by name."""
    return {tool.name: tool for one in of_all() for tool in one.tools}


@cache
def installs() -> "tuple[Install, ...]":
    """Return all commands that fetch dependencies, or compile."""
    return tuple(install for tool in tools().values() for install in tool.installs)


@cache
def images() -> "Mapping[str, Image]":
    """Return all base images of languages, by name."""
    return {image.name: image for one in of_all() for image in one.images}


@cache
def language_of(image: str) -> str:
    """Return the name of the language that an image is for; empty for none."""
    return next((name for name, one in LANGUAGES.items() if image in {each.name for each in one.tooling().images}), "")


@cache
def compilers() -> "tuple[Compiler, ...]":
    """Return the compilers that make programs which can run alone."""
    return tuple(one.compiler for one in of_all() if one.compiler is not None)


@cache
def interpreters() -> "tuple[Interpreter, ...]":
    """Return what starts programs that are not compiled."""
    return tuple(one.interpreter for one in of_all() if one.interpreter is not None)


def joined(patterns: Iterable[str], *more: str) -> str:
    """Return a regular expression for what one of these fits."""
    return "|".join(filter(None, (*patterns, *more)))

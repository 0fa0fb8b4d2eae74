"""Where dockgen's own templates and data lie."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import TypedDict, cast

import tomli


class Entry(TypedDict, total=False):
    """What is known of the releases of a language, a distribution or a service."""

    default: str
    supported: list[str]
    ends: dict[str, date]


class Service(Entry):
    """A service of `compose.yaml`."""

    image: str


class BuildImages(TypedDict):
    """What a language is built on, by the name of a distribution; `unpinned` is the same without versions."""

    alpine: str
    debian: str
    unpinned: dict[str, str]


class OfLanguage(Entry, total=False):
    """A language's own `versions.toml`."""

    build: BuildImages
    base: dict[str, dict[str, str]]
    tools: dict[str, str]


class Shared(TypedDict):
    """The `versions.toml` beside this module."""

    alpine: Entry
    debian: Entry
    base: dict[str, dict[str, str]]
    service: dict[str, Service]


def templates_folder() -> Path:
    """Return where the templates are: inside the package of a wheel, or at the top of the repository."""
    inside = Path(__file__).parents[1] / "templates"
    return inside if inside.is_dir() else Path(__file__).parents[2] / "templates"


@cache
def shared_versions() -> Shared:
    """Return the data of `versions.toml` that all languages share: distributions and base images."""
    return cast("Shared", tomli.loads(Path(__file__).with_name("versions.toml").read_text("utf-8")))


@cache
def language_versions(language: str) -> OfLanguage:
    """Return the data of a language's own `versions.toml`, which lies beside its templates."""
    return cast("OfLanguage", tomli.loads((templates_folder() / language / "versions.toml").read_text("utf-8")))


@cache
def languages() -> tuple[str, ...]:
    """Return the names of the languages, each of which has a `versions.toml`."""
    return tuple(sorted(path.parent.name for path in templates_folder().glob("*/versions.toml")))

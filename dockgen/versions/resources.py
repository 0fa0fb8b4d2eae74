"""Where dockgen's own templates and data lie."""

from functools import cache
from pathlib import Path
from typing import Any

import tomli


def templates_folder() -> Path:
    """Return where the templates are: inside the package of a wheel, or at the top of the repository."""
    inside = Path(__file__).parents[1] / "templates"
    return inside if inside.is_dir() else Path(__file__).parents[2] / "templates"


@cache
def shared_versions() -> dict[str, Any]:
    """Return the data of `versions.toml` that all languages share: distributions and base images."""
    return tomli.loads(Path(__file__).with_name("versions.toml").read_text("utf-8"))


@cache
def language_versions(language: str) -> dict[str, Any]:
    """Return the data of a language's own `versions.toml`, which lies beside its templates."""
    return tomli.loads((templates_folder() / language / "versions.toml").read_text("utf-8"))


@cache
def languages() -> tuple[str, ...]:
    """Return the names of the languages, each of which has a `versions.toml`."""
    return tuple(sorted(path.parent.name for path in templates_folder().glob("*/versions.toml")))

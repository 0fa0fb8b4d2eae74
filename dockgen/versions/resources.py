"""Where dockgen's own templates and data lie."""

import zlib
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from typing import TypedDict

    class Entry(TypedDict, total=False):
        """What is known of the releases of a language, a distribution or a service."""

        default: str
        supported: list[str]
        ends: dict[str, str]
        """The last day on which each of them gets fixes, such as 2027-11-01."""

    class Service(Entry):
        """A service of `compose.yaml`."""

        image: str

    class BuildImages(TypedDict, total=False):
        """What a language is built on, by the name of a distribution; `unpinned` is the same without versions."""

        alpine: str
        debian: str
        unpinned: dict[str, str]
        ended: dict[str, str]
        """The same of releases past their end of life; none for a language whose newer releases build older code."""

    class OfLanguage(Entry, total=False):
        """A language's own `versions.toml`."""

        build: BuildImages
        base: dict[str, dict[str, str]]
        tools: dict[str, str]
        tools_of: dict[str, dict[str, str]]
        """Other tools for some releases."""

    class Shared(TypedDict):
        """The `versions.toml` beside this module."""

        alpine: Entry
        debian: Entry
        base: dict[str, dict[str, str]]
        service: dict[str, Service]
        tool: dict[str, str]


def templates_folder() -> Path:
    """Return where the templates are: inside the package of a wheel, or at the top of the repository."""
    inside = Path(__file__).parents[1] / "templates"
    return inside if inside.is_dir() else Path(__file__).parents[2] / "templates"


def data_files() -> dict[str, Path]:
    """Return the TOML files that a run may read, each with the name of the module that it is compiled to."""
    own = {f"data_{name}": templates_folder() / name / "versions.toml" for name in languages()}
    own |= {f"data_{path.stem}": path for path in templates_folder().glob("*/wheels.toml")}
    return own | {
        "data_versions": Path(__file__).with_name("versions.toml"),
        "data_notes": templates_folder() / "notes.toml",
    }


def data(module: str, path: Path) -> dict[str, object]:
    """Return what a TOML file says: as it was compiled ahead of time, unless the file was changed since."""
    content = path.read_bytes()
    with suppress(ModuleNotFoundError):
        compiled = import_module(f"dockgen.rendering.compiled.{module}")
        if zlib.crc32(content) == compiled.CHECKSUM:
            found: dict[str, object] = compiled.DATA
            return found
    import tomli  # noqa: PLC0415 - takes longer to import and to parse than a run may

    return tomli.loads(content.decode())


@cache
def shared_versions() -> "Shared":
    """Return the data of `versions.toml` that all languages share: distributions and base images."""
    return cast("Shared", data("data_versions", Path(__file__).with_name("versions.toml")))


@cache
def language_versions(language: str) -> "OfLanguage":
    """Return the data of a language's own `versions.toml`, which lies beside its templates."""
    return cast("OfLanguage", data(f"data_{language}", templates_folder() / language / "versions.toml"))


@cache
def languages() -> tuple[str, ...]:
    """Return the names of the languages, each of which has a `versions.toml`."""
    return tuple(sorted(path.parent.name for path in templates_folder().glob("*/versions.toml")))

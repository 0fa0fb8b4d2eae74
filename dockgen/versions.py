"""Chooses images and versions from the two `versions.toml`: the shared one, and the language's own."""

from collections.abc import Sequence
from typing import Any

from dockgen.resources import language_versions, shared_versions


def _filled(image: str, version: str = "") -> str:
    data = shared_versions()
    return image.format(version=version, alpine=data["alpine"]["default"], debian=data["debian"]["default"])


def _base(language: str, base: str) -> dict[str, Any]:
    own: dict[str, Any] = language_versions(language).get("base", {})
    found: dict[str, Any] = own[base] if base in own else shared_versions()["base"][base]
    return found


def language(name: str) -> tuple[str, tuple[str, ...]]:
    """Return a language's default version and the versions that are still supported, newest first; empty for none."""
    entry = language_versions(name)
    return entry.get("default", ""), tuple(entry.get("supported", ()))


def tool(language: str, name: str) -> str:
    """Return the version, or the image, of a tool that a language's templates install."""
    return _filled(language_versions(language)["tools"][name])


def build_image(language: str, version: str, family: str, *, pinned: bool) -> str:
    """Return the image that a language's `version` is built on, from the distribution `family`; empty for none."""
    images = language_versions(language).get("build")
    if images is None:
        return ""
    return _filled(images[family], version) if pinned else images["unpinned"][family]


def runtime_image(language: str, base: str, version: str, variants: Sequence[str], *, pinned: bool) -> str:
    """Return the image that the program runs on.

    Args:
        language: its name.
        base: the base image's short name.
        version: the language's version.
        variants: what it should be for, `libc` and `root` in this order, where the base image has a variant of it.
        pinned: whether with a tag; else its name alone, as one writes it without thinking.
    """
    entry = _base(language, base)
    image = _filled(entry["_".join(variant for variant in variants if variant in entry) or "image"], version)
    return image if pinned else _filled(entry.get("unpinned", image.partition(":")[0]), version)


def family(language: str, base: str, *, libc: bool, pinned: bool) -> str:
    """Return the distribution to build on; a C library, and the user names, must be those of the image that runs."""
    if base == "alpine":
        return "alpine"
    return "debian" if libc or not pinned else str(_base(language, base)["family"])

"""Reads `versions.toml`: base images, default versions, ends of support."""

from functools import cache
from pathlib import Path
from typing import Any

import tomli


@cache
def _data() -> dict[str, Any]:
    return tomli.loads(Path(__file__).with_name("versions.toml").read_text("utf-8"))


def _filled(image: str, version: str = "") -> str:
    data = _data()
    return image.format(version=version, alpine=data["alpine"]["default"], debian=data["debian"]["default"])


def language(name: str) -> tuple[str, tuple[str, ...]]:
    """Return a language's default version and the versions that are still supported, newest first."""
    entry = _data()["language"][name]
    return entry["default"], tuple(entry["supported"])


def build_image(name: str, version: str, family: str, *, pinned: bool) -> str:
    """Return the image that a language's `version` is built on, from the distribution `family`."""
    entry = _data()["language"][name]
    return _filled(entry[family], version) if pinned else entry["unpinned"][family]


def runtime_image(base: str, *, root: bool, libc: bool, pinned: bool) -> str:
    """Return the image that the program runs on; without `pinned` its name alone, as one writes it without thinking."""
    entry = _data()["base"][base]
    variant = "libc" if libc and "libc" in entry else ""
    key = "_".join(filter(None, (variant, "root" if root and "root" in entry else ""))) or "image"
    image = _filled(entry[key])
    return image if pinned else image.partition(":")[0]


def family(base: str, *, libc: bool, pinned: bool) -> str:
    """Return the distribution to build on; a C library, and the user names, must be those of the image that runs."""
    if base == "alpine":
        return "alpine"
    return "debian" if libc or not pinned else str(_data()["base"][base]["family"])

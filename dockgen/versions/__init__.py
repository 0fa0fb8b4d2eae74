"""Chooses images and versions from the two `versions.toml`: the shared one, and the language's own."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final, Literal

from dockgen.versions.resources import language_versions, shared_versions

DISTRIBUTIONS: Final[tuple[Literal["alpine", "debian"], ...]] = ("alpine", "debian")
Releases = Mapping[str, str]
"""The releases that somebody has chosen instead of dockgen's own, by the name of a distribution or a service."""
NONE_CHOSEN: Final[Releases] = MappingProxyType({})


def names() -> tuple[str, ...]:
    """Return all of which a release can be chosen."""
    return (*DISTRIBUTIONS, *shared_versions()["service"])


def _filled(image: str, version: str, chosen: Releases) -> str:
    data = shared_versions()
    return image.format(version=version, **{name: chosen.get(name, data[name]["default"]) for name in DISTRIBUTIONS})


def service_image(name: str, chosen: Releases = NONE_CHOSEN) -> str:
    """Return the image of a service, pinned to a supported release, or to the release that is chosen."""
    entry = shared_versions()["service"][name]
    return entry["image"].format(version=chosen.get(name, entry["default"]))


def tool_image(name: str) -> str:
    """Return the image of a tool that runs once, before a program."""
    return shared_versions()["tool"][name]


def _base(language: str, base: str) -> dict[str, str]:
    own = language_versions(language).get("base", {})
    return own[base] if base in own else shared_versions()["base"][base]


def language(name: str) -> tuple[str, tuple[str, ...]]:
    """Return a language's default version and the versions that are still supported, newest first; empty for none."""
    entry = language_versions(name)
    return entry.get("default", ""), tuple(entry.get("supported", ()))


def ended(name: str) -> tuple[str, ...]:
    """Return a language's releases past their end of life that a project may still pin, the last to end first.

    Empty for a language whose newer releases build what older ones did.
    """
    entry = language_versions(name)
    if "ended" not in entry.get("build", {}):
        return ()
    ends = entry["ends"]
    return tuple(sorted(ends.keys() - set(entry["supported"]), key=ends.__getitem__, reverse=True))


def end(language: str, version: str) -> str:
    """Return the last day on which a release of a language gets fixes, such as 2027-11-01; empty if unknown."""
    return language_versions(language).get("ends", {}).get(version, "")


def has_image(language: str, base: str, version: str) -> bool:
    """Tell whether a base image has a release of a language: those past their end of life are not in each of them."""
    entry = _base(language, base)
    return "ended" in entry or "{version}" not in entry["image"] or version not in ended(language)


def example(language: str, keys: Sequence[str]) -> str:
    """Return an image of a language's default version, from a place in its `versions.toml` or the shared one."""
    own = language_versions(language)
    entry: object = own if keys[0] in own else shared_versions()
    for key in keys:
        entry = entry[key] if isinstance(entry, dict) else ""
    return _filled(str(entry), own.get("default", ""), NONE_CHOSEN)


def tool(language: str, name: str, version: str = "") -> str:
    """Return the version, or the image, of a tool that a language's templates install for one of its versions."""
    entry = language_versions(language)
    return {**entry["tools"], **entry.get("tools_of", {}).get(version, {})}[name]


def build_image(language: str, version: str, family: str, *, pinned: bool, chosen: Releases = NONE_CHOSEN) -> str:
    """Return the image that a language's `version` is built on, from the distribution `family`; empty for none."""
    images = language_versions(language).get("build")
    if images is None:
        return ""
    if not pinned:
        return images["unpinned"][family]
    by_name: Mapping[str, object] = images["ended"] if version in ended(language) else images
    return _filled(str(by_name[family]), version, chosen)


def runtime_image(  # noqa: PLR0913 - each is something that the name of an image says
    language: str, base: str, version: str, variants: Sequence[str], *, pinned: bool, chosen: Releases = NONE_CHOSEN
) -> str:
    """Return the image that the program runs on.

    Args:
        language: its name.
        base: the base image's short name.
        version: the language's version.
        variants: what it should be for, `libc` and `root` in this order, where the base image has a variant of it.
        pinned: whether with a tag; else its name alone, as one writes it without thinking.
        chosen: releases of distributions that somebody has chosen.
    """
    entry = _base(language, base)
    is_past = "ended" in entry and version in ended(language)
    key = "ended" if is_past else "_".join(variant for variant in variants if variant in entry) or "image"
    image = _filled(entry[key], version, chosen)
    return image if pinned else _filled(entry.get("unpinned", image.partition(":")[0]), version, chosen)


def family(language: str, base: str, *, libc: bool, pinned: bool) -> str:
    """Return the distribution to build on; a C library, and the user names, must be those of the image that runs."""
    if base == "alpine":
        return "alpine"
    return "debian" if libc or not pinned else _base(language, base)["family"]


def mirrored(registry: str | None, image: str) -> str:
    """Put the registry's prefix in the place of the image's own host."""
    if registry is None or image in {"", "scratch"}:
        return image
    host, slash, path = image.partition("/")
    return f"{registry}/{path if slash and '.' in host else image}"

"""Which version of Node.js a project asks for: a pinned one before a range, if the range takes it."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from dockgen import versions
from dockgen.languages.javascript.manifest import Manifest
from dockgen.languages.kit.ranges import NPM, taken
from dockgen.languages.kit.versions import Pin, Tool, pins
from dockgen.model.facts import Fact
from dockgen.reading.project import Project

CODE_NAMES: Final = {
    "argon": "4",
    "boron": "6",
    "carbon": "8",
    "dubnium": "10",
    "erbium": "12",
    "fermium": "14",
    "gallium": "16",
    "hydrogen": "18",
    "iron": "20",
    "jod": "22",
    "krypton": "24",
}
"""Names of the lines with long-term support, as `.nvmrc` may hold them."""

_EVERY_MAJOR: Final = tuple(range(99, -1, -1))
_TOOL: Final = Tool("Node.js", ("nodejs", "node"), (".nvmrc", ".node-version"))


def majors(text: str, candidates: Iterable[int]) -> tuple[int, ...]:
    """Return the candidates that a range takes, in their order."""
    return tuple(major for (major, *_) in taken([text], NPM, ((major,) for major in candidates)))


def version(project: Project, manifests: tuple[Manifest, ...]) -> Fact:
    """Return the major version, and which file says so.

    Args:
        project: the whole project.
        manifests: the app's own package.json, then that of the workspace.
    """
    ranges = list(_ranges(manifests))
    _warn_of_past(project, ranges)
    pinned = list(_pinned(project, manifests))
    for pin in pinned:
        wrong = next((other for other in ranges if not majors(other[0], (int(pin.version),))), None)
        if wrong is not None:
            return _of_range(*wrong, before=f"{pin.source}, {pin.text}")
        others = [other.text for other in pinned if other.text != pin.text]
        return Fact(pin.version, f"{pin.source}, {pin.text}" + (f"; before {others[0]}" if others else ""))
    for text, source in ranges:
        return _of_range(text, source)
    return Fact(None, "no version in package.json, .nvmrc, .node-version or .tool-versions")


def _warn_of_past(project: Project, ranges: list[tuple[str, str]]) -> None:
    """Say where all that a range takes is past its end of support, so that a newer version has to be taken."""
    default, supported = versions.language("node")
    for text, source in ranges:
        newest = next(iter(majors(text, _EVERY_MAJOR)), None)
        if newest is not None and newest < int(default) and str(newest) not in supported:
            project.warn(f"{source}, {text}: no Node.js that still gets fixes is allowed there, so a newer one is used")


def engines(manifests: tuple[Manifest, ...]) -> Fact:
    """Return the ranges that the project allows."""
    found = list(_ranges(manifests))
    return Fact(tuple(text for text, _ in found), ", ".join(source for _, source in found) or "no engines")


def excluded(ranges: object, version: str) -> bool:
    """Tell whether the fact `engines` excludes a version, which some managers then refuse to install for."""
    major = re.match(r"[0-9]{1,4}", version)
    return isinstance(ranges, tuple) and major is not None and any(not majors(one, (int(major[0]),)) for one in ranges)


def _of_range(text: str, source: str, before: str = "") -> Fact:
    default, supported = versions.language("node")
    preferred = (int(default), *(int(major) for major in supported if major != default))
    taken = majors(text, preferred) or majors(text, _EVERY_MAJOR)
    against = f"; it excludes {before}" if before else ""
    return Fact(str(taken[0]) if taken else None, f"{source}, {text}{against}")


def _ranges(manifests: tuple[Manifest, ...]) -> Iterator[tuple[str, str]]:
    for manifest in manifests:
        if text := manifest.text("engines", "node"):
            yield text[:200], f"{manifest.path}, engines"
        for name, text in manifest.dev_engines("runtime"):
            if name == "node" and text:
                yield text[:200], f"{manifest.path}, devEngines"


def _pinned(project: Project, manifests: tuple[Manifest, ...]) -> Iterator[Pin]:
    for folder in dict.fromkeys(f"{manifest.folder}/" if manifest.folder else "" for manifest in manifests):
        yield from pins(project, folder, _TOOL, _major)
    for manifest in manifests:
        text = (manifest.text("volta", "node") or "")[:100]
        if version := _major(text):
            yield Pin(version, text, f"{manifest.path}, volta")


def _major(text: str) -> str | None:
    """Read a version or one of the names that version managers know."""
    text = text.removeprefix("node-").lower()
    if text in {"lts", "lts/*", "lts/-1", "--lts"}:
        return versions.language("node")[0]
    if text in {"node", "current", "latest", "stable"}:
        return versions.language("node")[1][0]
    if text.startswith("lts/"):
        return CODE_NAMES.get(text.removeprefix("lts/"))
    match = re.match(r"v?([0-9]{1,3})(?:\.|$)", text)
    return match[1] if match else None

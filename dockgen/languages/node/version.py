"""Which version of Node.js a project asks for: a pinned one before a range, if the range takes it."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from dockgen import versions
from dockgen.facts import Fact
from dockgen.languages.node.manifest import Manifest
from dockgen.languages.node.ranges import majors
from dockgen.project import Project

_NAMES: Final = {"argon": 4, "boron": 6, "carbon": 8, "dubnium": 10, "erbium": 12, "fermium": 14, "gallium": 16}
CODE_NAMES: Final = {**_NAMES, "hydrogen": 18, "iron": 20, "jod": 22, "krypton": 24}
"""Names of the lines with long-term support, as `.nvmrc` may hold them."""

_EVERY_MAJOR: Final = tuple(range(99, -1, -1))


def version(project: Project, manifests: tuple[Manifest, ...]) -> Fact:
    """Return the major version, and which file says so.

    Args:
        project: the whole project.
        manifests: the app's own package.json, then that of the workspace.
    """
    ranges = list(_ranges(manifests))
    _warn_of_past(project, ranges)
    pins = list(_pins(project, manifests))
    for major, text, source in pins:
        wrong = next((other for other in ranges if not majors(other[0], (major,))), None)
        if wrong is not None:
            return _of_range(*wrong, before=f"{source}, {text}")
        others = [other for _, other, _ in pins if other != text]
        return Fact(str(major), f"{source}, {text}" + (f"; before {others[0]}" if others else ""))
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


def excluded(facts: Mapping[str, object], version: str) -> bool:
    """Tell whether `engines` excludes a version, which some managers then refuse to install for."""
    ranges = facts["engines"]
    major = re.match(r"[0-9]{1,4}", version)
    return (
        isinstance(ranges, tuple) and major is not None and any(not majors(text, (int(major[0]),)) for text in ranges)
    )


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


def _pins(project: Project, manifests: tuple[Manifest, ...]) -> Iterator[tuple[int, str, str]]:
    """Yield the pinned versions: the major one, the text, and where it stands."""
    for text, source in _pinned(project, manifests):
        if (major := _major(text)) is not None:
            yield major, text, source


def _pinned(project: Project, manifests: tuple[Manifest, ...]) -> Iterator[tuple[str, str]]:
    folders = list(dict.fromkeys(f"{manifest.folder}/" if manifest.folder else "" for manifest in manifests))
    for folder in folders:
        for name in (".nvmrc", ".node-version"):
            path = f"{folder}{name}"
            lines = (line.partition("#")[0].strip() for line in (project.read(path) or "").splitlines())
            if text := next(filter(None, lines), None):
                yield text[:100], path
    for manifest in manifests:
        if text := manifest.text("volta", "node"):
            yield text[:100], f"{manifest.path}, volta"
    for folder in folders:
        tools = project.read(f"{folder}.tool-versions") or ""
        if match := re.search(r"(?m)^[ \t]{0,9}node(?:js)?[ \t]{1,9}(\S{1,100})", tools):
            yield match[1], f"{folder}.tool-versions"
        for name in ("mise.toml", ".mise.toml"):
            mise = project.read(f"{folder}{name}") or ""
            if match := re.search(r"(?m)^[ \t]{0,9}node(?:js)?[ \t]{0,9}=[ \t]{0,9}[\"']([^\"'\n]{1,100})[\"']", mise):
                yield match[1], f"{folder}{name}"


def _major(text: str) -> int | None:
    """Read a version or one of the names that version managers know."""
    text = text.removeprefix("node-").lower()
    if text in {"lts", "lts/*", "lts/-1", "--lts"}:
        return int(versions.language("node")[0])
    if text in {"node", "current", "latest", "stable"}:
        return int(versions.language("node")[1][0])
    if text.startswith("lts/"):
        return CODE_NAMES.get(text.removeprefix("lts/"))
    match = re.match(r"v?([0-9]{1,3})(?:\.|$)", text)
    return int(match[1]) if match else None

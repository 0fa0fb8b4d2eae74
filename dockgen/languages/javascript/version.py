"""Which version of Node.js a project asks for: a pinned one before a range, if the range takes it."""

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final

from dockgen import versions
from dockgen.languages.javascript.manifest import Manifest
from dockgen.languages.kit.ranges import NPM, taken
from dockgen.languages.kit.versions import Pin, Tool, pins, place
from dockgen.model.found import Found
from dockgen.reading.project import Project

_LINES: Final = (
    *("argon", "boron", "carbon", "dubnium", "erbium", "fermium", "gallium", "hydrogen", "iron", "jod", "krypton"),
)
"""Names of the releases with long-term support, as `.nvmrc` may hold them: every second one, from 4 on."""

_EVERY_MAJOR: Final = tuple(range(99, -1, -1))
_RELEASE: Final = r"1(?:\.[0-9]{1,3}){0,2}"
_BUN: Final = Tool("Bun", ("bun",), (".bun-version",))
_TOOL: Final = Tool("Node.js", ("nodejs", "node"), (".nvmrc", ".node-version"))


def majors(text: str, candidates: Iterable[int]) -> tuple[int, ...]:
    """Return the candidates that a range takes, in their order."""
    return tuple(major for (major, *_) in taken([text], NPM, ((major,) for major in candidates)))


def version(project: Project, manifests: tuple[Manifest, ...]) -> Found[str | None]:
    """Return the major version that the app's own package.json, that of its workspace, or another file asks for."""
    ranges = list(_ranges(project, manifests))
    pinned = list(_pinned(project, manifests))
    for pin in pinned:
        wrong = next((other for other in ranges if not majors(other.value, (int(pin.version),))), None)
        if wrong is not None:
            return _of_range(wrong, f"; it excludes {pin.source}, {pin.text}")
        others = [other.text for other in pinned if other.text != pin.text]
        return Found(pin.version, f"{pin.source}, {pin.text}" + (f"; before {others[0]}" if others else ""))
    if ranges:
        return _of_range(ranges[0])
    return Found(None, "no version in package.json, .nvmrc, .node-version or .tool-versions")


def bun_version(project: Project, manifests: tuple[Manifest, ...]) -> Found[str | None]:
    """Return the version of Bun that a project names, whole or in part."""
    named = (Pin(match[1], match[1], f"{manifest.path}, packageManager") for manifest, match in _of_bun(manifests))
    folders = dict.fromkeys(f"{manifest.folder}/" if manifest.folder else "" for manifest in manifests)
    files = (pin for folder in folders for pin in pins(project, folder, _BUN, _numbers))
    pin = next(chain(files, named), None)
    return Found(pin.version, f"{pin.source}, {pin.text}") if pin else Found(None, "no file names a version of Bun")


def _of_bun(manifests: tuple[Manifest, ...]) -> Iterator[tuple[Manifest, re.Match[str]]]:
    for manifest in manifests:
        if match := re.match(rf"bun@({_RELEASE})(?:\+|$)", manifest.text("packageManager") or ""):
            yield manifest, match


def _numbers(text: str) -> str | None:
    match = re.fullmatch(rf"(?:bun-)?v?({_RELEASE})", text)
    return match[1] if match else None


def engines(project: Project, manifests: tuple[Manifest, ...]) -> Found[tuple[str, ...]]:
    """Return the ranges that the project allows."""
    found = list(_ranges(project, manifests))
    return Found(tuple(one.value for one in found), ", ".join(one.source for one in found) or "no engines")


def excluded(ranges: Iterable[str], version: str) -> bool:
    """Tell whether one of the ranges excludes a version, which some managers then refuse to install for."""
    major = re.match(r"[0-9]{1,4}", version)
    return major is not None and any(not majors(one, (int(major[0]),)) for one in ranges)


def _of_range(wanted: Found[str], against: str = "") -> Found[str | None]:
    default, supported = versions.language("node")
    preferred = (int(default), *(int(major) for major in supported if major != default))
    known = (preferred, map(int, versions.ended("node")), _EVERY_MAJOR)
    taken = next(filter(None, (majors(wanted.value, some) for some in known)), ())
    return Found(str(taken[0]) if taken else None, f"{wanted.source}, {wanted.value}{against}")


def _ranges(project: Project, manifests: tuple[Manifest, ...]) -> Iterator[Found[str]]:
    for manifest in manifests:
        if text := manifest.text("engines", "node"):
            yield Found(text[:200], f"{_place(project, manifest, 'node', text)}, engines")
        for name, text in manifest.dev_engines("runtime"):
            if name == "node" and text:
                yield Found(text[:200], f"{_place(project, manifest, 'version', text)}, devEngines")


def _pinned(project: Project, manifests: tuple[Manifest, ...]) -> Iterator[Pin]:
    for folder in dict.fromkeys(f"{manifest.folder}/" if manifest.folder else "" for manifest in manifests):
        yield from pins(project, folder, _TOOL, _major)
    for manifest in manifests:
        text = (manifest.text("volta", "node") or "")[:100]
        if version := _major(text):
            yield Pin(version, text, f"{_place(project, manifest, 'node', text)}, volta")


def _place(project: Project, manifest: Manifest, key: str, value: str) -> str:
    """Return the file and the line where a key has a value."""
    return place(project, manifest.path, rf'"{key}"\s{{0,99}}:\s{{0,99}}"{re.escape(value[:100])}')


def _major(text: str) -> str | None:
    """Read a version or one of the names that version managers know."""
    text = text.removeprefix("node-").lower()
    if text in {"lts", "lts/*", "lts/-1", "--lts"}:
        return versions.language("node")[0]
    if text in {"node", "current", "latest", "stable"}:
        return versions.language("node")[1][0]
    if text.startswith("lts/"):
        name = text.removeprefix("lts/")
        return str(4 + 2 * _LINES.index(name)) if name in _LINES else None
    match = re.match(r"v?([0-9]{1,3})(?:\.|$)", text)
    return match[1] if match else None

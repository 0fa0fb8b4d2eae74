"""Says where a lock file does not fit package.json, or this platform: the build would fail after its first steps."""

import json
import posixpath
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Final

from dockgen.languages.javascript.managers import Chosen
from dockgen.languages.javascript.manifest import Manifest
from dockgen.languages.kit.ranges import NPM, parse, taken
from dockgen.languages.kit.sources import content
from dockgen.languages.kit.versions import place
from dockgen.reading.project import Project
from dockgen.text.parsed import table

_LOCAL: Final = r"(?:file|link|portal|workspace|catalog|patch|npm|git\+?\w{0,9}|https?|github):|[\w.-]{1,99}/"
"""Versions that are not written into each lock file as they stand in package.json."""
_LOCKED: Final = r"(?m)^[ \t]{1,20}\"([^\"\n]{1,400})\": \{"
_MACHINE: Final = r"(?:x64|x86|64|32|ia32|arm|universal|ppc|s390|riscv)[\w-]{0,40}"
_PLATFORM: Final = rf"(.{{0,100}}?[/-])(darwin|win32|windows|linux)(?:musl)?-{_MACHINE}"
_SYSTEMS: Final = r'"os": \[\s{1,40}"(?!!)[^\]]{1,200}\]'
_MOST: Final = 3


def warn(project: Project, manifests: Sequence[Manifest], local: Collection[str], chosen: Chosen) -> None:
    """Warn of a lock file that an install refuses, or that lacks what Linux needs.

    Args:
        project: where they lie.
        manifests: the package.json beside the lock file, and those of its workspace that are installed.
        local: the names of the workspace's own packages.
        chosen: the package manager.
    """
    lock, name = content(project, chosen.lock) if chosen.lock else "", chosen.manager.name
    find = _WAYS.get(name)
    if not lock or find is None:
        return
    root = manifests[0].data
    replaced = {*table(root, "resolutions"), *table(root, "overrides"), *table(root, "pnpm", "overrides")}
    for one in manifests:
        asked = {
            key: value
            for key, value in one.dependencies.items()
            if key not in replaced and key not in local and not re.match(_LOCAL, value)
        }
        if missing := [f"{key} {asked[key]}" for key in find(lock, one.folder, asked)]:
            _say(project, one, chosen, missing)
            break
    renew = f"`rm -rf node_modules {chosen.lock} && npm install`"
    if name == "npm" and (foreign := next(_for_others(lock), "")):
        project.warn(
            f"{chosen.lock} wants {foreign}, which is not for Linux, on all systems, so the build stops at `npm ci`:"
            f" run {renew}, and commit {chosen.lock}"
        )
    if name == "npm" and (lacking := _without_linux(lock)):
        others = f" and {len(lacking) - 1} more" if len(lacking) > 1 else ""
        project.warn(
            f"{chosen.lock} has {lacking[0]}{others} for another system, but not for Linux, so the build or the "
            f"program fails in the image: run {renew}, and commit {chosen.lock}"
        )


def _say(project: Project, manifest: Manifest, chosen: Chosen, missing: list[str]) -> None:
    first = missing[0].partition(" ")[0]
    where = place(project, manifest.path, rf'"{re.escape(first)}"\s{{0,99}}:')
    named = ", ".join(missing[:_MOST]) + (f" and {len(missing) - _MOST} more" if len(missing) > _MOST else "")
    tool = {"berry": "yarn"}.get(chosen.manager.name, chosen.manager.name)
    project.warn(
        f"{chosen.lock} does not match {where} ({named}), so the build stops at `{chosen.manager.install}`: "
        f"run `{tool} install`, and commit {chosen.lock}"
    )


def _npm(lock: str, folder: str, asked: Mapping[str, str]) -> Iterator[str]:
    """Yield what is not in the lock file, or in a version that is not allowed, as `npm ci` compares it."""
    if re.search(r'"lockfileVersion": 1\b', lock[:500]):  # before npm 7
        yield from (name for name in asked if f'"{name}": {{' not in lock)
        return
    match = re.search(r'"packages": \{\s{0,99}"": (?=\{)' if not folder else rf'"{re.escape(folder)}": (?=\{{)', lock)
    if match is None:
        return
    try:
        known = json.JSONDecoder().raw_decode(lock, match.end())[0]
    except (ValueError, RecursionError):
        return
    kinds = ("dependencies", "devDependencies", "optionalDependencies", "peerDependencies")
    locked = {name: wanted for kind in kinds for name, wanted in table(known, kind).items()}
    for name, wanted in asked.items():
        if name not in locked or (locked[name] != wanted and not _is_allowed(lock, folder, name, wanted)):
            yield name


def _is_allowed(lock: str, folder: str, name: str, wanted: str) -> bool:
    """Tell whether the version that is locked is in a range; also where that is not known."""
    for place_of in dict.fromkeys((posixpath.join(folder, "node_modules", name), f"node_modules/{name}")):
        found = re.search(
            rf'"{re.escape(place_of)}": \{{\s{{0,99}}"version": "(\d{{1,6}})\.(\d{{1,6}})\.(\d{{1,6}})', lock
        )
        if found:
            version = (int(found[1]), int(found[2]), int(found[3]))
            return not parse(wanted, NPM) or bool(taken([wanted], NPM, [version]))
    return True


def _yarn(lock: str, _: str, asked: Mapping[str, str]) -> Iterator[str]:
    """Yield what has no entry of its own: `express@^4.18.0:`, or `"express@npm:^4.18.0"` in newer versions."""
    keys = {key.strip(' "') for line in re.findall(r"(?m)^(\S[^\n]*):$", lock) for key in line.split(",")}
    if keys:
        yield from (name for name, one in asked.items() if not {f"{name}@{one}", f"{name}@npm:{one}"} & keys)


_SPECIFIER: Final = r"(?m)^ {{{0}}}'?([^\s':]{{1,200}})'?:\n {{{1}}}specifier: ([^\n]{{1,300}})$"


def _pnpm(lock: str, folder: str, asked: Mapping[str, str]) -> Iterator[str]:
    """Yield what is written otherwise: pnpm compares the text of each range."""
    if re.search(r"(?m)^importers:$", lock):
        begin = re.search(rf"(?m)^  '?{re.escape(folder or '.')}'?:$", lock)
        if begin is None:
            return
        end = re.compile(r"(?m)^ {0,2}[^\s#]").search(lock, begin.end())
        part = lock[begin.end() : end.start() if end else None]
        found = re.findall(_SPECIFIER.format(6, 8), part)
    else:
        found = re.findall(_SPECIFIER.format(2, 4), lock)
    locked = {name: wanted.strip("'\"") for name, wanted in found}
    if locked:
        yield from (name for name, wanted in asked.items() if locked.get(name) != wanted)


_WAYS: Final[Mapping[str, Callable[[str, str, Mapping[str, str]], Iterator[str]]]] = {
    "npm": _npm,
    "yarn": _yarn,
    "berry": _yarn,
    "pnpm": _pnpm,
}


def _without_linux(lock: str) -> list[str]:
    """Return the packages with compiled parts that are locked for other systems alone."""
    systems: dict[str, dict[str, str]] = {}
    for key in re.findall(_LOCKED, lock):
        name = key.rpartition("node_modules/")[2]
        if match := re.fullmatch(_PLATFORM, name):
            systems.setdefault(match[1], {}).setdefault(match[2], name)
    return [next(iter(found.values())) for found in systems.values() if "linux" not in found]


def _for_others(lock: str) -> Iterator[str]:
    """Yield the packages for other systems that are wanted on all; those that are extraneous are not installed."""
    for match in re.finditer(_SYSTEMS, lock):
        begin = lock.rfind("node_modules/", 0, match.start())
        entry = lock[begin : match.start()]
        if (
            begin >= 0
            and "linux" not in match[0]
            and not re.search(r'"(?:optional|devOptional|extraneous)": true', entry)
        ):
            yield entry.partition('"')[0].removeprefix("node_modules/")

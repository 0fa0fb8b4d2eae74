"""Workspaces: which folders are members, and which of them an app needs."""

import json
import posixpath
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from dockgen.languages.javascript.manifest import FILE, Manifest, read, read_or_warn
from dockgen.languages.kit.paths import is_plain
from dockgen.languages.kit.tables import texts, warn
from dockgen.reading.project import Project

PNPM: Final = "pnpm-workspace.yaml"
MAX_MEMBERS: Final = 2000
"""So many package.json are read; what is beyond them is no member."""


class Workspace(NamedTuple):
    """A package.json, and those of its members."""

    root: Manifest
    members: Mapping[str, Manifest]
    """By folder, in order."""
    folders: Mapping[str, str]
    """The members' folders, by the names of their packages."""
    source: str
    """Where the members are named; empty where it is no workspace."""

    def at(self, folder: str) -> Manifest:
        """Return the package.json of a member, or the root's."""
        return self.members[folder] if folder else self.root

    def needs(self, folder: str, *, development: bool) -> tuple[str, ...]:
        """Return the members that one member needs, those first that others of them need."""
        found: dict[str, None] = {}
        seen = {folder, ""}
        waiting = [(folder, self._local(folder, development=development))]
        while waiting:
            here, others = waiting[-1]
            other = next((name for name in others if name not in seen), None)
            if other is not None:
                seen.add(other)
                waiting.append((other, self._local(other, development=development)))
                continue
            waiting.pop()
            if waiting:
                found[here] = None
        return tuple(found)

    def _local(self, folder: str, *, development: bool) -> Iterator[str]:
        # What the root asks for is there for every member.
        manifests = (self.root,) if not folder else (self.at(folder), self.root)
        tables = [manifest.dependencies if development else manifest.production for manifest in manifests]
        names = sorted({name for table in tables for name in table})
        return (self.folders[name] for name in names if name in self.folders)

    def find(self, text: str) -> str | None:
        """Return the member's folder that a `--filter` or `--workspace` names, by its name or its path."""
        path = posixpath.normpath(text.rstrip("."))
        return self.folders.get(text) or (path if path in self.members else None)


@lru_cache(maxsize=8)
def read_workspace(project: Project) -> Workspace:
    """Find the members of a workspace, once for all of them.

    Raises:
        FileError: the package.json at the top cannot be read.
    """
    root = read(project)
    patterns, source = _patterns(project, root)
    if not patterns:
        return Workspace(root, {}, {}, "")
    taken = [_expression(pattern) for pattern in patterns if not pattern.startswith("!")]
    left_out = [_expression(pattern[1:]) for pattern in patterns if pattern.startswith("!")]
    folders = [
        folder
        for folder, _ in project.folders_with({FILE})
        if folder
        and any(re.fullmatch(expression, folder) for expression in taken)
        and not any(re.fullmatch(expression, folder) for expression in left_out)
    ]
    for folder in folders:
        if not is_plain(folder):
            warn(project, f"{folder} has a name that no build takes")
    folders = [folder for folder in folders if is_plain(folder)]
    every = {folder: read_or_warn(project, folder) for folder in folders[:MAX_MEMBERS]}
    members = {folder: manifest for folder, manifest in every.items() if manifest is not None}
    names = {manifest.name: folder for folder, manifest in reversed(members.items()) if manifest.name}
    return Workspace(root, members, names, source)


def _patterns(project: Project, root: Manifest) -> tuple[list[str], str]:
    if project.has(PNPM) and (of_pnpm := list(_pnpm_patterns(project.read(PNPM) or ""))):
        return of_pnpm, PNPM
    found = texts(root.data, "workspaces") or texts(root.data, "workspaces", "packages")
    return [_normal(item) for item in found], f"{FILE}, workspaces" if found else ""


def _pnpm_patterns(text: str) -> Iterator[str]:
    """Read the list `packages:`; it is the only part of YAML that is needed."""
    inside = False
    for line in text.splitlines():
        if match := re.match(r"packages\s{0,9}:\s{0,9}(\[[^\]]{0,2000}\])?", line):
            inside = True
            if match[1]:
                yield from _flow_list(match[1])
        elif inside and (item := re.match(r"\s{0,20}-\s{1,20}[\"']?([^\"'#]{1,200})", line)):
            yield _normal(item[1].strip())
        elif line.strip() and not line.lstrip().startswith("#"):
            inside = False


def _flow_list(text: str) -> Iterator[str]:
    try:
        items = json.loads(text.replace("'", '"'))
    except (ValueError, RecursionError):
        return
    yield from (_normal(item) for item in items if isinstance(item, str))


def _normal(pattern: str) -> str:
    return pattern.removeprefix("./").rstrip("/")


def _expression(pattern: str) -> str:
    """Turn a glob into a regular expression for a folder."""
    expression = ""
    for part in re.split(r"(\*\*/?|\*|\{[^{}]{0,200}\})", pattern[:300]):
        if part.startswith("**"):
            expression += r"(?:[^/]+/)*" if part.endswith("/") else r"[^/]+(?:/[^/]+)*"
        elif part == "*":
            expression += r"[^/]*"
        elif part.startswith("{"):
            expression += "(?:" + "|".join(map(re.escape, part[1:-1].split(","))) + ")"
        else:
            expression += re.escape(part)
    return expression

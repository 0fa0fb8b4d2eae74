"""Workspaces: which folders are members, and which of them an app needs."""

import json
import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from dockgen.languages.node.manifest import FILE, Manifest, read_or_warn
from dockgen.project import Project

PNPM: Final = "pnpm-workspace.yaml"
MAX_MEMBERS: Final = 500
"""So many package.json are read; what is beyond them is no member."""


class Workspace(NamedTuple):
    """A package.json, and those of its members."""

    root: Manifest
    members: Mapping[str, Manifest]
    """By folder, in order."""
    source: str
    """Where the members are named; empty where it is no workspace."""

    def at(self, folder: str) -> Manifest:
        """Return the package.json of a member, or the root's."""
        return self.members[folder] if folder else self.root

    def needs(self, folder: str, *, development: bool) -> tuple[str, ...]:
        """Return the members that one member needs, those first that others of them need."""
        found: dict[str, None] = {}
        self._collect(folder, found, {folder}, development=development)
        return tuple(found)

    def _collect(self, folder: str, found: dict[str, None], seen: set[str], *, development: bool) -> None:
        manifest = self.at(folder)
        for name in sorted(manifest.dependencies if development else manifest.production):
            other = self._named(name)
            if other is not None and other not in seen:
                seen.add(other)
                self._collect(other, found, seen, development=development)
                found[other] = None

    def _named(self, name: str) -> str | None:
        return next((folder for folder, manifest in self.members.items() if manifest.name == name), None)

    def find(self, text: str) -> str | None:
        """Return the member's folder that a `--filter` or `--workspace` names, by its name or its path."""
        path = posixpath.normpath(text.rstrip("."))
        return self._named(text) or (path if path in self.members else None)


def read_workspace(project: Project, root: Manifest) -> Workspace:
    """Find the members of a workspace."""
    patterns, source = _patterns(project, root)
    if not patterns:
        return Workspace(root, {}, "")
    taken = [_expression(pattern) for pattern in patterns if not pattern.startswith("!")]
    left_out = [_expression(pattern[1:]) for pattern in patterns if pattern.startswith("!")]
    folders = [
        folder
        for folder, _ in project.folders_with({FILE})
        if folder
        and any(re.fullmatch(expression, folder) for expression in taken)
        and not any(re.fullmatch(expression, folder) for expression in left_out)
    ]
    members = {folder: read_or_warn(project, folder) for folder in folders[:MAX_MEMBERS]}
    return Workspace(root, {folder: manifest for folder, manifest in members.items() if manifest is not None}, source)


def is_workspace(project: Project, data: Mapping[str, Any]) -> bool:
    """Tell whether a package.json is the root of a workspace."""
    return bool(data.get("workspaces")) or project.has(PNPM)


def _patterns(project: Project, root: Manifest) -> tuple[list[str], str]:
    if project.has(PNPM) and (found := list(_pnpm_patterns(project.read(PNPM) or ""))):
        return found, PNPM
    value = root.data.get("workspaces")
    if isinstance(value, dict):
        value = value.get("packages")
    if not isinstance(value, list):
        return [], ""
    return [_normal(item) for item in value if isinstance(item, str)], f"{FILE}, workspaces"


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

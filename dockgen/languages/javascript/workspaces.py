"""Workspaces: which folders are members, and which of them an app needs."""

import json
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import chain
from typing import Final, NamedTuple

from dockgen.languages.javascript.manifest import FILE, Manifest, read, read_or_warn
from dockgen.languages.kit.paths import is_plain
from dockgen.languages.kit.sources import content
from dockgen.languages.kit.tables import texts, warn
from dockgen.reading.project import Project

PNPM: Final = "pnpm-workspace.yaml"
_MAX_MEMBERS: Final = 2000
"""So many package.json are read; what is beyond them is no member."""


class Workspace(NamedTuple):
    """A package.json, and those of its members."""

    root: Manifest
    members: Mapping[str, Manifest]
    """By folder, in order."""
    folders: Mapping[str, str]
    """The members' folders, by the names of their packages."""
    source: str = "no workspace"
    """Where the members are named."""

    def at(self, folder: str) -> Manifest:
        """Return the package.json of a member, or the root's."""
        return self.members[folder] if folder else self.root

    def each(self) -> Iterator[Manifest]:
        """Yield the package.json of the root and of all members."""
        yield self.root
        yield from self.members.values()

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
        tables = (one.dependencies if development else one.production for one in (self.at(folder), self.root))
        return (self.folders[name] for name in sorted({*chain(*tables)}) if name in self.folders)

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
    patterns, source = [*_of_pnpm(content(project, PNPM))], PNPM
    if not patterns:
        patterns = [*(texts(root.data, "workspaces") or texts(root.data, "workspaces", "packages"))]
        source = f"{FILE}, workspaces"
    if not patterns:
        return Workspace(root, {}, {})
    folders = [*_folders(project, [pattern.removeprefix("./").rstrip("/") for pattern in patterns])]
    for folder in folders:
        if not is_plain(folder):
            warn(project, f"{folder} has a name that no build takes")
    plain = [folder for folder in folders if is_plain(folder)][:_MAX_MEMBERS]
    members = {folder: manifest for folder in plain if (manifest := read_or_warn(project, folder))}
    names = {manifest.name: folder for folder, manifest in reversed(members.items()) if manifest.name}
    return Workspace(root, members, names, source)


def _folders(project: Project, patterns: Iterable[str]) -> Iterator[str]:
    """Yield the folders with a package.json that patterns name, without those that patterns with a `!` name."""
    taken = [_expression(pattern) for pattern in patterns if not pattern.startswith("!")]
    left_out = [_expression(pattern[1:]) for pattern in patterns if pattern.startswith("!")]
    for folder, _ in project.folders_with({FILE}):
        is_taken = folder and any(re.fullmatch(one, folder) for one in taken)
        if is_taken and not any(re.fullmatch(one, folder) for one in left_out):
            yield folder


def _of_pnpm(text: str) -> Iterator[str]:
    """Read the list `packages:`; it is the only part of YAML that is needed."""
    inside = False
    for line in text.splitlines():
        if match := re.match(r"packages\s{0,9}:\s{0,9}(\[[^\]]{0,2000}\])?", line):
            inside = True
            yield from _flow_list(match[1] or "[]")
        elif inside and (item := re.match(r"\s{0,20}-\s{1,20}[\"']?([^\"'#]{1,200})", line)):
            yield item[1].strip()
        elif line.strip() and not line.lstrip().startswith("#"):
            inside = False


def _flow_list(text: str) -> list[str]:
    try:
        return [item for item in json.loads(text.replace("'", '"')) if isinstance(item, str)]
    except (ValueError, RecursionError):
        return []


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

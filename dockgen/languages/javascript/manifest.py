"""A package.json, without what has another type than it should have; and workspaces: which folders an app needs."""

import json
import posixpath
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import chain
from typing import Final

from dockgen.errors import FileError
from dockgen.languages.kit import tables
from dockgen.languages.kit.paths import is_plain
from dockgen.languages.kit.sources import content
from dockgen.languages.kit.tables import texts, warn
from dockgen.languages.kit.workspaces import in_order, taken
from dockgen.reading.project import Project
from dockgen.records import NamedTuple

FILE: Final = "package.json"
OF_PNPM: Final = ("package.json5", "package.yaml")
"""Other names and forms of it, which only pnpm reads."""


class Manifest(NamedTuple):
    """What one package.json says."""

    folder: str
    """Where it lies in the project; "" for the top."""
    data: tables.Table
    name: str
    scripts: Mapping[str, str]
    production: Mapping[str, str]
    """The packages that it needs when it runs, and their versions."""
    development: Mapping[str, str]
    file: str = FILE

    @property
    def path(self) -> str:
        """The file's own path."""
        return posixpath.join(self.folder, self.file)

    @property
    def dependencies(self) -> dict[str, str]:
        """All packages that it asks for."""
        return {**self.development, **self.production}

    def text(self, *keys: str) -> str | None:
        """Return the text that lies at a path of keys, if there is one."""
        return (tables.text(self.data, *keys) or "").strip() or None

    def dev_engines(self, kind: str) -> Iterator[tuple[str, str]]:
        """Yield what `devEngines` asks for, by name and version."""
        for one in tables.tables(self.data, "devEngines", kind):
            yield tables.text(one, "name") or "", tables.text(one, "version") or ""


def file_in(project: Project, folder: str = "") -> str:
    """Return the name of the manifest in a folder; empty where there is none."""
    return next((name for name in (FILE, *OF_PNPM) if project.has(posixpath.join(folder, name))), "")


def read(project: Project, folder: str = "") -> Manifest:
    """Read a package.json, or what pnpm has instead.

    Raises:
        FileError: it is not there, or nothing that npm or pnpm could read.
    """
    name = file_in(project, folder) or FILE
    path = posixpath.join(folder, name)
    where, text = posixpath.join(project.path, path), project.require(path)
    try:
        data = _content(name, text)
    except (ValueError, RecursionError) as error:
        line = f", line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        if name == FILE:
            raise FileError(f"{where} is not JSON{line}", "Fix it; `npm pkg get name` says more.") from error
        raise FileError(f"{where} cannot be read: {error}", f"Fix it, or write it as {FILE}.") from error
    if not isinstance(data, dict):
        raise FileError(f"{where} holds no object", 'Fix it: {"name": "..."}.')
    return parse(data, folder)._replace(file=name)


def _content(name: str, text: str) -> object:
    if name == FILE:
        return json.loads(text)
    from dockgen.languages.kit import json5, simple_yaml  # noqa: PLC0415 - few projects have such a file

    return (json5 if name.endswith("5") else simple_yaml).parse(text)


def parse(data: tables.Table, folder: str = "") -> Manifest:
    """Take what has the right type."""
    scripts, optional, production, development = (
        {name: text for name, text in tables.table(data, key).items() if isinstance(text, str) and name.isprintable()}
        for key in ("scripts", "optionalDependencies", "dependencies", "devDependencies")
    )
    return Manifest(folder, data, tables.text(data, "name") or "", scripts, {**optional, **production}, development)


def read_or_warn(project: Project, folder: str) -> Manifest | None:
    """Read a package.json that is not essential."""
    try:
        return read(project, folder)
    except FileError as error:
        tables.warn(project, str(error))
        return None


PNPM: Final = "pnpm-workspace.yaml"
_MAX_MEMBERS: Final = 2000
"""The largest number of package.json files that are read; folders after that are not members."""


class Workspace(NamedTuple):
    """A package.json, and those of its members."""

    root: Manifest
    members: Mapping[str, Manifest]
    """By folder, in order."""
    folders: Mapping[str, str]
    """The members' folders, by the names of their packages."""
    source: str = "no workspace"

    def at(self, folder: str) -> Manifest:
        """Return the package.json of a member, or the root's."""
        return self.members[folder] if folder else self.root

    def each(self) -> Iterator[Manifest]:
        """Yield the package.json of the root and of all members."""
        yield self.root
        yield from self.members.values()

    def needs(self, folder: str, *, development: bool) -> tuple[str, ...]:
        """Return the members that one member needs, those first that others of them need."""

        def local(folder: str) -> Iterator[str]:
            # What the root asks for is there for every member.
            tables = (one.dependencies if development else one.production for one in (self.at(folder), self.root))
            return (self.folders[name] for name in sorted({*chain(*tables)}) if name in self.folders)

        return in_order(folder, local)

    def find(self, text: str) -> str | None:
        """Return the member's folder that a `--filter` or `--workspace` names, by its name or its path.

        A name without its scope is enough where it is clear; `...` behind it means what the member needs, too.
        """
        name = text.rstrip(".")
        path = posixpath.normpath(name)
        alike = [folder for full, folder in self.folders.items() if full.rpartition("/")[2] == name]
        found = self.folders.get(name) or (path if path in self.members else None)
        return found or (alike[0] if len(alike) == 1 else None)


@lru_cache(maxsize=8)
def read_workspace(project: Project) -> Workspace:
    """Find the members of a workspace, once for all of them; a program may have no package.json at all.

    Raises:
        FileError: the package.json at the top cannot be read.
    """
    root = read(project) if file_in(project) else parse({})
    patterns, source = [*_of_pnpm(content(project, PNPM))], PNPM
    if not patterns:
        patterns = [*(texts(root.data, "workspaces") or texts(root.data, "workspaces", "packages"))]
        source = f"{root.file}, workspaces"
    if not patterns:
        return Workspace(root, {}, {})
    found = (folder for folder, _ in project.folders_with({FILE, *OF_PNPM}) if folder)
    folders = [*taken(found, patterns)]
    for folder in folders:
        if not is_plain(folder):
            warn(project, f"{folder} has a name that no build takes")
    plain = [folder for folder in folders if is_plain(folder)][:_MAX_MEMBERS]
    members = {folder: manifest for folder in plain if (manifest := read_or_warn(project, folder))}
    names = {manifest.name: folder for folder, manifest in reversed(members.items()) if manifest.name}
    return Workspace(root, members, names, source)


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

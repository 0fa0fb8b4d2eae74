"""A package.json, with nothing taken from it that has another type than it should have."""

import json
import posixpath
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from dockgen.errors import FileError
from dockgen.languages.kit import tables
from dockgen.reading.project import Project

FILE: Final = "package.json"


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

    @property
    def path(self) -> str:
        """The file's own path."""
        return posixpath.join(self.folder, FILE)

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


def read(project: Project, folder: str = "") -> Manifest:
    """Read a package.json.

    Raises:
        FileError: it is not there, or nothing that npm could read.
    """
    path = posixpath.join(folder, FILE)
    where, text = posixpath.join(project.path, path), project.require(path)
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = f", line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise FileError(f"{where} is not JSON{line}", "Fix it; `npm pkg get name` says more.") from error
    if not isinstance(data, dict):
        raise FileError(f"{where} holds no object", 'Fix it: {"name": "..."}.')
    return parse(data, folder)


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

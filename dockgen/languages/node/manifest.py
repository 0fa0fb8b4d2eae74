"""A package.json, with nothing taken from it that has another type than it should have."""

import json
import posixpath
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from dockgen.errors import FileError
from dockgen.project import Project

FILE: Final = "package.json"


class Manifest(NamedTuple):
    """What one package.json says."""

    folder: str
    """Where it lies in the project; "" for the top."""
    data: Mapping[str, Any]
    name: str
    scripts: Mapping[str, str]
    production: Mapping[str, str]
    """The packages that it needs when it runs, and their versions."""
    development: Mapping[str, str]

    @property
    def path(self) -> str:
        """The file's own path."""
        return f"{self.folder}/{FILE}" if self.folder else FILE

    @property
    def dependencies(self) -> dict[str, str]:
        """All packages that it asks for."""
        return {**self.development, **self.production}

    def text(self, *keys: str) -> str | None:
        """Return the text that lies at a path of keys, if there is one."""
        value: Any = self.data
        for key in keys:
            value = value.get(key) if isinstance(value, dict) else None
        return value.strip() or None if isinstance(value, str) else None

    def texts(self, key: str) -> tuple[str, ...]:
        """Return the texts of a list."""
        value = self.data.get(key)
        return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()


def read(project: Project, folder: str = "") -> Manifest:
    """Read a package.json.

    Raises:
        FileError: it is not there, or nothing that npm could read.
    """
    path = f"{folder}/{FILE}" if folder else FILE
    text = project.require(path)
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        where = f", line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise FileError(
            f"{posixpath.join(project.path, path)} is not JSON{where}", "Mend it; `npm pkg get name` says more."
        ) from error
    if not isinstance(data, dict):
        raise FileError(f"{posixpath.join(project.path, path)} holds no object", 'Mend it: {"name": "..."}.')
    return parse(data, folder)


def parse(data: Mapping[str, Any], folder: str = "") -> Manifest:
    """Take what has the right type."""
    name = data.get("name")
    return Manifest(
        folder=folder,
        data=data,
        name=name if isinstance(name, str) else "",
        scripts=_table(data.get("scripts")),
        production={**_table(data.get("optionalDependencies")), **_table(data.get("dependencies"))},
        development=_table(data.get("devDependencies")),
    )


def read_or_warn(project: Project, folder: str) -> Manifest | None:
    """Read a package.json that one can do without."""
    try:
        return read(project, folder)
    except FileError as error:
        warn(project, f"{error}; it was left out of account")
        return None


def read_json(project: Project, path: str) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Return what a JSON file holds; comments and commas too many, as tsconfig.json has them, do not matter."""
    from dockgen.languages.node.comments import without_comments  # noqa: PLC0415 - few files have them

    text = project.read(path)
    if text is None:
        return None
    try:
        return json.loads(without_comments(text))
    except (ValueError, RecursionError):
        warn(project, f"{posixpath.join(project.path, path)} is not JSON; it was left out of account")
        return None


def warn(project: Project, text: str) -> None:
    """Say once what was left out of account, or what a person should know."""
    project.warn(text)


def _table(value: object) -> dict[str, str]:
    return dict(_pairs(value)) if isinstance(value, dict) else {}


def _pairs(value: Mapping[Any, Any]) -> Iterator[tuple[str, str]]:
    for key, text in value.items():
        if isinstance(text, str) and key.isprintable():
            yield key, text

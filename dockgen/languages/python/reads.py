"""Which files an install reads, where they are all that it reads."""

import posixpath
import re
from collections.abc import Mapping, Sequence
from typing import Final

import tomli

from dockgen.languages.kit.sources import content
from dockgen.languages.kit.tables import Table, at, table
from dockgen.languages.language import Needs
from dockgen.reading.project import Project

_NAMES_FILES: Final = (
    r"-(?:e|r|c|f)\b|--(?:editable|requirement|constraint|find-links)\b|\.{0,2}/|\.$"
    r"|.*(?:file:|@\s*\.|\.(?:whl|gz|zip)$)"
)
"""A line of a list of requirements that sends pip to another file."""
_OTHERS: Final = frozenset({"-c", "-e", "-f", "--constraint", "--editable", "--find-links", "."})
_MANIFEST: Final = "pyproject.toml"


def pip(project: Project, words: Sequence[str]) -> Needs | None:
    """Return the lists of requirements that the command names."""
    files: list[str] = []
    rest = iter(words[words.index("install") + 1 :])
    for word in rest:
        if word in {"-r", "--requirement"}:
            files.append(next(rest, ""))
        elif match := re.fullmatch(r"(?:-r|--requirements?=)(.+)", word):
            files.append(match[1])
        elif word in _OTHERS or "/" in word:
            return None
    paths = tuple(posixpath.normpath(name) for name in files)
    is_sure = all(not path.startswith(("/", "..")) and "$" not in path and _is_plain(project, path) for path in paths)
    return Needs(paths) if paths and is_sure else None


def _is_plain(project: Project, path: str) -> bool:
    """Tell whether a list of requirements names no other file."""
    lines = [line.strip() for line in content(project, path).splitlines()]
    return bool(lines) and not any(re.match(_NAMES_FILES, line) for line in lines)


def poetry(project: Project, words: Sequence[str]) -> Needs | None:
    """Return the manifest and its lock file."""
    data = _toml(project, _MANIFEST)
    is_package = at(data, "tool", "poetry", "package-mode") is not False and "--no-root" not in words
    return None if data is None or is_package or project.has("poetry.toml") else _needs(project, "poetry.lock")


def uv(project: Project, words: Sequence[str]) -> Needs | None:
    """Return the manifest, its lock file, and the file that names the version of Python."""
    if words[1:2] == ["pip"]:
        return pip(project, words)
    data = _toml(project, _MANIFEST)
    if data is None or project.has("uv.toml") or project.has("README"):
        return None
    own = table(data, "tool", "uv")
    is_package = own.get("package", "build-system" in data) and "--no-install-project" not in words
    return None if is_package or "workspace" in own else _needs(project, "uv.lock", ".python-version")


def pipenv(project: Project, words: Sequence[str]) -> Needs | None:
    """Return the manifest and its lock file."""
    is_more = not {"-e", "-r", "--editable"}.isdisjoint(words)
    is_unsure = is_more or _toml(project, "Pipfile") is None
    return None if is_unsure else _needs(project, "Pipfile.lock", manifest="Pipfile")


def _needs(project: Project, *others: str, manifest: str = _MANIFEST) -> Needs:
    return Needs((manifest, *filter(project.has, others)), (".venv",))


def _names_paths(data: object) -> bool:
    """Tell whether a table, or one in it, names a path, as a dependency beside the project does."""
    if isinstance(data, Mapping):
        named = isinstance(data.get("path"), str) or data.get("editable") is True or data.get("workspace") is True
        return named or any(_names_paths(value) for value in data.values())
    if isinstance(data, list):
        return any(_names_paths(value) for value in data)
    return isinstance(data, str) and "file:" in data


def _toml(project: Project, path: str) -> Table | None:
    """Return a manifest; None where there is none, it is broken, or it names a path."""
    try:
        data = tomli.loads(content(project, path)) if project.has(path) else None
    except (ValueError, RecursionError):
        return None
    return None if _names_paths(data) else data

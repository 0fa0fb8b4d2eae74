"""Which files an install reads, where they are all that it reads."""

import posixpath
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

import tomli

from dockgen.languages.language import Needs
from dockgen.reading.project import Project

_NAMES_FILES: Final = (
    r"-(?:e|r|c|f)\b|--(?:editable|requirement|constraint|find-links)\b|\.{0,2}/|\.$"
    r"|.*(?:file:|@\s*\.|\.(?:whl|gz|zip)$)"
)
"""A line of a list of requirements that sends pip to another file."""
_MANIFEST: Final = "pyproject.toml"
_MADE: Final = (".venv",)


def pip(project: Project, words: Sequence[str]) -> Needs | None:
    """Return the lists of requirements that the command names."""
    files: list[str] = []
    rest = iter(words[words.index("install") + 1 :])
    for word in rest:
        if word in {"-r", "--requirement"}:
            files.append(next(rest, ""))
        elif match := re.fullmatch(r"(?:-r|--requirements?=)(.+)", word):
            files.append(match[1])
        elif word in {"-c", "-e", "-f", "--constraint", "--editable", "--find-links"} or "/" in word or word == ".":
            return None
    paths = tuple(posixpath.normpath(name) for name in files)
    if not paths or any(path.startswith(("/", "..")) or "$" in path for path in paths):
        return None
    return Needs(paths) if all(_is_plain(project, path) for path in paths) else None


def _is_plain(project: Project, path: str) -> bool:
    """Tell whether a list of requirements names no other file."""
    text = (project.read(path) if project.has(path) else None) or ""
    lines = [line.strip() for line in text.splitlines()]
    return bool(lines) and not any(re.match(_NAMES_FILES, line) for line in lines)


def poetry(project: Project, words: Sequence[str]) -> Needs | None:
    """Return the manifest and its lock file."""
    data = _toml(project, _MANIFEST)
    if data is None or _names_paths(data):
        return None
    is_package = data.get("tool", {}).get("poetry", {}).get("package-mode", True) is not False
    if (is_package and "--no-root" not in words) or project.has("poetry.toml"):
        return None
    lock = ("poetry.lock",) if project.has("poetry.lock") else ()
    return Needs((_MANIFEST, *lock), _MADE)


def uv(project: Project, words: Sequence[str]) -> Needs | None:
    """Return the manifest, its lock file, and the file that names the version of Python."""
    if words[1:2] == ["pip"]:
        return pip(project, words)
    data = _toml(project, _MANIFEST)
    if data is None or _names_paths(data) or project.has("uv.toml"):
        return None
    own = data.get("tool", {}).get("uv", {})
    is_package = own.get("package", "build-system" in data)
    if (is_package and "--no-install-project" not in words) or "workspace" in own or project.has("README"):
        return None
    others = tuple(name for name in ("uv.lock", ".python-version") if project.has(name))
    return Needs((_MANIFEST, *others), _MADE)


def pipenv(project: Project, words: Sequence[str]) -> Needs | None:
    """Return the manifest and its lock file."""
    data = _toml(project, "Pipfile")
    if data is None or _names_paths(data) or set(words) & {"-e", "-r", "--editable"}:
        return None
    lock = ("Pipfile.lock",) if project.has("Pipfile.lock") else ()
    return Needs(("Pipfile", *lock), _MADE)


def _names_paths(data: Any) -> bool:  # noqa: ANN401 - whatever TOML holds
    """Tell whether a table, or one in it, names a path, as a dependency beside the project does."""
    if isinstance(data, Mapping):
        named = isinstance(data.get("path"), str) or data.get("editable") is True or data.get("workspace") is True
        return named or any(_names_paths(value) for value in data.values())
    if isinstance(data, list):
        return any(_names_paths(value) for value in data)
    return isinstance(data, str) and "file:" in data


def _toml(project: Project, path: str) -> Mapping[str, Any] | None:
    try:
        return tomli.loads(project.read(path) or "") if project.has(path) else None
    except (ValueError, RecursionError):
        return None

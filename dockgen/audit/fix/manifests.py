"""Which files an install reads, where they are all that it reads."""

import json
import posixpath
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

import tomli

from dockgen.audit.build import Build
from dockgen.practices.installs import install_of
from dockgen.project import Project

_SCRIPTS: Final = (
    *("preinstall", "install", "postinstall", "prepare", "preprepare", "postprepare", "prepublish"),
    *("dependencies", "pnpm:devPreinstall"),
)
_KINDS: Final = (
    "dependencies",
    "devDependencies",
    "optionalDependencies",
    "peerDependencies",
    "overrides",
    "resolutions",
)
_LOCAL: Final = r"(?:file|link|portal|workspace|patch|exec):|\.{0,2}/"
_READ_SOURCES: Final = frozenset({"prisma", "@prisma/client", "patch-package", "postinstall-postinstall"})
"""Packages whose own install scripts read files of the project."""
_NODE_FILES: Final = (
    *("binding.gyp", ".npmrc", ".yarnrc", ".yarnrc.yml", ".yarn", ".pnp.cjs", "pnpm-workspace.yaml", ".pnpmfile.cjs"),
    *("bunfig.toml", ".node-version", ".nvmrc", ".tool-versions", "lerna.json"),
)
"""Files that an install reads beside the manifest; what they say is not looked into."""
_LOCKS: Final = {
    "npm": ("package-lock.json", "npm-shrinkwrap.json"),
    "yarn": ("yarn.lock",),
    "pnpm": ("pnpm-lock.yaml",),
    "bun": ("bun.lock", "bun.lockb"),
}
_NAMES_FILES: Final = (
    r"-(?:e|r|c|f)\b|--(?:editable|requirement|constraint|find-links)\b|\.{0,2}/|\.$"
    r"|.*(?:file:|@\s*\.|\.(?:whl|gz|zip)$)"
)
"""A line of a list of requirements that sends pip to another file."""


class Needs(NamedTuple):
    """What an install needs."""

    files: tuple[str, ...]
    made: tuple[str, ...] = ()
    """Folders that it fills beside them: those of the build context must not come over them afterwards."""


def needs(build: Build, words: Sequence[str]) -> Needs | None:
    """Return what a command reads; None where it may read the sources, or that is not known."""
    install = install_of(words)
    if install is None or install.compiles or build.context is None:
        return None
    read = _READERS.get(install.tool)
    found = read(build.context, words) if read is not None else None
    if found is None or not all(build.context.has(path) and build.is_sent(path) for path in found.files):
        return None
    return None if any(build.is_sent(f"{folder}/x") for folder in found.made) else found


def _node(project: Project, words: Sequence[str]) -> Needs | None:
    manifest = _json(project, "package.json")
    if (
        manifest is None
        or any(project.has(name) for name in _NODE_FILES)
        or not set(words).isdisjoint({"-g", "--global"})
    ):
        return None
    scripts = manifest.get("scripts") or {}
    if not isinstance(scripts, Mapping) or (
        "--ignore-scripts" not in words and any(name in scripts for name in _SCRIPTS)
    ):
        return None
    tables = [manifest.get(kind) or {} for kind in _KINDS]
    if not all(isinstance(table, Mapping) for table in tables) or {"workspaces", "pnpm", "patchedDependencies"} & set(
        manifest
    ):
        return None
    wanted = {str(name): str(version) for table in tables for name, version in table.items()}
    if _READ_SOURCES & set(wanted) or any(re.match(_LOCAL, version) for version in wanted.values()):
        return None
    locks = tuple(name for name in _LOCKS[words[0].rpartition("/")[2]] if project.has(name))
    is_strict = not {"ci", "clean-install", "--frozen-lockfile", "--immutable"}.isdisjoint(words)
    return Needs(("package.json", *locks), ("node_modules",)) if locks or not is_strict else None


def _pip(project: Project, words: Sequence[str]) -> Needs | None:
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


def _poetry(project: Project, words: Sequence[str]) -> Needs | None:
    data = _toml(project, "pyproject.toml")
    if data is None or _names_paths(data):
        return None
    is_package = data.get("tool", {}).get("poetry", {}).get("package-mode", True) is not False
    if (is_package and "--no-root" not in words) or project.has("poetry.toml"):
        return None
    lock = ("poetry.lock",) if project.has("poetry.lock") else ()
    return Needs(("pyproject.toml", *lock), (".venv",))


def _uv(project: Project, words: Sequence[str]) -> Needs | None:
    if words[1:2] == ["pip"]:
        return _pip(project, words)
    data = _toml(project, "pyproject.toml")
    if data is None or _names_paths(data) or project.has("uv.toml"):
        return None
    own = data.get("tool", {}).get("uv", {})
    is_package = own.get("package", "build-system" in data)
    if (is_package and "--no-install-project" not in words) or "workspace" in own or project.has("README"):
        return None
    others = tuple(name for name in ("uv.lock", ".python-version") if project.has(name))
    return Needs(("pyproject.toml", *others), (".venv",))


def _pipenv(project: Project, words: Sequence[str]) -> Needs | None:
    data = _toml(project, "Pipfile")
    if data is None or _names_paths(data) or set(words) & {"-e", "-r", "--editable"}:
        return None
    lock = ("Pipfile.lock",) if project.has("Pipfile.lock") else ()
    return Needs(("Pipfile", *lock), (".venv",))


def _bundler(project: Project, words: Sequence[str]) -> Needs | None:
    text = (project.read("Gemfile") if project.has("Gemfile") else None) or ""
    if (
        not text
        or not words[1:]
        or re.search(r"\b(?:gemspec|path|eval_gemfile|file:)\b|\bFile\.|require_relative", text)
    ):
        return None
    lock = ("Gemfile.lock",) if project.has("Gemfile.lock") else ()
    return Needs(("Gemfile", *lock), ("vendor/bundle", ".bundle"))


def _go(project: Project, words: Sequence[str]) -> Needs | None:
    """Return the manifests of one module; `GOFLAGS` and the like stay as they are."""
    text = (project.read("go.mod") if project.has("go.mod") else None) or ""
    local = re.search(r"=>\s*\.{1,2}/", text)
    if not text or local or project.has("go.work") or project.has("vendor/modules.txt") or words[3:]:
        return None
    return Needs(("go.mod", *(("go.sum",) if project.has("go.sum") else ())))


def _names_paths(data: Any) -> bool:  # noqa: ANN401 - whatever TOML holds
    """Tell whether a table, or one in it, names a path, as a dependency beside the project does."""
    if isinstance(data, Mapping):
        named = isinstance(data.get("path"), str) or data.get("editable") is True or data.get("workspace") is True
        return named or any(_names_paths(value) for value in data.values())
    if isinstance(data, list):
        return any(_names_paths(value) for value in data)
    return isinstance(data, str) and "file:" in data


def _json(project: Project, path: str) -> Mapping[str, Any] | None:
    try:
        data = json.loads((project.read(path) if project.has(path) else None) or "")
    except (ValueError, RecursionError):
        return None
    return data if isinstance(data, Mapping) else None


def _toml(project: Project, path: str) -> Mapping[str, Any] | None:
    try:
        return tomli.loads(project.read(path) or "") if project.has(path) else None
    except (ValueError, RecursionError):
        return None


_READERS: Final[Mapping[str, Callable[[Project, Sequence[str]], Needs | None]]] = {
    **dict.fromkeys(_LOCKS, _node),
    "pip": _pip,
    "poetry": _poetry,
    "uv": _uv,
    "pipenv": _pipenv,
    "bundler": _bundler,
    "go": _go,
}

"""The front end that a program embeds: where it is, what builds it, and into which folder."""

import json
import posixpath
import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from dockgen.languages.go.modules import has_plain_name
from dockgen.project import Project

_USUAL_FOLDERS: Final = ("web", "ui", "frontend", "client", "webapp", "app", "site", "www", "dashboard", "")


class FrontEnd(NamedTuple):
    """How it is built. All paths are from the top."""

    folder: str | None
    """Where its package.json is."""
    built: str | None
    """The folder that its build leaves."""
    target: str | None
    """The folder that is embedded."""
    manager: str | None
    """npm, pnpm or yarn, with its version where the project names one."""
    manifests: tuple[str, ...]
    """The files that say which packages it needs, from its own folder."""
    install: tuple[str, ...]
    """The command that installs them, and the folder that the package manager keeps its downloads in."""


class _Manager(NamedTuple):
    lock: str
    install: str
    cache: str


_MANAGERS: Final = {
    "npm": _Manager("package-lock.json", "npm ci", "/root/.npm"),
    "pnpm": _Manager("pnpm-lock.yaml", "pnpm install --frozen-lockfile", "/root/.local/share/pnpm/store"),
    "yarn": _Manager("yarn.lock", "yarn install --frozen-lockfile", "/usr/local/share/.cache/yarn"),
}


def find(project: Project, embedded: str) -> FrontEnd | None:
    """Return what builds an embedded folder: the project around it, or one that is named like a front end."""
    for folder in dict.fromkeys((*_above(embedded), *_USUAL_FOLDERS)):
        package = _package(project, folder)
        if package is None or not isinstance(_scripts(package).get("build"), str):
            continue
        manager = _manager(project, folder, package)
        if manager is None or not has_plain_name(folder) or not has_plain_name(embedded):
            continue
        return _front_end(project, folder, package, manager, embedded)
    return None


def _above(folder: str) -> Iterator[str]:
    while folder:
        folder = posixpath.dirname(folder)
        if folder:
            yield folder


def _package(project: Project, folder: str) -> dict[str, Any] | None:
    path = posixpath.join(folder, "package.json")
    text = project.read(path) if project.has(path) else None
    try:
        package = json.loads(text) if text else None
    except (ValueError, RecursionError):
        project.warnings.append(f"{path} is no JSON; it was left out of account")
        return None
    return package if isinstance(package, dict) else None


def _scripts(package: dict[str, Any]) -> dict[str, Any]:
    scripts = package.get("scripts")
    return scripts if isinstance(scripts, dict) else {}


def _manager(project: Project, folder: str, package: dict[str, Any]) -> str | None:
    """Return the package manager whose lock file is there, with the version that `packageManager` asks for."""
    for name, manager in _MANAGERS.items():
        if project.has(posixpath.join(folder, manager.lock)):
            asked = re.match(rf"{name}@([0-9][\w.-]{{0,30}})", str(package.get("packageManager")))
            return f"{name}@{asked[1]}" if asked else name
    return None


def _front_end(project: Project, folder: str, package: dict[str, Any], manager: str, embedded: str) -> FrontEnd:
    name = manager.partition("@")[0]
    how = _MANAGERS[name]
    install = how.install
    if name == "yarn" and project.has(posixpath.join(folder, ".yarnrc.yml")):
        install = "yarn install --immutable"
    manifests = [
        file
        for file in ("package.json", how.lock, "pnpm-workspace.yaml", ".yarnrc.yml")
        if project.has(posixpath.join(folder, file))
    ]
    return FrontEnd(
        folder=folder,
        built=_output(project, folder, package, embedded),
        target=embedded,
        manager=manager,
        manifests=tuple(manifests),
        install=(install, how.cache),
    )


def _output(project: Project, folder: str, package: dict[str, Any], embedded: str) -> str:
    """Return the folder that the build leaves: what its configuration says, else the embedded one if it lies inside."""
    script = str(_scripts(package).get("build"))
    texts = [script]
    for suffix in (".ts", ".js", ".mts", ".mjs"):
        path = posixpath.join(folder, f"vite.config{suffix}")
        texts.append((project.read(path) if project.has(path) else None) or "")
    for text in texts:
        if match := re.search(r"outDir[\"']?[=:\s]{1,9}[\"']?([\w@./-]{1,200})", text):
            return posixpath.normpath(posixpath.join(folder, match[1]))
    if not folder or embedded.startswith(f"{folder}/"):
        return embedded
    usual = "build" if "react-scripts" in script else "dist"
    return posixpath.join(folder, usual)

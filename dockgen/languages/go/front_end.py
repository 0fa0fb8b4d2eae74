"""The front end that a program embeds: where it is, what builds it, and into which folder."""

import posixpath
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from dockgen.languages.go.modules import has_plain_name
from dockgen.languages.node import managers, manifest
from dockgen.languages.node.manifest import Manifest
from dockgen.languages.node.version import version
from dockgen.project import Project

_USUAL_FOLDERS: Final = ("web", "ui", "frontend", "client", "webapp", "app", "site", "www", "dashboard", "")
_IN_NODE: Final = ("yarn", "@yarnpkg/cli-dist")
"""What Node's image may have already: another version has to be put over that one."""


class FrontEnd(NamedTuple):
    """How it is built. All paths are from the top."""

    folder: str
    """Where its package.json is."""
    built: str
    """The folder that its build leaves."""
    target: str
    """The folder that is embedded."""
    node: str | None
    """The version of Node.js that it asks for; None for any."""
    manager: str
    """The command that installs its package manager; empty for npm itself."""
    install: str
    """The command that installs its packages."""
    build: str
    """The command that builds it."""
    cache: str
    """The folder in which downloads are kept."""
    manifests: tuple[str, ...]
    """The files that say which packages it needs, from its own folder; none where those are not all."""
    env: tuple[str, ...]
    """What its package manager has to be told, as NAME=VALUE."""


def find(project: Project, embedded: str) -> FrontEnd | None:
    """Return what builds an embedded folder: the project around it, or one that is named like a front end."""
    for folder in dict.fromkeys((*_above(embedded), *_USUAL_FOLDERS)):
        if not project.has(posixpath.join(folder, manifest.FILE)) or not has_plain_name(folder):
            continue
        package = manifest.read_or_warn(project, folder)
        if package and "build" in package.scripts and has_plain_name(embedded):
            return _front_end(project, package, embedded)
    return None


def _above(folder: str) -> Iterator[str]:
    while folder := posixpath.dirname(folder):
        yield folder


def _front_end(project: Project, package: Manifest, embedded: str) -> FrontEnd:
    folder = package.folder
    inside = project.sub(folder) if folder else project
    chosen = managers.choose(inside, package)
    manager = chosen.manager
    if not chosen.lock:
        managers.warn_without_lock(inside, manager)
    beside = [name for name in manager.files if inside.has(name)]
    is_whole = bool(chosen.entry) or any("/" in name for name in beside)
    asked = version(inside, (package,)).value
    return FrontEnd(
        folder=folder,
        built=_output(project, package, embedded),
        target=embedded,
        node=asked if isinstance(asked, str) else None,
        manager=_installs(chosen),
        install=_called(chosen, manager.install if chosen.lock else manager.unlocked),
        build=_called(chosen, manager.run.format(script="build")),
        cache=manager.cache,
        manifests=() if is_whole else tuple(filter(None, (manifest.FILE, chosen.lock, *beside))),
        env=tuple(f"{name}={value}" for name, value in sorted(manager.env.items())),
    )


def _installs(chosen: managers.Chosen) -> str:
    if not chosen.version or chosen.entry:
        return ""
    force = "--force " if chosen.manager.package in _IN_NODE else ""
    return f"npm install --global {force}{chosen.manager.package}@{chosen.version}"


def _called(chosen: managers.Chosen, command: str) -> str:
    return command.replace("yarn ", f"node {chosen.entry} ", 1) if chosen.entry else command


def _output(project: Project, package: Manifest, embedded: str) -> str:
    """Return the folder that the build leaves: what its configuration says, else the embedded one if it lies inside."""
    folder, script = package.folder, package.scripts["build"]
    configs = [posixpath.join(folder, f"vite.config{suffix}") for suffix in (".ts", ".js", ".mts", ".mjs")]
    for text in (script, *((project.read(path) or "") for path in configs if project.has(path))):
        if match := re.search(r"outDir[\"']?[=:\s]{1,9}[\"']?([\w@./-]{1,200})", text):
            path = posixpath.normpath(posixpath.join(folder, match[1]))
            return path if has_plain_name(path) else embedded
    if not folder or embedded.startswith(f"{folder}/"):
        return embedded
    return posixpath.join(folder, "build" if "react-scripts" in script else "dist")

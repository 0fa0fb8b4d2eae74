"""The front end that a program embeds: where it is, and what builds it."""

import posixpath
from collections.abc import Iterator
from typing import Final

from dockgen.languages.javascript import front_end, front_end_output
from dockgen.languages.javascript.manifest import Manifest
from dockgen.languages.kit.paths import around, is_plain
from dockgen.model.front_end import FrontEnd
from dockgen.reading.project import Project

_USUAL_FOLDERS: Final = ("web", "ui", "frontend", "client", "webapp", "app", "site", "www", "dashboard", "")


def find(project: Project, embedded: str) -> FrontEnd | None:
    """Return what builds an embedded folder: the project around it, or one that is named like a front end."""
    if not is_plain(embedded):
        return None
    for package in _packages(project, embedded):
        script = _script(project, package, embedded)
        return front_end.read(project, package, _output(project, package, embedded, script), embedded, script)
    return None


def fills(project: Project, embedded: str) -> FrontEnd | None:
    """Return what builds into exactly this folder, where only a placeholder for that is part of the repository."""
    for package in _packages(project, embedded):
        script = _script(project, package, embedded)
        if embedded in front_end_output.named(project, package, script):
            return front_end.read(project, package, embedded, embedded, script)
    return None


def _packages(project: Project, embedded: str) -> Iterator[Manifest]:
    for folder in dict.fromkeys((*around(embedded), *_USUAL_FOLDERS)):
        if package := front_end.is_built(project, folder):
            yield package


def _script(project: Project, package: Manifest, embedded: str) -> str:
    """Return the script that builds into the embedded folder; else the one that is called build."""
    scripts = ("build", *(name for name in package.scripts if not name.startswith(("dev", "watch", "start"))))
    return next((name for name in scripts if embedded in front_end_output.named(project, package, name)), "build")


def _output(project: Project, package: Manifest, embedded: str, script: str) -> str:
    """Return the folder that the build leaves: what its configuration says, else the embedded one if it lies inside."""
    folders = front_end_output.named(project, package, script)
    if embedded in folders:
        return embedded
    if folders:
        return folders[0]
    if not package.folder or embedded.startswith(f"{package.folder}/"):
        return embedded
    return posixpath.join(package.folder, "build" if "react-scripts" in package.scripts["build"] else "dist")

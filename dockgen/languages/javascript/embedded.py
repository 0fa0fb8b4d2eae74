"""The front end that another language's program embeds: where it is, and what builds it."""

import posixpath
from collections.abc import Iterable
from typing import Final

from dockgen.errors import printable
from dockgen.languages.javascript import front_end, front_end_output
from dockgen.languages.javascript.manifest import Manifest
from dockgen.languages.kit.embedded import Embedded
from dockgen.languages.kit.paths import around, is_plain
from dockgen.model.found import Found
from dockgen.model.front_end import FrontEnd
from dockgen.reading.gitignore import is_ignored
from dockgen.reading.project import Project

_USUAL_FOLDERS: Final = ("web", "ui", "frontend", "client", "webapp", "app", "site", "www", "dashboard", "")


def find(project: Project, missing: Iterable[Embedded]) -> Found[FrontEnd] | None:
    """Return what builds the first of some embedded folders; warn of those before it that nothing makes.

    Args:
        project: the build context.
        missing: folders that are no part of the repository, but for a placeholder.
    """
    for one in missing:
        is_there = project.has(one.folder)
        has_placeholder = is_there and not is_ignored(project, one.folder)
        if found := _built(project, one.folder, exactly=has_placeholder):
            return Found(found, f"{one.path} embeds {one.folder}, which {found.folder or '.'}/ builds")
        if not is_there:
            warning = f"{one.path} embeds {one.folder}, which is not there: make it before the build"
            project.warn(printable(warning))
    return None


def _built(project: Project, embedded: str, *, exactly: bool) -> FrontEnd | None:
    """Return what builds a folder: the project around it, or one that is named like a front end.

    Args:
        project: the build context.
        embedded: the folder.
        exactly: whether only a build counts that says that it leaves its files there.
    """
    for folder in dict.fromkeys((*around(embedded), *_USUAL_FOLDERS)) if is_plain(embedded) else ():
        package = front_end.is_built(project, folder)
        script = _script(project, package, embedded) if package else ""
        left = front_end_output.named(project, package, script) if package else ()
        if package and (embedded in left or not exactly):
            return front_end.read(project, package, _output(package, embedded, left), embedded, script)
    return None


def _script(project: Project, package: Manifest, embedded: str) -> str:
    """Return the script that builds into the embedded folder; else the one that is called build."""
    scripts = ("build", *(name for name in package.scripts if not name.startswith(("dev", "watch", "start"))))
    return next((name for name in scripts if embedded in front_end_output.named(project, package, name)), "build")


def _output(package: Manifest, embedded: str, left: tuple[str, ...]) -> str:
    """Return the folder that the build leaves: what its configuration says, else the embedded one if it lies inside."""
    if left:
        return embedded if embedded in left else left[0]
    if not package.folder or embedded.startswith(f"{package.folder}/"):
        return embedded
    return posixpath.join(package.folder, "build" if "react-scripts" in package.scripts["build"] else "dist")

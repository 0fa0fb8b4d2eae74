"""Which app of a project is meant, and how it is started."""

import posixpath
from functools import lru_cache
from typing import Final, NamedTuple

from dockgen.languages.javascript import frameworks
from dockgen.languages.javascript.manifest import Manifest
from dockgen.languages.javascript.web_app import Web
from dockgen.languages.javascript.workspaces import Workspace, read_workspace
from dockgen.languages.node.start import SCRIPTS, Start, find
from dockgen.model.facts import Fact
from dockgen.reading.project import Project

ASIDE: Final = frozenset(
    {"example", "examples", "docs", "website", "playground", "playgrounds", "demo", "demos", "storybook", "e2e", "test"}
    | {"tests", "fixtures", "benchmark", "benchmarks", "dev-docs", "templates", "sandbox"}
)
"""Members in such folders serve to show, to test or to explain the others."""

NGINX: Final = ("nginx", "-g", "daemon off;")


class App(NamedTuple):
    """The app that is asked for, in its project."""

    project: Project
    workspace: Workspace
    folder: str
    """Relative to the workspace; "" for its root."""
    manifest: Manifest
    start: Start
    web: Web | None

    @property
    def here(self) -> Project:
        """The view of the app's own folder."""
        return self.project.sub(self.folder) if self.folder else self.project


def read_app(project: Project, workspace: Workspace, folder: str) -> App:
    """Read one app: of a folder with a front end's framework, that framework knows how it is started."""
    manifest = workspace.at(folder)
    web = frameworks.find(project, manifest)
    here = project.sub(folder) if folder else project
    start = find(here, manifest)
    if web is not None and web.kind == "server" and not web.start and web.why:
        start = Start(source=web.why)
    elif web is not None and (web.start or web.kind != "server"):
        words = web.start or NGINX
        env = start.env if web.kind == "server" else {}
        start = Start(
            words, web.source, env=env, is_bin=web.kind == "server" and words[0] != "node" and "/" not in words[0]
        )
    return App(project, workspace, folder, manifest, start, web)


@lru_cache(maxsize=8)
def mains(project: Project) -> tuple[tuple[str, ...], Fact]:
    """Return the folders that hold an app, and the one that the root's own start script is about."""
    workspace = read_workspace(project)
    if not workspace.members:
        return (), Fact(None, "one program")
    start = find(project, workspace.root)
    found = [folder for folder in workspace.members if _is_app(project, workspace, folder)]
    own = [folder for folder in found if ASIDE.isdisjoint(folder.split("/"))]
    apps = tuple(f"./{folder}" for folder in own or found)
    if start.delegates and (folder := workspace.find(start.delegates)):
        return apps, Fact(f"./{folder}", start.source) if f"./{folder}" in apps else Fact(None, "not an app")
    if not apps or (start.words and workspace.root.production):
        return (".", *apps), Fact(None, "the root is a program itself")
    return apps, Fact(None, "each is a program")


def _is_app(project: Project, workspace: Workspace, folder: str) -> bool:
    """Tell a program from a library; a library has no start script, and no framework's build."""
    manifest = workspace.at(folder)
    if any(name in manifest.scripts for name in SCRIPTS):
        start = find(project.sub(folder), manifest)
        if start.words and not start.needs_development:
            return True
    return frameworks.find(project, manifest) is not None


def name_of(app: App) -> Fact:
    """Return the name of the package, without its scope."""
    name = app.manifest.name.rpartition("/")[2]
    return Fact(name or None, f"{app.manifest.path}, name")


def inside(folder: str, path: str) -> str:
    """Return where a path of the app's folder is in the image."""
    return posixpath.join("/app", folder, path)

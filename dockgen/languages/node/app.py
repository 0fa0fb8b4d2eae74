"""Which app of a project is meant, and how it is started."""

from functools import lru_cache
from typing import Final

from dockgen.languages.javascript import frameworks
from dockgen.languages.javascript.manifest import Manifest, Workspace, read_workspace
from dockgen.languages.javascript.web_app import Web
from dockgen.languages.node.start import RUNTIMES, SCRIPTS, Start, find
from dockgen.model.found import Found
from dockgen.reading.project import Project
from dockgen.records import NamedTuple

_ASIDE: Final = frozenset(
    {"example", "examples", "docs", "website", "playground", "playgrounds", "demo", "demos", "storybook", "e2e", "test"}
    | {"tests", "fixtures", "benchmark", "benchmarks", "dev-docs", "templates", "sandbox"}
)
"""Members in such folders serve to show, to test or to explain the others."""


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
        return self.project.sub(self.folder)

    @property
    def running(self) -> list[Manifest]:
        """Its own package.json, and those of the members that it needs when it runs."""
        needed = self.workspace.needs(self.folder, development=False)
        return [self.manifest, *map(self.workspace.at, needed)]


def read_app(project: Project, workspace: Workspace, folder: str) -> App:
    """Read one app: of a folder with a front end's framework, that framework knows how it is started."""
    manifest = workspace.at(folder)
    web = frameworks.find(project, manifest)
    start = find(project.sub(folder), manifest)
    if web and web.start:
        is_bin = web.kind == "server" and web.start[0] not in RUNTIMES and "/" not in web.start[0]
        start = Start(web.start, web.source, env=start.env if web.kind == "server" else {}, is_bin=is_bin)
    elif web and web.why:
        start = Start(source=web.why)
    return App(project, workspace, folder, manifest, start, web)


@lru_cache(maxsize=8)
def mains(project: Project) -> tuple[tuple[str, ...], Found[str | None]]:
    """Return the folders that hold an app, and the one that the root's own start script is about."""
    workspace = read_workspace(project)
    if not workspace.members:
        return (), Found(None, "one program")
    start = find(project, workspace.root)
    found = [folder for folder in workspace.members if _is_app(project, workspace.at(folder))]
    own = [folder for folder in found if _ASIDE.isdisjoint(folder.split("/"))]
    apps = tuple(f"./{folder}" for folder in own or found)
    if start.delegates and (folder := workspace.find(start.delegates)):
        return apps, Found(f"./{folder}", start.source) if f"./{folder}" in apps else Found(None, "not an app")
    if not apps or (start.words and workspace.root.production):
        return (".", *apps), Found(None, "the root is a program itself")
    return apps, Found(None, "each is a program")


def _is_app(project: Project, manifest: Manifest) -> bool:
    """Tell a program from a library; a library has no start script, and no framework's build."""
    if not manifest.scripts.keys().isdisjoint(SCRIPTS):
        start = find(project.sub(manifest.folder), manifest)
        if start.words and not start.needs_development:
            return True
    return frameworks.find(project, manifest) is not None

"""Which app of a project is meant, and how it is started."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from dockgen.languages.javascript import frameworks
from dockgen.languages.javascript.manifest import FILE, Manifest, Workspace, read_workspace
from dockgen.languages.javascript.web_app import Web
from dockgen.languages.kit.paths import around, plain
from dockgen.languages.node import source
from dockgen.languages.node.bun import RUNTIMES
from dockgen.languages.node.start import SCRIPTS, Start, find
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
    start = find(project, workspace.root)
    if not workspace.members:
        other = plain(start.delegates)
        is_there = other and project.has(f"{other}/{FILE}")
        return (), Found(f"./{other}", start.source) if is_there else Found(None, "one program")
    found = [folder for folder in workspace.members if _is_app(project, workspace.at(folder))]
    own = [folder for folder in found if _ASIDE.isdisjoint(folder.split("/"))]
    apps = tuple(f"./{folder}" for folder in own or found)
    if folder := workspace.find(start.delegates) if start.delegates else _started_in(workspace, start):
        return apps, Found(f"./{folder}", start.source) if f"./{folder}" in apps else Found(None, "not an app")
    if not apps or (start.words and workspace.root.production):
        return (".", *apps), Found(None, "the root is a program itself")
    server = _only_server(project, workspace, own or found) if apps[1:] else ""
    return apps, Found(f"./{server}", "the only server") if server else Found(None, "each is a program")


def _started_in(workspace: Workspace, start: Start) -> str | None:
    """Return the member that a file lies in that the root, without packages of its own, starts."""
    if not start.entry or workspace.root.production or start.is_guess:
        return None
    return next((folder for folder in around(start.entry) if folder in workspace.members), None)


def _only_server(project: Project, workspace: Workspace, folders: Sequence[str]) -> str:
    """Return the one app that serves more than files, where the others are sites, or serve nothing; else nothing."""
    apps = [read_app(project, workspace, folder) for folder in folders]
    servers = [app for app in apps if app.web is None or app.web.kind == "server"]
    if servers[1:]:
        servers = [app for app in servers if app.web is not None or _serves(app)]
    return servers[0].folder if len(servers) == 1 else ""


def _serves(app: App) -> bool:
    sources = source.read_sources(app.here, app.start.entry or "index.js", app.folder)
    command, is_by_bun = (*app.start.words, "")[0], app.start.is_by_bun
    return source.serving(sources, app.manifest.dependencies, None, command, is_by_bun=is_by_bun).serves.value


def _is_app(project: Project, manifest: Manifest) -> bool:
    """Tell a program from a library; a library has no start script, and no framework's build."""
    if not manifest.scripts.keys().isdisjoint(SCRIPTS):
        start = find(project.sub(manifest.folder), manifest)
        if start.words and not start.needs_development:
            return True
    return frameworks.find(project, manifest) is not None

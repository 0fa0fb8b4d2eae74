"""Which app of a project is meant, and how it is started."""

import posixpath
import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from typing import Final

from dockgen.languages.javascript import frameworks, nx
from dockgen.languages.javascript.building import builds
from dockgen.languages.javascript.manifest import FILE, PNPM, Manifest, Workspace, read_workspace
from dockgen.languages.javascript.nx import Built
from dockgen.languages.javascript.web_app import Web
from dockgen.languages.kit.paths import around, plain
from dockgen.languages.kit.sources import Source, content
from dockgen.languages.node import source
from dockgen.languages.node.bun import RUNTIMES
from dockgen.languages.node.start import SCRIPTS, Start, find, of_script
from dockgen.model.found import Found
from dockgen.reading.project import Project
from dockgen.records import NamedTuple

_ASIDE: Final = frozenset(
    {"example", "examples", "docs", "website", "playground", "playgrounds", "demo", "demos", "storybook", "e2e", "test"}
    | {"tests", "fixtures", "benchmark", "benchmarks", "dev-docs", "templates", "sandbox"}
)
"""Members in such folders serve to show, to test or to explain the others."""

_MAKES: Final = r"(?:build|compile|tsc|prepare)(?:$|[:-])|(?:heroku-post|gcp-)build$"
"""Scripts of a member that may make what it starts."""
_SERVER_IN_PAGES: Final = frozenset({"next", "react-router", "remix", "solid-start", "tanstack-start"})
"""Frameworks whose pages have parts that the server runs."""


class App(NamedTuple):
    """The app that is asked for, in its project."""

    project: Project
    workspace: Workspace
    folder: str
    """Relative to the workspace; "" for its root."""
    manifest: Manifest
    start: Start
    web: Web | None
    nx: Built | None = None
    """What Nx builds, if that builds it."""

    @property
    def needs_all(self) -> bool:
        """Whether the packages of all members are installed: for Nx, and where the root starts a file of a member."""
        is_of_member = not self.folder and any(one in self.workspace.members for one in around(self.start.entry))
        return self.nx is not None or is_of_member or self.is_built_at_top

    @property
    def is_built_at_top(self) -> bool:
        """Whether only the workspace's root has a script that makes the file it starts, as `tsc --build` does."""
        is_made = bool(self.folder and self.start.entry) and not self.here.has(self.start.entry)
        own = any(re.match(_MAKES, name) for name in self.manifest.scripts)
        return is_made and self.web is None and self.nx is None and not own and builds(self.workspace.root, "build")

    @property
    def sources(self) -> str:
        """The folder with its sources, which of an app that Nx builds may have no package.json."""
        return self.nx.folder if self.nx else self.folder

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
    if built := _of_nx(project, workspace, folder):
        return _read_of_nx(project, workspace, built)
    manifest = workspace.at(folder)
    web = frameworks.find(project, manifest)
    start = _of_member(project, workspace, manifest)
    if web and web.start:
        is_bin = web.kind == "server" and web.start[0] not in RUNTIMES and "/" not in web.start[0]
        words = _placed(project, folder, web.start)
        start = Start(words, web.source, env=start.env if web.kind == "server" else {}, is_bin=is_bin)
    elif web and web.why:
        start = Start(source=web.why)
    return App(project, workspace, folder, manifest, start, web)


def _of_member(project: Project, workspace: Workspace, manifest: Manifest) -> Start:
    """Return how a member is started: by the script that the root's own start script calls, or by its own."""
    here, folder = project.sub(manifest.folder), manifest.folder
    asked = find(project, workspace.root) if folder else Start()
    if asked.script in manifest.scripts and workspace.find(asked.delegates) == folder:
        start = of_script(here, manifest, asked.script)
        if start.words:
            return start
    return find(here, manifest)


def _placed(project: Project, folder: str, words: tuple[str, ...]) -> tuple[str, ...]:
    """Return a command of a package's file as a member of a workspace finds it: mostly, packages lie at the top."""
    package = re.match(r"node_modules/((?:@[\w.-]{1,80}/)?[\w.-]{1,80})/", words[1]) if folder and words[1:] else None
    if package is None:
        return words
    is_own = f'"{folder}/node_modules/{package[1]}"' in content(project, "package-lock.json")
    if is_own or project.has(PNPM) or '"configVersion": 1' in content(project, "bun.lock"):
        return words
    return (words[0], posixpath.relpath(words[1], folder), *words[2:])


def _of_nx(project: Project, workspace: Workspace, folder: str) -> Built | None:
    """Return what Nx builds of a folder whose package.json, if there is one, does not say how it is started."""
    built = nx.apps(project).get(folder)
    manifest = workspace.root if not folder else workspace.members.get(folder)
    return None if manifest and _is_app(project, manifest) else built


def _read_of_nx(project: Project, workspace: Workspace, built: Built) -> App:
    """Read an app that Nx builds: without a package.json of its own, it runs at the top."""
    folder = built.folder if built.folder in workspace.members else ""
    manifest, web, start = workspace.at(folder), None, Start(source=built.source)
    if built.framework:
        from dockgen.languages.javascript import nx_front_end  # noqa: PLC0415 - few projects have one

        whole = manifest._replace(
            production={**workspace.root.production, **manifest.production},
            development={**workspace.root.development, **manifest.development},
        )
        web = nx_front_end.find(project, whole, built)
        start = Start(web.start, web.source) if web else start
    else:
        entry = posixpath.relpath(built.entry, folder or ".")
        start = Start(("node", entry), built.source, entry)
    return App(project, workspace, folder, manifest, start, web, built)


@lru_cache(maxsize=8)
def mains(project: Project) -> tuple[tuple[str, ...], Found[str | None]]:
    """Return the folders that hold an app, and the one that the root's own start script is about."""
    workspace = read_workspace(project)
    start = find(project, workspace.root)
    of_nx = [folder for folder in nx.apps(project) if _of_nx(project, workspace, folder)]
    if not workspace.members and of_nx in ([], [""]):
        other = plain(start.delegates)
        is_there = other and project.has(f"{other}/{FILE}")
        return (), Found(f"./{other}", start.source) if is_there else Found(None, "one program")
    found = [folder for folder in workspace.members if _is_app(project, workspace.at(folder))]
    asked = workspace.find(start.delegates) if start.script else None
    found += [asked] if asked and _of_member(project, workspace, workspace.at(asked)).words else []
    found = sorted({*found, *of_nx} - {""})
    own = [folder for folder in found if _ASIDE.isdisjoint(folder.split("/"))]
    apps = tuple(f"./{folder}" for folder in own or found)
    if named := _named(project, workspace, start):
        path = f"./{named.value}"
        if path in apps:
            return apps, Found(path, named.source)
        return (".", *apps), Found(".", start.source) if start.words else Found(None, "not an app")
    if not apps or (start.words and workspace.root.production):
        return (".", *apps), Found(None, "the root is a program itself")
    server = _only_server(project, workspace, own or found) if apps[1:] else ""
    return apps, Found(f"./{server}", "the only server") if server else Found(None, "each is a program")


def _named(project: Project, workspace: Workspace, start: Start) -> Found[str] | None:
    """Return the app that the root's own start script names, or that the settings of Nx do."""
    named = start.delegates or start.entry
    folder = workspace.find(start.delegates) if start.delegates else _started_in(workspace, start)
    if folder := folder or nx.find(project, named):
        return Found(folder, start.source)
    default = nx.default(project)
    return Found(default, f"{nx.SETTINGS}, defaultProject") if default else None


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
    return servers[0].sources if len(servers) == 1 else ""


def _serves(app: App) -> bool:
    sources = read_sources(app)
    command, is_by_bun = (*app.start.words, "")[0], app.start.is_by_bun
    return source.serving(sources, app.manifest.dependencies, None, command, is_by_bun=is_by_bun).serves.value


def read_sources(app: App, aside: Collection[str] = ()) -> list[Source]:
    """Read the sources of an app; of one that Nx builds, they are elsewhere than what it makes of them."""
    entry = posixpath.relpath(app.nx.entry, app.nx.output) if app.nx and app.nx.entry else app.start.entry
    has_pages = app.web is not None and app.web.framework in _SERVER_IN_PAGES
    aside = {*aside, *_commands(app.manifest)} - {entry}
    return source.read_sources(app.project.sub(app.sources), entry or "index.js", app.sources, aside, pages=has_pages)


def _commands(manifest: Manifest) -> Iterator[str]:
    """Yield the files of commands that a package brings, which its program does not run."""
    named = manifest.data.get("bin")
    files = named.values() if isinstance(named, dict) else (named,)
    yield from (posixpath.normpath(file) for file in files if isinstance(file, str))


def _is_app(project: Project, manifest: Manifest) -> bool:
    """Tell a program from a library; a library has no start script, and no framework's build."""
    if not manifest.scripts.keys().isdisjoint(SCRIPTS):
        start = find(project.sub(manifest.folder), manifest)
        if start.words and not start.needs_development:
            return True
    return frameworks.find(project, manifest) is not None

"""Puts together what all the files of a Node.js project say."""

import posixpath
from typing import Final

from dockgen.languages.javascript import addon, around, installing, lock_check, managers, nx, outside
from dockgen.languages.javascript.building import old_openssl, root_files
from dockgen.languages.javascript.lifecycle import own_files
from dockgen.languages.javascript.managers import npmrc
from dockgen.languages.javascript.manifest import read_workspace
from dockgen.languages.javascript.version import bun_version, engines, version
from dockgen.languages.kit import env_examples, procfile
from dockgen.languages.kit.sources import Source
from dockgen.languages.node import building, client, migrations, packages, prisma, required, running
from dockgen.languages.node.app import App, mains, read_app, read_sources
from dockgen.languages.node.bun import BUN
from dockgen.languages.node.program import Member, Node
from dockgen.languages.node.service_clients import CLIENTS
from dockgen.languages.node.source import Serving
from dockgen.model.found import Found
from dockgen.model.program import Program, own_of
from dockgen.reading.project import Project
from dockgen.services import SQL
from dockgen.services.wanting import Wants

_DATABASES: Final = SQL | {"mongodb"}
"""Those that may need migrations."""


def inspect(project: Project, main: str | None) -> Program:
    """Read the project, or of a workspace a member, and what is built into its folder from outside.

    Raises:
        OutsideContextError: a front end outside of the folder is built into it.
        FileError: package.json cannot be read.
    """
    return around.inspect(project, main, _inspect)


def _inspect(project: Project, main: str | None) -> Program:
    """Read the project, and of a workspace the member in the folder `main`, or the one that it is about.

    Raises:
        FileError: package.json cannot be read.
    """
    workspace = read_workspace(project)
    folders, meant = mains(project)
    folder = (main or meant.value or (folders[0] if folders else ".")).removeprefix("./")
    app = read_app(project, workspace, folder if folder in workspace.members or folder in nx.apps(project) else "")
    is_site = app.web is not None and app.web.kind != "server"
    aside = own_files(app.here, app.manifest) - {app.start.entry}
    sources = [] if is_site else read_sources(app, aside)
    app = running.looked_into(app, sources)
    own = _own(app, sources)
    front_end = client.find(app, own.build.value)
    manifests = (app.manifest, workspace.root) if app.folder else (app.manifest,)
    served = [front_end.value.folder] if front_end.value and front_end.value.folder else []
    parts = dict.fromkeys((*workspace.members, *served, *client.made(app, own.build.value)))
    asked = (bun_version if app.start.is_by_bun else version)(project, manifests)
    serving = running.serving(app, sources)
    start = running.without_library(app, sources, serving)
    ranges = Found((), "Bun runs it") if start.is_by_bun else engines(project, manifests)
    own = _running(app._replace(start=start), sources, serving, own._replace(engines=ranges))
    dependencies = {name: manifest.path for manifest in reversed(app.running) for name in manifest.production}
    if provider := prisma.provider(app):
        dependencies[f"prisma:{provider.value}"] = provider.source
    own = own._replace(jobs=migrations.find(app, sources) if own.kind.value == "server" else own.jobs)
    texts = [*sources, *migrations.settings(app, own.jobs.value.values())]
    wants = env_examples.wants(project, (app.sources, ""), CLIENTS, dependencies, texts)
    own = _with_database(own, wants)
    writes = tuple(posixpath.join("/app", app.folder, path) for path in (app.web.writes if app.web else ()))
    has_packages = own.install.value.has_packages
    base = packages.base(project, own.lock.value, own.native, builds=bool(own.build.value), has_packages=has_packages)
    return Program(
        version=asked,
        name=_name(app),
        mains=Found(folders, ", ".join(folders) or "package.json"),
        serves=serving.serves,
        port=serving.port,
        port_env=serving.port_env,
        health=serving.health,
        outbound=Found(value=False, source="Node.js has its own certificate authorities"),
        libc=Found(value=False, source="the base images have what Node.js needs"),
        services=wants.services,
        required=required.find(sources),
        service_env=wants.service_env,
        env_example=wants.env_example,
        main=meant,
        start=Found(" ".join(start.words) or None, start.source),
        base=Found(None, "only files are left") if is_site else base,
        members=Found(tuple(f"./{member}" for member in parts), workspace.source),
        command=Found(start.words, start.source),
        writes=Found(writes, "the framework's own"),
        runtime=Found(BUN, start.source) if start.is_by_bun else None,
        front_end=front_end,
        own=own,
    )


def _with_database(own: Node, wants: Wants) -> Node:
    """Return the program without migrations of a database that compose.yaml does not have."""
    has_database = own.kept.value.databases or not _DATABASES.isdisjoint(wants.services.value)
    if has_database or procfile.RELEASE in own.jobs.value:
        return own
    return own._replace(jobs=Found({}, "no database in compose.yaml"))


def _name(app: App) -> Found[str | None]:
    """Return its name; the one in an Nx workspace's own package.json is that of the whole."""
    if app.nx and not app.folder:
        return Found(app.nx.name.rpartition("/")[2], app.nx.source)
    return Found(app.manifest.name.rpartition("/")[2] or None, f"{app.manifest.path}, name")


def impossible(program: Program) -> dict[str, str]:
    """Refuse node's images to what is only files, and the web server's to a program; and images that lack something."""
    own, start = own_of(program, Node), program.start or Found(None, "nothing starts it")
    if own.site:
        return dict.fromkeys(("slim", "alpine", "distroless"), f"what is built is only files ({own.site.source})")
    reasons = {"nginx": f"{program.runtime.value if program.runtime else 'node'} has to run ({start.source})"}
    if program.command and program.command.value[:1] == ("bash",):
        reasons["alpine"] = f"it has no bash, which the start command needs ({start.source})"
    if own.needs_shell.value:
        reasons["distroless"] = f"it has no shell, and the start needs one ({start.source})"
    elif packages.system("debian", own.native.value, engines=False).run:
        reasons["distroless"] = f"nothing can be installed on it, and something has to be ({own.native.source})"
    return reasons


def _own(app: App, sources: list[Source]) -> Node:
    """Return what the install and the build need."""
    project, workspace, web = app.project, app.workspace, app.web
    chosen = managers.choose(project, workspace.root)
    chosen = managers.of_bun(project, chosen) if app.start.is_by_bun else chosen
    install = installing.read(project, workspace, app.folder, chosen, whole=app.needs_all)
    settings = npmrc(project)
    lock_check.warn(project, [workspace.at(one) for one in ("", *install.copied)], workspace.folders, chosen)
    files = tuple(dict.fromkeys((*install.files, *prisma.files(app))))
    needs_development = install.needs_development or prisma.needs_development(app)
    manifests = [workspace.at(folder) for folder in ("", *install.copied)]
    build, later = building.build(app, chosen.manager, install.removed)
    install = install._replace(files=files, needs_development=needs_development, later=later)
    old = old_openssl({**workspace.root.dependencies, **app.manifest.dependencies})
    of_nx = nx.environment(project) if app.nx else {}
    native = packages.native(app)
    headers = addon.HEADERS if addon.FILE in native.value and not install.has_packages else {}
    env = {**old, **of_nx, **headers, **(web.build_env if web else {})} if build.value else {}
    plug = chosen.manager.name == "berry" and managers.uses_plug_n_play(project)
    needs, texts = workspace.needs, ((one.path, one.text) for one in sources)
    members = needs(app.folder, development=True)
    beside = outside.of_texts(project, texts, (*members, app.folder)) if app.folder else ()
    member = Member(
        folder=app.folder,
        name=app.manifest.name,
        needed=(*beside, *members),
        runs_with=(*beside, *(building.runs_with(app, folder) for folder in needs(app.folder, development=False))),
        root_files=root_files(project, app.folder),
        is_built_from_all=app.nx is not None or app.is_built_at_top,
        is_bundled=app.nx is not None and app.nx.is_bundled,
    )
    return Node(
        manager=Found(chosen.manager.name, chosen.source),
        manager_version=Found(chosen.version, chosen.source),
        manager_entry=Found(chosen.entry, ".yarnrc.yml, yarnPath" if chosen.entry else "none"),
        has_prune=Found(chosen.has_prune, "its version, and its plugins"),
        lock=Found(chosen.lock, chosen.lock or "no lock file"),
        plug_n_play=Found(plug, ".yarnrc.yml, nodeLinker" if plug else "node_modules"),
        npmrc=Found(settings, settings.source),
        install=Found(install, "package.json, and the scripts that run at an install"),
        member=Found(member, workspace.source),
        skips=Found(packages.skipped_downloads(app, manifests), "packages that download programs"),
        development=Found(any(one.development for one in manifests), "devDependencies"),
        keeps_all=Found(app.start.needs_development, app.start.source),
        native=native,
        prisma=Found(prisma.read(app, chosen.manager), "package.json, @prisma/client"),
        build=build,
        build_env=Found(dict(sorted(env.items())), build.source),
        copies=Found(building.copies(app, sources, is_built=bool(build.value)), "what runs"),
        ignores=Found(building.ignores(app), "what a build leaves"),
    )


def _running(app: App, sources: list[Source], serving: Serving, known: Node) -> Node:
    """Add what the program needs when it runs."""
    start, web, is_server = app.start, app.web, serving.serves.value
    environment, workers = running.environment(app, sources), running.workers(app, is_server=is_server)
    kept = running.kept(app, sources)
    return known._replace(
        protocol=serving.protocol,
        kind=Found(web.kind if web else "server" if is_server else "worker", serving.serves.source),
        framework=Found(web.title if web else None, web.source if web else "no front end"),
        web=Found(web, web.source if web else "no front end"),
        needs_shell=Found(start.needs_shell or start.is_bin, start.source),
        runs_in=Found(start.folder, start.source),
        run_env=environment,
        stops=running.stops(app, sources),
        workers=workers,
        kept=kept,
        env_files=building.env_files(app.project),
    )

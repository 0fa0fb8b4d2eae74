"""Puts together what all the files of a Node.js project say."""

from dockgen.languages.javascript import managers
from dockgen.languages.javascript.version import engines, version
from dockgen.languages.javascript.workspaces import read_workspace
from dockgen.languages.node import client, env_files, portable, source
from dockgen.languages.node.app import mains, name_of, read_app
from dockgen.languages.node.building import built
from dockgen.languages.node.installing import installed, system_of
from dockgen.languages.node.running import looked_into, services_of, started
from dockgen.model.facts import Fact, Facts
from dockgen.reading.project import Project


def inspect(project: Project, main: str | None) -> Facts:
    """Read the project, and of a workspace the member in the folder `main`, or the one that it is about.

    Raises:
        FileError: package.json cannot be read.
    """
    workspace = read_workspace(project)
    folders, chosen = mains(project)
    folder = (main or str(chosen.value or (folders[0] if folders else "."))).removeprefix("./")
    app = read_app(project, workspace, folder if folder in workspace.members else "")
    runs = app.web is None or app.web.kind == "server"
    sources = source.read_sources(app.here, app.start.entry or "index.js", app.folder) if runs else []
    app = looked_into(app, sources)
    manager = managers.choose(project, workspace.root)
    manifests = (app.manifest, workspace.root) if app.folder else (app.manifest,)
    needed, made = installed(app, manager), built(app, manager)
    commands = made["build"].value
    front_end = client.facts(app, commands if isinstance(commands, tuple) else ())
    parts = (*workspace.members, *filter(None, [front_end["frontend"].value]))
    return {
        "version": version(project, manifests),
        "base": portable.base(
            app, manager, builds=bool(made["build"].value), has_packages=bool(needed["has_packages"].value)
        ),
        "engines": engines(manifests),
        "name": name_of(app),
        "mains": Fact(folders, ", ".join(folders) or "package.json"),
        "main": chosen,
        "members": Fact(tuple(f"./{member}" for member in parts), workspace.source or "no workspace"),
        **started(app, sources),
        "outbound": Fact(value=False, source="Node.js has its own certificate authorities"),
        "libc": Fact(value=False, source="the base images have what Node.js needs"),
        **services_of(app, sources),
        **needed,
        **made,
        **front_end,
        **env_files.facts(project),
        **system_of(app),
    }

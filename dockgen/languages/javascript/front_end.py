"""The front end that another program serves, or embeds: what builds it, and into which folder.

All languages take it from here; dockgen/languages/javascript/front_end_stage.py makes the stage of these facts.
"""

import posixpath
import shlex
from collections.abc import Iterator
from typing import Final

from dockgen import versions
from dockgen.languages.javascript import building, frameworks, front_end_output, installing, managers, manifest, web_app
from dockgen.languages.javascript.lifecycle import lifecycle
from dockgen.languages.javascript.manifest import Manifest
from dockgen.languages.javascript.public_variables import with_public_variables
from dockgen.languages.javascript.version import engines, excluded, version
from dockgen.languages.javascript.web_app import Web
from dockgen.languages.javascript.workspaces import PNPM, Workspace, read_workspace
from dockgen.languages.kit.paths import is_plain
from dockgen.model.facts import Fact
from dockgen.model.found import Found
from dockgen.model.front_end import FrontEnd, facts
from dockgen.reading.gitignore import is_ignored
from dockgen.reading.project import Project

_IN_NODE: Final = ("yarn", "@yarnpkg/cli-dist")
"""What Node's image may have already: another version has to be put over that one."""
_ALL: Final = (". /src/",)
_LOCAL: Final = ("file:", "link:", "portal:")


def as_facts(front_end: FrontEnd, source: str) -> dict[str, Fact]:
    """Return the facts that all languages have of it."""
    return facts(Found(front_end, source))


def is_built(project: Project, folder: str) -> Manifest | None:
    """Return the package.json of a folder, if it has a build script that builds something."""
    if not project.has(posixpath.join(folder, manifest.FILE)) or not is_plain(folder):
        return None
    package = manifest.read_or_warn(project, folder)
    return package if package and building.builds(package, "build") else None


def read(project: Project, package: Manifest, built: str, target: str, script: str = "build") -> FrontEnd:
    """Read how a front end is built.

    Args:
        project: the build context.
        package: its package.json, from there.
        built: the folder that its build leaves.
        target: the folder where the program looks for that.
        script: the script that builds it.
    """
    workspace = _workspace_of(project, package.folder)
    if workspace is not None:
        return _member(project, workspace, package, built, target)
    folder = package.folder
    inside = project.sub(folder) if folder else project
    web = _web(project, package)
    leads_outside = front_end_output.leads_outside(project, package, built)
    chosen = managers.choose(inside, package)
    manager = chosen.manager
    if not chosen.lock and package.dependencies:
        managers.warn_without_lock(inside, manager)
    scripts = lifecycle(inside, package)
    beside = [name for name in (*manager.files, *scripts.files) if inside.has(name)]
    is_local = any(text.startswith(_LOCAL) for text in package.dependencies.values())
    is_whole = bool(chosen.entry) or is_local or any("/" in name or "." not in name for name in beside)
    files = list(filter(None, (manifest.FILE, chosen.lock, *beside)))
    removed = () if is_whole else (f". {name}" for name in scripts.removed)
    return FrontEnd(
        folder=folder,
        sources=_ALL if leads_outside else (f"{folder or '.'} ./",),
        built=built,
        target=target,
        replaced=not project.has(target) or is_ignored(project, target),
        removed=tuple(_removed(project, package, chosen.lock)),
        node=_node(inside, package),
        manager=_installs(chosen),
        install=(*installing.removals(removed), _called(chosen, _install(inside, package, chosen))),
        build=(_called(chosen, manager.run.format(script=shlex.quote(script))),),
        cache=manager.cache,
        manifests=() if is_whole else (f"{' '.join(posixpath.join(folder, name) for name in files)} ./",),
        env=_env(chosen, package),
        arguments=web.arguments if web else (),
        env_files=_env_files(package, web),
    )


def _workspace_of(project: Project, folder: str) -> Workspace | None:
    """Return the workspace at the top, if the folder is a member of it."""
    if not folder or not project.has(manifest.FILE):
        return None
    root = manifest.read_or_warn(project, "")
    if root is None or not (project.has(PNPM) or "workspaces" in root.data):
        return None
    workspace = read_workspace(project)
    return workspace if folder in workspace.members else None


def _member(project: Project, workspace: Workspace, package: Manifest, built: str, target: str) -> FrontEnd:
    """Read how a member is built: in the workspace, after those that it needs."""
    chosen = managers.choose(project, workspace.root)
    web = _web(project, package)
    known = installing.read(project, workspace, package.folder, chosen)
    run = chosen.manager.run_in
    needed = [one for one in workspace.needs(package.folder, development=True) if _is_built(workspace, one)]
    return FrontEnd(
        folder="",
        sources=tuple(_sources(project, workspace, package, built)),
        built=built,
        target=target,
        replaced=not project.has(target) or is_ignored(project, target),
        removed=tuple(_removed(project, package, "")),
        node=_node(project, package, workspace.root),
        manager=_installs(chosen),
        install=(
            *installing.removals(known.removed),
            _called(chosen, _install(project, workspace.root, chosen)),
        ),
        build=tuple(_called(chosen, run.format(script="build", folder=one)) for one in (*needed, package.folder)),
        cache=chosen.manager.cache,
        manifests=tuple(installing.manifests(chosen.lock, known.files, known.copied)),
        env=_env(chosen, package),
        arguments=web.arguments if web else (),
        env_files=_env_files(package, web),
    )


def _sources(project: Project, workspace: Workspace, package: Manifest, built: str) -> Iterator[str]:
    """Yield what the build of a member needs: the settings of all, the members that it needs, and itself."""
    if front_end_output.leads_outside(project, package, built):
        yield from _ALL
        return
    if shared := building.root_files(project, package.folder):
        yield f"{' '.join(shared)} ./"
    needed = workspace.needs(package.folder, development=True)
    yield from (f"{folder} ./{folder}" for folder in (*needed, package.folder))


def _is_built(workspace: Workspace, folder: str) -> bool:
    return building.builds(workspace.at(folder), "build")


def _removed(project: Project, package: Manifest, lock: str) -> Iterator[str]:
    """Yield what is the front end's alone: its folder, unless other things than its sources lie there too."""
    folder = package.folder
    inside = project.sub(folder) if folder else project
    if folder and next(inside.files((".py", ".go")), None) is None and not _holds_pages(inside):
        yield folder
        return
    yield posixpath.join(folder, manifest.FILE)
    if lock:
        yield posixpath.join(folder, lock)


def _holds_pages(inside: Project) -> bool:
    """Tell whether a server may read what is there as it is."""
    return any(inside.has(name) for name in ("templates", "static"))


def _node(project: Project, package: Manifest, *above: Manifest) -> str | None:
    asked = version(project, (package._replace(folder=""), *above)).value
    return asked if isinstance(asked, str) and asked in versions.language("node")[1] else None


def _install(project: Project, package: Manifest, chosen: managers.Chosen) -> str:
    command = chosen.manager.install if chosen.lock else chosen.manager.unlocked
    used = _node(project, package) or versions.language("node")[0]
    is_excluded = excluded(engines((package,)).value, used)
    return f"{command} --ignore-engines" if chosen.manager.name == "yarn" and is_excluded else command


def _installs(chosen: managers.Chosen) -> str:
    if not chosen.version or chosen.entry:
        return ""
    force = "--force " if chosen.manager.package in _IN_NODE else ""
    return f"npm install --global {force}{chosen.manager.package}@{chosen.version}"


def _called(chosen: managers.Chosen, command: str) -> str:
    return command.replace("yarn ", f"node {chosen.entry} ", 1) if chosen.entry else command


def _env(chosen: managers.Chosen, package: Manifest) -> tuple[str, ...]:
    env = {**chosen.manager.env, **building.old_openssl(package.dependencies)}
    return tuple(f"{name}={value}" for name, value in sorted(env.items()))


def _web(project: Project, package: Manifest) -> Web | None:
    """Return what is known of its framework: of Vite the public variables, also where a server has the pages."""
    if web := frameworks.find(project, package):
        return web
    here = web_app.read_app(project, package)
    return with_public_variables(here, "VITE_", Web("vite", "Vite", "spa")) if "vite" in here.dependencies else None


def _env_files(package: Manifest, web: Web | None) -> tuple[str, ...]:
    paths = (posixpath.normpath(posixpath.join(package.folder, path)) for path in (web.env_files if web else ()))
    return tuple(path for path in paths if is_plain(path))

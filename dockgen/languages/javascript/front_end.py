"""The front end that another program serves, or embeds: what builds it, and into which folder.

All languages take it from here; front_end_stage.py makes its stage.
"""

import posixpath
from collections.abc import Iterable, Iterator
from typing import Final

from dockgen import versions
from dockgen.errors import printable
from dockgen.languages.javascript import (
    building,
    frameworks,
    front_end_output,
    installing,
    lifecycle,
    lock_check,
    managers,
    manifest,
    outside,
    web_app,
)
from dockgen.languages.javascript.manifest import PNPM, Manifest, Workspace, read_workspace
from dockgen.languages.javascript.version import engines, excluded, version
from dockgen.languages.javascript.web_app import Web, with_public_variables
from dockgen.languages.kit.embedded import Embedded
from dockgen.languages.kit.paths import around, is_plain
from dockgen.languages.kit.versions import past
from dockgen.model.found import Found
from dockgen.model.front_end import FrontEnd
from dockgen.reading.gitignore import is_ignored
from dockgen.reading.project import Project

_LOCAL: Final = ("file:", "link:", "portal:")


def is_built(project: Project, folder: str) -> Manifest | None:
    """Return the package.json of a folder, if it has a build script that builds something."""
    if not project.has(posixpath.join(folder, manifest.FILE)) or not is_plain(folder):
        return None
    package = manifest.read_or_warn(project, folder)
    return package if package and building.builds(package, "build") else None


def read(project: Project, package: Manifest, built: str, target: str, script: str = "build") -> FrontEnd:
    """Read how a script builds a front end: into the folder `built`, which the program looks for at `target`."""
    folder, workspace = package.folder, _workspace_of(project, package.folder)
    root, top = (package, folder) if workspace is None else (workspace.root, "")
    inside = project.sub(top)
    chosen = managers.choose(inside, root)
    manager, web = chosen.manager, _web(project, package)
    if workspace is None:
        lock_check.warn(inside, [package._replace(folder="")], (), chosen)
        reads, removed = _reads(inside, package, chosen)
        later = lifecycle.later(package, (one for one in removed if one.name in package.scripts), {script})
        sources, scripts = [f"{folder or '.'} ./"], [*(manager.run(one.name) for one in later), manager.run(script)]
    else:
        known = installing.read(project, workspace, folder, chosen)
        steps = installing.manifests(chosen.lock, known.files, known.manifests)
        reads, removed = tuple(f"{' '.join(one.sources)} {one.to}" for one in steps), known.removed
        needed = workspace.needs(folder, development=True)
        beside = outside.of_folder(project, folder, needed)
        sources = [f"{one} ./{one}" for one in (*beside, *needed, folder)]
        if shared := building.root_files(project, folder):
            sources.insert(0, f"{' '.join(shared)} ./")
        scripts = [manager.run("build", one) for one in needed if building.builds(workspace.at(one), "build")]
        scripts.append(manager.run("build", folder))
    is_around = front_end_output.leads_outside(project, package, built) or (
        workspace is None and bool(folder and outside.of_folder(project, folder, ()))
    )
    install = manager.install if chosen.lock else manager.unlocked
    used = _node(inside, root) or versions.language("node")[0]
    install += " --ignore-engines" if manager.name == "yarn" and excluded(engines(inside, (root,)).value, used) else ""
    env = {**manager.env, **building.old_openssl(package.dependencies)}
    env_files = (posixpath.normpath(posixpath.join(folder, path)) for path in (web.env_files if web else ()))
    return FrontEnd(
        folder=top,
        sources=(". /src/",) if is_around else tuple(sources),
        built=built,
        target=target,
        replaced=not project.has(target) or is_ignored(project, target),
        removed=tuple(_removed(project, package, "" if workspace else chosen.lock)),
        node=_node(inside, package, *((root,) if workspace else ())),
        manager=chosen.setup,
        install=(*installing.removals(removed), chosen.called(install)),
        build=tuple(map(chosen.called, scripts)),
        cache=manager.cache,
        manifests=reads,
        env=tuple(f"{name}={value}" for name, value in sorted(env.items())),
        arguments=web.arguments if web else (),
        env_files=tuple(path for path in env_files if is_plain(path)),
        package=folder,
    )


def _workspace_of(project: Project, folder: str) -> Workspace | None:
    root = manifest.read_or_warn(project, "") if folder and project.has(manifest.FILE) else None
    if root is None or not (project.has(PNPM) or "workspaces" in root.data):
        return None
    workspace = read_workspace(project)
    return workspace if folder in workspace.members else None


def _reads(inside: Project, package: Manifest, chosen: managers.Chosen) -> tuple[tuple[str, ...], lifecycle.Scripts]:
    """Return what an install reads in a folder of its own, none where that is not all; and what it must not run."""
    if not chosen.lock and package.dependencies:
        managers.warn_without_lock(inside, chosen.manager)
    scripts = lifecycle.lifecycle(inside, package)
    beside = [name for name in (*chosen.manager.files, *scripts.files) if inside.has(name)]
    is_local = any(text.startswith(_LOCAL) for text in package.dependencies.values())
    if chosen.entry or is_local or any("/" in name or "." not in name for name in beside):
        return (), ()
    files = filter(None, (manifest.FILE, chosen.lock, *beside))
    words = " ".join(posixpath.join(package.folder, name) for name in files)
    return (f"{words} ./",), scripts.removed


def _removed(project: Project, package: Manifest, lock: str) -> Iterator[str]:
    """Yield what is the front end's alone: its folder, unless other things than its sources lie there too."""
    folder, inside = package.folder, project.sub(package.folder)
    is_read = any(inside.has(name) for name in ("templates", "static"))  # by the server, as it is
    if folder and not is_read and next(inside.files((".py", ".go")), None) is None:
        yield folder
    else:
        yield from (posixpath.join(folder, name) for name in filter(None, (manifest.FILE, lock)))


def _node(project: Project, package: Manifest, *above: Manifest) -> str | None:
    asked, source = version(project, (package._replace(folder=""), *above))
    if asked is not None and (warning := past("node", "Node.js", asked, source)):
        project.warn(warning)
    return asked if asked in {*versions.language("node")[1], *versions.ended("node")} else None


def _web(project: Project, package: Manifest) -> Web | None:
    """Return what is known of its framework: of Vite the public variables, also where a server has the pages."""
    if web := frameworks.find(project, package):
        return web
    here = web_app.read_app(project, package)
    return with_public_variables(here, "VITE_", Web("vite", "Vite", "spa")) if "vite" in here.dependencies else None


_USUAL_FOLDERS: Final = ("web", "ui", "frontend", "client", "webapp", "app", "site", "www", "dashboard", "")


def embedded(project: Project, missing: Iterable[Embedded]) -> Found[FrontEnd] | None:
    """Return what builds the first of some embedded folders; warn of those before it that nothing makes.

    The folders are no part of the repository, except for a placeholder.
    """
    for one in missing:
        is_there = project.has(one.folder)
        has_placeholder = is_there and not is_ignored(project, one.folder)
        if found := _embedded(project, one.folder, exactly=has_placeholder):
            return Found(found, f"{one.path} embeds {one.folder}, which {found.folder or '.'}/ builds")
        if not is_there:
            project.warn(printable(f"{one.path} embeds {one.folder}, which is not there: make it before the build"))
    return None


def _embedded(project: Project, embedded: str, *, exactly: bool) -> FrontEnd | None:
    """Return what builds a folder: the project around it, or one that is named like a front end.

    With `exactly`, only a build counts that says that it leaves its files there.
    """
    for folder in dict.fromkeys((*around(embedded), *_USUAL_FOLDERS)) if is_plain(embedded) else ():
        if (package := is_built(project, folder)) is None:
            continue
        scripts = ("build", *(name for name in package.scripts if not name.startswith(("dev", "watch", "start"))))
        places = ((name, front_end_output.named(project, package, name)) for name in scripts)
        script = next((name for name, left in places if embedded in left), "build")
        left = front_end_output.named(project, package, script)
        if embedded in left or not exactly:
            return read(project, package, _output(package, embedded, left), embedded, script)
    return None


def _output(package: Manifest, embedded: str, left: tuple[str, ...]) -> str:
    """Return the folder that the build leaves: what its configuration says, else the embedded one if it lies inside."""
    if left:
        return embedded if embedded in left else left[0]
    if not package.folder or embedded.startswith(f"{package.folder}/"):
        return embedded
    return posixpath.join(package.folder, "build" if "react-scripts" in package.scripts["build"] else "dist")

"""What is built, and what of the result runs."""

import posixpath
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from dockgen.languages.javascript import frameworks, lifecycle
from dockgen.languages.javascript.building import builds, for_images, output_folder
from dockgen.languages.javascript.lifecycle import Script, Scripts
from dockgen.languages.javascript.managers import Manager
from dockgen.languages.javascript.manifest import FILE, read_workspace
from dockgen.languages.javascript.web_app import FILES, Web
from dockgen.languages.kit.paths import is_inside, is_plain, together
from dockgen.languages.node import prisma
from dockgen.languages.node.app import App
from dockgen.model.found import Found
from dockgen.reading.project import Project

# What programs often read while they run, beside what was compiled.
_READ_AT_RUN_TIME: Final = (
    *("public", "views", "static", "assets", "templates", "locales", "i18n", "lang", "config", "resources", "emails"),
    *("migrations", "drizzle", "prisma", "proto", "graphql", "data", "openapi.yaml", "openapi.json", "swagger.json"),
)
_OUTPUTS: Final = frozenset({"dist", "build", "out", "lib", "output", "compiled", ".output", "bin"})
_SOURCES: Final = frozenset({"src", "bin", "."})
_OUTPUT_FLAG: Final = r"--out-?[dD]ir|--dist-dir|--outfile"
_ALWAYS_RUN: Final = ("build", "heroku-postbuild", "gcp-build")
_SCRIPTS: Final = (
    "build",
    "build:prod",
    "build:production",
    "build:server",
    "build:ts",
    "compile",
    "tsc",
    *_ALWAYS_RUN,
)


def build(app: App, manager: Manager, removed: Scripts) -> tuple[Found[tuple[str, ...]], Scripts]:
    """Return the commands that build the app, after those that build what it needs of the workspace.

    First are the scripts that were removed from the install, because they need the sources: those are returned too.
    """
    needed = app.workspace.needs(app.folder, development=True)
    made = [folder for folder in needed if builds(app.workspace.at(folder), "build")]
    own = _own_build(app, manager)
    later = tuple(_later(app, manager, removed, own.value))
    commands = [manager.run(one.name, one.folder) for one in later]
    commands += prisma.generated_in_sources(app, manager)
    commands += [manager.run("build", folder) for folder in made]
    others = "what it needs of the workspace" if made else "scripts of package.json"
    source = own.source if own.value else others if commands else "nothing is built"
    return Found((*commands, *own.value), source), later


def _later(app: App, manager: Manager, removed: Scripts, own: Sequence[str]) -> Iterator[Script]:
    """Yield the scripts that run after the install, before the app's own build, because they need the sources."""
    for folder in (*app.workspace.needs(app.folder, development=True), app.folder):
        manifest = app.workspace.at(folder)
        commands = own if folder == app.folder else (manager.run("build", folder),)
        ran = [name for name in manifest.scripts if manager.run(name, folder) in commands]
        yield from lifecycle.later(manifest, (one for one in removed if one.folder == folder), ran)


def _own_build(app: App, manager: Manager) -> Found[list[str]]:
    scripts, web, path = app.manifest.scripts, app.web, app.manifest.path
    if web is not None and web.build:
        return Found([manager.run(web.build, app.folder)], f"{path}, scripts.{web.build}")
    if web is not None and web.build_command:
        return Found([manager.execute(" ".join(web.build_command), app.folder)], web.source)
    entry_is_there = not app.start.entry or app.here.has(app.start.entry)
    own = [*for_images(scripts)]
    first = next((name for name in (*own, *_SCRIPTS) if builds(app.manifest, name)), "")
    if first and (first in {*own, *_ALWAYS_RUN} or not entry_is_there):
        return Found([manager.run(first, app.folder)], f"{path}, scripts.{first}")
    ways = ((manager.run if one in scripts else manager.execute, one) for one in app.start.builds)
    return Found([way(one, app.folder) for way, one in ways], app.start.source)


def runs_with(app: App, folder: str) -> str:
    """Return a member's folder, or of one that is built only what the build leaves."""
    manifest = app.workspace.at(folder)
    output = output_folder(app.project.sub(folder), manifest)
    mains = [posixpath.normpath(text) for key in ("main", "module") if (text := manifest.text(key))]
    is_output = mains and all(path != output and is_inside(path, output) for path in mains)
    is_output = is_output and not prisma.makes_sources(app, folder)
    return f"{folder}/{output}" if builds(manifest, "build") and is_output else folder


def copies(app: App, *, is_built: bool) -> tuple[tuple[str, str], ...]:
    """Return what goes from the build stage into the last one, from the app's folder, and where; `.` is all."""
    if app.web is not None and (app.web.copies or app.web.kind != "server"):
        return app.web.copies
    top, slash, _ = app.start.entry.partition("/")
    output = output_folder(app.here, app.manifest).partition("/")[0]
    is_output = top == output or (top in _OUTPUTS and not app.here.has(app.start.entry))
    if not is_built or not slash or not is_output or not is_plain(top):
        return ((".", "."),)
    others = [name for name in _READ_AT_RUN_TIME if name != top and app.here.has(name)]
    return tuple((path, path) for path in (FILE, *others, top))


def ignores(app: App) -> tuple[str, ...]:
    """Return the folders that builds fill, so that an old result does not come into a new one."""
    return together({*_compiled(app.project), *_left_by(app.folder, app.web)})


def _left_by(folder: str, web: Web | None) -> set[str]:
    """Return what a framework's build leaves, but for hidden folders, which are left out anyway."""
    if web is None:
        return set()
    paths = {path for path, _ in web.copies if path.partition("/")[0] in _OUTPUTS} | ({web.output} - {""})
    tops = {top if (top := path.partition("/")[0]) in _OUTPUTS else path for path in paths}
    return {posixpath.join(folder, top) for top in tops if not top.startswith(".")}


@lru_cache(maxsize=8)
def _compiled(project: Project) -> frozenset[str]:
    """Return where all members of a workspace leave what is built: they share one `.dockerignore`."""
    workspace = read_workspace(project)
    found: set[str] = set()
    for manifest in workspace.each():
        web = frameworks.find(project, manifest)
        found |= _left_by(manifest.folder, web)
        names = {**manifest.dependencies, **workspace.root.dependencies}
        says_where = re.search(_OUTPUT_FLAG, manifest.scripts.get("build", ""))
        if web is None and builds(manifest, "build") and ("typescript" in names or says_where):
            top = output_folder(project.sub(manifest.folder), manifest).partition("/")[0]
            found |= {posixpath.join(manifest.folder, top)} if top not in _SOURCES else set()
    return frozenset(found)


@lru_cache(maxsize=8)
def env_files(project: Project) -> Found[tuple[str, ...]]:
    """Return the files with public values of all members of a workspace: they share one `.dockerignore`."""
    found: set[str] = set()
    for manifest in read_workspace(project).each():
        folder = manifest.folder
        if any(project.has(posixpath.join(place, name)) for place in {"", folder} for name in FILES):
            web = frameworks.find(project, manifest)
            found |= {posixpath.normpath(posixpath.join(folder, path)) for path in (web.env_files if web else ())}
    inside = tuple(sorted(path for path in found if is_plain(path)))
    return Found(inside, ", ".join(inside) or "no file with public values is part of the repository")

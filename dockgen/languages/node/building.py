"""What is built, and what of the result runs."""

import posixpath
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from dockgen.languages.javascript import addon, frameworks, lifecycle, nx
from dockgen.languages.javascript.building import builds, for_images, output_folder
from dockgen.languages.javascript.front_end_output import of_script
from dockgen.languages.javascript.lifecycle import Script, Scripts
from dockgen.languages.javascript.managers import Manager
from dockgen.languages.javascript.manifest import FILE, read_workspace
from dockgen.languages.javascript.nx import Built
from dockgen.languages.javascript.web_app import FILES, Web
from dockgen.languages.kit.paths import is_inside, is_plain, together
from dockgen.languages.kit.sources import Source
from dockgen.languages.node import prisma
from dockgen.languages.node.app import App
from dockgen.model.found import Found
from dockgen.reading.project import Project

# What programs often read while they run, beside what was compiled.
_READ_AT_RUN_TIME: Final = (
    *("public", "views", "static", "assets", "templates", "locales", "i18n", "lang", "config", "resources", "emails"),
    *("migrations", "drizzle", "prisma", "proto", "graphql", "data", "openapi.yaml", "openapi.json", "swagger.json"),
)
_OF_PAGES: Final = frozenset({"public", "static", "assets", "styles", "components", "content", "app", "pages"})
"""What a framework builds in, or bundles."""
_OUTPUTS: Final = frozenset({"dist", "build", "out", "lib", "output", "compiled", ".output", "bin"})
_SOURCES: Final = frozenset({"src", "bin", "."})
_NO_DATA: Final = (
    r"^(?:tests?|__tests__|specs?|e2e|docs?|scripts?|tools?|node_modules|coverage|package.*\.json|tsconfig.*\.json)$"
    r"|\.[cm]?[jt]sx?$"
)
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
_OF_FRONT_ENDS: Final = (
    r"build[:_-](?:frontend|front-end|client|web|ui|assets|css|styles|static)"
    r"|(?:frontend|client|web|ui|assets|css|styles)[:_-]build"
)
"""Scripts that make what a server serves, where no script `build` calls them."""
_ELSEWHERE: Final = r"(?:^|[\s;&])(?:cd|docker)\s|--prefix\b|\s-C\s|--cwd\b|--workspace\b|--filter\b|\s-w\s|--watch\b"


def build(app: App, manager: Manager, removed: Scripts) -> tuple[Found[tuple[str, ...]], Scripts]:
    """Return the commands that build the app, after those that build what it needs of the workspace.

    First are the scripts that were removed from the install, because they need the sources: those are returned too.
    """
    needed = () if app.nx else app.workspace.needs(app.folder, development=True)
    made = [folder for folder in needed if builds(app.workspace.at(folder), "build")]
    own = _own_build(app, manager)
    added = [*_helper(app)]
    later = tuple(_later(app, manager, removed, own.value))
    commands = [manager.run(one.name, one.folder) for one in later]
    manifests = map(app.workspace.at, (*needed, app.folder))
    commands += [command for one in manifests for command in addon.implied(app.project, one, manager)]
    commands += prisma.generated_in_sources(app, manager)
    commands += [manager.run("build", folder) for folder in made]
    others = "what it needs of the workspace" if made else "scripts of package.json"
    source = own.source if own.value else others if commands else "nothing is built"
    return Found((*commands, *own.value, *added), source), later


def _helper(app: App) -> Iterator[str]:
    """Yield what installs the server that serves what was built, where the framework brings none."""
    place, package = app.web.helper if app.web else ("", "")
    if package:
        yield f"npm install --no-save --prefix {posixpath.join(app.folder, place)} {package}"


def _later(app: App, manager: Manager, removed: Scripts, own: Sequence[str]) -> Iterator[Script]:
    """Yield the scripts that run after the install, before the app's own build, because they need the sources."""
    for folder in (*app.workspace.needs(app.folder, development=True), app.folder):
        manifest = app.workspace.at(folder)
        commands = own if folder == app.folder else (manager.run("build", folder),)
        ran = [name for name in manifest.scripts if manager.run(name, folder) in commands]
        yield from lifecycle.later(manifest, (one for one in removed if one.folder == folder), ran)


def _own_build(app: App, manager: Manager) -> Found[list[str]]:
    scripts, web, path = app.manifest.scripts, app.web, app.manifest.path
    if app.nx:
        return Found([manager.execute(app.nx.command)], app.nx.source)
    if app.is_built_at_top:
        return Found([manager.run("build")], f"{app.workspace.root.path}, scripts.build")
    if web is not None and web.build:
        return Found([manager.run(web.build, app.folder)], f"{path}, scripts.{web.build}")
    if web is not None and web.build_command:
        return Found([manager.execute(" ".join(web.build_command), app.folder)], web.source)
    entry_is_there = not app.start.entry or app.here.has(app.start.entry)
    own = [*for_images(scripts)]
    first = next((name for name in (*own, *_SCRIPTS) if builds(app.manifest, name)), "")
    if first in {*own, *_ALWAYS_RUN}:
        return Found([manager.run(first, app.folder)], f"{path}, scripts.{first}")
    if not entry_is_there and not first and not app.start.builds:
        first = next(_makers(app), "")
    made = [first] if first and not entry_is_there else []
    names = [*made, *_of_front_ends(app, [*made, *app.start.builds])]
    ways = ((manager.run if one in scripts else manager.execute, one) for one in (() if made else app.start.builds))
    commands = [*(way(one, app.folder) for way, one in ways), *(manager.run(one, app.folder) for one in names)]
    return Found(commands, f"{path}, scripts.{', scripts.'.join(names)}" if names else app.start.source)


def _of_front_ends(app: App, before: Sequence[str]) -> Iterator[str]:
    """Yield the scripts that make what the server serves; not those that others call, or that need more packages."""
    scripts = app.manifest.scripts
    called = {*before, *(word for one in before for word in scripts.get(one, one).split())}
    for name, text in scripts.items():
        is_meant = re.fullmatch(_OF_FRONT_ENDS, name) and name not in called and not re.search(_ELSEWHERE, text)
        if is_meant and builds(app.manifest, name):
            yield name


def _makers(app: App) -> Iterator[str]:
    """Yield the scripts, of any name, that make the file that is started: they name it, or call a compiler."""
    entry = posixpath.join(app.folder, app.start.entry)
    names = [name for name, text in app.manifest.scripts.items() if builds(app.manifest, name) and "watch" not in text]
    yield from (name for name in names if any(is_inside(entry, path) for path in of_script(app.manifest, name)))
    compilers = {"tsc", "tsup", "tsdown", "swc", "babel", "unbuild"}
    yield from (name for name in names if not compilers.isdisjoint(app.manifest.scripts[name].split()[:2]))


def runs_with(app: App, folder: str) -> str:
    """Return a member's folder, or of one that is built only what the build leaves."""
    manifest = app.workspace.at(folder)
    if addon.is_one(app.project, manifest):
        return folder
    output = output_folder(app.project.sub(folder), manifest)
    mains = [posixpath.normpath(text) for key in ("main", "module") if (text := manifest.text(key))]
    is_output = mains and all(path != output and is_inside(path, output) for path in mains)
    is_output = is_output and not prisma.makes_sources(app, folder)
    return f"{folder}/{output}" if builds(manifest, "build") and is_output else folder


def copies(app: App, sources: Sequence[Source], *, is_built: bool) -> tuple[tuple[str, str], ...]:
    """Return what goes from the build stage into the last one, from the app's folder, and where; `.` is all."""
    if app.web is not None and (app.web.copies or app.web.kind != "server"):
        is_part = [path.partition("/")[0] for path, _ in app.web.copies]
        others = [name for name in _opened(app, sources) if name not in is_part] if is_part else []
        others = [name for name in others if name not in _OF_PAGES or _is_read(name, sources)]
        return (*app.web.copies, *((name, name) for name in others))
    if app.nx:
        return tuple((path, path) for path in _of_nx(app, app.nx))
    top, slash, _ = app.start.entry.partition("/")
    output = output_folder(app.here, app.manifest).partition("/")[0]
    is_output = top == output or (top in _OUTPUTS and not app.here.has(app.start.entry))
    if not is_built or not slash or not is_output or not is_plain(top):
        return ((".", "."),)
    others = [name for name in _READ_AT_RUN_TIME if name != top and app.here.has(name)]
    others += [name for name in _opened(app, sources) if name not in {*others, top}]
    is_addon = top != addon.OUTPUT and addon.has_file(app.project, app.manifest)
    others += [addon.OUTPUT] if is_addon and addon.OUTPUT not in others else []
    return tuple((path, path) for path in (*([FILE] * (app.manifest.file == FILE)), *others, top))


def _opened(app: App, sources: Sequence[Source]) -> Iterator[str]:
    """Yield what lies at the top of the app's folder, is no code, and begins a path in its sources."""
    code = {posixpath.relpath(one.path, app.folder or ".").partition("/")[0] for one in sources}
    names = (name for name in app.here.entries() if name not in code and name[0] != "." and is_plain(name))
    for name in names:
        pattern = rf"[\"'`](?:\.{{0,2}}/){{0,3}}{re.escape(name)}(?:/|[\"'`])"
        if not re.search(_NO_DATA, name) and any(re.search(pattern, one.text) for one in sources):
            yield name


def _is_read(name: str, sources: Sequence[Source]) -> bool:
    """Tell whether a function that reads, or the default of a setting, has a path that begins so."""
    before = r"(?:\bcwd\(\)\s{0,9},|\?\?|\|\||\b(?:read\w{4,20}|glob\w{0,9}|resolve)\()\s{0,9}"
    pattern = rf"{before}[\"'`](?:\./)?{re.escape(name)}(?:/|[\"'`])"
    return any(re.search(pattern, one.text) for one in sources)


def _of_nx(app: App, built: Built) -> Iterator[str]:
    """Yield what runs of an app that Nx builds: with package.json if that says how files are read, and what is left."""
    root = app.workspace.root
    up = posixpath.relpath(".", app.folder or ".")
    if not app.folder and root.text("type") == "module":
        yield FILE
    missing = (name for name in built.helpers if name in root.development.keys() - root.production.keys())
    yield from (posixpath.normpath(posixpath.join(up, "node_modules", name)) for name in missing)
    yield posixpath.normpath(posixpath.join(up, built.output))


def ignores(app: App) -> tuple[str, ...]:
    """Return the folders that builds fill, so that an old result does not come into a new one."""
    of_nx = {one.output for one in nx.apps(app.project).values()} - {""}
    made = {path.partition("/")[0] if path.partition("/")[0] in _OUTPUTS else path for path in of_nx}
    addons = (one.folder for one in app.workspace.each() if addon.has_file(app.project, one))
    made |= {posixpath.join(folder, addon.OUTPUT) for folder in addons}
    return together({*_compiled(app.project), *_left_by(app.folder, app.web), *made, *([".nx"] if app.nx else [])})


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

"""What is built, and what of the result runs."""

import posixpath
import re
import shlex
from collections.abc import Collection
from functools import lru_cache
from typing import Final

from dockgen.languages.javascript import frameworks, managers
from dockgen.languages.javascript.building import builds, old_openssl, root_files
from dockgen.languages.javascript.commands import for_images
from dockgen.languages.javascript.compiled import output_folder
from dockgen.languages.javascript.manifest import FILE
from dockgen.languages.javascript.web_app import Web
from dockgen.languages.javascript.workspaces import read_workspace
from dockgen.languages.kit.paths import is_plain
from dockgen.languages.node import prisma
from dockgen.languages.node.app import App, inside
from dockgen.model.facts import Fact
from dockgen.reading.project import Project

# What programs often read while they run, beside what was compiled.
READ_AT_RUN_TIME: Final = (
    *("public", "views", "static", "assets", "templates", "locales", "i18n", "lang", "config", "resources", "emails"),
    *("migrations", "drizzle", "prisma", "proto", "graphql", "data", "openapi.yaml", "openapi.json", "swagger.json"),
)
_OUTPUTS: Final = frozenset({"dist", "build", "out", "lib", "output", "compiled", ".output", "bin"})
_SOURCES: Final = frozenset({"src", "bin", "."})
_OUTPUT_FLAG: Final = r"--out-?[dD]ir|--dist-dir|--outfile"
_BUILD_SCRIPTS: Final = (
    *("build", "build:prod", "build:production", "build:server", "build:ts", "compile", "tsc"),
    *("heroku-postbuild", "gcp-build"),
)
_ALWAYS_RUN: Final = frozenset({"build", "heroku-postbuild", "gcp-build"})


def built(app: App, chosen: managers.Chosen) -> dict[str, Fact]:
    """Return what is built, and what of the result runs."""
    build, why = _build_commands(app, chosen.manager)
    web = app.web
    arguments, secrets = (web.arguments, web.secrets) if web else ((), ())
    wanted = {**app.workspace.root.dependencies, **app.manifest.dependencies}
    build_env = {**old_openssl(wanted), **(web.build_env if web else {})} if build else {}
    run = tuple(_part_that_runs(app, folder) for folder in app.workspace.needs(app.folder, development=False))
    return {
        "build": Fact(build, why),
        "build_env": Fact(tuple(f"{key}={value}" for key, value in sorted(build_env.items())), why),
        "build_caches": Fact(tuple(inside(app.folder, path) for path in (web.caches if web else ())), why),
        "build_arguments": Fact(arguments, why),
        "build_secrets": Fact(secrets, why),
        "modules": Fact(web.modules if web and web.kind == "server" else web is None, "what runs"),
        "keeps_all": Fact(app.start.needs_development, app.start.source),
        "copies": Fact(_copies(app, build=bool(build)), "what runs"),
        "runs_with": Fact(run, app.workspace.source or "no workspace"),
        "root_files": Fact(root_files(app.project, app.folder), "beside package.json"),
        "site": Fact(_site(web), web.source if web else "no front end"),
        "ignores": Fact(_ignores(app), "what a build leaves"),
    }


def _part_that_runs(app: App, folder: str) -> str:
    """Return a member's folder, or of one that is built only what the build leaves."""
    manifest = app.workspace.at(folder)
    output = output_folder(app.project.sub(folder), manifest)
    mains = [text for key in ("main", "module") if (text := manifest.text(key))]
    inside = [posixpath.normpath(text).startswith(f"{output}/") for text in mains]
    if builds(manifest, "build") and inside and all(inside):
        return f"{folder}/{output}"
    return folder


def _site(web: Web | None) -> tuple[str, ...]:
    """Return what the web server is told: folder, mode, base, fallback, and which names change with the content."""
    if web is None or web.kind == "server":
        return ()
    return (web.output, "spa" if web.kind == "spa" else "pages", web.base, web.fallback, web.hashed)


def _build_commands(app: App, manager: managers.Manager) -> tuple[tuple[str, ...], str]:
    """Return the commands that build the app, after those that build what it needs of the workspace."""
    needed = app.workspace.needs(app.folder, development=True)
    commands = [_run(manager, folder, "build") for folder in needed if builds(app.workspace.at(folder), "build")]
    commands += [_execute(manager, app.folder, "prisma generate")] if prisma.is_generated_by_us(app) else []
    own, why = _own_build(app, manager)
    return (*commands, *own), why if own else "nothing is built" if not commands else "what it needs of the workspace"


def _own_build(app: App, manager: managers.Manager) -> tuple[list[str], str]:
    manifest, web = app.manifest, app.web
    if web is not None and web.build:
        return [_run(manager, app.folder, web.build)], f"{manifest.path}, scripts.{web.build}"
    if web is not None and web.build_command:
        return [_execute(manager, app.folder, " ".join(web.build_command))], web.source
    entry_is_there = not app.start.entry or app.here.has(app.start.entry)
    own = [*for_images(manifest.scripts)]
    scripts = [name for name in (*own, *_BUILD_SCRIPTS) if builds(manifest, name)]
    if scripts and (scripts[0] in {*own, *_ALWAYS_RUN} or not entry_is_there):
        return [_run(manager, app.folder, scripts[0])], f"{manifest.path}, scripts.{scripts[0]}"
    commands = [
        _run(manager, app.folder, one) if one in manifest.scripts else _execute(manager, app.folder, one)
        for one in app.start.builds
    ]
    return commands, app.start.source


def _run(manager: managers.Manager, folder: str, script: str) -> str:
    script = shlex.quote(script)
    return manager.run_in.format(script=script, folder=folder) if folder else manager.run.format(script=script)


def _execute(manager: managers.Manager, folder: str, command: str) -> str:
    if folder:
        return manager.execute_in.format(command=command, folder=folder)
    return manager.execute.format(command=command)


def _copies(app: App, *, build: bool) -> tuple[str, ...]:
    """Return what goes from the build stage into the last one, as `FROM TO`, from the app's folder; `.` is all."""
    if app.web is not None and app.web.copies:
        return tuple(f"{start} {to}" for start, to in app.web.copies)
    if app.web is not None and app.web.kind != "server":
        return ()
    top, slash, _ = app.start.entry.partition("/")
    output = output_folder(app.here, app.manifest).partition("/")[0]
    is_output = top == output or (top in _OUTPUTS and not app.here.has(app.start.entry))
    if not build or not slash or not is_output or not is_plain(top):
        return (". .",)
    others = [name for name in READ_AT_RUN_TIME if name != top and app.here.has(name)]
    return tuple(f"{path} {path}" for path in (FILE, *others, top))


def _ignores(app: App) -> tuple[str, ...]:
    """Return the folders that builds fill, so that an old result does not come into a new one."""
    return _together({*_compiled(app.project), *_left_by(app.folder, app.web)})


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
    for folder, manifest in (("", workspace.root), *workspace.members.items()):
        web = frameworks.find(project, manifest)
        found |= _left_by(folder, web)
        here = project.sub(folder) if folder else project
        names = {**manifest.dependencies, **workspace.root.dependencies}
        says_where = re.search(_OUTPUT_FLAG, manifest.scripts.get("build", ""))
        if web is None and builds(manifest, "build") and ("typescript" in names or says_where):
            top = output_folder(here, manifest).partition("/")[0]
            found |= {posixpath.join(folder, top)} if top not in _SOURCES else set()
    return frozenset(found)


def _together(paths: Collection[str]) -> tuple[str, ...]:
    """Return patterns for paths, one for many folders beside each other: `packages/*/dist`."""
    patterns: dict[str, list[str]] = {}
    for path in sorted(paths):
        folder, _, name = path.rpartition("/")
        parent = posixpath.dirname(folder)
        patterns.setdefault(f"{parent}/*/{name}" if parent else path, []).append(path)
    return tuple(sorted(pattern if len(found) > 1 else found[0] for pattern, found in patterns.items()))

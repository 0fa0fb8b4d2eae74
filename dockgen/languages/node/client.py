"""The front end beside a server: in a folder or a member of its own, served by the server's sources."""

import posixpath
import re
from collections.abc import Iterator
from typing import Final

from dockgen.languages.javascript import served
from dockgen.languages.javascript.building import SOURCES
from dockgen.languages.kit.command_lines import parse
from dockgen.languages.kit.paths import is_inside
from dockgen.languages.node.app import App
from dockgen.model.found import Found
from dockgen.model.front_end import FrontEnd

_NO_SOURCE: Final = r"\.(?:test|spec|d|config)\.[cm]?[jt]s$|(?:^|/)(?:tests?|__tests__)/"
_ALL: Final = r"--workspaces\b|(?:^|\s)-ws\b|\brun-many\b|\bturbo\b|\blerna\b|\s-r\b|--recursive\b|\bforeach\b"
"""What builds every member of a workspace."""


def find(app: App, build: tuple[str, ...]) -> Found[FrontEnd | None]:
    """Return the front end that a server serves and that the commands that build the server do not make."""
    if app.web is not None or not app.start.words:
        return Found(None, "no server that could serve one")
    program = served.Program(app.project, list(_sources(app)), has_static=False)
    folders = [*_folders(app, build, program)]
    if not folders:
        return Found(None, "no folder with a front end of its own")
    if one := served.find(program, folders):
        front_end, package, source = one
        return Found(front_end, f"{source} serves {front_end.built}, which {package.path}, scripts.build makes")
    return Found(None, "no front end of which the sources say where it is served")


def _folders(app: App, build: tuple[str, ...], program: served.Program) -> Iterator[str]:
    """Yield the folders whose build is not a part of the app's own; members only if the sources have their names."""
    needed = {app.folder, *app.workspace.needs(app.folder, development=True)}
    script = "\n".join(_scripts(app, build))
    if re.search(_ALL, script):
        needed |= app.workspace.members.keys()
    for folder in served.candidates(app.project):
        member = app.workspace.members.get(folder)
        if folder and folder not in needed and not _is_named(app, folder, script):
            name, paths = posixpath.basename(folder), program.sources[: served.MOST_SOURCES]
            if member is None or any(name in (app.project.read(path) or "") for path in paths):
                yield folder


def made(app: App, build: tuple[str, ...]) -> tuple[str, ...]:
    """Return the folders with a package.json of their own that the build scripts of a server build, beside its own."""
    script = "\n".join(_scripts(app, build)) if app.start.entry else ""
    entry = posixpath.join(app.folder, app.start.entry)
    folders = (one for one in served.candidates(app.project) if one and "build" in script)
    return tuple(one for one in folders if not is_inside(entry, one) and _is_named(app, one, script))


def _is_named(app: App, folder: str, script: str) -> bool:
    """Tell whether a script names a folder, or the member of the workspace there."""
    member = app.workspace.members.get(folder)
    names = {folder, posixpath.relpath(folder or ".", app.folder or "."), member.name if member else ""} - {""}
    return any(re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", script) for name in names)


def _scripts(app: App, build: tuple[str, ...]) -> Iterator[str]:
    """Yield the app's scripts that its build runs, one by the other too."""
    scripts = app.manifest.scripts
    waiting = [name for command in build for name in command.split() if name in scripts]
    seen = set()
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            yield scripts[name]
            words = (word for command in parse(scripts[name]).commands for word in command.words)
            waiting += [word for word in words if word in scripts]


def _sources(app: App) -> Iterator[str]:
    inside = posixpath.join(app.folder, "")
    others = tuple(f"{one}/" for one in app.workspace.members if one != app.folder and one.startswith(inside))
    for path in app.here.files(SOURCES):
        whole = posixpath.join(app.folder, path)
        if not re.search(_NO_SOURCE, path) and not whole.startswith(others):
            yield whole

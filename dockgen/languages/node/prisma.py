"""Prisma: which database its schema names, and what makes its client, in the app or in what it needs of a workspace."""

import posixpath
import re
import shlex
from collections.abc import Iterator
from typing import Final

from dockgen.languages.javascript.lifecycle import prisma_files
from dockgen.languages.javascript.managers import Manager
from dockgen.languages.javascript.manifest import Manifest
from dockgen.languages.kit.sources import content
from dockgen.languages.node.app import App
from dockgen.languages.node.program import Prisma
from dockgen.model.found import Found
from dockgen.model.values import SENSITIVE_NAME
from dockgen.reading.gitignore import is_missing

_CLIENT: Final = "@prisma/client"
_TOOL: Final = "prisma"
_WITHOUT_ENGINES: Final = 7
_DATASOURCE: Final = r"(?s)datasource\s{1,9}\w{1,60}\s{0,9}\{[^}]{0,500}?provider\s{0,9}=\s{0,9}\"(\w{1,40})\""
_GENERATOR: Final = r"generator\s{1,9}\w{1,60}\s{0,9}\{[^}]{0,1000}\}"
_CLASSIC: Final = '"prisma-client-js"'
_OUTPUT: Final = r"\boutput\s{0,9}=\s{0,9}\"([\w@./-]{1,200})\""
_AMONG_SOURCES: Final = r"\boutput\s{0,9}=(?![^\n]{0,200}node_modules)"
_STAND_INS: Final = {"mysql": "mysql://none@localhost/none", "sqlite": "file:/tmp/none.db"}


def read(app: App, manager: Manager) -> Prisma:
    """Return what its client needs; no database is asked when that is made, although its settings may insist on one."""
    named, packages = provider(app), [*_packages(app)]
    wanted = [one.dependencies[_CLIENT] for one in packages if _CLIENT in one.dependencies]
    url = _STAND_INS.get(named.value if named else "", "postgresql://none@localhost/none")
    text = "\n".join(_config(app, one) for one in packages)
    names = re.findall(r"\benv(?:<\w{1,40}>)?\(\s{0,9}[\"'](\w{1,60})[\"']", text) if wanted else ()
    majors = [int(match[1]) for one in wanted if (match := re.search(r"([0-9]{1,3})", one))]
    is_run = any(_CLIENT in manifest.production for manifest in (*app.running, app.workspace.root))
    return Prisma(
        needs_engines=is_run and any(major < _WITHOUT_ENGINES for major in majors),
        env={name: url for name in sorted(set(names)) if not re.search(SENSITIVE_NAME, name)},
        generates=tuple(_generates(app, manager)) if is_run else (),
    )


def provider(app: App) -> Found[str] | None:
    """Return the database that Prisma's schema names, and where."""
    schemas = (one for manifest in _packages(app) for one in _schemas(app, manifest))
    found = ((match, path) for path, text in schemas if (match := re.search(_DATASOURCE, text)))
    return next((Found(match[1], path) for match, path in found), None)


def files(app: App) -> tuple[str, ...]:
    """Return what the command that makes a client among the packages reads; none where there is no such client."""
    folders = [one.folder for one in _packages(app) if _classic(app, one)]
    paths = (
        posixpath.join(folder, path)
        for folder in folders
        for path in prisma_files(app.project.sub(folder), app.workspace.at(folder))
    )
    return tuple(paths)


def needs_development(app: App) -> bool:
    """Tell whether that command is of a package that only development needs."""
    packages = (*_packages(app), app.workspace.root)
    return any(_TOOL in one.development for one in packages) and any(_classic(app, one) for one in packages)


def _generates(app: App, manager: Manager) -> Iterator[str]:
    """Yield the commands that make a client that goes into node_modules, as it did before Prisma 7."""
    npx = "bunx" if app.start.is_by_bun else "npx"
    for one in _packages(app):
        if schema := _classic(app, one):
            if not one.folder or _TOOL in one.dependencies:
                command = f"{_TOOL} generate"
                yield manager.execute(command, one.folder) if one.folder else f"{npx} --no-install {command}"
            else:
                yield f"{npx} --no-install {_TOOL} generate --schema {shlex.quote(schema)}"


def generated_in_sources(app: App, manager: Manager) -> Iterator[str]:
    """Yield the commands that make clients among the sources, where nothing of the project's own does."""
    for one in _packages(app):
        scripts = [one.scripts.get(name, "") for name in ("build", "prebuild", *(["postinstall"] * (not one.folder)))]
        is_made = _is_committed(app, one) or any("prisma generate" in text for text in scripts)
        if makes_sources(app, one.folder) and not is_made:
            yield manager.execute(f"{_TOOL} generate", one.folder)


def _is_committed(app: App, manifest: Manifest) -> bool:
    """Tell whether the client that a schema makes among the sources is part of the repository."""
    found = ((path, re.search(_OUTPUT, text)) for path, text in _schemas(app, manifest))
    outputs = [posixpath.join(posixpath.dirname(path), match[1]) for path, match in found if match]
    return bool(outputs) and not any(is_missing(app.project, posixpath.normpath(one)) for one in outputs)


def makes_sources(app: App, folder: str) -> bool:
    """Tell whether the client of a package is made among its sources."""
    manifest = app.workspace.at(folder)
    return not _classic(app, manifest) and next(_schemas(app, manifest), None) is not None


def _packages(app: App) -> Iterator[Manifest]:
    """Yield the packages that may have a schema: the app's own, those that it needs, and the workspace's root."""
    folders = dict.fromkeys((app.folder, *app.workspace.needs(app.folder, development=True), ""))
    packages = (app.workspace.at(folder) for folder in folders)
    yield from (one for one in packages if not {_CLIENT, _TOOL}.isdisjoint(one.dependencies))


def _classic(app: App, manifest: Manifest) -> str:
    """Return the schema of a client that goes into node_modules; else nothing."""
    for path, text in _schemas(app, manifest):
        generator = next((one for one in re.findall(_GENERATOR, text) if _CLASSIC in one), "")
        if generator and not re.search(_AMONG_SOURCES, generator):
            return path
    return ""


def _config(app: App, manifest: Manifest) -> str:
    here = app.project.sub(manifest.folder)
    return content(here, "prisma.config.ts") or content(here, "prisma.config.js")


def _schemas(app: App, manifest: Manifest) -> Iterator[tuple[str, str]]:
    """Yield the schemas that may be a package's, from the top."""
    here = app.project.sub(manifest.folder)
    config = re.search(r"\bschema\s{0,9}:\s{0,9}[\"']([\w./-]{1,200})[\"']", _config(app, manifest))
    named = posixpath.normpath(manifest.text("prisma", "schema") or (config[1] if config else "prisma"))
    for name in dict.fromkeys((named, f"{named}/schema.prisma", "prisma/schema.prisma", "schema.prisma")):
        if name.endswith(".prisma") and here.has(name) and (text := here.read(name)) is not None:
            yield posixpath.join(manifest.folder, name), text

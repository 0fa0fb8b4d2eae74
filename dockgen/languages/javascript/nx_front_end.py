"""A front end of an Nx workspace: its own settings lie in its folder, and it is built from the top."""

import posixpath
from typing import Final

from dockgen.languages.javascript import framework_rules as rules
from dockgen.languages.javascript import frameworks
from dockgen.languages.javascript.manifest import Manifest
from dockgen.languages.javascript.nx import Built
from dockgen.languages.javascript.web_app import App, Web, read_app, with_public_variables
from dockgen.reading.project import Project

_PREFIXES: Final = {"vite": "VITE_", "next": "NEXT_PUBLIC_", "webpack": "NX_PUBLIC_"}
_WEBPACK: Final = Web("webpack", "webpack", "spa")


def find(project: Project, manifest: Manifest, built: Built) -> Web | None:
    """Return how an app is built and run; its paths are from the top. None where it is no front end."""
    known = {one.framework: one for one in frameworks.USUAL} | {"webpack": _WEBPACK}
    if built.framework not in known:
        return None
    app = read_app(project, manifest._replace(folder=built.folder))
    usual = known[built.framework]._replace(source=built.source, build_command=tuple(built.command.split()))
    if (web := _adapted(app, usual, built)) is None:
        return None
    web = with_public_variables(app, _PREFIXES.get(built.framework, ""), web)
    files = (posixpath.normpath(posixpath.join(built.folder, path)) for path in web.env_files)
    return frameworks.checked("", web._replace(env_files=tuple(files)))


def _adapted(app: App, web: Web, built: Built) -> Web | None:
    if built.framework == "angular":
        return rules.angular_build(app, web, built.builder, f"dist/{built.folder}")
    if built.framework == "next":
        return _next(web, built.output) if built.output else None
    if built.framework == "vite":
        found = rules.vite(app, web)
        inside = posixpath.normpath(posixpath.join(built.folder, found.output)) if found else ""
        return found and found._replace(source=built.source, output=built.output or inside)
    return web._replace(output=built.output)


def _next(web: Web, output: str) -> Web:
    """Start the server in the folder that the executor leaves, which has all that belongs to it."""
    return web._replace(
        copies=((output, output),),
        modules=True,
        start=("node", "node_modules/next/dist/bin/next", "start", output),
        writes=(f"{output}/.next/cache",),
    )

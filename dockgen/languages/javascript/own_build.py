"""A static site that a script of its own makes, with no framework to say where its pages are."""

import re
from collections.abc import Iterator
from itertools import chain
from typing import Final

from dockgen.languages.javascript.framework_rules import SERVERS
from dockgen.languages.javascript.web_app import CHAIN, App, Web, pieces
from dockgen.languages.kit.sources import content
from dockgen.reading.gitignore import is_ignored_from_top, is_missing
from dockgen.reading.project import Project

_FOLDER: Final = r"[A-Za-z_][\w-]{0,60}(?:/[\w-]{1,60}){0,3}"
_RUNS: Final = (
    r"(?:^|[\s&;])(?:node|tsx|ts-node|bun|bun run)\s(?:-\S{1,40}\s){0,5}(?:\./)?([\w./-]{1,200}\.[cm]?[jt]s)\b"
)
_NAMED: Final = r"[\"'`](?:\./)?([A-Za-z_][\w-]{0,60}(?:/[\w-]{1,60}){0,3})/?[\"'`/]"
_USUAL: Final = frozenset({"dist", "public", "_site", "site", "out", "output", "build", "www", "docs", "public_html"})
_OF_PROGRAMS: Final = ("main", "bin", "exports", "module")
"""What the package.json of a program, or of a library, has."""


def find(app: App) -> Web | None:
    """Return the site that `npm run build` makes by a script of the project; None where it makes none, or a program."""
    data, script = app.manifest.data, app.script("build")
    is_program = "start" in app.scripts or any(key in data for key in _OF_PROGRAMS)
    if is_program or not app.manifest.production.keys().isdisjoint(SERVERS):
        return None
    for match in re.finditer(_RUNS, script):
        text = content(app.project, match[1])
        if output := next(_made(app.project, text) if ".html" in text else iter(()), None):
            source = f"package.json, scripts.build: {match[1]}"
            return Web("own-build", "a script of its own", "static", source, output, build="build")
    return None


def made_by(project: Project, script: str) -> Iterator[str]:
    """Yield the folders that a script's own programs name, and that are no part of the repository."""
    for match in re.finditer(_RUNS, script):
        yield from _made(project, content(project, match[1]))


def _made(project: Project, text: str) -> Iterator[str]:
    """Yield what a program names: first what Git ignores, then what is missing and has a usual name."""
    joined = ("/".join(pieces(match[0])) for match in re.finditer(CHAIN, text))
    chains = (path for path in joined if re.fullmatch(_FOLDER, path))
    named = dict.fromkeys(chain(re.findall(_NAMED, text), chains))
    yield from (path for path in named if path != "node_modules" and is_ignored_from_top(project, path))
    yield from (path for path in named if path in _USUAL and is_missing(project, path))

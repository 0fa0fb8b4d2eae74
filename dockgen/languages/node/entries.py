"""The file that a program begins with, where no script says it."""

import re
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Final

from dockgen.languages.javascript.building import SOURCES
from dockgen.languages.javascript.manifest import Manifest
from dockgen.languages.kit.paths import plain
from dockgen.languages.kit.sources import content
from dockgen.model.found import Found
from dockgen.reading.project import Project

ENTRIES: Final = ("server", "index", "app", "main", "src/server", "src/index", "src/main", "src/app", "bin/www")
"""Where a program usually begins, best first."""
OF_LIBRARIES: Final = ("exports", "module", "types", "typings")
"""What a package.json has whose files others import."""
_INTERPRETER: Final = r"\A#![^\n]{0,60}\b(?:node|bun)\b"


def usual(project: Project, manifest: Manifest) -> Found[str] | None:
    """Return the file that `main` names, or one of a usual name; None where there is none."""
    return next(chain(_main(project, manifest), _usual(project, ENTRIES)), None)


def program(project: Project, manifest: Manifest) -> Found[str] | None:
    """Return the same, or the only command that a package brings: that is more certain than a usual name.

    `npm start` runs server.js where no script says anything, so that comes first.
    """
    found = (_main(project, manifest), _usual(project, ENTRIES[:1]), _bin(project, manifest))
    return next(chain(*found, _usual(project, ENTRIES[1:])), None)


def is_command(manifest: Manifest, entry: Found[str]) -> bool:
    """Tell whether a file is a package's command, and the package no library that has one too."""
    return entry.source == f"{manifest.path}, bin" and not any(key in manifest.data for key in OF_LIBRARIES)


def _main(project: Project, manifest: Manifest) -> Iterator[Found[str]]:
    if path := plain(manifest.text("main") or ""):
        for candidate in (path, f"{path}.js", f"{path}/index.js"):
            if candidate.endswith(SOURCES) and (project.has(candidate) or "build" in manifest.scripts):
                yield Found(candidate, f"{manifest.path}, main")


def _usual(project: Project, stems: tuple[str, ...]) -> Iterator[Found[str]]:
    names = (stem + end for stem in stems for end in (("", *SOURCES) if stem == "bin/www" else SOURCES))
    yield from (Found(name, name) for name in names if project.has(name))


def _bin(project: Project, manifest: Manifest) -> Iterator[Found[str]]:
    """Yield the file of the only command, or of the one with the package's name."""
    named = manifest.data.get("bin")
    commands = named if isinstance(named, Mapping) else {"": named}
    own = manifest.name.rpartition("/")[2]
    text = commands.get(own) if len(commands) > 1 else next(iter(commands.values()), None)
    path = plain(text) if isinstance(text, str) else ""
    is_source = path.endswith(SOURCES) and (project.has(path) or "build" in manifest.scripts)
    if is_source or (path and re.match(_INTERPRETER, content(project, path))):
        yield Found(path, f"{manifest.path}, bin")

"""A native addon that a package of the project is itself: node-gyp compiles its sources, so those come before."""

import re
from collections.abc import Iterator
from typing import Final

from dockgen.languages.javascript.managers import Manager
from dockgen.languages.javascript.manifest import Manifest
from dockgen.reading.project import Project

FILE: Final = "binding.gyp"
OUTPUT: Final = "build"
"""The folder that node-gyp clears, and fills."""
HEADERS: Final = {"npm_config_nodedir": "/usr/local"}
"""Where the images have the headers that it downloads otherwise."""
_COMPILES: Final = r"(?:^|[\s;&|/])node-gyp(?:\s|$)"
_SCRIPTS: Final = r"(?:pre|post)?(?:install|prepare|build(?::[\w:-]{1,40})?)"


def has_file(project: Project, manifest: Manifest) -> bool:
    """Tell whether node-gyp leaves what it compiles in the package's own folder."""
    return manifest.data.get("gypfile") is not False and project.sub(manifest.folder).has(FILE)


def is_one(project: Project, manifest: Manifest) -> bool:
    """Tell whether a package is an addon: by its binding.gyp, or by a script that calls node-gyp."""
    scripts = (text for name, text in manifest.scripts.items() if re.fullmatch(_SCRIPTS, name))
    return has_file(project, manifest) or any(re.search(_COMPILES, text) for text in scripts)


def implied(project: Project, manifest: Manifest, manager: Manager) -> Iterator[str]:
    """Yield what an install runs by itself where no script says how the addon is compiled.

    See the page on scripts in npm's documentation, on the default of `install`.
    """
    is_said = not {"install", "preinstall"}.isdisjoint(manifest.scripts)
    if is_said or not has_file(project, manifest):
        return
    command = "node-gyp rebuild" + (f" --directory {manifest.folder}" if manifest.folder else "")
    yield f"bunx {command}" if manager.name == "bun" else f"npm exec --call '{command}'"

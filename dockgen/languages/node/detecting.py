"""Tells a package.json that only holds tools from one with a program."""

import re
from typing import Final

from dockgen.errors import FileError
from dockgen.languages.javascript.manifest import read
from dockgen.languages.node.start import ENTRIES
from dockgen.reading.project import Project

_SHOWS: Final = (
    r"^(?:npx\s+(?:--yes\s+|-y\s+)?)?(?:serve|http-server|sirv|live-server|lite-server|browser-sync)(?:\s|$)"
)
"""What serves files as they are, as the image's web server does."""
_PROGRAM: Final = ("start", "build", "serve", "start:prod")


def is_plain_site(project: Project) -> bool:
    """Tell whether nothing in a package.json beside an index.html builds or starts anything."""
    try:
        manifest = read(project)
    except FileError:
        return False
    scripts = [key for key, text in manifest.scripts.items() if not re.search(_SHOWS, text)]
    if any(key == name or key.startswith(f"{name}:") for key in scripts for name in _PROGRAM):
        return False
    if manifest.production or manifest.text("main") or "bin" in manifest.data or "workspaces" in manifest.data:
        return False
    return not any(project.has(f"{entry}.{ending}") for entry in ENTRIES[:4] for ending in ("js", "mjs", "ts"))

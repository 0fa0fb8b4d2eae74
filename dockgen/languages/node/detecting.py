"""Tells a package.json that only holds tools from one with a program."""

from typing import Final

from dockgen.errors import FileError
from dockgen.languages.node.manifest import read
from dockgen.languages.node.start import ENTRIES
from dockgen.project import Project

_PROGRAM: Final = ("start", "build", "serve", "start:prod")


def is_plain_site(project: Project) -> bool:
    """Tell whether nothing in a package.json beside an index.html builds or starts anything."""
    try:
        manifest = read(project)
    except FileError:
        return False
    if any(
        name in manifest.scripts or any(key.startswith(f"{name}:") for key in manifest.scripts) for name in _PROGRAM
    ):
        return False
    if manifest.production or manifest.text("main") or "bin" in manifest.data or "workspaces" in manifest.data:
        return False
    return not any(project.has(f"{entry}.{ending}") for entry in ENTRIES[:4] for ending in ("js", "mjs", "ts"))

"""The files with public values of all members of a workspace."""

import posixpath
from functools import lru_cache

from dockgen.languages.javascript import frameworks
from dockgen.languages.javascript.env_files import NAMES
from dockgen.languages.javascript.workspaces import read_workspace
from dockgen.languages.kit.paths import is_plain
from dockgen.model.facts import Fact
from dockgen.reading.project import Project


@lru_cache(maxsize=8)
def facts(project: Project) -> dict[str, Fact]:
    """Return the files of all members of a workspace: they share one `.dockerignore`."""
    workspace = read_workspace(project)
    found: set[str] = set()
    for folder, manifest in (("", workspace.root), *workspace.members.items()):
        if any(project.has(posixpath.join(place, name)) for place in {"", folder} for name in NAMES):
            web = frameworks.find(project, manifest)
            found |= {posixpath.normpath(posixpath.join(folder, path)) for path in (web.env_files if web else ())}
    inside = tuple(sorted(path for path in found if is_plain(path)))
    return {"env_files": Fact(inside, ", ".join(inside) or "no file with public values is part of the repository")}

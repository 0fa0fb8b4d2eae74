"""A front end beside a server's folder whose build leaves its files in that folder: the image is built from above."""

import posixpath
from collections.abc import Callable
from functools import lru_cache

from dockgen.errors import OutsideContextError
from dockgen.languages.javascript import front_end_output as output
from dockgen.languages.javascript.front_end import is_built, read
from dockgen.languages.javascript.manifest import FILE, PNPM, read_or_warn, read_workspace
from dockgen.languages.javascript.served import candidates
from dockgen.languages.kit.paths import around, is_inside
from dockgen.languages.kit.which_program import as_main
from dockgen.model.found import Found
from dockgen.model.front_end import FrontEnd
from dockgen.model.program import Program
from dockgen.reading.gitignore import is_missing
from dockgen.reading.project import Project
from dockgen.records import NamedTuple


class Reaching(NamedTuple):
    """A front end that is built into a folder of another project."""

    top: Project
    """The folder around both."""
    folder: str
    """The other project's folder, from there."""
    package: str
    """The front end's."""
    front_end: FrontEnd
    """Its target is relative to the other project."""


def inspect(
    project: Project,
    main: str | None,
    own: Callable[[Project, str | None], Program],
    is_part: Callable[[Project, str], bool] = lambda *_: False,
) -> Program:
    """Inspect a project with what is built into it from outside; `own` inspects what lies in its folder.

    `is_part` tells whether a folder is part of a project of the same language above, which finds it by itself.

    Raises:
        OutsideContextError: it can only be built from a folder above.
    """
    here = project.sub(main) if main and main != "." and project.has(main) else project
    found = reaching_in(here) if here.path else None
    if found is None or is_member(found.top, found.folder) or is_part(found.top, found.folder):
        return own(project, main)
    if found.top is not project:
        up = posixpath.relpath(found.top.path or ".", here.path)
        message = f"{found.package}/{FILE} is built into {here.path}, and lies outside of it"
        raise OutsideContextError(message, "Run dockgen in the folder above.", up)
    program = own(here, None)
    mains = (as_main(found.folder),)
    source = f"{found.package}/{FILE}, scripts.build makes {found.front_end.built}"
    return program._replace(
        mains=Found(mains, source),
        main=Found(mains[0], source),
        members=Found((as_main(found.package),), source),
        within=Found(found.folder, source),
        front_end=Found(found.front_end, source),
    )


@lru_cache(maxsize=32)
def reaching_in(project: Project) -> Reaching | None:
    """Return the front end outside of a project that is built into its folder, and is no part of the repository.

    It is looked for in the folders above, the nearest first; one of a workspace is built from the workspace.
    """
    tops = [project.sub(posixpath.relpath(above or ".", project.path)) for above in (*around(project.path), "")]
    for top in tops:
        folder = posixpath.relpath(project.path, top.path or ".")
        beside = (path for path in candidates(top) if not is_inside(path, folder) and not is_inside(folder, path))
        if package := next((path for path in beside if _built_into(top, path, folder)), None):
            path = posixpath.join(top.path, package)
            above = (one for one in tops if len(one.path) < len(top.path))
            whole = next((one for one in above if is_member(one, posixpath.relpath(path, one.path or "."))), top)
            return _reaching(whole, project, posixpath.relpath(path, whole.path or "."))
    return None


def _built_into(top: Project, package: str, folder: str) -> str:
    """Return what a package's build leaves in a folder; empty for nothing."""
    manifest = is_built(top, package)
    named = output.named(top, manifest) if manifest else ()
    return next((path for path in named if is_inside(path, folder) and is_missing(top, path)), "")


def _reaching(top: Project, project: Project, package: str) -> Reaching | None:
    folder = posixpath.relpath(project.path, top.path or ".")
    built, manifest = _built_into(top, package, folder), is_built(top, package)
    if not built or manifest is None:
        return None
    found = read(top, manifest, built, built)
    return Reaching(top, folder, package, found._replace(target=posixpath.relpath(built, folder), removed=()))


def is_member(top: Project, folder: str) -> bool:
    """Tell whether a folder is a member of the workspace in another one."""
    root = read_or_warn(top, "") if top.has(FILE) else None
    if root is None or not (top.has(PNPM) or "workspaces" in root.data):
        return False
    return folder in read_workspace(top).members

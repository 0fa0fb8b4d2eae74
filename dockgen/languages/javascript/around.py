"""A front end beside a server's folder, built into it or served from where it is: the image is built from above."""

import posixpath
import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import chain, islice
from typing import Final

from dockgen.errors import OutsideContextError
from dockgen.languages.javascript import front_end_output as output
from dockgen.languages.javascript.building import SOURCES
from dockgen.languages.javascript.front_end import is_built, read
from dockgen.languages.javascript.manifest import FILE, PNPM, Manifest, read_or_warn, read_workspace
from dockgen.languages.javascript.served import MOST_SOURCES, candidates, warn_of_what_is_beside
from dockgen.languages.kit.path_functions import joined
from dockgen.languages.kit.path_values import Place, Values
from dockgen.languages.kit.paths import around, is_inside
from dockgen.languages.kit.sources import Source
from dockgen.languages.kit.which_program import as_main
from dockgen.model.found import Found
from dockgen.model.front_end import FrontEnd
from dockgen.model.program import Program
from dockgen.reading.gitignore import is_missing
from dockgen.reading.project import Project
from dockgen.records import NamedTuple

_SOURCES: Final = (".py", *SOURCES)
_MOST_PLACES: Final = 20
_BEGINS: Final = re.compile(r"[=(,:]|\breturn\b")
"""What an expression begins behind."""


class Reaching(NamedTuple):
    """A front end that is built into a folder of another project, or that this serves."""

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
        if here.path and found is None:
            warn_of_what_is_beside(here, [*islice(here.files(_SOURCES), MOST_SOURCES)])
        return own(project, main)
    if found.top is not project:
        up = posixpath.relpath(found.top.path or ".", here.path)
        message = f"{here.path} serves what {found.package}/{FILE} builds, which lies outside of it"
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
    """Return the front end outside of a project that it serves, and that is no part of the repository.

    Its build leaves it in the project's folder, or in its own, which the project's sources name. It is looked for
    in the folders above, the nearest first; one of a workspace is built from the workspace.
    """
    tops = [project.sub(posixpath.relpath(above or ".", project.path)) for above in (*around(project.path), "")]
    for top in tops:
        folder = posixpath.relpath(project.path, top.path or ".")
        beside = [path for path in candidates(top) if not is_inside(path, folder) and not is_inside(folder, path)]
        packages = [package for path in beside if (package := is_built(top, path))]
        built = ((package.folder, _built_into(top, package, folder)) for package in packages)
        served = ((package.folder, _served_by(top, package, folder)) for package in packages)
        if found := next((one for one in chain(built, served) if one[1]), None):
            path, left = (posixpath.join(top.path, one) for one in found)
            above = (one for one in tops if len(one.path) < len(top.path))
            whole = next((one for one in above if is_member(one, posixpath.relpath(path, one.path or "."))), top)
            here = whole.path or "."
            return _reaching(whole, project, posixpath.relpath(path, here), posixpath.relpath(left, here))
    return None


def _built_into(top: Project, package: Manifest, folder: str) -> str:
    """Return what a package's build leaves in a folder; empty for nothing."""
    named = output.named(top, package)
    return next((path for path in named if is_inside(path, folder) and is_missing(top, path)), "")


def _served_by(top: Project, package: Manifest, folder: str) -> str:
    """Return what a package's build leaves in its own folder and the sources of another name; empty for nothing."""
    missing = [path for path in output.named(top, package) if is_missing(top, path)]
    left = [path for path in missing if is_inside(path, package.folder)]
    name = posixpath.basename(package.folder)
    files = islice(top.sub(folder).files(_SOURCES), MOST_SOURCES if left and name else 0)
    texts = ((path, top.read(path) or "") for path in (posixpath.join(folder, file) for file in files))
    for path, text in texts:
        for named in _paths(Source(path, text), name, folder) if name in text else ():
            if built := next((one for one in left if is_inside(named, one)), None):
                return built
            if (
                named != package.folder
                and is_inside(named, package.folder)
                and any(is_inside(one, named) for one in left)
            ):
                return named
    return ""


def _paths(source: Source, name: str, folder: str) -> Iterator[str]:
    """Yield the paths from the top that a source puts together of a folder's name."""
    place = Place(source, f"/{source.path}", f"/{folder}")
    values = Values([place])
    for match in islice(re.finditer(rf"[\"'`/]{re.escape(name)}[\"'`/]", source.text), _MOST_PLACES):
        before = max(match.start() - 200, 0)
        starts = [one.end() for one in _BEGINS.finditer(source.text, before, match.start())]
        for start in starts[: -_MOST_PLACES - 1 : -1]:
            yield from (posixpath.normpath(joined(f"/{folder}", one))[1:] for one in values.of(place, start))


def _reaching(top: Project, project: Project, package: str, built: str) -> Reaching | None:
    folder = posixpath.relpath(project.path, top.path or ".")
    manifest = is_built(top, package)
    if manifest is None:
        return None
    found = read(top, manifest, built, built)
    return Reaching(top, folder, package, found._replace(target=posixpath.relpath(built, folder), removed=()))


def is_member(top: Project, folder: str) -> bool:
    """Tell whether a folder is a member of the workspace in another one."""
    root = read_or_warn(top, "") if top.has(FILE) else None
    if root is None or not (top.has(PNPM) or "workspaces" in root.data):
        return False
    return folder in read_workspace(top).members

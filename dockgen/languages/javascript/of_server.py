"""The front end of a server in another language: what builds it, and where the server's sources serve it."""

import posixpath
from collections.abc import Sequence

from dockgen.languages.javascript import served
from dockgen.languages.javascript.manifest import FILE
from dockgen.model.found import Found
from dockgen.model.front_end import FrontEnd
from dockgen.reading.project import Project


def find(project: Project, folder: str, sources: Sequence[str]) -> Found[FrontEnd | None]:
    """Return the front end that a server serves; warn of one whose build would not run.

    Args:
        project: the repository.
        folder: the server's own, as "packages/api/"; "" for the top.
        sources: the server's files.
    """
    program = served.Program(project, sources, has_static=True)
    if not any(f"{path}/".startswith(folder) for path, _ in project.folders_with({FILE})):
        if project.path:
            served.warn_of_what_is_beside(program)
        return Found(None, f"no {FILE}")
    folders = [path for path in served.candidates(project) if f"{path}/".startswith(folder)]
    if one := served.find(program, folders):
        return Found(one.front_end, f"{one.source}; {one.package.path}, scripts.build makes {one.front_end.built}")
    for path in folders:
        _warn(project, path, is_beside=path == folder.rstrip("/"))
    return Found(None, "no front end of which the sources say where it is served")


def _warn(project: Project, folder: str, *, is_beside: bool) -> None:
    """Warn where a build is not run: of the package.json beside the program, or of one that builds elsewhere."""
    built = served.unserved(project, folder)
    is_elsewhere = any(not f"{path}/".startswith(f"{folder}/") for path in built or ())
    if built is not None and (is_beside or is_elsewhere):
        made = f"what it makes ({', '.join(built)})" if built else "what it makes"
        project.warn(
            f"{posixpath.join(folder, FILE)} has a build script, which is not run: {made} is not in the image. If the"
            " program serves it, let the build leave it in a folder that the program's sources name, or commit it"
        )

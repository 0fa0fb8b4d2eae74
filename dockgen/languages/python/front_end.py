"""The front end in a Python project: what builds it, where the program serves it."""

import posixpath
from typing import Final

from dockgen.languages.front_end_facts import without
from dockgen.languages.python.sources import Sources
from dockgen.model.facts import Fact
from dockgen.reading.project import Project

_MANIFEST: Final = "package.json"


def facts(project: Project, folder: str, found: Sources) -> dict[str, Fact]:
    """Return the facts of the front end that the program serves; warn of one whose build nobody would run.

    Args:
        project: the repository.
        folder: the program's own, as "packages/api/"; "" for the top.
        found: its sources.
    """
    if not any(f"{path}/".startswith(folder) for path, _ in project.folders_with({_MANIFEST})):
        if project.path:
            from dockgen.languages.javascript.served import Program, warn_of_what_is_beside  # noqa: PLC0415 - few have one

            warn_of_what_is_beside(Program(project, found.paths, has_static=True))
        return without("no package.json")
    from dockgen.languages.javascript import front_end, served  # noqa: PLC0415 - as above

    program = served.Program(project, found.paths, has_static=True)
    folders = [path for path in served.candidates(project) if f"{path}/".startswith(folder)]
    if one := served.find(program, folders):
        why = f"{one.source}; {one.package.path}, scripts.build makes {one.front_end.built}"
        return front_end.as_facts(one.front_end, why)
    for path in folders:
        _warn(project, path, is_beside=path == folder.rstrip("/"))
    return without("no front end of which the sources say where it is served")


def _warn(project: Project, folder: str, *, is_beside: bool) -> None:
    """Say it where a build is not run: of the package.json beside the program, or of one that builds elsewhere."""
    from dockgen.languages.javascript import served  # noqa: PLC0415 - as above

    built = served.unserved(project, folder)
    is_elsewhere = any(not f"{path}/".startswith(f"{folder}/") for path in built or ())
    if built is not None and (is_beside or is_elsewhere):
        manifest = posixpath.join(folder, _MANIFEST)
        made = f"what it makes ({', '.join(built)})" if built else "what it makes"
        project.warn(
            f"{manifest} has a build script, which is not run: {made} is not in the image. If the program serves it,"
            " let the build leave it in a folder that the program's sources name, or commit it"
        )

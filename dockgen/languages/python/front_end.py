"""The front end in a Python project: what builds it, where the program serves it."""

import posixpath
from typing import Final

from dockgen.languages.python.starting import Seen
from dockgen.model.found import Found
from dockgen.model.front_end import FrontEnd
from dockgen.reading.project import Project

_MANIFEST: Final = "package.json"


def find(seen: Seen) -> Found[FrontEnd | None]:
    """Return the front end that the program serves; warn of one whose build would not run."""
    project, folder = seen.project, seen.folder
    has_manifest = any(f"{path}/".startswith(folder) for path, _ in project.folders_with({_MANIFEST}))
    if not has_manifest and not project.path:
        return Found(None, "no package.json")
    from dockgen.languages.javascript import served  # noqa: PLC0415 - few have one

    program = served.Program(project, seen.sources.paths, has_static=True)
    if not has_manifest:
        served.warn_of_what_is_beside(program)
        return Found(None, "no package.json")
    folders = [path for path in served.candidates(project) if f"{path}/".startswith(folder)]
    if one := served.find(program, folders):
        return Found(one.front_end, f"{one.source}; {one.package.path}, scripts.build makes {one.front_end.built}")
    for path in folders:
        _warn(project, path, is_beside=path == folder.rstrip("/"))
    return Found(None, "no front end of which the sources say where it is served")


def _warn(project: Project, folder: str, *, is_beside: bool) -> None:
    """Warn where a build is not run: of the package.json beside the program, or of one that builds elsewhere."""
    from dockgen.languages.javascript import served  # noqa: PLC0415 - as above

    built = served.unserved(project, folder)
    is_elsewhere = any(not f"{path}/".startswith(f"{folder}/") for path in built or ())
    if built is not None and (is_beside or is_elsewhere):
        made = f"what it makes ({', '.join(built)})" if built else "what it makes"
        project.warn(
            f"{posixpath.join(folder, _MANIFEST)} has a build script, which is not run: {made} is not in the image."
            " If the program serves it, let the build leave it in a folder that the sources name, or commit it"
        )

"""Folders that a manifest names: what is not in the build context cannot be built."""

import posixpath
import re

from dockgen.errors import OutsideContextError
from dockgen.reading.project import Project


def inside(project: Project, manifest: str, says: str, target: str, instead: str = "") -> str:
    """Return a folder that a manifest names, from the top; "" for the top itself.

    The manifest `says` what it does, as in "replaces a module by"; `instead` is another way, if there is one.

    Raises:
        OutsideContextError: it is outside, with the folder around both where that can be built.
    """
    folder, name = posixpath.split(manifest)
    path = posixpath.normpath(posixpath.join(folder, target))
    if not re.match(r"/|[A-Za-z]:[/\\]", target) and path.split("/")[0] != "..":
        return "" if path == "." else path
    ups, hint, outer = path.split("/").count(".."), f"{instead}, or move" if instead else "Move", ""
    hint += " the folder inside."
    if instead and 0 < ups < len(project.root.parts):
        above = "/".join([".."] * ups)
        app = posixpath.join(*project.root.parts[-ups:], folder).rstrip("/")
        hint = f"`dockgen init {above} --app {app}` builds it from there; or {instead[0].lower()}{instead[1:]}."
        outer = above if project.has(posixpath.join(folder, target, name)) else ""
    message = f"{manifest} {says} {target}, which is outside this folder and so outside the build context"
    raise OutsideContextError(message, hint, outer)

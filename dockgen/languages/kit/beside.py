"""Steps that put beside a compiled program what it opens there, and folders in which it keeps data."""

import posixpath
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from dockgen.languages.kit.sqlite_files import Link
from dockgen.model.note import Note
from dockgen.model.steps import Copy, Group, Run, Workdir

if TYPE_CHECKING:
    from dockgen.model.plan import Choices


def kept(plan: "Choices", folders: Sequence[str], links: Iterable[Link]) -> Group:
    """Return the step that makes folders in which a compiled program keeps data, and links into them.

    Args:
        plan: what was chosen.
        folders: from where the program starts.
        links: the files that it looks for elsewhere.
    """
    if not folders:
        return ()
    top = "/kept/app" if plan.does["multi-stage"] else "/app"
    paths = " ".join(f"{top}/{path}" for path in folders)
    commands = [f"mkdir -p {paths}", f"chmod 1777 {paths}"]
    for path, target in links:
        if folder := posixpath.dirname(path):
            commands.append(f"mkdir -p {top}/{folder}")
        commands.append(f"ln -s {posixpath.relpath(target, folder or '.')} {top}/{path}")
    return (Run(tuple(commands), notes=(Note("kept-data"),)),)


def beside(plan: "Choices", opened: Sequence[str], opened_in: str, keeps: Sequence[str]) -> Group:
    """Return the steps that put beside the program what it opens or keeps there.

    Args:
        plan: what was chosen.
        opened: files and folders.
        opened_in: the folder that they count from, "." for the top.
        keeps: the folders that `kept` made.
    """
    if not opened and not keeps:
        return ()
    top = "" if opened_in == "." else f"{opened_in}/"
    made = (Copy(("/kept",), "/", stage="build"),) if keeps and plan.does["multi-stage"] else ()
    note = Note("working-directory" if keeps else "opened-files")
    return (Workdir("/app", (note,)), *made, *(Copy((top + path,), f"./{path}") for path in opened))

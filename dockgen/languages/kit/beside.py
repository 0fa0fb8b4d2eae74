"""Steps that put beside a compiled program what it opens there, and folders in which it keeps data."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dockgen.languages.kit import steps
from dockgen.languages.kit.sqlite_files import Link
from dockgen.model.note import Note
from dockgen.model.steps import Copy, Group, Run, Workdir

if TYPE_CHECKING:
    from dockgen.model.plan import Choices


def kept(plan: "Choices", folders: Sequence[str], links: Sequence[Link]) -> Group:
    """Return the step that makes folders in which a compiled program keeps data, and links into them."""
    top = "/kept/app/" if plan.does["multi-stage"] else "/app/"
    return (Run(steps.kept(folders, links, top, "ln -s"), notes=(Note("kept-data"),)),) if folders else ()


def beside(plan: "Choices", opened: Sequence[str], opened_in: str, keeps: Sequence[str]) -> Group:
    """Return the steps that put beside the program what it opens, from a folder, and the folders that `kept` made."""
    if not opened and not keeps:
        return ()
    top = "" if opened_in == "." else f"{opened_in}/"
    made = (Copy(("/kept",), "/", stage="build"),) if keeps and plan.does["multi-stage"] else ()
    note = Note("working-directory" if keeps else "opened-files")
    return (Workdir("/app", (note,)), *made, *(Copy((top + path,), f"./{path}") for path in opened))

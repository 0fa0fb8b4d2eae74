"""Steps that put beside a compiled program what it opens there, and folders in which it keeps data."""

from typing import TYPE_CHECKING

from dockgen.languages.kit import steps
from dockgen.model.note import Note
from dockgen.model.steps import Copy, Group, Run, Workdir

if TYPE_CHECKING:
    from dockgen.languages.kit.runtime import Runtime
    from dockgen.model.plan import Choices


def kept(plan: "Choices", own: "Runtime") -> Group:
    """Return the step that makes folders in which a compiled program keeps data, and links into them; and /tmp."""
    has_stages = plan.does["multi-stage"]
    top = "/kept/" if has_stages else "/"
    inside = [path for path in own.keeps.value if not path.startswith("/")]
    data = steps.kept(inside, own.links.value, f"{top}app/", "ln -s")
    data += steps.kept([path[1:] for path in own.keeps.value if path not in inside], (), top)
    temporary = steps.kept(("tmp",), (), "/kept/") if makes_temporary(plan, own) else ()
    notes = (*(Note("kept-data"),) * bool(data), *(Note("made-temporary-folder"),) * bool(temporary))
    return (Run((*data, *temporary), notes=(notes,)),) if data or temporary else ()


def makes_temporary(plan: "Choices", own: "Runtime") -> bool:
    """Tell whether the image needs a folder for temporary files that its base does not have."""
    return own.temporary.value and plan.does["multi-stage"] and plan.base == "scratch"


def beside(plan: "Choices", own: "Runtime") -> Group:
    """Return the steps that put beside the program what it opens, from a folder, and the folders that `kept` made."""
    opened, opened_in, keeps = own.opened.value, own.opened_in.value, own.keeps.value
    is_made = plan.does["multi-stage"] and (keeps or makes_temporary(plan, own))
    made = (Copy(("/kept",), "/", stage="build"),) if is_made else ()
    if not opened and not keeps:
        return tuple(one._replace(notes=(Note("temporary-folder"),)) for one in made)
    top = "" if opened_in == "." else f"{opened_in}/"
    note = Note("working-directory" if keeps else "opened-files")
    return (Workdir("/app", (note,)), *made, *(Copy((top + path,), f"./{path}") for path in opened))

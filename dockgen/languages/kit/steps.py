"""Steps of a build that are alike in all languages."""

from typing import TYPE_CHECKING

from dockgen.model.note import Note
from dockgen.model.steps import Group, Run

if TYPE_CHECKING:
    from dockgen.plan import Choices


def added_user(plan: "Choices") -> Group:
    """Return the step that gives the user a name, where the distribution's own files hold it."""
    user, has_stages = plan.user, plan.does["multi-stage"]
    if not user.name or (has_stages and plan.base not in {"alpine", "slim"}):
        return ()
    alpine = f"adduser -D -H -u {user.uid} {user.name}"
    debian = f"useradd --no-log-init --no-create-home --uid {user.uid} {user.name}"
    note = Note("copied-user" if has_stages else "added-user")
    return (Run((alpine if plan.family == "alpine" else debian,), notes=(note,)),)

"""How a shell program is put into an image."""

import posixpath
from typing import TYPE_CHECKING

from dockgen.languages.kit import steps
from dockgen.languages.kit.system_packages import needed
from dockgen.languages.shell.program import Shell
from dockgen.model.note import Note
from dockgen.model.program import own_of
from dockgen.model.recipe import Recipe
from dockgen.model.steps import Copy, Run, Stage, Workdir, groups

if TYPE_CHECKING:
    from dockgen.model.plan import Choices


def recipe(plan: "Choices") -> Recipe:
    """Say what is installed and copied, and how it starts."""
    own = own_of(plan.program, Shell)
    kept = own.kept.value
    words = [word for word in own.runs.value if (word, plan.family) != ("bash", "debian")]
    packages = needed((f"run:{word}" for word in words), plan.family).run
    writable = sorted({*kept.folders, *kept.changed})
    commands = steps.kept(writable, (), "/app/", changed=kept.changed)
    note = Note("kept-data" if kept.volumes else "written-folders")
    stage = Stage(
        groups(
            (Workdir("/app"),),
            steps.system_packages(plan, packages, Note("runtime-programs")),
            steps.added_user(plan),
            (Copy((".",), "."),),
            (Run(commands, notes=(note,)),) if commands else (),
        ),
        "final",
        Note("script-image"),
        is_last=True,
    )
    return Recipe(
        stages=(stage,),
        env=steps.home(plan),
        start=plan.program.command.value if plan.program.command else (),
        keeps={path: posixpath.join("/app", path) for path in kept.volumes},
        changes=tuple(posixpath.normpath(posixpath.join("/app", path)) for path in kept.changed_in_place),
        ignored=kept.left,
    )

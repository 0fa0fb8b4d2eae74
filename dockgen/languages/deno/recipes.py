"""How a Deno program is built and started."""

import posixpath
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from dockgen.languages.deno.program import Deno
from dockgen.languages.kit import steps
from dockgen.model.note import Note
from dockgen.model.program import own_of
from dockgen.model.recipe import Recipe
from dockgen.model.steps import Copy, Group, Run, Stage, Workdir, groups

if TYPE_CHECKING:
    from dockgen.model.plan import Choices

_CACHE: Final = "/deno-dir"
"""Where the images let Deno keep what it downloads."""


def recipe(plan: "Choices") -> Recipe:
    """Say how the program is built and started."""
    own = own_of(plan.program, Deno)
    words = plan.program.command.value if plan.program.command else ()
    kept = own.kept.value
    has_stages = plan.does["multi-stage"]
    place = Workdir("/app")
    folders = _keep(own, "/kept") if has_stages and plan.base == "distroless" else ()
    if not has_stages:
        stages: tuple[Stage, ...] = (
            Stage(groups((place,), steps.added_user(plan), *_build(own), _keep(own), _entered(own))),
        )
    elif own.has_packages.value or folders:
        heading = Note("packages-stage" if own.has_packages.value else "helper-stage")
        stages = (Stage(groups((place,), steps.added_user(plan), *_build(own), folders), "build", heading),)
    else:
        stages = ()
    return Recipe(
        stages=stages,
        program=tuple(_program(own, has_kept=bool(folders))) if has_stages else (),
        env=steps.home(plan, kept.home) if has_stages else (),
        start=words,
        build_tools=Note("deno-tools"),
        writes=tuple(posixpath.join(_place(own), path) for path in kept.passing),
        keeps={
            posixpath.join(own.runs_in.value, path).lstrip("/"): posixpath.join(_place(own), path)
            for path in kept.volumes
        },
        changes=tuple(posixpath.normpath(posixpath.join(_place(own), path)) for path in kept.changed_in_place),
        ignored=kept.left,
    )


def _place(own: Deno) -> str:
    return posixpath.normpath(posixpath.join("/app", own.runs_in.value))


def _entered(own: Deno) -> Group:
    """Return the step that enters the folder in which the program runs."""
    return (Workdir(_place(own)),) if own.runs_in.value else ()


def _build(own: Deno) -> Iterator[Group]:
    """Yield the steps that download what is imported, and build."""
    frozen = " --frozen" if own.lock.value else ""
    if own.has_packages.value and own.config.value:
        named = [*own.described.value, *filter(None, (own.lock.value,))]
        folders = dict.fromkeys(posixpath.dirname(path) for path in named)
        copies = [
            Copy(tuple(path for path in named if posixpath.dirname(path) == one), f"./{one}/" if one else "./")
            for one in folders
        ]
        first = copies[0]._replace(notes=(Note("dependencies-first"),))
        yield (first, *copies[1:], Run((f"deno install{frozen}",)))
    yield (Copy((".",), "."),)
    commands = [f"deno task {name}" for name in own.build.value.split()]
    if own.has_packages.value and own.entry.value and not own.build.value:
        commands.append(f"deno install{frozen} --entrypoint {own.entry.value}")
    yield (Run(tuple(commands)),) if commands else ()


def _program(own: Deno, *, has_kept: bool) -> Iterator[Group]:
    yield (Workdir("/app"),)
    if own.has_packages.value:
        yield (Copy((_CACHE,), _CACHE, stage="build"), Copy(("/app",), "./", stage="build"))
    else:
        yield (Copy((".",), "."),)
    yield (Copy(("/kept",), "/", stage="build"),) if has_kept else _keep(own)
    yield _entered(own)


def _keep(own: Deno, place: str = "") -> Group:
    kept = own.kept.value
    writable = sorted({*kept.folders, *kept.passing, *kept.changed})
    moved = () if place else kept.moved
    commands = steps.kept(writable, kept.links, f"{place}{_place(own)}/", moved=moved, changed=kept.changed, root=place)
    pairs = ((posixpath.join(own.runs_in.value, path), to) for path, to in (kept.moved if place else ()))
    copied = (Copy((path,), f"{place}{_place(own)}/{to}", chmod="666") for path, to in pairs)
    note = Note("kept-data" if kept.volumes else "written-folders")
    return (*copied, Run(commands, notes=(note,))) if commands else ()

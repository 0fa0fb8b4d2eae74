"""The stage that builds the front end which a program embeds or serves: with Node.js, alike in all languages."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from dockgen import versions
from dockgen.languages.kit.steps import copies
from dockgen.model.note import Note
from dockgen.model.steps import Arg, BaseImage, Copy, Env, Group, Mount, Run, Stage, Step, Workdir

if TYPE_CHECKING:
    from dockgen.model.plan import Choices

STAGE: Final = "frontend"
_WHOLE: Final = ((". ./",), (". /src/",))
"""Copies of all sources; a workspace's member has others."""


def stages(plan: "Choices") -> tuple[Stage, ...]:
    """Return the stage; none where there is no front end to build."""
    facts, has_cache = plan.facts, plan.does["cache"]
    if facts["frontend"] is None:
        return ()
    ready = (Workdir("/src" + (f"/{facts['frontend']}" if facts["frontend"] else "")), *_prepare(plan))
    manifests, sources = tuple(copies(facts["frontend_manifests"])), tuple(_sources(plan))
    install, build = facts["frontend_install"], facts["frontend_build"]
    mounts = (Mount("cache", facts["frontend_cache"]),) if has_cache else ()
    if has_cache and manifests:
        steps: Group = (*ready, *manifests, Run(install, mounts), *sources, Run(build))
    else:
        is_member = not facts["frontend"] and facts["frontend_sources"] not in _WHOLE
        steps = (*ready, *(manifests if is_member else ()), *sources, Run((*install, *build), mounts))
    is_native = plan.does["cross-build"] or (plan.language != "go" and plan.does["multi-stage"])
    heading = Note("front-end-stage", {"verb": "embeds" if plan.language == "go" else "serves"})
    return (Stage((steps,), STAGE, heading, _image(plan, heading), is_native=is_native),)


def copied(plan: "Choices", to: str) -> Copy:
    """Return the step that takes what the front end's build made."""
    return Copy((f"/src/{plan.facts['frontend_built']}",), to, stage=STAGE)


def _image(plan: "Choices", heading: Note) -> BaseImage | None:
    """Return the image of Node.js, unless it is the one that the program is built on."""
    used = plan.language_version if plan.language == "node" else versions.language("node")[0]
    version = plan.facts["frontend_node"] or used
    image = versions.build_image("node", version, "debian", pinned=plan.does["pin"], chosen=plan.versions)
    mirrored = versions.mirrored(plan.registry, image)
    return None if mirrored == plan.build_image else BaseImage("NODE_IMAGE", mirrored, heading)


def _prepare(plan: "Choices") -> Iterator[Step]:
    """Yield what the package manager has to be told, and how it is installed."""
    if plan.facts["frontend_env"]:
        yield Env(dict(pair.split("=", 1) for pair in plan.facts["frontend_env"]))
    if plan.facts["frontend_manager"]:
        yield Run((plan.facts["frontend_manager"],))


def _sources(plan: "Choices") -> Iterator[Step]:
    yield from copies(plan.facts["frontend_sources"])
    yield from (Arg((name,)) for name in plan.facts["frontend_arguments"])

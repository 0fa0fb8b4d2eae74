"""The stage that builds the front end which a program embeds or serves: with Node.js, alike in all languages."""

from typing import TYPE_CHECKING, Final

from dockgen import versions
from dockgen.languages.kit.steps import copies
from dockgen.model.front_end import FrontEnd
from dockgen.model.note import Note
from dockgen.model.steps import Arg, BaseImage, Copy, Env, Group, Mount, Run, Stage, Workdir
from dockgen.model.within import OF_FRONT_ENDS

if TYPE_CHECKING:
    from dockgen.model.plan import Choices

STAGE: Final = OF_FRONT_ENDS
_WHOLE: Final = ((". ./",), (". /src/",))
"""Copies of all sources; a workspace's member has others."""


def stages(plan: "Choices") -> tuple[Stage, ...]:
    """Return the stage; none where there is no front end to build."""
    one, has_cache = plan.program.front_end.value, plan.does["cache"]
    if one is None:
        return ()
    env = (Env(dict(pair.split("=", 1) for pair in one.env)),) if one.env else ()
    setup = (Run((one.manager,)),) if one.manager else ()
    ready = (Workdir("/src" + (f"/{one.folder}" if one.folder else "")), *env, *setup)
    manifests = copies(one.manifests)
    sources: Group = (*copies(one.sources), *(Arg((name,)) for name in one.arguments))
    mounts = (Mount("cache", one.cache),) if has_cache else ()
    if has_cache and manifests:
        steps: Group = (*ready, *manifests, Run(one.install, mounts), *sources, Run(one.build))
    else:
        is_member = not one.folder and one.sources not in _WHOLE
        steps = (*ready, *(manifests if is_member else ()), *sources, Run((*one.install, *one.build), mounts))
    is_native = plan.does["cross-build"] or (plan.language != "go" and plan.does["multi-stage"])
    heading = Note("front-end-stage", {"verb": "embeds" if plan.language == "go" else "serves"})
    return (Stage((steps,), STAGE, heading, _image(plan, one, heading), is_native=is_native),)


def copied(one: FrontEnd, to: str) -> Copy:
    """Return the step that takes what the front end's build made."""
    return Copy((f"/src/{one.built}",), to, stage=STAGE)


def _image(plan: "Choices", one: FrontEnd, heading: Note) -> BaseImage | None:
    """Return the image of Node.js, unless it is the one that the program is built on."""
    is_node = plan.language == "node" and plan.program.runtime is None
    used = plan.language_version if is_node else versions.language("node")[0]
    version = one.node or used
    image = versions.build_image("node", version, "debian", pinned=plan.does["pin"], chosen=plan.versions)
    mirrored = versions.mirrored(plan.registry, image)
    return None if mirrored == plan.build_image else BaseImage("NODE_IMAGE", mirrored, heading)


def output(plan: "Choices") -> Group:
    """Return the steps that put what was built among a server's sources, instead of the front end's own."""
    one, note = plan.program.front_end.value, (Note("front-end-output"),)
    if one is None or (one.is_outside and plan.does["multi-stage"]):
        return ()
    if not one.removed:
        return (copied(one, one.place)._replace(notes=note),)
    return (Run((f"rm -rf {' '.join(one.removed)}",), notes=note), copied(one, one.place))


def beside(plan: "Choices") -> Group:
    """Return the step that puts into the last stage what a server looks for outside of its own folder."""
    one = plan.program.front_end.value
    if one is None or not one.is_outside:
        return ()
    return (copied(one, one.place)._replace(notes=(Note("front-end-output"),)),)

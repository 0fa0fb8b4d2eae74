"""How the pipeline uses a pack; slow modules are imported only if there is one."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from dockgen.choices import settings
from dockgen.choices.settings import Settings
from dockgen.errors import UsageError
from dockgen.generator.decide import Context
from dockgen.model.plan import Choices, Plan
from dockgen.reading.project import Project

if TYPE_CHECKING:
    from dockgen.packs.answers import Ask
    from dockgen.packs.read import Pack

T = TypeVar("T", Choices, Plan)


def with_pack(project: Project, kept: Settings, flags: Settings, ask: "Ask | None") -> tuple[Settings, "Pack | None"]:
    """Return the pack that was asked for, if any, and all answers with those to its questions."""
    asked = settings.merge(kept, flags)
    if asked.pack is None:
        if asked.answer:
            raise UsageError("answer is for a template pack, and none was asked for", "Name one: --pack.")
        return asked, None
    from dockgen.packs import answers, source, trust  # noqa: PLC0415 - only with a pack

    source.load.cache_clear()
    if flags.pack is None:
        trust.require(project.root, asked.pack)
    pack = source.load(asked.pack, project.root)
    for one in {asked.pack, pack.source}:  # of a branch the commit is kept
        trust.remember(project.root, one)
    told = dict(kept.answer or ())
    for name in answers.gone(pack, told):
        project.warn(f"{settings.FILE_NAME}: the template pack {pack.name} asks for {name!r} no more; it is left out")
    given = answers.complete(pack, dict(flags.answer or ()), ask, told)
    return asked._replace(pack=pack.source, answer=tuple(sorted(given.items())) or None), pack


def effective(asked: Settings, pack: "Pack | None") -> Settings:
    """Return the effective answers: a person's, the pack's defaults, and the pack's requirements."""
    if pack is None:
        return asked
    from dockgen.packs import apply  # noqa: PLC0415 - only with a pack

    return apply.effective(pack, asked)


def held_to(pack: "Pack | None", decide: Callable[[Settings, Context], T], asked: Settings, context: Context) -> T:
    """Decide, and enforce the pack's requirements; UsageError if answers contradict each other or the pack."""
    if pack is None:
        return decide(asked, context)
    from dockgen.packs import apply  # noqa: PLC0415 - only with a pack

    try:
        result = decide(asked, context)
    except UsageError as error:
        whose = f"The template pack {pack.name} has answered some of it."
        raise UsageError(str(error), f"{error.hint} {whose}") from error
    apply.require_practices(pack, asked, result)
    return result


def pack_of(project: Project, asked: Settings) -> "Pack | None":
    """Return the pack that was asked for, which is already fetched; None for none."""
    if asked.pack is None:
        return None
    from dockgen.packs import source, trust  # noqa: PLC0415 - only with a pack

    trust.require(project.root, asked.pack)
    return source.load(asked.pack, project.root)

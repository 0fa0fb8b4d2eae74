"""How the pipeline uses a pack; what is slow is imported only where there is one."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from dockgen.choices import settings
from dockgen.choices.settings import Settings
from dockgen.errors import UsageError
from dockgen.generator.decide import Context, choose, decide
from dockgen.model.plan import Choices, Plan
from dockgen.reading.project import Project

if TYPE_CHECKING:
    from dockgen.packs.answers import Ask
    from dockgen.packs.read import Pack

T = TypeVar("T", Choices, Plan)


def with_pack(project: Project, kept: Settings, flags: Settings, ask: "Ask | None") -> tuple[Settings, "Pack | None"]:
    """Return the answers, including those to the questions of the template pack that was asked for, and the pack.

    DockgenError if the pack cannot be loaded, or it or an answer is invalid.
    """
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
    """Return the answers that count: a person's, a pack's defaults, and what the pack requires."""
    if pack is None:
        return asked
    from dockgen.packs import apply  # noqa: PLC0415 - only with a pack

    return apply.effective(pack, asked)


def decided(asked: Settings, context: Context, pack: "Pack | None") -> Plan:
    """Decide, and enforce the pack's requirements; UsageError if answers contradict each other or the pack."""
    return _held_to(pack, asked, lambda: decide(asked, context))


def chosen(asked: Settings, context: Context, pack: "Pack | None") -> Choices:
    """Decide what needs no recipe, in the same way."""
    return _held_to(pack, asked, lambda: choose(asked, context))


def _held_to(pack: "Pack | None", asked: Settings, made: Callable[[], T]) -> T:
    if pack is None:
        return made()
    from dockgen.packs import apply  # noqa: PLC0415 - only with a pack

    try:
        result = made()
    except UsageError as error:
        whose = f"The template pack {pack.name} has answered some of it."
        raise UsageError(str(error), f"{error.hint} {whose}") from error
    apply.require_practices(pack, asked, result)
    return result


def pack_of(project: Project, asked: Settings) -> "Pack | None":
    """Return the pack that was asked for, which is here already; None for none."""
    if asked.pack is None:
        return None
    from dockgen.packs import source, trust  # noqa: PLC0415 - only with a pack

    trust.require(project.root, asked.pack)
    return source.load(asked.pack, project.root)

"""Explains which decisions have changed since last time."""

from collections.abc import Iterator, Mapping, Sequence

from dockgen._version import __version__
from dockgen.model.plan import Plan
from dockgen.practices import PRACTICES
from dockgen.text import parsed
from dockgen.update.lock import Lock


def changes(before: Lock | None, plans: Sequence[Plan]) -> list[str]:
    """Return a sentence for each decision that has changed since last time.

    Args:
        before: the lock of the last run; None if there is none.
        plans: the current decisions.
    """
    if before is None:
        return []
    found = []
    if before.dockgen != __version__:
        found.append(f"dockgen {before.dockgen} -> {__version__}")
    for plan in plans:
        of = "" if len(plans) == 1 else f"{plan.name}: "
        known = before.plans.get(plan.name)
        told = [f"{plan.name} is new"] if known is None else [of + text for text in _changes(known, plan)]
        found += told
    return found


def _changes(before: parsed.Table, plan: Plan) -> Iterator[str]:
    yield from _value("template pack", before.get("pack", ""), plan.pack, "")
    yield from _value("version", before.get("language_version"), plan.language_version, _why(plan, "language_version"))
    yield from _value("build image", before.get("build_image"), plan.build_image, _why(plan, "base"))
    yield from _value("runtime image", before.get("runtime_image"), plan.runtime_image, _why(plan, "base"))
    yield from _value("port", before.get("port"), plan.port, _why(plan, "port"))
    yield from _value("start", " ".join(parsed.texts(before, "start")), " ".join(plan.start), _why(plan, "command"))
    yield from _services(parsed.table(before, "services"), plan.services)
    yield from _practices(set(parsed.texts(before, "practices")), plan)


def _value(name: str, before: object, now: object, why: str) -> Iterator[str]:
    if before != now:
        yield f"{name}: {before or 'none'} -> {now or 'none'}{why}"


def _why(plan: Plan, field: str) -> str:
    source = plan.sources.get(field, "")
    return f" ({source})" if source not in {"", "default"} else ""


def _services(before: parsed.Table, now: Mapping[str, str]) -> Iterator[str]:
    for name in sorted(before.keys() | now.keys()):
        yield from _value(f"service {name}", before.get(name), now.get(name), "")


def _practices(before: set[str], plan: Plan) -> Iterator[str]:
    for name, practice in PRACTICES.items():
        if plan.does.get(name) and name not in before:
            yield f"practice {name}: {practice.title}"
        elif name in before and not plan.does.get(name):
            yield f"practice {name} removed: {plan.left_out.get(name, 'no longer requested')}"

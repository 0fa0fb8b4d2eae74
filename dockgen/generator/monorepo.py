"""Generates several apps of one repository: a Dockerfile for each, and shared files at the top."""

import posixpath
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from dockgen.choices import settings
from dockgen.choices.options import OPTIONS, Option
from dockgen.choices.settings import Settings
from dockgen.errors import DockgenError, NotRecognisedError, UsageError
from dockgen.generator import ended, with_packs
from dockgen.generator.apps import App, find_apps, program_of
from dockgen.generator.decide import Context, decide, renamed, slug
from dockgen.generator.generated import Each, Generated
from dockgen.model.plan import Plan
from dockgen.reading.project import Project
from dockgen.rendering.render import render, render_shared
from dockgen.secrets import let_in
from dockgen.services import SERVICES
from dockgen.text.unique import free

if TYPE_CHECKING:
    from dockgen.packs.read import Pack

OF_ONE: Final = ("main", "command", "port", "name", "module", "health")
"""Options that apply to a single app."""


def generate(project: Project, kept: Settings, flags: Settings, each: Each) -> Generated:
    """Decide and render every app; an app's own `dockgen.toml` overrides the repository's, and flags override both.

    DockgenError if one of them cannot be made; the message names it.
    """
    _refuse_what_means_one(settings.merge(kept, flags))
    apps = find_apps(project, flags.language)
    if not apps:
        raise NotRecognisedError(f"no app was found in {project.root}", "`dockgen detect` says what is looked for.")
    asked, pack = with_packs.with_pack(project, kept, flags, None)
    flags = flags._replace(pack=asked.pack, answer=asked.answer)
    plans = list(_distinct(apps, [_plan(project, app, (kept, flags), pack) for app in each(apps)]))
    files: dict[str, str] = {}
    for plan in plans:
        for path, text in render(plan, None, pack, ["app"]).items():
            place = posixpath.normpath(posixpath.join(plan.context, path))
            if files.setdefault(place, text) != text:
                raise UsageError(f"{place} would be another one for each of several apps", "Give it the app's name.")
    shared = render_shared(plans, _to_keep(asked), pack)
    if both := sorted(files.keys() & shared.keys()):
        hint = "The template pack must not have it: it is made for all apps."
        raise UsageError(f"{both[0]} would be there twice", hint)
    files |= shared
    return Generated(project, tuple(plans), dict(sorted(files.items())), several=True)


def _refuse_what_means_one(asked: Settings) -> None:
    for option in OPTIONS:
        if option.name in OF_ONE and getattr(asked, option.field) is not None:
            what = f"{option.name} is for one app, and --all makes several"
            raise UsageError(what, f"Put it into that app's own {settings.FILE_NAME}.")


def _plan(project: Project, app: App, asked: tuple[Settings, Settings], pack: "Pack | None") -> Plan:
    """Decide one app; its own `dockgen.toml` overrides the repository's, and flags override both."""
    kept, flags = asked
    own_path = posixpath.join(app.path, settings.FILE_NAME)
    own = Settings()
    try:
        if app.path and project.has(own_path):
            own = settings.read(project.require(own_path))
        if own.pack is not None or own.answer is not None:
            hint = f"Name it in {settings.FILE_NAME} at the top."
            raise UsageError(f"{own_path}: several apps share one template pack", hint)
        merged = with_packs.effective(settings.merge(settings.merge(kept, own), flags), pack)._replace(main=app.main)
        program = program_of(app.project, app.language.NAME, app.main)._replace(let_in=let_in.found(app.project))
        name = posixpath.basename(app.path) or project.name
        context = Context(app.language, program, name, is_new=False, is_app=True, origins={}, several=True)
        plan = with_packs.held_to(pack, decide, merged, context)
        ended.warn(app.project, plan)
        return plan._replace(context=app.project.path or ".")
    except DockgenError as error:
        raise type(error)(f"{app.path or '.'}: {error}", error.hint) from error


def _distinct(apps: Sequence[App], plans: Sequence[Plan]) -> Iterator[Plan]:
    """Give each app a unique name, which no service has, and a unique port on the machine."""
    often = Counter(plan.name for plan in plans)
    taken = {service.name for service in SERVICES}
    ports: dict[int, int] = {}
    for app, plan in zip(apps, plans, strict=True):
        name = free(plan.name if often[plan.name] == 1 else slug(app.path or plan.name), taken)
        taken.add(name)
        yield renamed(plan, name, app.language)._replace(host_port=_free_port(plan.port, ports))


def _free_port(port: int | None, ports: dict[int, int]) -> int | None:
    """Return the first free port from `port` on; `ports` tells for each used port where to continue, and is updated."""
    if port is None:
        return None
    found = port
    while found in ports:
        found = ports[found]
    ports[port] = ports[found] = found + 1
    return found


def _to_keep(asked: Settings) -> list[tuple[Option, object]] | None:
    if "config" in (asked.without or ()):
        return None
    return [(option, getattr(asked, option.field)) for option in OPTIONS if getattr(asked, option.field) is not None]

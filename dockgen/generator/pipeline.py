"""The main flow: folder and answers in, plan and files out, as in the picture in docs/design.md."""

import posixpath
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from dockgen.choices import settings
from dockgen.choices.options import OPTIONS, Choice, Option, by_field
from dockgen.choices.settings import Settings
from dockgen.errors import NotRecognisedError, UsageError
from dockgen.generator import apps, ended, questions, with_packs
from dockgen.generator.apps import App
from dockgen.generator.decide import decide
from dockgen.generator.finding import Found, context_of, find, found_or_new
from dockgen.generator.generated import Each, Generated
from dockgen.generator.questions import Ask
from dockgen.languages import LANGUAGES, Language
from dockgen.model.plan import Plan
from dockgen.packs.errors import PackError
from dockgen.reading.project import Project
from dockgen.records import NamedTuple
from dockgen.rendering.render import render
from dockgen.secrets import let_in

if TYPE_CHECKING:
    from dockgen.packs.read import Pack


ALL: Final = "*"
_A_PACKS: Final = ("pack", "answer")


def generate(
    root: Path, flags: Settings, ask: Ask | None, each: Each = iter, changed: Collection[str] = ()
) -> Generated:
    """Read, ask, decide, render; nothing is written.

    The folder need not exist. `ask` asks a person for what is not answered; None to use the defaults. `each` iterates
    over the apps of a repository, and may show progress. `changed` are fields of `Settings` that are asked for in any
    case. DockgenError for bad answers, an unknown folder, or files that cannot be read.
    """
    project = Project(root)
    kept = _kept(project)[1]
    asked = settings.merge(kept, flags)
    chosen = _choose_app(project, asked, ask)
    if chosen == ALL:
        from dockgen.generator import monorepo  # noqa: PLC0415 - only for several apps

        return monorepo.generate(project, kept, flags._replace(app=ALL), each)
    if not isinstance(chosen, App):
        generated = _generate_one(project, flags, ask, changed)
        is_chosen = asked.main is not None or flags.language is not None
        return generated if is_chosen else generated._replace(others=tuple(apps.beside(project, generated.plan)))
    # A member of a workspace is built from the workspace's folder, any other app from one that holds all it needs.
    inside = chosen.project
    known = apps.detect(inside, flags.language)
    language = flags.language if known and known[0] is chosen.language else chosen.language.NAME
    member = chosen.main and chosen.main.removeprefix("./")  # one of several programs of the project
    if member and asked.app is None and apps.program_of(inside, chosen.language.NAME, chosen.main).within:
        member = None  # it is the only app, so its files are at the top
    flags = flags._replace(language=language, app=member, main=flags.main or chosen.main)
    if flags.pack is not None:
        from dockgen.packs import source  # noqa: PLC0415 - only with a pack

        flags = flags._replace(pack=source.seen_from(inside.path, flags.pack))
    generated = _generate_one(inside, flags, ask, changed)
    files = {posixpath.join(inside.path, path): text for path, text in generated.files.items()}
    others = [] if asked.app else [app for app in apps.find_apps(project) if app != chosen]
    return Generated(project, generated.plans, files, inside.path, others=tuple(others))


def _generate_one(project: Project, flags: Settings, ask: Ask | None, changed: Collection[str]) -> Generated:
    text, kept = _kept(project)
    asked, pack = with_packs.with_pack(project, kept, flags, ask)
    answered = questions.ask_open(project, asked, ask, changed, told=text is not None) if ask is not None else asked
    found, plan = _decide(project, answered, _origins(kept, flags, answered, changed))
    ended.warn(project, plan)
    if not project.path and not found.is_new:
        apps.warn_of_workspace(project, found.language)
    if not plan.does["config"]:
        return Generated(project, (plan,), render(plan, None, pack))
    files = render(plan, _to_keep(found, answered, plan, pack), pack)
    said = answered._replace(main=None) if answered.app else answered  # the app already names the program
    if text is not None and said == kept:  # nothing new, so a person's comments stay
        files[settings.FILE_NAME] = text
    return Generated(project, (plan,), files)


def _kept(project: Project) -> tuple[str | None, Settings]:
    """Return the text of `dockgen.toml`, and its answers."""
    # If it cannot be read, this fails: going on without it would lose a person's answers.
    text = project.require(settings.FILE_NAME) if project.has(settings.FILE_NAME) else None
    return text, settings.read(text) if text is not None else Settings()


def _choose_app(project: Project, asked: Settings, ask: Ask | None) -> App | str | None:
    """Return the app that was asked for, or the only one; None for the project at the top."""
    if asked.app == ALL:
        return ALL
    if asked.app is not None:
        return _app_at(project, asked.app, asked.language)
    if _is_project(project, asked):
        return None
    found = apps.find_apps(project, asked.language)
    if len(found) <= 1 or ask is None:
        return _only(apps.meant(project, found), project)
    choices = [Choice(app.path, f"{app.language.TITLE} ({app.reason})") for app in found]
    answer = ask(by_field("app"), found[0].path, [*choices, Choice(ALL, "each of them, with one compose.yaml")])
    return ALL if answer == ALL else next(app for app in found if app.path == answer)


def _is_project(project: Project, asked: Settings) -> bool:
    """Tell whether the folder itself is the project, not the apps in it."""
    if project.is_new() or "sample" in (asked.with_ or ()):
        return True
    known = apps.detect(project, asked.language)
    if known is None or not known[0].YIELDS or asked.language or asked.main:
        return known is not None
    if known[0].ONLY_ALONE == known[0].MANIFESTS:
        return not any(app.language is not known[0] for app in apps.find_apps(project))
    return not _is_around_apps(project, known[0])


def _is_around_apps(project: Project, language: Language) -> bool:
    """Tell whether a folder holds only what its apps share: a front end that one of them serves, or scripts."""
    others = {name for one in LANGUAGES.values() if not one.YIELDS for name in one.MANIFESTS}
    program = apps.program_of(project, language.NAME, None)
    if program.start and program.start.value is None and not program.mains.value:
        return bool(apps.find_apps(project))
    # A workspace may hold only the front end that is built into another language's server.
    if next(iter(project.folders_with(others)), None) is None:
        return False
    found = apps.find_apps(project)
    return bool(found) and all(app.language is not language for app in found)


def _only(found: Sequence[App], project: Project) -> App | None:
    if len(found) > 1:
        what = f"{project.root} holds several apps: {', '.join(app.path for app in found)}"
        raise UsageError(what, f"Say which: `--app {found[0].path}`, or `--all`.")
    return found[0] if found else None


def _app_at(project: Project, asked: str, language: str | None) -> App | None:
    """Return the app in the folder that was asked for; UsageError if there is none."""
    found = apps.find_apps(project, language)
    path = "" if asked == "." else asked
    if app := next((app for app in found if app.path == path), None):
        return app
    if project.has(path) and (known := apps.detect(project.sub(path), language)):
        context, main, _ = apps.in_context(project.sub(path), known[0])
        return App(path, context, main, *known)  # one that the search leaves out, such as an example
    names = ", ".join(app.path or "." for app in found)
    raise UsageError(f"app: there is none in {asked}", f"Found: {names}." if names else "No app was found at all.")


def _decide(project: Project, asked: Settings, origins: dict[str, str], *, renders: bool = True) -> tuple[Found, Plan]:
    """Decide; if nothing is rendered, skip the search for files that `.dockerignore` must include."""
    pack = with_packs.pack_of(project, asked)
    asked_for, asked = asked, with_packs.effective(asked, pack)
    found = found_or_new(project, asked)
    if not found.is_new and renders:
        found = found._replace(program=found.program._replace(let_in=let_in.found(found.project)))
    if pack:
        packs_own = [field for field in asked.answers() if getattr(asked_for, field) is None]
        origins = origins | dict.fromkeys(packs_own, f"the template pack {pack.name}")
    return found, with_packs.held_to(pack, decide, asked, context_of(found, asked, origins))


def _origins(kept: Settings, flags: Settings, answered: Settings, changed: Collection[str] = ()) -> dict[str, str]:
    """Return who gave each answer."""
    return (
        dict.fromkeys(answered.answers(), "answer")
        | dict.fromkeys(kept.answers(), settings.FILE_NAME)
        | {option.field: f"--{option.name}" for option in OPTIONS if option.field in flags.answers()}
        | dict.fromkeys(changed, "answer")
    )


def _to_keep(found: Found, answered: Settings, plan: Plan, pack: "Pack | None") -> list[tuple[Option, object]]:
    """Return the answers that the plan depends on.

    They are removed one by one, from the last: two may each follow from the other, as name and module path do.
    """
    kept = answered._replace(language=None, main=None if answered.app else answered.main)
    for option in reversed(OPTIONS):
        if option.name in _A_PACKS or getattr(kept, option.field) is None:
            continue
        if _is_same_without(found, kept, option, plan, pack):
            kept = kept._replace(**{option.field: None})
    return [(option, getattr(kept, option.field)) for option in OPTIONS if getattr(kept, option.field) is not None]


def _is_same_without(found: Found, answered: Settings, option: Option, plan: Plan, pack: "Pack | None") -> bool:
    fewer = answered._replace(**{option.field: None})
    try:
        counts = with_packs.effective(fewer, pack)
        other = decide(counts, context_of(found, counts, {}))
    except (UsageError, NotRecognisedError):
        return False
    return other._replace(sources=plan.sources, left_out=plan.left_out) == plan


class Detected(NamedTuple):
    """What a folder is, for `dockgen detect`."""

    project: Project
    found: Found | None
    """None if only folders inside it are projects."""
    others: Sequence[tuple[Language, str]]
    """Other languages that detect the folder, and why."""
    apps: Sequence[App]
    plan: Plan | None = None
    """What dockgen would decide without further answers."""
    undecided: str = ""
    """Why it cannot decide, and which answer is missing."""


def detect(project: Project) -> Detected:
    """Find out what a folder is, and which apps are in it; NotRecognisedError if dockgen knows nothing in it."""
    asked = _kept(project)[1]
    inside = [] if project.is_new() else apps.find_apps(project)
    if inside and not _is_project(project, Settings()):
        return Detected(project, None, (), inside)
    found = find(project, Settings(main=asked.main))
    if found is None:
        raise NotRecognisedError(f"{project.root} holds no project yet", "`dockgen init` makes a sample app in it.")
    others = tuple(apps.others(project, found.language))
    try:
        plan = _decide(project, asked, _origins(asked, Settings(), asked), renders=False)[1]
        ended.warn(project, plan)
    except (UsageError, NotRecognisedError, PackError) as error:
        return Detected(project, found, others, inside, None, f"{error}. {error.hint}".rstrip())
    return Detected(project, found, others, inside, plan)

"""Finds the apps of a repository: each folder that holds a project, and each program of a workspace."""

import posixpath
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from dockgen.errors import DockgenError, NotRecognisedError, OutsideContextError
from dockgen.languages import FOREIGN, LANGUAGES, Language
from dockgen.languages.kit.paths import is_inside
from dockgen.model.outputs import ANSWERS
from dockgen.model.plan import Plan
from dockgen.model.program import Program
from dockgen.reading.files import TooMuchError
from dockgen.reading.project import Project
from dockgen.records import NamedTuple

# Folders whose projects are tests, examples, or templates, not what a repository runs.
ASIDE: Final = frozenset(
    {"test", "tests", "fixtures", "__fixtures__", "e2e", "example", "examples", "benchmarks", "template", "templates"}
    | {"docs", "doc", "dev-docs", "storybook", "playground", "playgrounds", "demo", "demos"}
    | {"third_party", "third-party"}
)


LEVELS: Final = 3
"""How far up to look for a workspace: members are in folders such as `apps/web`, rarely deeper."""


class App(NamedTuple):
    """One program that can have its own image."""

    path: str
    """Its folder; "" for the top."""
    project: Project
    """The build context: its own folder, or that of its workspace."""
    main: str | None
    """The program of the project; None if there is only one."""
    language: Language
    reason: str
    """Why it is that language."""


class _Seen(NamedTuple):
    """A project that was found already."""

    folder: str
    language: Language
    members: frozenset[str]
    """Folders that are part of it, not projects themselves."""


@cache
def program_of(project: Project, language: str, main: str | None) -> Program:
    """Read a project once, even if decisions are repeated; DockgenError if it cannot be read, or has nothing to run."""
    return LANGUAGES[language].inspect(project, main)


def detect(project: Project, language: str | None) -> tuple[Language, str] | None:
    """Return the first language that detects the folder, and why; only the requested language, if any.

    Where several do, a program that nothing says how to start, such as tools for documentation, leaves it to the next.
    """
    if language:
        reason = LANGUAGES[language].detect(project)
        return (LANGUAGES[language], reason) if reason else None
    other = foreign(project)
    every = ((candidate, candidate.detect(project)) for candidate in LANGUAGES.values())
    found = [
        (candidate, reason)
        for candidate, reason in every
        if reason and not (other and (candidate.YIELDS or reason in candidate.ONLY_ALONE))
    ]
    named = [one for one in found if one[1] in one[0].MANIFESTS and one[1] not in one[0].ONLY_ALONE]
    if len(named) > 1:
        return next((one for one in named if _starts(project, one[0].NAME)), found[0])
    return found[0] if found else None


@cache
def _starts(project: Project, language: str) -> bool:
    """Tell whether there is a program of a language that something says how to start; else nothing is said about it.

    One that cannot be read is left to the caller, which says why.
    """
    told = len(project.warnings)
    try:
        program = program_of(project, language, None)
        starts = program.start is None or program.start.value is not None
    except DockgenError as error:
        starts = not isinstance(error, NotRecognisedError) or isinstance(error, OutsideContextError)
    if not starts:
        del project.warnings[told:]
    return starts


def detect_at(project: Project, path: str, language: str | None) -> tuple[Language, str] | None:
    """Return the same for a folder inside the project, or for the nearest folder around it that is detected."""
    while path not in {"", ".", ".."} and project.has(path):
        if known := detect(project.sub(path), language):
            return known
        path = posixpath.dirname(path)
    return None


def foreign(project: Project) -> str | None:
    """Return the manifest of a language that dockgen does not support; None if there is none."""
    return next((name for name in project.entries() if name in FOREIGN), None)


def find_apps(project: Project, language: str | None = None) -> list[App]:
    """Return the apps of a repository, or only those of one language, in the order of their paths."""
    wanted = [LANGUAGES[language]] if language else LANGUAGES.values()
    manifests = {name for each in wanted for name in each.MANIFESTS}
    above: list[_Seen] = []
    found: list[App] = []
    parts: set[str] = set()
    for folder, held in project.folders_with(manifests):
        above = [seen for seen in above if not seen.folder or f"{folder}/".startswith(f"{seen.folder}/")]
        if not ASIDE.isdisjoint(folder.split("/")) or any(folder in seen.members for seen in above):
            continue
        here = project.sub(folder) if folder else project
        if known := detect(here, language):
            if above and not set(held).intersection(known[0].MANIFESTS).difference(known[0].ONLY_ALONE):
                continue
            apps, members = _apps_of(here, folder, *known)
            found += [app for app in apps if ASIDE.isdisjoint(app.path.split("/"))] or apps
            above.append(_Seen(folder, known[0], members))
            parts |= {path for path in members if not is_inside(path, folder)}
    own = (app for app in found if app.path not in parts and (app.main is not None or _can_start(app)))
    return sorted(own, key=lambda app: app.path.split("/"))


def beside(project: Project, plan: Plan) -> list[App]:
    """Return the apps of a repository other than the one at the top that a plan is for; nothing is said about them."""
    program = plan.program
    parts = [] if program.members is None else [posixpath.normpath(path) for path in program.members.value]
    others = set(program.mains.value) - {plan.main, "."}
    manifests = {name for each in LANGUAGES.values() for name in {*each.MANIFESTS} - {*each.ONLY_ALONE}}
    folders = (folder for folder, _ in project.folders_with(manifests) if folder)
    if not others and all(
        any(is_inside(folder, part) for part in parts) or not ASIDE.isdisjoint(folder.split("/")) for folder in folders
    ):
        return []
    with project.quietly():
        found = find_apps(project)
    served = program.front_end.value.package if program.front_end.value else None
    return [app for app in found if app.path not in {_joined("", plan.main), served}]


def meant(project: Project, found: list[App]) -> list[App]:
    """Return the one of several apps that the project at the top starts, or that alone is a server; else all."""
    known = detect(project, None) if found[1:] else None
    program = program_of(project, known[0].NAME, None) if known else None
    named = posixpath.normpath((program and program.main and program.main.value) or ".")
    chosen = [app for app in found if app.path == named]
    if not chosen:
        chosen = [app for app in found if not program_of(app.project, app.language.NAME, app.main).is_site]
    return chosen if len(chosen) == 1 else found


def in_context(project: Project, language: Language) -> tuple[Project, str | None, Program]:
    """Read a project from the nearest folder that holds all that it needs, usually its own.

    Return that folder, the project as its `main` (None if both are the same), and the program. OutsideContextError if
    it needs files outside the folder that was opened first; DockgenError if it cannot be read, or has nothing to run.
    """
    context, main = project, None
    while True:
        try:
            return context, main, program_of(context, language.NAME, main)
        except OutsideContextError as error:
            if not error.outer or not context.has(error.outer):
                raise
            context = context.sub(error.outer)
            main = f"./{posixpath.relpath(project.path, context.path or '.')}"


def _apps_of(project: Project, folder: str, language: Language, reason: str) -> tuple[list[App], frozenset[str]]:
    """Return the apps of one project, and the folders that are part of it; no apps if it has nothing to run."""
    try:
        context, _, program = in_context(project, language)
    except OutsideContextError as error:
        project.warn(f"{folder or '.'} ({language.TITLE}) was left out: {error}. {error.hint}")
        return [], frozenset()
    except NotRecognisedError:  # usually a library, with nothing to run
        return [], frozenset()
    except TooMuchError:
        raise
    except DockgenError as error:
        project.warn(f"{error}; {folder or '.'} was ignored")
        return [], frozenset()
    folder = posixpath.normpath(posixpath.join(folder, posixpath.relpath(context.path or ".", project.path or ".")))
    mains, parts = program.mains.value, program.members.value if program.members else ()
    members = frozenset(posixpath.normpath(posixpath.join(folder, path)) for path in parts)
    if set(mains) <= {"."}:
        app = App(_joined(folder, "."), context, None, language, reason)
        return [app], members
    apps = [App(_joined(folder, main), context, main, language, reason) for main in mains]
    return apps, members | {app.path for app in apps if app.path != folder}


def _can_start(app: App) -> bool:
    """Tell whether the start command is known; it is usually unknown for libraries, but also for some apps."""
    program = program_of(app.project, app.language.NAME, None)
    if program.start is None or program.start.value is not None or app.project.has(ANSWERS.path):
        return True
    if program.main and program.main.value:  # it only starts another app
        return False
    app.project.warn(
        f"{app.path or '.'} ({app.language.TITLE}) was left out: {program.start.source};"
        f" if it is an app, put its `command` into a {ANSWERS.path} there"
    )
    return False


def _joined(folder: str, main: str) -> str:
    path = posixpath.normpath(posixpath.join(folder, main))
    return "" if path == "." else path


def warn_of_workspace(project: Project, language: Language) -> None:
    """Warn if the folder is a member of a workspace above it, whose lock file and other members it needs."""
    for depth, above in enumerate(project.root.parents[:LEVELS], 1):
        path = "/".join(project.root.parts[-depth:])
        if f"./{path}" in _mains_of(above, language):
            project.warn(
                f"{path} is a member of the workspace in {above}, which has its lock file:"
                f" `dockgen init {above} --app {path}` builds it from there"
            )
            return


def _mains_of(folder: Path, language: Language) -> tuple[str, ...]:
    try:
        outer = Project(folder)
        if not any(outer.has(manifest) for manifest in language.MANIFESTS):
            return ()
        return program_of(outer, language.NAME, None).mains.value
    except DockgenError:  # the folder above was not asked for
        return ()


def others(project: Project, chosen: Language) -> Iterator[tuple[Language, str]]:
    """Yield the other languages that detect the folder, and why."""
    for language in LANGUAGES.values():
        if language is not chosen and (reason := language.detect(project)):
            yield language, reason

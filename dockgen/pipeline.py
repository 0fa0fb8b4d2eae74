"""The way through the house: folder and answers in, plan and files out. Reads like the picture in docs/design.md."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from dockgen import settings
from dockgen.errors import NotRecognisedError, UsageError
from dockgen.facts import Facts
from dockgen.languages import LANGUAGES, Language
from dockgen.options import OPTIONS, Choice, Option
from dockgen.plan import Context, Plan, decide
from dockgen.project import Project
from dockgen.render import render
from dockgen.settings import Settings


class Found(NamedTuple):
    """A folder, what it is, and what is in it."""

    project: Project
    language: Language
    reason: str
    """Why it is that language: a file, or that it was asked for."""
    facts: Facts
    is_new: bool


class Generated(NamedTuple):
    """What would be written, and why."""

    project: Project
    plan: Plan
    files: dict[str, str]


Ask = Callable[[Option, Any, Sequence[Choice]], Any]
"""Asks a person one question: given the option, its default and the choices that are possible, returns the answer."""

_NO_DEFAULT: Final = ("language", "main")


def find(project: Project, asked: Settings) -> Found | None:
    """Find out what a folder is.

    Returns:
        What was found; None for a folder that is still empty while nobody has said which language.

    Raises:
        NotRecognisedError: it is not empty, and nothing that dockgen knows.
    """
    for language in [LANGUAGES[asked.language]] if asked.language else LANGUAGES.values():
        if reason := language.detect(project):
            return Found(project, language, reason, _facts(project, language.NAME, asked.main), is_new=False)
    if not project.is_new() and "sample" not in (asked.with_ or ()):
        raise _not_recognised(project, asked)
    if asked.language is None:
        return None
    language = LANGUAGES[asked.language]
    return Found(project, language, "asked for", language.SAMPLE, is_new=True)


@lru_cache
def _facts(project: Project, language: str, main: str | None) -> Facts:
    """Read a project once, however often the wizard decides anew."""
    return LANGUAGES[language].inspect(project, main)


def _not_recognised(project: Project, asked: Settings) -> NotRecognisedError:
    languages = [LANGUAGES[asked.language]] if asked.language else list(LANGUAGES.values())
    looked_for = ", ".join(f"{language.LOOKED_FOR} ({language.TITLE})" for language in languages)
    nearly = next(filter(None, (language.nearly(project) for language in languages)), None)
    return NotRecognisedError(
        f"{project.root} is not a project that dockgen knows; looked for: {looked_for}",
        f"Nearest: {nearly}."
        if nearly
        else f"For a sample app in it, say so: --language {languages[0].NAME} --with sample.",
    )


def generate(root: Path, flags: Settings, ask: Ask | None) -> Generated:
    """Read, ask, decide, render; nothing is written.

    Args:
        root: the project's folder, which need not exist.
        flags: what was asked for on the command line.
        ask: asks a person what nothing else answers; None to take the defaults.

    Raises:
        DockgenError: bad answers, a folder that is not known, or files that cannot be read.
    """
    project = Project(root)
    text, kept = _kept(project)
    asked = settings.merge(kept, flags)
    answered = _ask_what_is_open(project, asked, ask, told=text is not None) if ask is not None else asked
    found, plan = _decide(project, answered, _origins(kept, flags, answered))
    if not plan.does["config"]:
        return Generated(project, plan, render(plan, None))
    files = render(plan, _to_keep(found, answered, plan))
    if text is not None and answered == kept:  # nothing new: a person's own comments stay
        files[settings.FILE_NAME] = text
    return Generated(project, plan, files)


def _kept(project: Project) -> tuple[str | None, Settings]:
    """Return the text of `dockgen.toml`, and the answers in it."""
    # To go on without one that is there and cannot be read would forget a person's answers.
    text = project.require(settings.FILE_NAME) if project.has(settings.FILE_NAME) else None
    return text, settings.read(text) if text is not None else Settings()


def _decide(project: Project, asked: Settings, origins: dict[str, str]) -> tuple[Found, Plan]:
    found = find(project, asked) or find(project, asked._replace(language=next(iter(LANGUAGES))))
    assert found is not None  # noqa: S101 - an empty folder with a language is always something
    return found, decide(asked, Context(found.language, found.facts, project.name, found.is_new, origins))


def _origins(kept: Settings, flags: Settings, answered: Settings) -> dict[str, str]:
    """Say for each answer who gave it."""
    return (
        dict.fromkeys(answered.answers(), "answer")
        | dict.fromkeys(kept.answers(), settings.FILE_NAME)
        | {option.field: f"--{option.name}" for option in OPTIONS if option.field in flags.answers()}
    )


def _ask_what_is_open(project: Project, asked: Settings, ask: Ask, *, told: bool) -> Settings:
    """Ask, in the catalogue's order, each question that no flag, no file and no fact answers.

    Where a `dockgen.toml` has told the answers, what it leaves out is the default, and only what has none is asked.
    """
    for option in OPTIONS:
        if option.question and getattr(asked, option.field) is None and (not told or option.name in _NO_DEFAULT):
            asked = _ask_if_open(project, asked, option, ask)
    return asked


def _ask_if_open(project: Project, asked: Settings, option: Option, ask: Ask) -> Settings:
    if option.name == "language":
        if find(project, asked) is not None:
            return asked
        return asked._replace(language=ask(option, option.choices[0].value, option.choices))
    if option.name == "main":
        found = find(project, asked)
        folders = found.facts["mains"].value if found else None
        if not isinstance(folders, tuple) or "." in folders or len(folders) <= 1:
            return asked
        return asked._replace(main=ask(option, folders[0], [Choice(folder, "") for folder in folders]))
    plan = _decide(project, asked, {})[1]
    if plan.sources.get(option.field) != "default":
        return asked
    choices = _bases(project, asked) if option.name == "base" else option.choices
    possible = [choice for choice in choices if _is_possible(project, asked, option, choice.value)]
    return asked._replace(**{option.field: ask(option, getattr(plan, option.field), possible)})


def _bases(project: Project, asked: Settings) -> list[Choice]:
    """Return the base images of the language, with its own words for what each costs and gives."""
    found = find(project, asked)
    assert found is not None  # noqa: S101 - the language was asked before
    return [Choice(base, trade) for base, trade in found.language.BASES.items()]


def _is_possible(project: Project, asked: Settings, option: Option, value: str) -> bool:
    try:
        _decide(project, asked._replace(**{option.field: option.value(value)}), {})
    except UsageError:
        return False
    return True


def _to_keep(found: Found, answered: Settings, plan: Plan) -> list[tuple[Option, Any]]:
    """Return the answers without which the plan would be another one.

    One is taken away after the other, the last first: two may each follow from the other, as name and module path do.
    """
    kept = answered._replace(language=None)
    for option in reversed(OPTIONS):
        if getattr(kept, option.field) is not None and _is_same_without(found, kept, option, plan):
            kept = kept._replace(**{option.field: None})
    return [(option, getattr(kept, option.field)) for option in OPTIONS if getattr(kept, option.field) is not None]


def _is_same_without(found: Found, answered: Settings, option: Option, plan: Plan) -> bool:
    context = Context(found.language, found.facts, found.project.name, found.is_new, {})
    try:
        other = decide(answered._replace(**{option.field: None}), context)
    except UsageError:
        return False
    return other._replace(sources=plan.sources, left_out=plan.left_out) == plan


def detect(project: Project) -> Found:
    """Find out what a folder is, for `dockgen detect`.

    Raises:
        NotRecognisedError: it is nothing that dockgen knows.
    """
    if found := find(project, _kept(project)[1]._replace(language=None)):
        return found
    raise NotRecognisedError(f"{project.root} holds no project yet", "`dockgen init` makes a sample app in it.")

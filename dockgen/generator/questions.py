"""What a person is asked: each question that no flag, file, or fact answers, and what a person wants to change."""

import shlex
from collections.abc import Callable, Collection, Sequence
from typing import Any, Final

from dockgen import versions
from dockgen.choices.options import OPTIONS, Choice, Option
from dockgen.choices.settings import Settings
from dockgen.errors import UsageError
from dockgen.generator.finding import Found, choices_for, find, found_or_new
from dockgen.model.plan import Choices
from dockgen.model.program import UNNAMED
from dockgen.reading.project import Project

Ask = Callable[[Option, Any, Sequence[Choice]], Any]  # an answer has the type of its option
"""Asks a person one question: gets the option, its default, and the possible choices; returns the answer."""

_NO_DEFAULT: Final = ("language", "app", "main")


def ask_open(project: Project, asked: Settings, ask: Ask, changed: Collection[str], *, told: bool) -> Settings:
    """Ask each question that is open, in the order of the catalogue, and those whose answers are to be changed.

    The app was chosen before. If there is a `dockgen.toml`, its missing answers are the defaults, and only questions
    without a default are asked.

    Args:
        project: the folder.
        asked: the answers so far.
        ask: asks one question.
        changed: fields of `Settings` that are asked for in any case.
        told: whether there is a `dockgen.toml`.

    Returns:
        All answers.
    """
    for option in OPTIONS:
        is_open = option.question and not option.only_to_change and getattr(asked, option.field) is None
        if option.field in changed:
            asked = _ask_again(project, asked, option, ask)
        elif is_open and option.name != "app" and (not told or option.name in _NO_DEFAULT):
            asked = _ask_if_open(project, asked, option, ask)
    return asked


def _ask_if_open(project: Project, asked: Settings, option: Option, ask: Ask) -> Settings:
    if option.name == "language":
        if find(project, asked) is not None:
            return asked
        return asked._replace(language=ask(option, option.choices[0].value, option.choices))
    if option.name == "main":
        return asked._replace(main=_ask_main(find(project, asked), option, ask))
    chosen = choices_for(project, asked)
    source = chosen.sources.get(option.field, "")
    is_guess = option.name == "port" and source.endswith(UNNAMED) and not chosen.program.port_env.value
    if source != "default" and not is_guess:
        return asked
    choices = _choices(project, asked, option)
    possible = [choice for choice in choices if _is_possible(project, asked, option, choice.value)]
    if len(possible) == 1:
        return asked
    return asked._replace(**{option.field: ask(option, getattr(chosen, option.field), possible)})


def _ask_again(project: Project, asked: Settings, option: Option, ask: Ask) -> Settings:
    """Ask again for an answer that is to be changed."""
    chosen, open_ = choices_for(project, asked), asked._replace(**{option.field: None})
    if option.name == "with":
        return _ask_switches(project, asked, option, ask)
    choices = [one for one in _choices(project, open_, option) if _is_possible(project, open_, option, one.value)]
    return asked._replace(**{option.field: ask(option, _now(chosen, option), choices)})


def _now(chosen: Choices, option: Option) -> object:
    """Return what holds without another answer."""
    if option.name == "command":
        return shlex.join(chosen.program.command.value) if chosen.program.command else ""
    if option.name == "health":
        return chosen.program.health.value or ""
    found = getattr(chosen, option.field)
    return found.uid or "root" if option.name == "user" else found


def _choices(project: Project, asked: Settings, option: Option) -> tuple[Choice, ...]:
    """Return what can be chosen, in the language's own words."""
    language = found_or_new(project, asked).language
    if option.name == "base":
        return tuple(Choice(base, trade) for base, trade in language.BASES.items())
    if option.name == "language-version":
        ends = ((version, versions.end(language.NAME, version)) for version in versions.language(language.NAME)[1])
        return tuple(Choice(version, f"supported until {end}" if end else "supported") for version, end in ends)
    return option.choices


def _ask_switches(project: Project, asked: Settings, option: Option, ask: Ask) -> Settings:
    """Ask which practices and files to apply; what is as without an answer is not kept as one."""
    usual = choices_for(project, asked._replace(with_=None, without=None)).does
    now = choices_for(project, asked).does
    marked = set(ask(option, tuple(name for name, is_on in now.items() if is_on), option.choices))
    added = tuple(name for name, is_on in usual.items() if name in marked and not is_on)
    removed = tuple(name for name, is_on in usual.items() if name not in marked and is_on)
    return asked._replace(with_=added or None, without=removed or None)


def _ask_main(found: Found | None, option: Option, ask: Ask) -> str | None:
    """Ask which program is meant, if the project has several and does not say which."""
    folders = found.program.mains.value if found else ()
    if found is None or "." in folders or len(folders) <= 1:
        return None
    chosen = found.program.main
    if chosen is not None and chosen.value is not None:
        return None
    answer: str = ask(option, folders[0], [Choice(folder, "") for folder in folders])
    return answer


def _is_possible(project: Project, asked: Settings, option: Option, value: str) -> bool:
    try:
        choices_for(project, asked._replace(**{option.field: option.value(value)}))
    except UsageError:
        return False
    return True

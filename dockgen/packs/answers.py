"""Collects answers to a pack's questions: from flags, a person, Git settings, and the pack's defaults."""

import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from dockgen.choices.options import Choice, Option
from dockgen.errors import InvalidValueError, UsageError, nearest
from dockgen.packs import sandbox
from dockgen.packs.errors import PackError
from dockgen.packs.git_command import program
from dockgen.packs.manifest import Question
from dockgen.packs.read import Pack

_NONE: Final[Mapping[str, str]] = MappingProxyType({})
Ask = Callable[[Option, object, Sequence[Choice]], object]


def complete(pack: Pack, given: Mapping[str, str], ask: Ask | None, kept: Mapping[str, str] = _NONE) -> dict[str, str]:
    """Return an answer to each question that applies: from flags, `dockgen.toml` (`kept`), a person, or the default.

    UsageError if an answer is invalid, missing, or to an unknown question; PackError if a default is invalid.
    """
    questions = pack.manifest.questions
    names = [question.option.name for question in questions]
    for name in given:
        if name not in names:
            raise UsageError(f"--answer: the template pack {pack.name} has no question {name!r}", nearest(name, names))
    answers: dict[str, str] = {}
    spent = 0.0
    for question in questions:
        name = question.option.name
        if any(answers.get(other) != value for other, value in question.when.items()):
            continue
        if name in given:
            answers[name] = _checked(pack, question, given[name], "--answer")
            continue
        if name in kept and (ask is None or _is_right(question, kept[name])):
            answers[name] = _checked(pack, question, kept[name], "answer in dockgen.toml")
            continue
        start = time.monotonic()
        default = _default(pack, question, answers)
        spent += time.monotonic() - start
        if spent > sandbox.SECONDS:
            raise pack.error(f"the defaults in pack.toml take longer than {sandbox.SECONDS} s")
        if ask is not None:
            answers[name] = str(ask(question.option, default or "", question.option.choices))
        elif default is None:
            what = f"the template pack {pack.name} needs an answer: {question.option.question}"
            raise UsageError(what, f"--answer {name}=...")
        else:
            answers[name] = _checked(pack, question, default, "the default of pack.toml")
    return answers


def gone(pack: Pack, kept: Mapping[str, str]) -> list[str]:
    """Return the names of kept answers whose questions the pack no longer has."""
    known = {question.option.name for question in pack.manifest.questions}
    return [name for name in kept if name not in known]


def _is_right(question: Question, text: str) -> bool:
    try:
        question.value(text)
    except InvalidValueError:
        return False
    return True


def _checked(pack: Pack, question: Question, text: str, where: str) -> str:
    try:
        return question.value(text)
    except InvalidValueError as error:
        what = f"{where}, {question.option.name}, of the template pack {pack.name}: {error}"
        raise UsageError(what, error.hint) from error


def _default(pack: Pack, question: Question, answers: Mapping[str, str]) -> str | None:
    found = _of_git(question.git) if question.git else ""
    if found or question.default is None:
        return found or None
    return sandbox.fill(pack, {question.option.name: question.default}, answers)[question.option.name]


def _of_git(setting: str) -> str:
    try:
        git = program(setting)
    except PackError:
        return ""
    done = subprocess.run(  # noqa: S603 - one of four settings that the manifest may name
        [git, "config", "--get", setting], capture_output=True, encoding="utf-8", errors="replace", check=False
    )
    return " ".join(done.stdout.split())

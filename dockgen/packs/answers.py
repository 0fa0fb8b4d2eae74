"""Answers to a pack's questions: given, asked, or taken from git and the pack itself."""

import shutil
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from dockgen.errors import InvalidValueError, UsageError, nearest
from dockgen.options import Choice, Option
from dockgen.packs import sandbox
from dockgen.packs.errors import PackError
from dockgen.packs.manifest import Question
from dockgen.packs.read import Pack

Ask = Callable[[Option, Any, Sequence[Choice]], Any]


def complete(pack: Pack, given: Mapping[str, str], ask: Ask | None) -> dict[str, str]:
    """Return an answer to each question that is to be answered.

    Args:
        pack: who asks.
        given: answers by flags and `dockgen.toml`.
        ask: asks a person what is not given; None to take the defaults.

    Raises:
        UsageError: an answer is wrong, to no question, or missing.
        PackError: a default does not work.
    """
    questions = pack.manifest.questions
    names = [question.option.name for question in questions]
    for name in given:
        if name not in names:
            raise UsageError(f"the template pack {pack.name} does not ask for {name!r}", nearest(name, names))
    answers: dict[str, str] = {}
    spent = 0.0
    for question in questions:
        name = question.option.name
        if any(answers.get(other) != value for other, value in question.when.items()):
            continue
        if name in given:
            answers[name] = _checked(pack, question, given[name])
            continue
        start = time.monotonic()
        default = _default(pack, question, answers)
        spent += time.monotonic() - start
        if spent > sandbox.SECONDS:
            raise PackError(
                f"the template pack {pack.name}: the defaults in pack.toml take more time than {sandbox.SECONDS} s",
                "Mend the pack.",
            )
        if ask is not None:
            answers[name] = str(ask(question.option, default or "", question.option.choices))
        elif default is None:
            raise UsageError(f"the template pack {pack.name} asks: {question.option.question}", f"--answer {name}=...")
        else:
            answers[name] = _checked(pack, question, default)
    return answers


def _checked(pack: Pack, question: Question, text: str) -> str:
    try:
        return str(question.option.value(text))
    except InvalidValueError as error:
        raise UsageError(
            f"answer {question.option.name} of the template pack {pack.name}: {error}", error.hint
        ) from error


def _default(pack: Pack, question: Question, answers: Mapping[str, str]) -> str | None:
    found = _of_git(question.git) if question.git else ""
    if found or question.default is None:
        return found or None
    return sandbox.fill(pack, {question.option.name: question.default}, answers)[question.option.name]


def _of_git(setting: str) -> str:
    git = shutil.which("git")
    if git is None:
        return ""
    done = subprocess.run(  # noqa: S603 - one of four settings that the manifest may name
        [git, "config", "--get", setting], capture_output=True, encoding="utf-8", errors="replace", check=False
    )
    return " ".join(done.stdout.split())

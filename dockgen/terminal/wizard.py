"""The wizard: asks questions. Imported only at a terminal."""

import shutil
import textwrap
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final, Literal

import questionary
from prompt_toolkit import print_formatted_text
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.styles import Style

from dockgen.choices import settings
from dockgen.choices.options import Choice, Option
from dockgen.errors import InvalidValueError, NotRecognisedError
from dockgen.generator import pipeline
from dockgen.generator.generated import Generated
from dockgen.reading.project import Project
from dockgen.terminal import report, waiting
from dockgen.text import visible
from dockgen.writing.write import Action, Change, diff

_STYLE: Final = Style(
    [("qmark", "fg:ansicyan bold"), ("question", "bold"), ("answer", "fg:ansicyan"), ("pointer", "fg:ansicyan bold")]
)
SHOWN: Final = 3  # plans that fit on the screen

_OTHER: Final = Choice("another", "enter a uid, a uid:gid or a name")
_POINTER: Final = 3  # columns for questionary's pointer before each choice
_NARROW: Final = 60  # on a narrower terminal, the help goes below the choice


def greet(root: Path) -> None:
    """Show what was found in the folder, to explain why it is not asked."""
    project = Project(root)
    with suppress(NotRecognisedError):
        found = pipeline.find(project, settings.Settings())
        if found is None:
            return
        kept = f"; answers from {settings.FILE_NAME}" if project.has(settings.FILE_NAME) else ""
        report.line(f"Found: {found.language.TITLE} ({found.reason}){kept}", "bold")


def ask(option: Option, default: object, choices: Sequence[Choice]) -> object:
    """Ask one question and return the checked answer; KeyboardInterrupt for Ctrl-C, or at the end of the input."""
    if not choices:
        return _typed(option, option.question, str(default))
    offered = list(choices)
    if option.parse is not None and option.name != "main":
        offered.append(_OTHER)
    known = [choice.value for choice in choices]
    answer = _selected(option.question, offered, str(default) if str(default) in known else known[0])
    if answer == _OTHER.value:
        return _typed(option, f"{option.question} (a uid, a uid:gid or a name)", "")
    _show(option.question, answer)
    return option.value(answer)


def _selected(question: str, choices: Sequence[Choice], default: str | None = None) -> str:
    """Let a person select a choice, then remove the list from the screen."""
    shown = [questionary.Choice(title, choice.value) for choice, title in zip(choices, _titles(choices), strict=True)]
    question = visible.one_line(question)
    prompt = questionary.select(question, choices=shown, default=default, style=_STYLE, instruction="(arrow keys)")
    prompt.application.erase_when_done = True
    return _answer(prompt)


def _titles(choices: Sequence[Choice]) -> list[str]:
    """Return each choice with its help, wrapped to fit, in two columns if there is room."""
    columns = shutil.get_terminal_size().columns
    choices = [Choice(*map(visible.one_line, choice)) for choice in choices]
    longest = max(len(choice.value) for choice in choices)
    gap, indent = (longest + 2, _POINTER + longest + 2) if columns >= _NARROW else (0, _POINTER + 2)
    return [
        textwrap.fill(
            f"{choice.value:<{gap}}{choice.help}".rstrip() if gap else f"{choice.value}: {choice.help}".rstrip(": "),
            max(columns - 1, indent + 10),
            initial_indent=" " * _POINTER,
            subsequent_indent=" " * indent,
            break_on_hyphens=False,
        )[_POINTER:]
        for choice in choices
    ]


def _typed(option: Option, question: str, default: str) -> object:
    """Let a person type an answer; a wrong one stays in the line for correction, with the reason above it."""
    while True:
        text = _answer(questionary.text(f"{question}:", default=default, style=_STYLE))
        try:
            return option.value(text)
        except InvalidValueError as error:
            report.folded(f"  {error}. {error.hint}", indent=2, style="yellow")
            default = text


def _answer(prompt: questionary.Question) -> str:
    try:
        with waiting.paused():
            return str(prompt.unsafe_ask())
    except EOFError as end:  # Ctrl-D: there is nobody left to ask
        raise KeyboardInterrupt from end


def _show(question: str, answer: str) -> None:
    """Keep the question and its answer on the screen, as for typed answers."""
    parts = [("class:qmark", "? "), ("class:question", f"{question}: "), ("class:answer", visible.one_line(answer))]
    print_formatted_text(FormattedText(parts), style=_STYLE)


def confirm(generated: Generated, changes: Sequence[Change]) -> bool:
    """Show the decisions and the files, and ask whether to write them; KeyboardInterrupt for Ctrl-C."""
    report.line()
    for plan in generated.plans[:SHOWN]:
        report.summary(plan)
    if len(generated.plans) > SHOWN:
        report.line(f"{'and':>10}  {len(generated.plans) - SHOWN} more")
    report.line()
    report.changes(changes, {})
    report.line()
    conflict = any(change.action is Action.CONFLICT for change in changes)
    choices = [
        Choice("yes", "write them, and ask about each file that differs" if conflict else ""),
        Choice("show", "show the Dockerfile first"),
        Choice("no", "change nothing"),
    ]
    while (answer := _selected("Write these files?", choices)) == "show":
        for path, text in generated.files.items():
            if path.endswith("Dockerfile"):
                report.code(text, "docker")
    _show("Write these files", answer)
    return answer == "yes"


def settle(change: Change) -> Literal["overwrite", "skip"]:
    """Show the diff of a file, and ask what to do with it; KeyboardInterrupt to stop."""
    report.code(diff(change), "diff")
    choices = [
        Choice("skip", "keep the file as it is"),
        Choice("overwrite", "replace it and keep a backup"),
        Choice("stop", "stop and change nothing"),
    ]
    answer = choose(f"{change.path} exists and differs", choices)
    if answer == "stop":
        raise KeyboardInterrupt
    return "overwrite" if answer == "overwrite" else "skip"


def choose(question: str, choices: Sequence[Choice]) -> str:
    """Let a person choose, and keep the answer on the screen unless it is `stop`; KeyboardInterrupt for Ctrl-C."""
    answer = _selected(question, choices)
    if answer != "stop":
        _show(question, answer)
    return answer

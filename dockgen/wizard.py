"""Asks a person. Imported only where one sits at a terminal."""

from collections.abc import Sequence
from typing import Any, Literal

import questionary
from prompt_toolkit.styles import Style

from dockgen import report
from dockgen.errors import InvalidValueError
from dockgen.options import Choice, Option
from dockgen.pipeline import Generated
from dockgen.write import Change, diff

_STYLE = Style(
    [("qmark", "fg:ansicyan bold"), ("question", "bold"), ("answer", "fg:ansicyan"), ("pointer", "fg:ansicyan bold")]
)
_OTHER = "another"


def ask(option: Option, default: Any, choices: Sequence[Choice]) -> Any:  # noqa: ANN401 - each option has its own type
    """Ask one question and return the checked answer.

    Raises:
        KeyboardInterrupt: the person pressed Ctrl-C.
    """
    if not choices:
        return option.value(_text(option, str(default)))
    shown = [questionary.Choice(_title(choice, choices), choice.value) for choice in choices]
    if option.parse is not None and option.name != "main":
        shown.append(questionary.Choice("another: type a uid, a uid:gid or a name", _OTHER))
    known = [choice.value for choice in choices]
    start = str(default) if str(default) in known else known[0]
    answer = questionary.select(
        option.question, choices=shown, default=start, style=_STYLE, instruction="(arrow keys)"
    ).unsafe_ask()
    return option.value(_text(option, "") if answer == _OTHER else answer)


def _title(choice: Choice, among: Sequence[Choice]) -> str:
    width = max(len(other.value) for other in among)
    return f"{choice.value:<{width}}  {choice.help}".rstrip()


def _text(option: Option, default: str) -> str:
    return str(
        questionary.text(
            option.question, default=default, validate=lambda text: _says_why_not(option, text), style=_STYLE
        ).unsafe_ask()
    )


def _says_why_not(option: Option, text: str) -> bool | str:
    """Return True for a good answer, else what questionary shows below the line."""
    try:
        option.value(text)
    except InvalidValueError as error:
        return f"{error}. {error.hint}"
    return True


def confirm(generated: Generated, changes: Sequence[Change]) -> bool:
    """Show what was decided and what would be written, and ask whether to write it.

    Raises:
        KeyboardInterrupt: the person pressed Ctrl-C.
    """
    report.line()
    report.summary(generated.plan)
    report.line()
    report.changes(changes, {})
    report.line()
    while True:
        answer = questionary.select(
            "Write these files?",
            choices=[
                questionary.Choice("yes", "yes"),
                questionary.Choice("show the Dockerfile first", "show"),
                questionary.Choice("no, leave everything as it is", "no"),
            ],
            style=_STYLE,
            instruction="(arrow keys)",
        ).unsafe_ask()
        if answer != "show":
            return bool(answer == "yes")
        report.code(generated.files["Dockerfile"], "docker")


def settle(change: Change) -> Literal["overwrite", "skip"]:
    """Show how a file differs, and ask what to do with it.

    Raises:
        KeyboardInterrupt: the person stops, or pressed Ctrl-C.
    """
    report.code(diff(change), "diff")
    answer = questionary.select(
        f"{change.path} is there and differs",
        choices=[
            questionary.Choice("skip: leave it as it is", "skip"),
            questionary.Choice("overwrite: replace it and keep a backup", "overwrite"),
            questionary.Choice("stop: change nothing at all", "stop"),
        ],
        style=_STYLE,
        instruction="(arrow keys)",
    ).unsafe_ask()
    if answer == "stop":
        raise KeyboardInterrupt
    return "overwrite" if answer == "overwrite" else "skip"

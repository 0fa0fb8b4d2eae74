"""The wizard: asks the questions of the catalogue, shows the summary, and asks what to write. Only at a terminal."""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final, Literal, cast

from prompt_toolkit import print_formatted_text
from prompt_toolkit.formatted_text import FormattedText

from dockgen.choices import options, settings
from dockgen.choices.options import Choice, Option
from dockgen.errors import DockgenError, InvalidValueError, NotRecognisedError
from dockgen.generator import finding
from dockgen.generator.generated import Generated
from dockgen.model.plan import Plan
from dockgen.reading.project import Project
from dockgen.terminal import prompts, report
from dockgen.terminal.back import Back
from dockgen.terminal.prompts import Asked
from dockgen.text import visible
from dockgen.writing.write import Action, Change, diff

SHOWN: Final = 3  # plans that fit on the screen
_SPARE: Final = 10
"""Lines of the screen that are left for the question below a diff."""
_FEWEST: Final = 10


def greet(root: Path) -> None:
    """Show what was found in the folder, to explain why it is not asked."""
    project = Project(root)
    with suppress(NotRecognisedError):
        found = finding.find(project, settings.Settings())
        if found is None:
            return
        kept = f"; answers from {settings.FILE_NAME}" if project.has(settings.FILE_NAME) else ""
        report.line(f"Found: {found.language.TITLE} ({found.reason}){kept}", "bold")


def ask(option: Option, default: object, choices: Sequence[Choice], *, can_return: bool = False) -> object:
    """Ask one question, and return the checked answer.

    Raises:
        Back: the person wants to go back.
        KeyboardInterrupt: the person stopped, or the input has ended.
    """
    asked = Asked(option.question, option.reason, can_return)
    if option.shape == "list":
        marked = prompts.check(asked, choices, cast("Sequence[str]", default))
        _show(option.question, f"{len(marked)} of {len(choices)}")
        return marked
    if not choices:
        return _typed(option, asked, str(default))
    offered = [*choices, *([option.other] if option.other else [])]
    known = [choice.value for choice in choices]
    chosen = str(default) if str(default) in known else known[0]
    while option.other and (answer := prompts.select(asked, offered, chosen)) == option.other.value:
        details = option.other.help.removeprefix("enter ")
        with suppress(Back):  # to the list
            return _typed(option, Asked(f"{option.question} ({details})", can_return=True), "")
    answer = answer if option.other else prompts.select(asked, offered, chosen)
    _show(option.question, answer)
    return option.value(answer)


def _typed(option: Option, asked: Asked, default: str) -> object:
    """Let a person type an answer; a wrong one stays in the line for correction, with the reason above it."""
    while True:
        text = prompts.text(asked, default)
        _show(asked.question, text)
        try:
            return option.value(text)
        except InvalidValueError as error:
            refuse(error)
            default = text


def refuse(error: DockgenError) -> None:
    """Say why an answer is not possible."""
    report.folded(f"  {error}. {error.hint}".rstrip(), indent=2, style="yellow")


def _show(question: str, answer: str) -> None:
    """Keep the question and its answer on the screen."""
    if prompts.is_plain():
        report.line(f"{question}: {answer}")
        return
    parts = [("class:qmark", "? "), ("class:question", f"{question}: "), ("class:answer", visible.one_line(answer))]
    print_formatted_text(FormattedText(parts), style=prompts.STYLE)


def back_to(question: str) -> None:
    """Say which question is open again."""
    report.line(f"  back to: {question}", "dim")


def to_change(plan: Plan, given: Mapping[Option, object], *, several: bool) -> Option | None:
    """Ask which answer to change.

    Args:
        plan: what was decided.
        given: the answers of this run.
        several: whether it is only one of several plans, so that only what was asked can be answered in another way.

    Returns:
        What was chosen; None for nothing.
    """
    now = {} if several else dict(_answers(plan))
    now |= {option: str(value) for option, value in given.items() if option not in now}
    named = {option.question: option for option in now}
    choices = [Choice(question, now[option]) for question, option in named.items()]
    try:
        return named[prompts.select(Asked("What to change", can_return=True), choices)]
    except Back:
        return None


def _answers(plan: Plan) -> Iterator[tuple[Option, str]]:
    """Yield the questions that a person can answer in another way, with what holds now."""
    health = plan.program.health.value
    values = {
        "language-version": plan.language_version,
        "base": plan.base,
        **({"https": plan.https} if "https" in plan.sources else {}),
        "user": report.user(plan),
        "port": "none" if plan.port is None else str(plan.port),
        "name": plan.name,
        **({} if plan.program.command is None else {"command": report.start(plan)}),
        **({} if plan.port is None else {"health": health or "none"}),
        "with": ", ".join(name for name, is_on in plan.does.items() if is_on),
    }
    yield from ((options.by_name(name), value) for name, value in values.items() if value)


def confirm(generated: Generated, changes: Sequence[Change], *, can_change: bool = False) -> str:
    """Show the decisions and the files, and ask whether to write them.

    Args:
        generated: what was decided.
        changes: what would happen to each file.
        can_change: whether an answer can be changed.

    Returns:
        `yes`, `no`, or `change`.

    Raises:
        KeyboardInterrupt: the person stopped, or the input has ended.
    """
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
        Choice("yes", "write them, and ask about each file that differs" if conflict else "write them"),
        *([Choice("change", "change one of the answers")] if can_change else []),
        Choice("show", "show the Dockerfile first"),
        Choice("no", "change nothing"),
    ]
    while (answer := prompts.select(Asked("Write these files?"), choices)) == "show":
        for path, text in generated.files.items():
            if path.endswith("Dockerfile"):
                report.code(text, "docker")
    _show("Write these files", answer)
    return answer


def settle(change: Change) -> Literal["overwrite", "skip"]:
    """Show the diff of a file, and ask what to do with it; KeyboardInterrupt to stop."""
    whole = diff(change)
    lines = whole.splitlines(keepends=True)
    most = max(shutil.get_terminal_size().lines - _SPARE, _FEWEST)
    is_long = len(lines) > most
    report.code("".join(lines[:most]), "diff")
    if is_long:
        report.line(f"... {len(lines) - most} more lines", "dim")
    choices = [
        Choice("skip", "keep the file as it is"),
        Choice("overwrite", "replace it and keep a backup"),
        *([Choice("show", "show the whole difference")] if is_long else []),
        Choice("stop", "stop and change nothing"),
    ]
    while (answer := choose(f"{change.path} exists and differs", choices)) == "show":
        report.code(whole, "diff")
    if answer == "stop":
        raise KeyboardInterrupt
    return "overwrite" if answer == "overwrite" else "skip"


def choose(question: str, choices: Sequence[Choice]) -> str:
    """Let a person choose, and keep the answer on the screen unless it is `stop`; KeyboardInterrupt for Ctrl-C."""
    answer = prompts.select(Asked(question), choices)
    if answer not in {"stop", "show"}:
        _show(question, answer)
    return answer

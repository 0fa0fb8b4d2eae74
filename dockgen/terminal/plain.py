"""The same questions in lines of text only: for screen readers, and for terminals that cannot move their cursor."""

from collections.abc import Collection, Sequence
from typing import Final

from dockgen.choices.options import Choice
from dockgen.terminal import report, waiting
from dockgen.terminal.back import Back

_BACK: Final = "back"


def select(question: str, reason: str, choices: Sequence[Choice], default: str | None, *, can_return: bool) -> str:
    """Print the choices with numbers, and read a number or a name; raises what `prompts.select` does."""
    _show(question, reason, choices)
    chosen = default or choices[0].value
    while True:
        answer = _line(f"Number or name, Enter for {chosen}", can_return=can_return) or chosen
        if found := _named(answer, choices):
            return found
        report.line(f"{answer!r} is none of the choices.")


def check(question: str, choices: Sequence[Choice], checked: Collection[str], *, can_return: bool) -> tuple[str, ...]:
    """Print the choices, and turn on or off those whose numbers or names are read, until an empty line comes."""
    on = {choice.value for choice in choices if choice.value in checked}
    while True:
        marked = [one._replace(help=f"{'on' if one.value in on else 'off'}. {one.help}") for one in choices]
        _show(question, "", marked)
        words = _line("Numbers or names to turn on or off, Enter when done", can_return=can_return).split()
        if not words:
            return tuple(choice.value for choice in choices if choice.value in on)
        found = [_named(word, choices) for word in words]
        for word, name in zip(words, found, strict=True):
            if not name:
                report.line(f"{word!r} is none of the choices.")
        on ^= {name for name in found if name}


def text(question: str, reason: str, default: str, *, can_return: bool) -> str:
    """Read a line; an empty one is the default."""
    _show(question, reason, ())
    return _line(f"Enter for {default}" if default else "Type an answer", can_return=can_return) or default


def _show(question: str, reason: str, choices: Sequence[Choice]) -> None:
    report.line()
    report.line(question)
    if reason:
        report.line(reason)
    for number, choice in enumerate(choices, start=1):
        report.line(f"{number}. {choice.value}" + (f": {choice.help}" if choice.help else ""))


def _named(answer: str, choices: Sequence[Choice]) -> str | None:
    if answer.isdecimal() and not any(choice.value == answer for choice in choices):
        return choices[int(answer) - 1].value if 0 < int(answer[:9]) <= len(choices) else None
    return next((choice.value for choice in choices if choice.value.lower() == answer.lower()), None)


def _line(prompt: str, *, can_return: bool) -> str:
    try:
        with waiting.paused():
            answer = input(f"{prompt}{f', {_BACK} for the question before' if can_return else ''}: ").strip()
    except EOFError as end:
        raise KeyboardInterrupt from end
    if can_return and answer.lower() == _BACK:
        raise Back
    return answer

"""Single questions at a terminal: a list to choose from, a line to type, a list to mark. Imported only at a terminal.

With `--plain`, or DOCKGEN_PLAIN in the environment, `plain.py` asks instead.
"""

import os
import shutil
import textwrap
from collections.abc import Collection, Sequence
from functools import partial
from typing import Final, cast

import questionary
from prompt_toolkit.application import Application
from prompt_toolkit.filters import shift_selection_mode
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent, merge_key_bindings
from prompt_toolkit.keys import Keys
from prompt_toolkit.styles import Style
from questionary.prompts.common import InquirerControl

from dockgen.choices.options import Choice
from dockgen.records import NamedTuple
from dockgen.terminal import plain, report, waiting
from dockgen.terminal.back import Back
from dockgen.text import visible

STYLE: Final = Style(
    [
        *(("qmark", "fg:ansicyan bold"), ("question", "bold"), ("answer", "fg:ansicyan")),
        *(("pointer", "fg:ansicyan bold"), ("instruction", "fg:ansibrightblack"), ("rprompt", "fg:ansibrightblack")),
    ]
)
_POINTER: Final = 3  # columns for questionary's pointer before each choice
_NARROW: Final = 60  # on a narrower terminal, the help goes below the choice
_BACK: Final = "Esc: back"
_WAIT: Final = 0.1
"""Seconds after which an Esc is the key itself, and not the start of what another key sends."""


class Asked(NamedTuple):
    """What is asked."""

    question: str
    reason: str = ""
    """When the answer matters, in one line."""
    can_return: bool = False


def is_plain() -> bool:
    """Tell whether to ask in lines of text only."""
    return bool(os.environ.get(report.PLAIN))


def select(asked: Asked, choices: Sequence[Choice], default: str | None = None) -> str:
    """Let a person select a choice, then remove the list from the screen.

    Raises:
        Back: the person wants to go back.
        KeyboardInterrupt: the person stopped, or the input has ended.
    """
    if is_plain():
        return plain.select(asked.question, asked.reason, choices, default, can_return=asked.can_return)
    shown = [questionary.Choice(title, choice.value) for choice, title in zip(choices, _titles(choices), strict=True)]
    prompt = questionary.select(
        visible.one_line(asked.question),
        choices=shown,
        default=default,
        style=STYLE,
        instruction=_instruction(asked, "arrow keys"),
        use_jk_keys=False,
    )
    bindings = KeyBindings()
    bindings.add(Keys.Any)(partial(_jump, [choice.value for choice in choices]))
    return str(_run(prompt, asked, bindings))


def check(asked: Asked, choices: Sequence[Choice], checked: Collection[str]) -> tuple[str, ...]:
    """Let a person mark some of the choices; raises what `select` does."""
    if is_plain():
        return plain.check(asked.question, choices, checked, can_return=asked.can_return)
    shown = [
        questionary.Choice(title, choice.value, checked=choice.value in checked)
        for choice, title in zip(choices, _titles(choices, mark=2), strict=True)
    ]
    prompt = questionary.checkbox(
        visible.one_line(asked.question),
        choices=shown,
        style=STYLE,
        instruction=_instruction(asked, "Space: on or off, Enter: done"),
        use_jk_keys=False,
    )
    bindings, jump = KeyBindings(), partial(_jump, [choice.value for choice in choices])
    bindings.add(Keys.Any)(jump)
    for key in ("a", "i"):  # which questionary has for all of them at once
        bindings.add(key, eager=True)(jump)
    return tuple(cast("list[str]", _run(prompt, asked, bindings)))


def text(asked: Asked, default: str) -> str:
    """Let a person type a line; what is typed first replaces the default. Raises what `select` does."""
    if is_plain():
        return plain.text(asked.question, asked.reason, default, can_return=asked.can_return)
    hint = _BACK if asked.can_return else None
    prompt = questionary.text(f"{visible.one_line(asked.question)}:", default=default, style=STYLE, rprompt=hint)
    prompt.application.pre_run_callables.append(partial(_mark, prompt.application))
    bindings = KeyBindings()
    for key in ("c-u", "c-w", "c-k", "delete"):
        bindings.add(key, filter=shift_selection_mode)(_cut)
    bindings.add(Keys.BracketedPaste, filter=shift_selection_mode)(_paste)
    return str(_run(prompt, asked, bindings))


def _run(prompt: questionary.Question, asked: Asked, bindings: KeyBindings) -> object:
    application = prompt.application
    if asked.can_return:
        for key in (Keys.Escape, Keys.BackTab):
            bindings.add(key, eager=True)(_leave)
    application.key_bindings = merge_key_bindings([application.key_bindings or KeyBindings(), bindings])
    application.ttimeoutlen = application.timeoutlen = _WAIT
    application.erase_when_done = True
    try:
        with waiting.paused():
            return prompt.unsafe_ask()
    except EOFError as end:  # Ctrl-D
        raise KeyboardInterrupt from end


def _leave(event: KeyPressEvent) -> None:
    event.app.exit(exception=Back)


def _jump(values: Sequence[str], event: KeyPressEvent) -> None:
    """Point to the next choice that begins with the letter that was typed."""
    controls = event.app.layout.find_all_controls()
    control = next(one for one in controls if isinstance(one, InquirerControl))
    at = control.pointed_at
    later = [*range(at + 1, len(values)), *range(at + 1)]
    letter = event.data.lower()
    control.pointed_at = next((one for one in later if letter and values[one].lower().startswith(letter)), at)


def _mark(application: Application[object]) -> None:
    """Select the whole line, as if with Shift: a letter replaces it, an arrow key begins to edit it."""
    buffer = application.current_buffer
    if buffer.text:
        buffer.cursor_position = 0
        buffer.start_selection()
        if buffer.selection_state:
            buffer.selection_state.enter_shift_mode()
        buffer.cursor_position = len(buffer.text)


def _cut(event: KeyPressEvent) -> None:
    event.current_buffer.cut_selection()


def _paste(event: KeyPressEvent) -> None:
    event.current_buffer.cut_selection()
    event.current_buffer.insert_text(event.data.partition("\n")[0])


def _instruction(asked: Asked, keys: str) -> str:
    """Return which keys there are, and on a line of its own when the answer matters."""
    line = f"({keys}, {_BACK})" if asked.can_return else f"({keys})"
    columns = shutil.get_terminal_size().columns
    width = max(columns - 1, 18)
    fill = partial(textwrap.fill, width=width, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False)
    shown = line if columns >= _NARROW else "\n" + fill(line)
    return shown + ("\n" + fill(visible.one_line(asked.reason)) if asked.reason else "")


def _titles(choices: Sequence[Choice], mark: int = 0) -> list[str]:
    """Return each choice with its help, wrapped to fit, in two columns if there is room.

    Args:
        choices: what is shown.
        mark: the columns that a sign before each choice takes.
    """
    columns = shutil.get_terminal_size().columns
    before = _POINTER + mark
    choices = [Choice(*map(visible.one_line, choice)) for choice in choices]
    longest = max(len(choice.value) for choice in choices)
    gap, indent = (longest + 2, before + longest + 2) if columns >= _NARROW else (0, before + 2)
    return [
        textwrap.fill(
            f"{choice.value:<{gap}}{choice.help}".rstrip() if gap else f"{choice.value}: {choice.help}".rstrip(": "),
            max(columns - 1, indent + 10),
            initial_indent=" " * before,
            subsequent_indent=" " * indent,
            break_on_hyphens=False,
        )[before:]
        for choice in choices
    ]

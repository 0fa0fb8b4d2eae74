"""A terminal to sit at: runs dockgen on a pseudo-terminal and keeps what a person would see on it."""

import os
import sys
import time
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pexpect
import pyte

UP: Final = "\x1b[A"
DOWN: Final = "\x1b[B"
LEFT: Final = "\x1b[D"
ENTER: Final = "\r"
SHIFT_TAB: Final = "\x1b[Z"
CTRL_U: Final = "\x15"
DELETE: Final = "\x1b[3~"
ESCAPE: Final = "\x1b"
CTRL_C: Final = "\x03"
CTRL_D: Final = "\x04"
EMPTY_LINE: Final = "\x05\x15"
"""What empties a line: to its end, then delete to its start."""

# The variables of whoever runs the tests that would change what dockgen shows.
_FOREIGN: Final = ("NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLORTERM", "COLUMNS", "LINES")
_PATIENCE: Final = 30  # seconds; only a failing test waits as long as that


def environment(**variables: str) -> dict[str, str]:
    """Return the environment of a usual terminal, with some variables set."""
    kept = {key: value for key, value in os.environ.items() if key not in _FOREIGN}
    return kept | {"TERM": "xterm-256color"} | variables


class _Screen(pyte.HistoryScreen):
    """Remembers what scrolled away, and answers, as terminals do, when a program asks where the cursor is."""

    answer: Any = None

    def write_process_input(self, data):
        self.answer(data)


class Terminal:
    """One run of dockgen at a terminal; use it in a `with`, so that the process ends with the test."""

    def __init__(self, *arguments: str | Path, columns: int = 80, rows: int = 60, env: Mapping[str, str] | None = None):
        """Start it."""
        with warnings.catch_warnings():  # from 3.12 on Python warns of forking beside threads, such as xdist's
            warnings.simplefilter("ignore", DeprecationWarning)
            self._process = pexpect.spawn(
                sys.executable,
                ["-m", "dockgen", *map(str, arguments)],
                env=environment(**(env or {})),
                dimensions=(rows, columns),
                timeout=_PATIENCE,
            )
        self._process.delaybeforesend = None
        self._screen = _Screen(columns, rows, history=2000)
        self._screen.answer = self._process.send
        self._stream = pyte.ByteStream(self._screen)
        self.output = b""
        """All bytes that came, with escape codes."""

    def __enter__(self):
        """Return the terminal."""
        return self

    def __exit__(self, *_: object):
        """End what still runs."""
        self.hang_up()

    @property
    def lines(self) -> list[str]:
        """Everything that one sees, what scrolled away included."""
        columns = range(self._screen.columns)
        gone = ["".join(line[column].data for column in columns) for line in self._screen.history.top]
        return [line.rstrip() for line in [*gone, *self._screen.display]]

    @property
    def text(self) -> str:
        """The same as one text."""
        return "\n".join(self.lines)

    @property
    def words(self) -> str:
        """The same with all white space made equal, to find sentences however they are folded."""
        return " ".join(self.text.split())

    def press(self, *keys: str) -> None:
        """Press keys, or type text."""
        self._process.send("".join(keys))

    def see(self, text: str, times: int = 1) -> None:
        """Wait until a text stands on the screen, however it is folded, so often."""
        end = time.monotonic() + _PATIENCE
        while self.words.count(text) < times:
            if time.monotonic() > end or not self._receive():
                raise AssertionError(f"{text!r} does not come; on the screen:\n{self.text.rstrip()}")

    def choose(self, question: str, downs: int = 0, times: int = 1) -> None:
        """Wait for a list of choices, the first time or a later one, go down, and take that one."""
        self.see(f"{question} (arrow keys", times)
        self.press(DOWN * downs, ENTER)

    def type(self, question: str, text: str, times: int = 1) -> None:
        """Wait for a question, the first time or a later one, and type an answer in place of what stands there."""
        self.see(f"? {question}:", times)
        self.press(EMPTY_LINE, text, ENTER)

    def accept(self, question: str, times: int = 1) -> None:
        """Wait for a question of either kind, the first time or a later one, and press Enter."""
        self.see(f"? {question}", times)
        self.press(ENTER)

    def end(self) -> int:
        """Wait for the end and return the exit code."""
        end = time.monotonic() + _PATIENCE
        while self._receive():
            if time.monotonic() > end:
                raise AssertionError(f"it does not end; on the screen:\n{self.text.rstrip()}")
        self._process.wait()
        return self._process.exitstatus if self._process.signalstatus is None else -self._process.signalstatus

    def hang_up(self) -> None:
        """Close the terminal; what runs there gets SIGHUP, and SIGKILL where it does not heed that."""
        self._process.close(force=True)

    def _receive(self) -> bool:
        """Show what comes next; tell whether there may be more."""
        try:
            output = self._process.read_nonblocking(65536, timeout=1)
        except pexpect.TIMEOUT:
            return True
        except pexpect.EOF:
            return False
        self.output += output
        self._stream.feed(output)
        return True

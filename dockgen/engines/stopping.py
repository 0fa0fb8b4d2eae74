"""Ctrl-C, `kill` and a closed terminal stop a command in the same way, and let it clean up behind itself."""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Final

_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_PATIENCE: Final = 2
"""So many more signals are only answered with a word, since who presses Ctrl-C again mostly means: quicker."""
_STILL: Final = b"Still cleaning up ...\n"


@contextmanager
def stopped_by_signals() -> Iterator[None]:
    """Raise KeyboardInterrupt at the first signal; those that follow do not disturb the cleaning up."""
    with _counted(lambda seen: 1 < seen <= 1 + _PATIENCE):
        yield


@contextmanager
def undisturbed() -> Iterator[None]:
    """Let cleaning up finish, and raise KeyboardInterrupt afterwards if a signal came; many signals end it at once."""
    with _counted(lambda seen: seen <= _PATIENCE) as number:
        yield
    if number():
        raise KeyboardInterrupt


@contextmanager
def _counted(goes_on: Callable[[int], bool]) -> Iterator[Callable[[], int]]:
    """Count signals, and raise KeyboardInterrupt at those without `goes_on`; after `nohup`, some stay ignored."""
    seen = 0

    def handle(_number: int, _frame: FrameType | None) -> None:
        nonlocal seen
        seen += 1
        if not goes_on(seen):
            raise KeyboardInterrupt
        _say_still()

    if threading.current_thread() is not threading.main_thread():  # which alone may do that, and gets them
        yield lambda: 0
        return
    before = {name: signal.getsignal(name) for name in _SIGNALS}
    try:
        for name, old in before.items():
            if old is not None and old != signal.SIG_IGN:
                signal.signal(name, handle)
        yield lambda: seen
    finally:
        for name, old in before.items():
            if old is not None:
                signal.signal(name, old)


def _say_still() -> None:
    """Write past Python's streams: a signal may come while they are just being written to."""
    with suppress(OSError):
        os.write(2, _STILL)

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
    seen = 0

    def stop(_number: int, _frame: FrameType | None) -> None:
        nonlocal seen
        seen += 1
        if 1 < seen <= 1 + _PATIENCE:
            _say_still()
            return
        raise KeyboardInterrupt

    with _handled_by(stop):
        yield


@contextmanager
def undisturbed() -> Iterator[None]:
    """Let cleaning up finish, and raise KeyboardInterrupt afterwards if a signal came; many signals end it at once."""
    seen = 0

    def note(_number: int, _frame: FrameType | None) -> None:
        nonlocal seen
        seen += 1
        if seen > _PATIENCE:
            raise KeyboardInterrupt
        _say_still()

    with _handled_by(note):
        yield
    if seen:
        raise KeyboardInterrupt


@contextmanager
def _handled_by(handler: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    """Give signals to a handler; one that is ignored, as after `nohup`, stays ignored."""
    if threading.current_thread() is not threading.main_thread():  # which alone may do that, and gets them
        yield
        return
    before = {name: signal.getsignal(name) for name in _SIGNALS}
    try:
        for name, old in before.items():
            if old is not None and old != signal.SIG_IGN:
                signal.signal(name, handler)
        yield
    finally:
        for name, old in before.items():
            if old is not None:
                signal.signal(name, old)


def _say_still() -> None:
    """Write past Python's streams: a signal may come while they are just being written to."""
    with suppress(OSError):
        os.write(2, _STILL)

"""Reports that a long step, such as reading a very large folder, is still running."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Final

PERIOD: Final = 10.0
"""Seconds before the first line, and between lines."""


@contextmanager
def told(what: str) -> Iterator[None]:
    """Write a line to standard error every ten seconds while a step, such as `reading the project`, is running."""
    start = time.monotonic()

    def tell(_number: int, _frame: FrameType | None) -> None:
        with suppress(OSError):  # not through Python's streams, which may be in the middle of a write
            os.write(2, f"Still {what} ({time.monotonic() - start:.0f} s) ...\n".encode())

    try:
        before = signal.signal(signal.SIGALRM, tell)
    except (AttributeError, ValueError):  # Windows, or not the main thread
        yield
        return
    signal.setitimer(signal.ITIMER_REAL, PERIOD, PERIOD)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextmanager
def paused() -> Iterator[None]:
    """Pause the reports, while a question or a progress bar is shown."""
    period = signal.getitimer(signal.ITIMER_REAL)[1] if hasattr(signal, "getitimer") else 0
    if not period:
        yield
        return
    signal.setitimer(signal.ITIMER_REAL, 0)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, period, period)

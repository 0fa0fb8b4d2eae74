"""Ctrl-C, `kill` and a closed terminal stop a command in the same way, and let it clean up behind itself."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

from dockgen import report

_PATIENCE: Final = 2
"""So many more signals are only answered with a word, since who presses Ctrl-C again mostly means: quicker."""


@contextmanager
def stopped_by_signals() -> Iterator[None]:
    """Raise KeyboardInterrupt at the first signal; those that follow do not disturb the cleaning up."""
    seen = 0

    def stop(_number: int, _frame: FrameType | None) -> None:
        nonlocal seen
        seen += 1
        if 1 < seen <= 1 + _PATIENCE:
            report.problem("Still cleaning up ...")
            return
        raise KeyboardInterrupt

    names = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [signal.signal(name, stop) for name in names]
    try:
        yield
    finally:
        for name, handler in zip(names, before, strict=True):
            signal.signal(name, handler)

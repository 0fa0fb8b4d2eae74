"""Controls fetching: only commands that allow it contact a server, and only for a trusted pack."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

IS_ALLOWED: Final = ContextVar("IS_ALLOWED", default=False)
KEEPS: Final = ContextVar("KEEPS", default=True)
"""Whether trust is remembered for the next run; not in a dry run."""


@contextmanager
def allowed(*, keeps: bool = True) -> Iterator[None]:
    """Allow fetching packs inside the `with` block; `keeps`: the next run remembers trust."""
    before, kept = IS_ALLOWED.set(True), KEEPS.set(keeps)
    try:
        yield
    finally:
        IS_ALLOWED.reset(before)
        KEEPS.reset(kept)

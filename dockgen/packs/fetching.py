"""Whether packs may be fetched: only commands that say so ask a server, and only for a pack that is trusted."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

IS_ALLOWED: Final = ContextVar("IS_ALLOWED", default=False)
KEEPS: Final = ContextVar("KEEPS", default=True)
"""Whether what is trusted now is known to the next run: a dry run changes nothing."""


@contextmanager
def allowed(*, keeps: bool = True) -> Iterator[None]:
    """Let packs be fetched meanwhile.

    Args:
        keeps: whether the next run is to know what is trusted.
    """
    before, kept = IS_ALLOWED.set(True), KEEPS.set(keeps)
    try:
        yield
    finally:
        IS_ALLOWED.reset(before)
        KEEPS.reset(kept)

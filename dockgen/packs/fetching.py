"""Whether packs may be fetched: only commands that say so ask a server, and only for a pack that is trusted."""

from collections.abc import Callable
from contextvars import ContextVar
from typing import Final, TypeVar

from dockgen.packs.errors import UntrustedError

IS_ALLOWED: Final = ContextVar("IS_ALLOWED", default=False)
KEEPS: Final = ContextVar("KEEPS", default=True)
"""Whether what is trusted now is known to the next run: a dry run changes nothing."""
_Made = TypeVar("_Made")


def settled(make: Callable[[], _Made], *, given: bool = False, asks: bool = False, keeps: bool = True) -> _Made:
    """Do what may fetch packs, and settle which are trusted.

    Args:
        make: what to do; it is begun anew after an answer.
        given: whether a flag says that the pack is trusted.
        asks: whether a person may be asked.
        keeps: whether the next run is to know what is trusted.

    Raises:
        UntrustedError: it needs one that is not trusted.
        KeyboardInterrupt: the person does not trust it.
    """
    before, kept = IS_ALLOWED.set(True), KEEPS.set(keeps)
    try:
        while True:
            try:
                return make()
            except UntrustedError as error:
                if error.wanted is None or not (given or asks):
                    raise
                from dockgen.packs import trust  # noqa: PLC0415 - most projects have no pack

                trust.agree(trust.Wanted(*error.wanted), asks=not given)
    finally:
        IS_ALLOWED.reset(before)
        KEEPS.reset(kept)

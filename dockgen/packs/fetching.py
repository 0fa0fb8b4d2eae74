"""Whether packs may be fetched: only commands that say so ask a server, and only for a pack that is trusted."""

from collections.abc import Callable
from contextvars import ContextVar
from typing import Final, TypeVar

from dockgen.packs.errors import UntrustedError

IS_ALLOWED: Final = ContextVar("IS_ALLOWED", default=False)
_Made = TypeVar("_Made")


def settled(make: Callable[[], _Made], *, given: bool = False, asks: bool = False) -> _Made:
    """Do what may fetch packs, and settle which are trusted.

    Args:
        make: what to do; it is begun anew after an answer.
        given: whether a flag says that the pack is trusted.
        asks: whether a person may be asked.

    Raises:
        UntrustedError: it needs one that is not trusted.
        KeyboardInterrupt: the person does not trust it.
    """
    before = IS_ALLOWED.set(True)
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

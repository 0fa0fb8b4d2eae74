"""Which packages of a language talk to which service."""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple


class Clients(NamedTuple):
    """The packages of a language that talk to databases and queues."""

    of: Mapping[str, tuple[str, ...]]
    """By the name of the service."""
    unless: Mapping[str, tuple[str, ...]]
    """Clients that use it only where none of these is a dependency too."""
    embedded: frozenset[str]
    """A database inside the program: beside a client of another one it says that its owner chooses."""
    urls: Mapping[str, str]
    """What the program is told, where that is not the usual URL, by the name of the service."""
    drivers: Mapping[str, Mapping[str, str]]
    """The scheme that a library needs for a client, by the name of the service; first those that it uses untold."""
    needs_driver: frozenset[str]
    """Those libraries."""
    names: Callable[[str], Iterator[str]]
    """Yields the names that these tables may have for a dependency."""

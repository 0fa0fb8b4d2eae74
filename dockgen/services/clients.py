"""Maps a language's client packages to services."""

from collections.abc import Callable, Iterator, Mapping

from dockgen.records import NamedTuple


def _itself(package: str) -> Iterator[str]:
    yield package


class Clients(NamedTuple):
    """The client packages of a language for databases and queues."""

    of: Mapping[str, tuple[str, ...]]
    """Client packages by service name."""
    unless: Mapping[str, tuple[str, ...]] = {}
    """Clients that use the service only if none of these is a dependency, too."""
    embedded: frozenset[str] = frozenset()
    """Clients of an embedded database: with a client of another one, they mean that the database is configurable."""
    urls: Mapping[str, str] = {}
    """The value for the program, if it is not the usual URL, by service name."""
    drivers: Mapping[str, Mapping[str, str]] = {}
    """The URL scheme that a library needs for a client, by service name; its default clients first."""
    needs_driver: frozenset[str] = frozenset()
    """The libraries that need such a scheme."""
    names: Callable[[str], Iterator[str]] = _itself
    """Yields the names to look up for a dependency."""

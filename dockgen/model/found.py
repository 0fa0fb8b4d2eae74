"""A value and where it came from."""

from typing import Generic, TypeVar

from dockgen.records import NamedTuple

T_co = TypeVar("T_co", covariant=True)


class Found(NamedTuple, Generic[T_co]):
    """One thing found, such as `1.27` in `go.mod`."""

    value: T_co
    source: str
    """A file of the project, with its line where that helps; or in words how it was concluded."""


def whether(found: Found[object] | None, otherwise: str) -> Found[bool]:
    """Return that something was found, and where; else that it was not, and why."""
    return Found(value=found is not None, source=found.source if found else otherwise)

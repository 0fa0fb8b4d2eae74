"""A value and where it came from."""

from typing import Generic, NamedTuple, TypeVar

T_co = TypeVar("T_co", covariant=True)


class Found(NamedTuple, Generic[T_co]):
    """One thing found, such as `1.27` in `go.mod`."""

    value: T_co
    source: str
    """A file of the project, with its line where that helps; or in words how it was concluded."""

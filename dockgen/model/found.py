"""A value and where it came from."""

from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")


class Found(NamedTuple, Generic[T]):
    """One thing found, such as `1.27` in `go.mod`."""

    value: T
    source: str
    """A file of the project, with its line where that helps; or in words how it was concluded."""

"""Unique names."""

from collections.abc import Container
from itertools import chain, count


def free(name: str, taken: Container[str]) -> str:
    """Return the name if it is free, or else `name-2` and so on."""
    return next(each for each in chain([name], (f"{name}-{number}" for number in count(2))) if each not in taken)

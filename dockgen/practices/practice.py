"""What a practice is: one object that the generator applies, and that the docs and the comments explain."""

from typing import NamedTuple


class Practice(NamedTuple):
    """One thing that makes an image smaller, safer or quicker to rebuild."""

    id: str
    title: str
    why: str
    """Plain words, one paragraph; stands in the Dockerfile with `--comments full`."""
    gain: str
    cost: str
    not_when: str
    bad: str
    """A few lines of a Dockerfile without it."""
    good: str
    """The same lines with it."""
    needs: tuple[str, ...] = ()
    """Practices without which this one cannot be."""
    bases: tuple[str, ...] = ()
    """The base images that it fits; empty for all."""

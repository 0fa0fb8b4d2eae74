"""Facts of a front end, for languages that still say what they found as facts by name."""

from dockgen.model import front_end
from dockgen.model.facts import Fact
from dockgen.model.found import Found


def without(source: str) -> dict[str, Fact]:
    """Return the facts of a program that has none, with the reason."""
    return front_end.facts(Found(None, source))

"""Files that become part of the program."""

import posixpath
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from dockgen.languages.go.sources import Sources
from dockgen.languages.kit.embedded import Embedded
from dockgen.model.found import Found

if TYPE_CHECKING:
    from dockgen.model.front_end import FrontEnd

_MOST: Final = 100
"""So many patterns of one file are looked at."""


def front_end(sources: Sources) -> "Found[FrontEnd | None]":
    """Return what builds the embedded folders that are not there; warn of what is embedded and not sent."""
    every = list(embedded(sources))
    for one in every:
        one.warn(sources.project)
    found: Found[FrontEnd] | None = None
    if missing := [one for one in every if one.is_missing(sources.project)]:
        from dockgen.languages.javascript.embedded import find  # noqa: PLC0415 - few programs have one

        found = find(sources.project, missing)
    return found or Found(None, "nothing embedded has to be built first")


def embedded(sources: Sources) -> Iterator[Embedded]:
    """Yield what is embedded, without what Go refuses: absolute patterns, and those with `..`."""
    for source in sources.read:
        for pattern in source.embeds[:_MOST]:
            if not pattern.startswith("/") and ".." not in pattern.split("/"):
                yield Embedded(posixpath.normpath(posixpath.join(source.folder, pattern)), source.path)

"""Files that become part of the program."""

import posixpath
from collections.abc import Iterator
from typing import Final

from dockgen.languages.front_end_facts import without
from dockgen.languages.go.sources import Program
from dockgen.languages.kit.embedded import Embedded
from dockgen.model.facts import Fact
from dockgen.reading.project import Project

_MOST: Final = 100
"""So many patterns of one file are looked at."""


def facts(project: Project, program: Program) -> dict[str, Fact]:
    """Look which embedded folders are not there, and what builds them."""
    every = list(embedded(program))
    for one in every:
        one.warn(project)
    if missing := [one for one in every if one.is_missing(project)]:
        from dockgen.languages.javascript import embedded as front_ends  # noqa: PLC0415 - few programs have one
        from dockgen.languages.javascript.front_end import as_facts  # noqa: PLC0415 - as above

        if found := front_ends.find(project, missing):
            return as_facts(*found)
    return without("nothing embedded has to be built first")


def folders(program: Program) -> set[str]:
    """Return the folders that are embedded."""
    return {one.folder for one in embedded(program)}


def embedded(program: Program) -> Iterator[Embedded]:
    """Yield what is embedded, without what Go refuses: absolute patterns, and those with `..`."""
    for source in program.sources:
        for pattern in source.embeds[:_MOST]:
            if not pattern.startswith("/") and ".." not in pattern.split("/"):
                yield Embedded(posixpath.normpath(posixpath.join(source.folder, pattern)), source.path)

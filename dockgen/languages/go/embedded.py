"""Files that become part of the program: a front end that has to be built first, and what the build will not see."""

import posixpath
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Final, NamedTuple

from dockgen.errors import printable
from dockgen.languages.front_end_facts import without
from dockgen.languages.go.sources import Program, Source
from dockgen.model.facts import Fact
from dockgen.reading.gitignore import is_ignored, is_placeholder
from dockgen.reading.project import Project
from dockgen.secrets.let_in import is_kept_out
from dockgen.secrets.secret_names import named

if TYPE_CHECKING:
    from dockgen.model.front_end import FrontEnd

_MOST: Final = 100
"""So many patterns of one file are looked at."""


class _Embedded(NamedTuple):
    pattern: str
    """From the top."""
    source: Source

    @property
    def folder(self) -> str:
        """What stands before the first wildcard, as far as it is whole."""
        fixed = re.split(r"[*?\[]", self.pattern)[0]
        return fixed.rstrip("/") if fixed == self.pattern else posixpath.dirname(fixed)


def facts(project: Project, program: Program) -> dict[str, Fact]:
    """Look which embedded folders are not there, and what builds them."""
    embedded = list(_embedded(program))
    for one in embedded:
        _warn_of_what_is_kept_out(project, one)
    for one in embedded:
        if one.folder and (front_end := _front_end(project, one)):
            source = f"{one.source.path} embeds {one.folder}, which {front_end.folder or '.'}/ builds"
            from dockgen.languages.javascript.front_end import as_facts  # noqa: PLC0415 - few programs have one

            return as_facts(front_end, source)
    return without("nothing embedded has to be built first")


def folders(program: Program) -> set[str]:
    """Return the folders that are embedded."""
    return {one.folder for one in _embedded(program)}


def _embedded(program: Program) -> Iterator[_Embedded]:
    """Yield what is embedded, without what Go refuses: absolute patterns, and those with `..`."""
    for source in program.sources:
        for pattern in source.embeds[:_MOST]:
            if pattern.startswith("/") or ".." in pattern.split("/"):
                continue
            yield _Embedded(posixpath.normpath(posixpath.join(source.folder, pattern)), source)


def _front_end(project: Project, one: _Embedded) -> "FrontEnd | None":
    """Return what builds an embedded folder that is no part of the repository."""
    is_there = project.has(one.folder)
    is_whole = is_there and not is_ignored(project, one.folder)
    if is_whole and not is_placeholder(project, one.folder):
        return None
    from dockgen.languages.go.front_end import fills, find  # noqa: PLC0415 - few programs have one: it needs Node's

    front_end = fills(project, one.folder) if is_whole else find(project, one.folder)
    if front_end is None and not is_there:
        _warn(project, f"{one.source.path} embeds {one.folder}, which is not there: make it before the build")
    return front_end


def _warn_of_what_is_kept_out(project: Project, one: _Embedded) -> None:
    path = next((path for path in _files(project, one) if is_kept_out(project, path)), None)
    if path is not None:
        _warn(
            project,
            f"{one.source.path} embeds {path}, which .dockerignore keeps out of the build: "
            "give it at run time, or take it out of .dockerignore",
        )


def _files(project: Project, one: _Embedded) -> Iterator[str]:
    """Yield the files that a pattern takes; the pattern itself where no such file is there."""
    if one.folder != one.pattern:
        names = [path for path in project.files("") if fnmatchcase(path, one.pattern)]
        yield from names or [one.pattern]
    elif named(one.pattern) or not project.has(one.folder):
        yield one.pattern
    else:
        yield from (path for path in project.files("") if path.startswith(f"{one.folder}/"))


def _warn(project: Project, text: str) -> None:
    project.warn(printable(text))

"""Files that become part of the program: a front end that has to be built first, and what the build will not see."""

import posixpath
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Final, NamedTuple

from dockgen.facts import Fact
from dockgen.languages.go.front_end import FrontEnd, find
from dockgen.languages.go.git import is_ignored
from dockgen.languages.go.sources import Program, Source
from dockgen.project import Project

_SECRETS: Final = ("*.pem", "*.key", "*.p12", "*.pfx", "id_rsa*", "id_ed25519*", ".env", ".env.*", ".netrc", ".npmrc")
_SUFFIXES: Final = (".pem", ".key", ".p12", ".pfx")
"""What our .dockerignore keeps out of every build."""


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
            return _as_facts(front_end, f"{one.source.path} embeds {one.folder}, which {front_end.folder}/ builds")
    return _as_facts(None, "nothing embedded has to be built first")


def folders(program: Program) -> set[str]:
    """Return the folders that are embedded."""
    return {one.folder for one in _embedded(program)}


def _embedded(program: Program) -> Iterator[_Embedded]:
    for source in program.sources:
        for pattern in source.embeds:
            yield _Embedded(posixpath.normpath(posixpath.join(source.folder, pattern)), source)


def _front_end(project: Project, one: _Embedded) -> FrontEnd | None:
    """Return what builds an embedded folder that is no part of the repository."""
    is_there = project.has(one.folder)
    if is_there and not is_ignored(project, one.folder):
        return None
    front_end = find(project, one.folder)
    if front_end is None and not is_there:
        project.warnings.append(f"{one.source.path} embeds {one.folder}, which is not there: make it before the build")
    return front_end


def _warn_of_what_is_kept_out(project: Project, one: _Embedded) -> None:
    name = posixpath.basename(one.pattern)
    found = [one.pattern] if any(fnmatchcase(name, secret) for secret in _SECRETS) else []
    if not found and one.folder == one.pattern and project.has(one.folder):
        found = [path for path in project.files(_SUFFIXES) if path.startswith(f"{one.folder}/")]
    for path in found[:1]:
        project.warnings.append(
            f"{one.source.path} embeds {path}, which .dockerignore keeps out of the build: "
            "give it at run time, or take it out of .dockerignore"
        )


def _as_facts(front_end: FrontEnd | None, source: str) -> dict[str, Fact]:
    values = front_end or FrontEnd(None, None, None, None, (), ())
    return {
        f"frontend_{name}" if name != "folder" else "frontend": Fact(value, source)
        for name, value in values._asdict().items()
    }

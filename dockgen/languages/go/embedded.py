"""Files that become part of the program: a front end that has to be built first, and what the build will not see."""

import posixpath
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Final, NamedTuple

from dockgen.errors import printable
from dockgen.facts import Fact
from dockgen.languages.go.git import is_ignored
from dockgen.languages.go.sources import Program, Source
from dockgen.project import Project

if TYPE_CHECKING:
    from dockgen.languages.go.front_end import FrontEnd

_SECRETS: Final = ("*.pem", "*.key", "*.p12", "*.pfx", "id_rsa*", "id_ed25519*", ".env", ".env.*", ".netrc", ".npmrc")
_SUFFIXES: Final = (".pem", ".key", ".p12", ".pfx")
"""What our .dockerignore keeps out of every build."""

_MOST: Final = 100
"""So many patterns of one file are looked at."""
_FACTS: Final = (
    *("frontend", "frontend_built", "frontend_target", "frontend_node", "frontend_manager", "frontend_install"),
    *("frontend_build", "frontend_cache", "frontend_manifests", "frontend_env"),
)
"""The fields of `FrontEnd`, as facts."""
_LISTS: Final = ("frontend_manifests", "frontend_env")


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
        for pattern in source.embeds[:_MOST]:
            yield _Embedded(posixpath.normpath(posixpath.join(source.folder, pattern)), source)


def _front_end(project: Project, one: _Embedded) -> "FrontEnd | None":
    """Return what builds an embedded folder that is no part of the repository."""
    is_there = project.has(one.folder)
    if is_there and not is_ignored(project, one.folder):
        return None
    from dockgen.languages.go.front_end import find  # noqa: PLC0415 - few programs have one, and it needs much of Node's

    front_end = find(project, one.folder)
    if front_end is None and not is_there:
        _warn(project, f"{one.source.path} embeds {one.folder}, which is not there: make it before the build")
    return front_end


def _warn_of_what_is_kept_out(project: Project, one: _Embedded) -> None:
    name = posixpath.basename(one.pattern)
    found = [one.pattern] if any(fnmatchcase(name, secret) for secret in _SECRETS) else []
    if not found and one.folder == one.pattern and project.has(one.folder):
        found = [path for path in project.files(_SUFFIXES) if path.startswith(f"{one.folder}/")]
    for path in found[:1]:
        _warn(
            project,
            f"{one.source.path} embeds {path}, which .dockerignore keeps out of the build: "
            "give it at run time, or take it out of .dockerignore",
        )


def _warn(project: Project, text: str) -> None:
    if (warning := printable(text)) not in project.warnings:
        project.warnings.append(warning)


def _as_facts(front_end: "FrontEnd | None", source: str) -> dict[str, Fact]:
    if front_end is None:
        return {name: Fact(() if name in _LISTS else None, source) for name in _FACTS}
    return {name: Fact(value, source) for name, value in zip(_FACTS, front_end, strict=True)}

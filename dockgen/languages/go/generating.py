"""`go generate`: which of its files are no part of the repository, so that the build has to make them."""

import posixpath
import re
from collections.abc import Iterator
from typing import Final

from dockgen.errors import printable
from dockgen.languages.go.record import GoProgram
from dockgen.languages.go.sources import Source, Sources
from dockgen.languages.kit.paths import is_plain
from dockgen.languages.kit.sources import content
from dockgen.languages.kit.which_program import as_main
from dockgen.model.found import Found
from dockgen.reading.gitignore import is_missing
from dockgen.reading.project import Project
from dockgen.records import NamedTuple

_DIRECTIVE: Final = r"(?m)^//go:generate[ \t]{1,9}([^\n]{1,500})"
_OUTPUT: Final = r"(?:^|[\s=:'\"])((?:\./)?[\w@./-]{1,150}\.go)(?=$|[\s'\"])"
_INPUT: Final = (
    r"-(?:source|s|src|input|in|f|file)[= ](?:\./)?[\w@./-]{1,150}\.go"
    r"|\bgo run(?:[ \t]{1,9}-\S{1,60}){0,9}(?:[ \t]{1,9}[\w@./-]{1,150}\.go){1,9}"
)
"""Go files that are read."""
_RUN: Final = r"\bgo run(?:[ \t]{1,9}-\S{1,60}){0,9}[ \t]{1,9}(\.{0,2}[\w@./-]{1,150})"
_WRITTEN: Final = r"(?:Create|WriteFile|OpenFile)\(\s{0,9}\"([\w@./-]{1,150}\.go)\""
_TYPES: Final = r"\bstringer\b[^\n]{0,200}-type[= ]([A-Za-z]\w{0,60})"
_IN_BUILD: Final = frozenset({"go", "sh", "cp", "mv", "mkdir", "rm"})
"""What a build with Go's image can run."""


class _Directive(NamedTuple):
    source: Source
    command: str
    where: str


def find(sources: Sources) -> Found[tuple[str, ...]]:
    """Return the folders in which `go generate` has to run; warn of files that only a tool of this machine makes."""
    found: dict[str, str] = {}
    for one in _directives(sources):
        missing = next((path for path in _outputs(sources.project, one) if is_missing(sources.project, path)), None)
        if missing is None:
            continue
        tool = one.command.split()[0]
        if tool in _IN_BUILD and is_plain(one.source.folder):
            found.setdefault(as_main(one.source.folder), one.where)
            continue
        sources.project.warn(
            printable(
                f"{one.where} makes {missing}, which is not part of the repository, with {tool}, which the build does"
                " not have: commit the file, or run the tool by `go run PACKAGE@VERSION`"
            )
        )
    where = ", ".join(found.values())
    return Found(tuple(found), where) if found else GoProgram().generated


def _directives(sources: Sources) -> Iterator[_Directive]:
    for source in sources.read:
        if "//go:generate" in source.raw:
            for match in re.finditer(_DIRECTIVE, source.raw):
                line = source.raw.count("\n", 0, match.start()) + 1
                yield _Directive(source, match[1].strip(), f"{source.path}:{line}")


def _outputs(project: Project, one: _Directive) -> Iterator[str]:
    """Yield the Go files that a directive makes, as far as its words, or the generator's source, name them."""
    folder = one.source.folder
    for match in re.finditer(_OUTPUT, re.sub(_INPUT, "", one.command)):
        yield posixpath.normpath(posixpath.join(folder, match[1]))
    if typed := re.search(_TYPES, one.command):
        yield posixpath.join(folder, f"{typed[1].lower()}_string.go")
    if run := re.search(_RUN, one.command):
        path = posixpath.normpath(posixpath.join(folder, run[1]))
        generators = [path] if path.endswith(".go") else [f"{path}/main.go"]
        for name in re.findall(_WRITTEN, "".join(content(project, each) for each in generators)):
            yield posixpath.normpath(posixpath.join(folder, name))

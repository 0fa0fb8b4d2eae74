"""`go generate`: which of its files are no part of the repository, so that the build has to make them."""

import posixpath
import re
from collections.abc import Iterator
from typing import Final

from dockgen.errors import printable
from dockgen.languages.go.record import GoProgram
from dockgen.languages.go.sources import Source, Sources
from dockgen.languages.kit.paths import is_inside, is_plain
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
_KNOWN: Final = (
    (r"\btempl(?:@\S{1,40})?[ \t]{1,9}generate\b", ".templ", "_templ.go"),
    (r"\bwire(?:@\S{1,40})?(?:[ \t]|$)", "", "wire_gen.go"),
    (r"\bswag(?:@\S{1,40})?[ \t]{1,9}init\b", "", "docs/docs.go"),
    (r"\bgqlgen(?:@\S{1,40})?(?:[ \t]|$)", "", "graph/generated.go"),
)
"""Generators whose commands do not name what they make: of each file with some ending, or one file."""
_OF_TEMPL: Final = "_templ.go"
_TEMPL: Final = r"(?m)^\s{0,20}(?:require[ \t]{1,9})?github\.com/a-h/templ[ \t]{1,9}(v[\w.+-]{1,60})"
_TEMPL_COMMAND: Final = "github.com/a-h/templ/cmd/templ"
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
        if tool == "templ" and templates(sources).value:
            continue
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


def templates(sources: Sources) -> Found[str]:
    """Return the command that makes Go files of templ's templates, where they are no part of the repository.

    Only where no directive makes them: what a Makefile calls, the build does not have.
    """
    folder = sources.modules.folder
    project, module = sources.project, sources.module
    version = re.search(_TEMPL, content(project, module.manifest))
    missing = (path for path in project.files(".templ") if is_missing(project, path.removesuffix(".templ") + _OF_TEMPL))
    inside = next((path for path in missing if is_inside(path, module.folder)), "")
    is_made = any(re.match(r"go\b[^\n]{0,200}\btempl\b", one.command) for one in _directives(sources))
    if not version or not inside or is_made or sources.modules.is_vendored:
        return GoProgram().templates
    path = posixpath.relpath(module.folder or ".", folder or ".")
    where = "" if path == "." else f" -path {path}"
    return Found(f"go run {_TEMPL_COMMAND}@{version[1]} generate{where}", f"{inside}, {module.manifest}")


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
    for command, ending, made in _KNOWN:
        if re.search(command, one.command):
            inputs = (path for path in project.files(ending) if is_inside(path, folder)) if ending else ()
            outputs = (
                [path.removesuffix(ending) + made for path in inputs] if ending else [posixpath.join(folder, made)]
            )
            yield from outputs
    if typed := re.search(_TYPES, one.command):
        yield posixpath.join(folder, f"{typed[1].lower()}_string.go")
    if run := re.search(_RUN, one.command):
        path = posixpath.normpath(posixpath.join(folder, run[1]))
        generators = [path] if path.endswith(".go") else [f"{path}/main.go"]
        for name in re.findall(_WRITTEN, "".join(content(project, each) for each in generators)):
            yield posixpath.normpath(posixpath.join(folder, name))

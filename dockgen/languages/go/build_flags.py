"""What a project's own build commands say: tags, and the variable that is told the version."""

import posixpath
import re
from collections.abc import Iterator
from typing import Final

from dockgen.languages.go.modules import Modules
from dockgen.languages.go.record import GoProgram, Variable
from dockgen.languages.go.sources import Sources
from dockgen.languages.kit.sources import content
from dockgen.languages.kit.which_program import as_main
from dockgen.model.found import Found
from dockgen.reading.project import Project

_FILES: Final = ("Makefile", "makefile", "GNUmakefile", "Taskfile.yml", "Taskfile.yaml", "justfile", "Justfile")
_RELEASES: Final = (".goreleaser.yaml", ".goreleaser.yml", "goreleaser.yaml", "goreleaser.yml")

_COMMAND: Final = (
    r"(?m)^[^#\n]{0,200}?(?:\bgo|\$[({]GO[)}]|\$[({]GOCMD[)}])[ \t]{1,9}(?:build|install)\b([^\n;&|]{0,2000})"
)
_TAGS: Final = r"-tags[= \t]{1,3}(?:\"([\w., ]{1,200})\"|'([\w., ]{1,200})'|([\w.,]{1,200})(?![\w.,$({]))"
_TAG_LIST: Final = (
    r"(?m)^[ \t]{1,20}tags:[ \t]{0,9}\n((?:[ \t]{1,20}-[ \t]{1,9}[\"']?[\w.]{1,60}[\"']?[ \t]{0,9}\n){1,20})"
)
_NOT_OURS: Final = frozenset({"dev", "debug", "test", "tests", "integration", "e2e", "mock", "mocks", "musl", "race"})
"""Tags that make no program for others; `musl` is for Alpine's C library, which ours are not built with."""

_VARIABLE: Final = (
    r"(version|Version|appVersion|buildVersion)(?:[ \t]{1,9}string)?[ \t]{0,9}(?:=[ \t]{0,9}\"([\w.+-]{0,60})\")?"
)
_LINKED: Final = r"-X[= \t]{1,3}[\"']?((?:main|[\w./-]{1,200})\.[vV]ersion)="


def tags(project: Project, modules: Modules, folder: str) -> Found[tuple[str, ...]]:
    """Return the tags of the first command that builds the program in a folder, as far as they are written out."""
    if modules.folder:  # Makefiles are where `go` is run
        project, folder = project.sub(modules.folder), folder[len(modules.folder) + 1 :]
    for path in _FILES:
        commands = re.findall(_COMMAND, content(project, path).replace("\\\n", " "))
        naming = [command for command in commands if re.search(rf"{re.escape(as_main(folder))}/?(?:\s|$)", command)]
        for command in (naming or commands)[:1]:
            if found := _tags_of(command):
                return Found(found, f"{path}, go build")
    for path in _RELEASES:
        text = content(project, path)
        lists = re.findall(_TAG_LIST, text)
        found = _wanted(re.findall(r"[\w.]{2,60}", lists[0])) if len(set(lists)) == 1 else _tags_of(text)
        if found:
            return Found(found, path)
    return GoProgram().tags


def _tags_of(command: str) -> tuple[str, ...]:
    match = re.search(_TAGS, command)
    return _wanted(re.split(r"[, ]+", match[1] or match[2] or match[3])) if match else ()


def _wanted(found: list[str]) -> tuple[str, ...]:
    return tuple(sorted({tag for tag in found if re.fullmatch(r"[\w.]+", tag, re.ASCII)} - _NOT_OURS))


def version_variable(sources: Sources) -> Found[Variable | None]:
    """Return the variable that the linker can set: one in main, or one that the project's own build sets elsewhere."""
    for source in sources.own:
        for line in _package_variables(source.text) if "ersion" in source.raw else ():
            if match := re.fullmatch(_VARIABLE, line, re.ASCII):
                return Found(Variable(f"main.{match[1]}", match[2] or "dev"), source.path)
    packages = {source.folder for source in sources.read}
    for path in (posixpath.join(sources.modules.folder, name) for name in (*_FILES, *_RELEASES)):
        for match in re.finditer(_LINKED, content(sources.project, path)):
            if sources.modules.folder_of(match[1].rpartition(".")[0]) in packages:
                return Found(Variable(match[1], "dev"), path)
    return GoProgram().version_variable


def _package_variables(text: str) -> Iterator[str]:
    """Yield the lines that declare variables of the package, without the keyword."""
    in_block = False
    for line in text.split("\n"):
        if line.startswith(("var (", ")")):
            in_block = line[0] == "v"
        elif in_block or line.startswith("var "):
            yield line.removeprefix("var").strip()

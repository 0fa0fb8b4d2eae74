"""What a project's own build commands say: tags, and the variable that is told the version."""

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from dockgen.languages.go.modules import Modules
from dockgen.languages.go.record import GoProgram, Linked, Variable
from dockgen.languages.go.sources import Sources
from dockgen.languages.kit.paths import plain
from dockgen.languages.kit.sources import content
from dockgen.languages.kit.which_program import as_main
from dockgen.model.found import Found
from dockgen.reading.project import Project

_FILES: Final = (
    *("Makefile", "makefile", "GNUmakefile", "Taskfile.yml", "Taskfile.yaml", "justfile", "Justfile"),
    *("build.sh", "scripts/build.sh"),
)
_RELEASES: Final = (".goreleaser.yaml", ".goreleaser.yml", "goreleaser.yaml", "goreleaser.yml")

_COMMAND: Final = (
    r"(?m)^[^#\n]{0,200}?(?:\bgo|\$[({]GO[)}]|\$[({]GOCMD[)}])[ \t]{1,9}(?:build|install)\b([^\n;&|]{0,2000})"
)
_TAGS: Final = r"-tags[= \t]{1,3}(?:\"([\w., ]{1,200})\"|'([\w., ]{1,200})'|([\w.,]{1,200})(?![\w.,$({]))"
_TAG_LIST: Final = (
    r"(?m)^[ \t]{1,20}tags:[ \t]{0,9}\n((?:[ \t]{1,20}-[ \t]{1,9}[\"']?[\w.]{1,60}[\"']?[ \t]{0,9}\n){1,20})"
)
_RELEASED_MAIN: Final = r"(?m)^[ \t]{1,20}(?:-[ \t]{1,9})?main:[ \t]{1,9}[\"']?([\w./-]{1,200})[\"']?[ \t]*+$"
_NOT_OURS: Final = frozenset({"dev", "debug", "test", "tests", "integration", "e2e", "mock", "mocks", "musl", "race"})
"""Tags that make no program for others; `musl` is for Alpine's C library, which ours are not built with."""

_VARIABLE: Final = (
    r"(version|Version|appVersion|buildVersion)(?:[ \t]{1,9}string)?[ \t]{0,9}(?:=[ \t]{0,9}\"([\w.+-]{0,60})\")?"
)
_LINKED: Final = (
    r"-X[= \t]{1,3}\\?[\"']?((?:[\w./-]|\$[({][^(){}\n]{1,60}[)}]|\{\{[ .\w]{1,40}\}\}){1,200})\.(\w{1,60})="
    r"[\"']?([\w.+:/@-]{0,100})([\s\"'\\]?)"
)
_CAT: Final = r"\$\((?:shell )?cat (?:\./)?([\w][\w./-]{0,100})\)"
_MADE_OF_FILE: Final = rf"(?m)^[ \t]*+(?:export[ \t]+)?(\w{{1,60}})[ \t]{{0,9}}[:?]?=[ \t]{{0,9}}[\"']?{_CAT}"
"""A variable of a Makefile or shell script that has the content of a file."""
_PLAIN_VALUE: Final = r"(?m)^[ \t]*+(\w{1,60})[ \t]{0,9}[:?]{0,2}=[ \t]{0,9}[\"']?([\w., -]{1,200}?)[\"']?[ \t]*+$"
_VALUE: Final = rf"\$?(?:{_CAT}|\$[({{]?(\w{{1,60}}))"
_RELEASED: Final = "-X main.version={{.Version}} -X main.commit={{.Commit}} -X main.date={{.Date}}"
"""What goreleaser sets where its file says nothing."""
_OWN_ARGUMENTS: Final = r"(?:PATH|HOME|USER|SHELL|HOSTNAME|(?:GO|CGO_|TARGET|BUILD_IMAGE|RUNTIME_IMAGE|BUILDKIT)\w*)"
"""Names that mean something else in a build."""


def tags(project: Project, modules: Modules, folder: str) -> Found[tuple[str, ...]]:
    """Return the tags of the first command that builds the program in a folder, as far as they are written out."""
    if modules.folder:  # Makefiles are where `go` is run
        project, folder = project.sub(modules.folder), folder[len(modules.folder) + 1 :]
    for path in _FILES:
        text = content(project, path)
        commands = [_expanded(text, command) for command in re.findall(_COMMAND, text.replace("\\\n", " "))]
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


def _expanded(text: str, command: str) -> str:
    """Return a command with the variables of its file that hold plain words."""
    plain_values = dict(re.findall(_PLAIN_VALUE, text)) if "$" in command else {}
    return re.sub(r"\$[({](\w{1,60})[)}]", lambda match: plain_values.get(match[1], match[0]), command)


def released(project: Project, folders: Sequence[str]) -> Found[str | None]:
    """Return the folder of the only program that goreleaser builds, where its file names one."""
    for path in _RELEASES:
        named = {_folder(main) for main in re.findall(_RELEASED_MAIN, content(project, path))}
        if len(named) == 1 and (folder := named.pop()) in folders:
            return Found(folder, f"{path}, main")
    return Found(None, "no release file names a program")


def _folder(main: str) -> str:
    """Return the folder that `main:` names: as one, or as a file in it."""
    path = posixpath.normpath(posixpath.dirname(main) or "." if main.endswith(".go") else main)
    return "" if path == "." else path


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
                name = f"main.{match[1]}"
                own = next((one for one, _ in _linked(sources) if one.name == name), None)
                default = (own.value if own and own.argument else "") or match[2] or "dev"
                return Found(Variable(name, default, own.file if own else ""), source.path)
    for variable, path in _linked(sources):
        if variable.argument == "VERSION":
            return Found(Variable(variable.name, variable.value or "dev", variable.file), path)
    return GoProgram().version_variable


def linked(sources: Sources, version: Variable | None) -> Found[tuple[Linked, ...]]:
    """Return the other variables that the project's own build sets, as far as the sources have them."""
    found: dict[str, tuple[Linked, str]] = {}
    for variable, path in _linked(sources):
        declared = _declared(sources, variable) if version is None or variable.name != version.name else None
        if declared is not None and variable.value != "goreleaser":
            found.setdefault(variable.name, (declared, path))
    if not found:
        return GoProgram().linked
    return Found(
        tuple(variable for variable, _ in found.values()), ", ".join(dict.fromkeys(path for _, path in found.values()))
    )


def _linked(sources: Sources) -> Iterator[tuple[Linked, str]]:
    """Yield the variables that build commands set in packages of the program, and the file that says so."""
    packages, folder = {source.folder for source in sources.read}, sources.modules.folder
    for path in (posixpath.join(folder, name) for name in (*_FILES, *_RELEASES)):
        text = content(sources.project, path)
        if text and path.endswith(_RELEASES) and "ldflags" not in text:
            text = _RELEASED
        made = dict(re.findall(_MADE_OF_FILE, text)) if "cat " in text else {}
        said = dict(re.findall(_PLAIN_VALUE, text)) if "-X" in text else {}
        for match in re.finditer(_LINKED, text):
            package = _package(text, match[1], sources.module.path)
            if package == "main" or sources.modules.folder_of(package) in packages:
                file = _file(text, match.end(3), made, folder)
                found = _variable(package, match)
                file = file if file and sources.project.has(file) else ""
                yield found._replace(file=file, value=found.value or _said(text, match.end(3), said)), path


def _file(text: str, position: int, made: Mapping[str, str], folder: str) -> str:
    """Return the file whose content is the value at a position, itself or by a variable; empty for any other."""
    value = re.compile(_VALUE).match(text, position)
    path = (value[1] or made.get(value[2])) if value else None
    return plain(posixpath.join(folder, path)) if path else ""


def _said(text: str, position: int, said: Mapping[str, str]) -> str:
    """Return what the variable at a position is set to in the file, where that is one plain word."""
    value = re.compile(_VALUE).match(text, position)
    word = said.get(value[2] or "", "") if value else ""
    return word if re.fullmatch(r"[\w.+-]{1,60}", word, re.ASCII) else ""


def _variable(package: str, match: re.Match[str]) -> Linked:
    """Return a variable: with a build argument where its value is not written out."""
    is_constant = bool(match[3]) and bool(match[4])
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", match[2]).upper()
    return Linked(f"{package}.{match[2]}", "" if is_constant else words, match[3] if is_constant else "")


def _package(text: str, package: str, module: str) -> str:
    """Return the path of a package in which names of the file stand for parts."""

    def value(name: re.Match[str]) -> str:
        found = re.search(rf"(?m)^[ \t]*(?:export[ \t]+)?{re.escape(name[1])}[ \t]*[:?]?=[ \t]*([^\s#]+)", text)
        is_module = found is None or found[1].startswith(("$(shell", "$$("))
        return module if is_module else found[1] if found else ""

    known = re.sub(r"\$[({](\w{1,60})[)}]", value, package)
    return re.sub(r"\{\{ ?\.ModulePath ?\}\}|\$\(shell go list -m\)", module, known)


def _declared(sources: Sources, variable: Linked) -> Linked | None:
    """Return a variable with its default, as its package declares it; None where there is no such text."""
    package, _, name = variable.name.rpartition(".")
    folder = sources.folder if package == "main" else sources.modules.folder_of(package)
    for source in (one for one in sources.read if one.folder == folder and name in one.raw):
        for line in _package_variables(source.text):
            match = re.match(rf"(?:\w{{1,60}},[ \t]*){{0,9}}{name}\b", line)
            if match and not re.search(r"\bvar\b|\(", line):
                value = re.search(rf'\b{name}(?:[ \t]+string)?[ \t]*=[ \t]*"([\w.+-]{{1,60}})"', line)
                is_open = variable.argument and not re.fullmatch(_OWN_ARGUMENTS, variable.argument)
                default = variable.value or (value[1] if value else "unknown")
                return variable._replace(value=default) if is_open else variable if not variable.argument else None
    return None


def _package_variables(text: str) -> Iterator[str]:
    """Yield the lines that declare variables of the package, without the keyword."""
    in_block = False
    for line in text.split("\n"):
        if line.startswith(("var (", ")")):
            in_block = line[0] == "v"
        elif in_block or line.startswith("var "):
            yield line.removeprefix("var").strip()

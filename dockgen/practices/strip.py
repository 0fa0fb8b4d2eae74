"""Remove the symbol table and debug information from the binary."""

import re
from typing import Final

from dockgen.dockerfiles.build import Build
from dockgen.dockerfiles.dockerfile import Stage
from dockgen.dockerfiles.instruction import Instruction
from dockgen.languages import tables
from dockgen.languages.language import Compiler
from dockgen.practices.practice import About, Broken, Checked

_STRIPS: Final = r"(?:^|[\s\"'=])-(?:s|w)(?=[\s\"']|$)|\bstrip\b|\bupx\b|ldflags[= ][\"']?\$"
"""-s or -w (each removes most of it), the tools that do it afterwards, or flags in a variable."""


def check(build: Build) -> Checked:
    """Find a compiler that keeps the symbol table of a binary in the image."""
    found = [
        (one, compiler)
        for stage in _delivering(build)
        for one in stage.all("RUN")
        for compiler in tables.compilers()
        if any(_is_build(compiler, words) for words in one.commands())
    ]
    if not found:
        return f"no binary made by {' or '.join(one.says for one in tables.compilers())} is copied or started"
    message = "keeps the symbol table and the debug information, a third of the binary"
    return [
        Broken(one, f"{compiler.says} {message}", compiler.strip.fix, "note")
        for one, compiler in found
        if not _is_stripped(build, one, compiler)
    ]


def _delivering(build: Build) -> list[Stage]:
    """Return the final stage and those that another stage copies from, without stages for tools and checks."""
    file = build.file
    copied = {
        source.number
        for stage in file.stages
        for one in stage.all("COPY", "ADD")
        if (name := one.flag("from")) and (source := file.stage_called(name, len(file.stages)))
    }
    found = {file.final.number, *copied}
    numbers = {part.number for number in found for part in file.lineage(file.stages[number])}
    return [file.stages[number] for number in sorted(numbers)]


def _is_build(compiler: Compiler, words: list[str]) -> bool:
    return compiler.leaves_program([words[0].rpartition("/")[2], *words[1:]]) and "@" not in words[-1]


def _is_stripped(build: Build, one: Instruction, compiler: Compiler) -> bool:
    flags = " ".join(
        " ".join(words) for words in one.commands() if _is_build(compiler, words) or words[0] in {"strip", "upx"}
    )
    set_before = " ".join(
        value
        for env in build.file.instructions
        if env.name in {"ENV", "ARG"} and env.line < one.line
        for name, value in env.pairs().items()
        if name in compiler.strip.variables
    )
    return bool(re.search(_STRIPS, f"{flags} {set_before} {one.script()}"))


ABOUT = About(
    gain="The binary is about a third smaller.",
    cost="Debuggers and core dumps show less.",
    not_when="You attach a debugger such as delve to the running container.",
    bad=("FROM golang:1.27-alpine3.23\nWORKDIR /src\nCOPY . .\nRUN go build -o /hello .\n"),
    good=('FROM golang:1.27-alpine3.23\nWORKDIR /src\nCOPY . .\nRUN go build -trimpath -ldflags="-s -w" -o /hello .\n'),
    check=check,
)

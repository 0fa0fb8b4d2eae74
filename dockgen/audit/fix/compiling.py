"""Changes the commands that compile: a smaller binary, or one for another platform without emulation."""

import re
from collections.abc import Sequence
from typing import Final

from dockgen.audit.fix.edits import Edit, all_or_none, before, from_line, substituted
from dockgen.audit.fix.proof import builds, compiled, compiler_of, is_pure, knows_its_place, only_compiles
from dockgen.audit.fix.words import values_set
from dockgen.audit.run import Finding
from dockgen.dockerfiles.build import Build
from dockgen.dockerfiles.dockerfile import Stage
from dockgen.dockerfiles.instruction import Instruction
from dockgen.languages import tables
from dockgen.languages.language import Compiler

_EVERYWHERE: Final = r"/etc/ssl/certs(?:/.*)?|/etc/(?:passwd|group)|/usr/share/zoneinfo(?:/.*)?"
"""Files that are the same on every platform."""


def cross_build(build: Build, found: Sequence[Finding]) -> list[Edit]:
    """Cross-compile on `$BUILDPLATFORM` in each stage that only compiles, without a C library."""
    lines = {one.line for one in found}
    stages = [stage for stage in build.file.stages if stage.start.line in lines]
    return [edit for stage in stages for edit in _cross_built(build, stage)]


def _cross_built(build: Build, stage: Stage) -> list[Edit]:
    program = compiled(build, stage) if _is_possible(build, stage) else None
    if program is None or not _only_it_is_taken(build, stage, program.path):
        return []
    step, compiler = program.step, program.compiler
    script = step.script() + " ".join(part for one in stage.all("ENV", "ARG") for part in one.args)
    is_set = re.search(rf"{compiler.cross_set}|TARGET(?:OS|ARCH)\b", script)
    if is_set or compiler.static not in _linking(build, stage, compiler, script):
        return []
    new = f"{compiler.cross} {compiler.says}"
    edits = [
        from_line(build.file, stage, platform="$BUILDPLATFORM"),
        before(build.file, step, "ARG TARGETOS TARGETARCH"),
        substituted(build.file, step, rf"\b{compiler.says}\b", new, len(builds(step, compiler))),
    ]
    return all_or_none(edits)


def _is_possible(build: Build, stage: Stage) -> bool:
    runs = stage in build.file.lineage(build.file.final)
    bases = [other for other in build.file.stages if build.file.stage_called(other.base, other.number) is stage]
    compiler = compiler_of(build, stage)
    if runs or bases or compiler is None:
        return False
    return only_compiles(stage, compiler) and is_pure(build, compiler)


def _linking(build: Build, stage: Stage, compiler: Compiler, script: str) -> str:
    """Return the step's script, plus the C library setting that the stage made before it."""
    name, no, _ = compiler.linking
    return script + (f" {compiler.static}" if values_set(build.file, stage, name, "ENV")[-1:] == [no] else "")


def _only_it_is_taken(build: Build, stage: Stage, path: str) -> bool:
    """Tell whether other stages copy from a stage only the program and files that fit every platform."""
    for one in build.file.instructions:
        sources = [one.flag("from") or "", *(mount.get("from", "") for mount in one.mounts())]
        if not any(build.file.stage_called(source, len(build.file.stages)) is stage for source in sources if source):
            continue
        if one.name != "COPY" or not all(word == path or re.fullmatch(_EVERYWHERE, word) for word in one.args[:-1]):
            return False
    return True


def strip(build: Build, found: Sequence[Finding]) -> list[Edit]:
    """Add the compiler's flags, and trim build paths if the program does not read them."""
    if build.context is None:
        return []
    lines = {one.line for one in found}
    steps = [one for stage in build.file.stages for one in stage.all("RUN") if one.line in lines and not one.is_exec]
    compilers = [one for one in tables.compilers() if not re.search(one.strip.debugged, build.file.text)]
    return [edit for one in steps for compiler in compilers if (edit := _stripped(build, one, compiler)) is not None]


def _stripped(build: Build, one: Instruction, compiler: Compiler) -> Edit | None:
    strip = compiler.strip
    made = [words for words in one.commands() if compiler.leaves_program(words)]
    set_before = " ".join(value for env in build.file.instructions if env.name == "ENV" for value in env.args)
    if not made or strip.flag.lstrip("-") in set_before:
        return None
    flagged = [words for words in made if any(strip.flag in word for word in words)]
    if flagged:
        return substituted(build.file, one, *strip.extend, len(made)) if len(flagged) == len(made) else None
    # Trimming breaks programs that look up their own source paths; only the sources tell whether one does.
    is_asked = build.language != compiler.language or knows_its_place(build, compiler)
    trim = "" if is_asked or strip.trim in one.script() else f" {strip.trim}"
    pattern, new = strip.insert
    return substituted(build.file, one, pattern, new.replace("{trim}", trim), len(made))

"""Lets a compiler run on the builder's own platform and cross-compile for the image's."""

import re
from collections.abc import Sequence
from typing import Final

from dockgen.audit.fix.edits import Edit, before, from_line, substituted
from dockgen.audit.fix.proof import builds, compiled, compiler_of, is_pure, only_compiles
from dockgen.audit.run import Finding
from dockgen.dockerfiles.build import Build
from dockgen.dockerfiles.dockerfile import Stage
from dockgen.languages.language import Compiler

_EVERYWHERE: Final = r"/etc/ssl/certs(?:/.*)?|/etc/(?:passwd|group)|/usr/share/zoneinfo(?:/.*)?"
"""Files that are the same on every platform."""


def fix(build: Build, found: Sequence[Finding]) -> list[Edit]:
    """Cross-compile on `$BUILDPLATFORM` in each stage that only compiles, without a C library."""
    lines = {one.line for one in found}
    stages = [stage for stage in build.file.stages if stage.start.line in lines]
    return [edit for stage in stages for edit in _edits(build, stage)]


def _edits(build: Build, stage: Stage) -> list[Edit]:
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
    return [edit for edit in edits if edit is not None] if None not in edits else []


def _is_possible(build: Build, stage: Stage) -> bool:
    runs = stage in build.file.lineage(build.file.final)
    bases = [other for other in build.file.stages if build.file.stage_called(other.base, other.number) is stage]
    compiler = compiler_of(build, stage)
    if runs or bases or compiler is None:
        return False
    return only_compiles(stage, compiler) and is_pure(build, compiler)


def _linking(build: Build, stage: Stage, compiler: Compiler, script: str) -> str:
    """Return the step's script, plus the C library setting that the stage made before it."""
    values = {name: value for one in build.file.inherited(stage, "ENV") for name, value in one.pairs().items()}
    name, no, _ = compiler.linking
    return script + (f" {compiler.static}" if values.get(name, "").strip("\"'") == no else "")


def _only_it_is_taken(build: Build, stage: Stage, path: str) -> bool:
    """Tell whether other stages copy from a stage only the program and files that fit every platform."""
    for one in build.file.instructions:
        sources = [one.flag("from") or "", *(mount.get("from", "") for mount in one.mounts())]
        if not any(build.file.stage_called(source, len(build.file.stages)) is stage for source in sources if source):
            continue
        if one.name != "COPY" or not all(word == path or re.fullmatch(_EVERYWHERE, word) for word in one.args[:-1]):
            return False
    return True

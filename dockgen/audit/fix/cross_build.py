"""Lets a Go compiler run on the machine's own platform, whatever platform the image is for."""

import re
from collections.abc import Sequence
from typing import Final

from dockgen.audit.build import Build
from dockgen.audit.fix.edits import Edit, before, from_line, substituted
from dockgen.audit.fix.proof import compiled, go_builds, is_golang, is_pure_go, only_runs_go
from dockgen.audit.run import Finding
from dockgen.dockerfile import Stage

_EVERYWHERE: Final = r"/etc/ssl/certs(?:/.*)?|/etc/(?:passwd|group)|/usr/share/zoneinfo(?:/.*)?"
"""What is the same on every platform."""


def mend(build: Build, found: Sequence[Finding]) -> list[Edit]:
    """Compile on `$BUILDPLATFORM` for the target's, in each stage that compiles pure Go and nothing else."""
    lines = {one.line for one in found}
    stages = [stage for stage in build.file.stages if stage.start.line in lines]
    return [edit for stage in stages for edit in _edits(build, stage)]


def _edits(build: Build, stage: Stage) -> list[Edit]:
    program = compiled(build, stage) if _is_possible(build, stage) else None
    if program is None or not _only_it_is_taken(build, stage, program.path):
        return []
    step = program.step
    script = step.script() + " ".join(part for one in stage.all("ENV", "ARG") for part in one.args)
    if re.search(r"\bGO(?:OS|ARCH)\b|TARGET(?:OS|ARCH)\b", script) or "CGO_ENABLED=0" not in _cgo(build, stage, script):
        return []
    new = "GOOS=$TARGETOS GOARCH=$TARGETARCH go build"
    edits = [
        from_line(build.file, stage, platform="$BUILDPLATFORM"),
        before(build.file, step, "ARG TARGETOS TARGETARCH"),
        substituted(build.file, step, r"\bgo build\b", new, len(go_builds(step))),
    ]
    return [edit for edit in edits if edit is not None] if None not in edits else []


def _is_possible(build: Build, stage: Stage) -> bool:
    runs = stage in build.file.lineage(build.file.final)
    bases = [other for other in build.file.stages if build.file.stage_called(other.base, other.number) is stage]
    return not runs and not bases and is_golang(build, stage) and only_runs_go(stage) and is_pure_go(build)


def _cgo(build: Build, stage: Stage, script: str) -> str:
    values = {name: value for one in build.file.inherited(stage, "ENV") for name, value in one.pairs().items()}
    return script + (" CGO_ENABLED=0" if values.get("CGO_ENABLED", "").strip("\"'") == "0" else "")


def _only_it_is_taken(build: Build, stage: Stage, path: str) -> bool:
    """Tell whether others take nothing from a stage but the program, and what is no program."""
    for one in build.file.instructions:
        sources = [one.flag("from") or "", *(mount.get("from", "") for mount in one.mounts())]
        if not any(build.file.stage_called(source, len(build.file.stages)) is stage for source in sources if source):
            continue
        if one.name != "COPY" or not all(word == path or re.fullmatch(_EVERYWHERE, word) for word in one.args[:-1]):
            return False
    return True

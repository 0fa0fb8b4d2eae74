"""Moves a static program to `scratch`, and copies CA certificates into it."""

import re
from collections.abc import Sequence
from typing import Final

from dockgen.audit.fix.edits import Edit, before, from_line
from dockgen.audit.fix.multi_stage import CERTIFICATES
from dockgen.audit.fix.proof import Compiled, compiled, compiler_of, runs_alone
from dockgen.audit.fix.words import start_of
from dockgen.audit.run import Finding
from dockgen.dockerfiles.build import Build
from dockgen.dockerfiles.dockerfile import Stage

_KEPT: Final = frozenset(
    {"WORKDIR", "COPY", "ENV", "EXPOSE", "LABEL", "STOPSIGNAL", "CMD", "ENTRYPOINT", "USER", "ARG"}
)


def fix(build: Build, found: Sequence[Finding]) -> list[Edit]:
    """Replace the distribution with `scratch` if only the program was copied onto it."""
    final = build.file.final
    if not found or final.base not in final.start.args or build.file.stage_called(final.base, final.number):
        return []
    source = _source(build, final)
    program = compiled(build, source) if source is not None else None
    if source is None or program is None or not _is_alone(build, final, program):
        return []
    edit = from_line(build.file, final, image="scratch")
    calls = program.program.outbound.value  # over HTTPS
    return [edit, *([_certificates(build, source)] if calls else [])] if edit else []


def fix_https(build: Build, found: Sequence[Finding]) -> list[Edit]:
    """Copy CA certificates into an empty image from the build stage, whose image has them."""
    file = build.file
    copies = file.final.all("COPY")
    names = [one.flag("from") for one in copies]
    stages = [stage for name in names if name and (stage := file.stage_called(name, len(file.stages)))]
    source = next((stage for stage in stages if stage.name and compiler_of(build, stage)), None)
    return [_certificates(build, source)] if found and source is not None and not file.final.all("RUN") else []


def _source(build: Build, final: Stage) -> Stage | None:
    """Return the build stage, if the last stage copies everything from it; otherwise None."""
    sources = {one.flag("from") for one in final.all("COPY")}
    name = sources.pop() if len(sources) == 1 else None
    stage = build.file.stage_called(name, len(build.file.stages)) if name else None
    return stage if stage is not None and stage.name and compiler_of(build, stage) else None


def _is_alone(build: Build, final: Stage, program: Compiled) -> bool:
    copies = final.all("COPY")
    if any(one.name not in _KEPT or one.is_trigger for one in final.instructions) or not runs_alone(build, program):
        return False
    if len(copies) != 1 or copies[0].args[:1] != (program.path,) or len(copies[0].args) != 2:  # noqa: PLR2004 - from, to
        return False
    users = [one.args[0] for one in final.all("USER") if one.args]
    start = start_of(build.file)
    rest = " ".join((*start[1:], *(value for one in final.all("ENV") for value in one.pairs().values())))
    is_named = bool(start) and start[0].startswith("/")
    return is_named and all(re.fullmatch(r"\d+(?::\d+)?", user) for user in users) and not re.search(r"[$/]", rest)


def _certificates(build: Build, source: Stage) -> Edit:
    first = build.file.final.all("COPY")[0]
    return before(build.file, first, f"COPY --from={source.name} {CERTIFICATES} /etc/ssl/certs/")

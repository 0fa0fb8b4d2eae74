"""Copies CA certificates into an empty image."""

from collections.abc import Sequence

from dockgen.audit.fix.edits import Edit, before
from dockgen.audit.fix.multi_stage import CERTIFICATES
from dockgen.audit.fix.proof import compiler_of
from dockgen.audit.run import Finding
from dockgen.dockerfiles.build import Build


def fix(build: Build, found: Sequence[Finding]) -> list[Edit]:
    """Copy them from the build stage, whose image has them."""
    file = build.file
    copies = file.final.all("COPY")
    names = [one.flag("from") for one in copies]
    stages = [stage for name in names if name and (stage := file.stage_called(name, len(file.stages)))]
    source = next((stage for stage in stages if stage.name and compiler_of(build, stage)), None)
    if not found or source is None or file.final.all("RUN"):
        return []
    return [before(file, copies[0], f"COPY --from={source.name} {CERTIFICATES} /etc/ssl/certs/")]

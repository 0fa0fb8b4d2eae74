"""Adds a title label."""

from collections.abc import Sequence

from dockgen.audit.fix.edits import Edit, before
from dockgen.audit.run import Finding
from dockgen.dockerfiles.build import Build
from dockgen.errors import DockgenError
from dockgen.generator import apps
from dockgen.generator.decide import slug
from dockgen.rendering.render import quoted


def fix(build: Build, found: Sequence[Finding]) -> list[Edit]:
    """Add a title label with the program's name before the start command."""
    starts = build.file.final.all("ENTRYPOINT", "CMD")
    title = _title(build) if found and starts else ""
    if not title:
        return []
    return [before(build.file, starts[0], f"LABEL org.opencontainers.image.title={quoted(title)}")]


def _title(build: Build) -> str:
    """Return the name in the project's manifest, or else the folder's."""
    if build.context is None or not build.context.name:
        return ""
    try:
        known = apps.detect(build.context, None)
        fact = apps.program_of(build.context, known[0].NAME, None).name if known else None
    except DockgenError:
        fact = None
    return slug(str(fact.value) if fact and fact.value else build.context.name)

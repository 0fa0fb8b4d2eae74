"""Adds what `dockgen init` would write for the project: a health check and a title label."""

import json
from collections.abc import Sequence

from dockgen.audit.fix.edits import Edit, before
from dockgen.audit.fix.proof import compiled, plan_of
from dockgen.audit.fix.words import is_started, names_set, repository_of, start_of, values_set
from dockgen.audit.run import Finding
from dockgen.dockerfiles.build import Build
from dockgen.errors import DockgenError
from dockgen.generator import apps
from dockgen.generator.decide import slug
from dockgen.languages import LANGUAGES
from dockgen.model.plan import Plan
from dockgen.rendering.quoting import quoted


def healthcheck(build: Build, found: Sequence[Finding]) -> list[Edit]:
    """Check with the program's own command, or with the interpreter in the image."""
    starts = build.file.final.all("ENTRYPOINT", "CMD")
    plan = plan_of(build.context) if found and starts and build.context is not None else None
    words = _words(build, plan) if plan is not None and _is_the_port(build, plan) else ()
    if not words:
        return []
    shown = json.dumps(words, ensure_ascii=False)
    return [before(build.file, starts[0], f"HEALTHCHECK --interval=30s --timeout=3s CMD {shown}")]


def _words(build: Build, plan: Plan) -> tuple[str, ...]:
    start, health = start_of(build.file), plan.health
    if not start or not health:
        return ()
    tooling = LANGUAGES[plan.language].tooling()
    if tooling.compiler is not None:
        fact = plan.facts.get("health")
        program = next((one for stage in build.file.stages if (one := compiled(build, stage))), None)
        if not isinstance(fact, str) or fact.startswith("/") or len(start) > 1:
            return ()
        return (start[0], *fact.split()) if program and is_started(build.file, program.path) else ()
    image = repository_of(build.file.image_of(build.file.final))
    needs_port = 'environ["PORT"]' in " ".join(health) and "PORT" not in names_set(build.file, build.file.final)
    is_known = start in (plan.start, plan.facts.get("command"))
    is_asked_by_it = image == health[0] and image in {one.name for one in tooling.images}
    return health if is_known and is_asked_by_it and not needs_port else ()


def _is_the_port(build: Build, plan: Plan) -> bool:
    """Tell whether the project's port is the one in the Dockerfile."""
    exposed = {word.partition("/")[0] for one in build.file.inherited(build.file.final, "EXPOSE") for word in one.args}
    given = {*values_set(build.file, build.file.final, "PORT", "ENV")}
    port = str(plan.port)
    named = [word for word in start_of(build.file) if "port" in word.lower() or word in {"-p", "-b"}]
    return exposed == {port} and given <= {port} and (not named or start_of(build.file) == plan.facts.get("command"))


def labels(build: Build, found: Sequence[Finding]) -> list[Edit]:
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

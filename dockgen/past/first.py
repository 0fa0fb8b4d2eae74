"""The output of dockgen 0.1.0, which wrote no lock file: its files are generated again from its own templates."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path
from typing import Final

import tomli
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from dockgen import versions
from dockgen.choices import settings
from dockgen.comments.notes import Notes
from dockgen.generator.generated import Generated
from dockgen.languages.go.record import GoProgram
from dockgen.model.found import Found
from dockgen.model.plan import Plan
from dockgen.model.program import own_of
from dockgen.rendering.quoting import FILTERS
from dockgen.rendering.render import tidy
from dockgen.text import parsed
from dockgen.writing.merge import is_much

WROTE: Final = re.compile(r'(?m)^dockgen[ \t]*=[ \t]*"0\.1\.0"')
"""The version line in a `dockgen.toml` of 0.1.0."""
_FOLDER: Final = Path(__file__).with_name("v0_1_0")
_OUTPUTS: Final = {
    "Dockerfile": "go/Dockerfile.j2",
    ".dockerignore": "go/dockerignore.j2",
    "compose.yaml": "compose.yaml.j2",
}


def nearest(generated: Generated) -> dict[str, str]:
    """Return what 0.1.0 wrote for a project, by path: of all possible outputs, the one closest to the existing files.

    It found less (no C libraries that a module links, fewer health checks and ports), so some of what is found today
    is left out where its file has nothing of it. What a person wrote is never in any of these.
    """
    project, plan = generated.project, generated.plan
    if plan.language != "go" or plan.context != "." or generated.folder or len(generated.plans) > 1:
        return {}
    registry = settings.read(project.require(settings.FILE_NAME)).registry
    there = {path: (project.read(path) or "").replace("\r\n", "\n").split("\n") for path in _OUTPUTS}
    made = [_texts(then, registry) for then in _plans(plan)]
    return {
        path: max((each[path] for each in made), key=lambda text: _likeness(text, there[path])) for path in _OUTPUTS
    }


def _likeness(text: str, lines: list[str]) -> float:
    mine = text.split("\n")
    return 0.0 if is_much(mine, lines) else SequenceMatcher(None, mine, lines, autojunk=False).ratio()


def _plans(plan: Plan) -> Iterator[Plan]:
    """Yield the facts that it may have found in a project."""
    ports = [plan] if plan.port is None else [plan, plan._replace(port=None)]
    checks = [
        each for then in ports for each in (then, then._replace(health=(), does={**then.does, "healthcheck": False}))
    ]
    for then in checks:
        yield then
        if then.program.libc.value:
            without = then.program._replace(libc=Found(value=False, source="not found then"))
            yield then._replace(program=without, base="scratch", family="alpine")


def _texts(plan: Plan, registry: str | None) -> dict[str, str]:
    """Return what it would have written for a plan, by path; `registry` is the requested mirror."""
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - Dockerfiles are no HTML
    )
    environment.filters.update(FILTERS)
    build, runtime = _images(plan, registry)
    go = own_of(plan.program, GoProgram)
    facts = {
        "libc": plan.program.libc.value,
        "port_env": plan.program.port_env.value,
        "vendored": go.vendored.value,
        "local_replace": len(go.manifests.value) > 1,  # it knew no order for a module from a folder beside it
    }
    then = plan._replace(build_image=build, runtime_image=runtime, facts=facts)
    notes = Notes(then, tomli.loads((_FOLDER / "reasons.toml").read_text("utf-8")))
    environment.globals.update(plan=then, does=then.does, facts=facts, note=notes.note, stage=notes.stage)
    return {path: tidy(environment.get_template(name).render()) for path, name in _OUTPUTS.items()}


def _images(plan: Plan, registry: str | None) -> tuple[str, str]:
    """Return its build and runtime images."""
    data = tomli.loads((_FOLDER / "versions.toml").read_text("utf-8"))
    pinned, language = plan.does["pin"], data["language"]["go"]
    base = plan.base if plan.does["multi-stage"] else "scratch"
    family = plan.family if base in {plan.base, "scratch"} else str(data["base"][base]["family"])
    build = _filled(language[family], data, plan.language_version) if pinned else language["unpinned"][family]
    entry = data["base"][plan.base]
    variants = (("libc", plan.program.libc.value), ("root", plan.user.uid == 0))
    variant = "_".join(name for name, wanted in variants if wanted and name in entry)
    runtime = _filled(entry[variant or "image"], data)
    return versions.mirrored(registry, build), versions.mirrored(
        registry, runtime if pinned else runtime.partition(":")[0]
    )


def _filled(image: str, data: parsed.Table, version: str = "") -> str:
    releases = {name: parsed.need_text(data, name, "default") for name in ("alpine", "debian")}
    return image.format(version=version, **releases)

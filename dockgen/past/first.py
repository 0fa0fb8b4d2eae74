"""What dockgen 0.1.0 wrote: it left no lock file, so its files are made again, from its own templates."""

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
from dockgen.generator.pipeline import Generated
from dockgen.model.plan import Plan
from dockgen.rendering.render import FILTERS, tidy
from dockgen.text import parsed
from dockgen.writing.merge import is_much

WROTE: Final = re.compile(r'(?m)^dockgen[ \t]*=[ \t]*"0\.1\.0"')
"""Found in a `dockgen.toml` of its."""
_FOLDER: Final = Path(__file__).with_name("v0_1_0")
_OUTPUTS: Final = {
    "Dockerfile": "go/Dockerfile.j2",
    ".dockerignore": "go/dockerignore.j2",
    "compose.yaml": "compose.yaml.j2",
}


def nearest(generated: Generated) -> dict[str, str]:
    """Return what 0.1.0 wrote for a project, by path: of what it can have been, what comes nearest to the files there.

    It knew fewer facts (C libraries that a module links, health checks that a program has, ports in flags), so some
    that are known today are left out where its file has nothing of them. What a person wrote is never in any of these.
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
    """Go through what it can have known of a project."""
    ports = [plan] if plan.port is None else [plan, plan._replace(port=None)]
    checks = [
        each for then in ports for each in (then, then._replace(health=(), does={**then.does, "healthcheck": False}))
    ]
    for then in checks:
        yield then
        if then.facts.get("libc"):
            yield then._replace(facts={**then.facts, "libc": False}, base="scratch", family="alpine")


def _texts(plan: Plan, registry: str | None) -> dict[str, str]:
    """Return what it would have written for a plan, by path; `registry` is the mirror that was asked for."""
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
    then = plan._replace(build_image=build, runtime_image=runtime, facts=_facts(plan))
    notes = Notes(then, tomli.loads((_FOLDER / "reasons.toml").read_text("utf-8")))
    environment.globals.update(plan=then, does=then.does, facts=then.facts, note=notes.note, stage=notes.stage)
    return {path: tidy(environment.get_template(name).render()) for path, name in _OUTPUTS.items()}


def _facts(plan: Plan) -> dict[str, object]:
    """Return the facts that its templates ask for; it knew no order for a module from a folder beside it."""
    return {**plan.facts, "local_replace": len(plan.facts.get("manifests") or ()) > 1}


def _images(plan: Plan, registry: str | None) -> tuple[str, str]:
    """Return the images that it built with and ran on."""
    data = tomli.loads((_FOLDER / "versions.toml").read_text("utf-8"))
    pinned, language = plan.does["pin"], data["language"]["go"]
    libc = bool(plan.facts.get("libc"))
    base = plan.base if plan.does["multi-stage"] else "scratch"
    family = plan.family if base in {plan.base, "scratch"} else str(data["base"][base]["family"])
    build = _filled(language[family], data, plan.language_version) if pinned else language["unpinned"][family]
    entry = data["base"][plan.base]
    variant = "_".join(
        name for name, wanted in (("libc", libc), ("root", plan.user.uid == 0)) if wanted and name in entry
    )
    runtime = _filled(entry[variant or "image"], data)
    return versions.mirrored(registry, build), versions.mirrored(
        registry, runtime if pinned else runtime.partition(":")[0]
    )


def _filled(image: str, data: parsed.Table, version: str = "") -> str:
    releases = {name: parsed.need_text(data, name, "default") for name in ("alpine", "debian")}
    return image.format(version=version, **releases)

"""Renders the files of a plan; jinja2 is imported only if the templates were not compiled."""

import os
import re
import zlib
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from dockgen import services
from dockgen.choices.options import Option
from dockgen.comments.notes import Notes
from dockgen.model import outputs
from dockgen.model.outputs import ANSWERS, DOCKERFILE, Scope
from dockgen.model.plan import Plan
from dockgen.model.steps import Arg
from dockgen.rendering import runtime
from dockgen.rendering.quoting import FILTERS
from dockgen.secrets import build_secrets
from dockgen.services import volumes
from dockgen.text.unique import free
from dockgen.versions.resources import templates_folder

if TYPE_CHECKING:
    from jinja2 import Environment

    from dockgen.packs.read import Pack


class _Template(Protocol):
    def render(self, **names: object) -> str: ...


Kept = Sequence[tuple[Option, object]] | None
"""The answers for `dockgen.toml`; None to write no such file."""
_EVERY: Final[tuple[Scope, ...]] = ("app", "repository", "project")


def render(plan: Plan, kept: Kept, pack: "Pack | None" = None, scopes: Collection[Scope] = _EVERY) -> dict[str, str]:
    """Return the text of every file of one app by its path, sorted; the pack's templates override dockgen's."""
    names = templates_of(plan.language)
    found = {
        plan.dockerfile if output is DOCKERFILE else output.path: output.template
        for output in outputs.wanted((plan,), *scopes, has_settings=services.needs_example((plan,)))
    }
    if plan.does["sample"]:
        folder = f"{plan.language}/sample/"
        found |= {name.removeprefix(folder).removesuffix(".j2"): name for name in names if name.startswith(folder)}
    special = {path: f"{plan.language}/{name}" for path, name in found.items()}
    found |= {path: name for path, name in special.items() if name in names}
    texts = _rendered([plan], found, kept, pack)
    if pack and pack.files:
        from dockgen.packs import files  # noqa: PLC0415 - only with a pack

        texts |= files.beside(pack, plan, found)
    return dict(sorted(texts.items()))


def render_shared(plans: Sequence[Plan], kept: Kept, pack: "Pack | None" = None) -> dict[str, str]:
    """Return what several apps share, by its path."""
    found = {
        output.path: output.template
        for output in outputs.wanted(plans, "repository", has_settings=services.needs_example(plans))
    }
    return _rendered(plans, found, kept, pack)


def _rendered(plans: Sequence[Plan], found: dict[str, str], kept: Kept, pack: "Pack | None") -> dict[str, str]:
    """Render each file's template; with a pack, those that it may override are rendered in its sandbox."""
    own = {} if kept is None else {ANSWERS.path: ANSWERS.template}
    texts = {}
    if found and pack and pack.templates:
        from dockgen.packs import files  # noqa: PLC0415 - only with a pack

        texts = files.render(pack, plans, found)
    else:
        own = {**found, **own}
    if own:
        get = _getter(plans[0], plans)
        texts |= {path: get(name).render(kept=kept) for path, name in own.items()}
    return {path: tidy(text) for path, text in sorted(texts.items())}


def _getter(plan: Plan, plans: Sequence[Plan]) -> Callable[[str], _Template]:
    known = scope(plan, plans)
    if (code := _compiled(templates_folder(), plan.language)) is not None:
        return runtime.Environment(code, FILTERS, known).get_template
    environment = jinja_environment()
    environment.globals.update(known)
    return environment.get_template


def templates_of(language: str) -> dict[str, Path]:
    """Return the files of the shared templates and of a language's own, by name."""
    return _shared(templates_folder()) | own_templates(language)


def own_templates(language: str) -> dict[str, Path]:
    """Return the files of a language's own templates, by name."""
    return _own(templates_folder(), language)


@cache
def _shared(folder: Path) -> dict[str, Path]:
    return {entry.name: Path(entry.path) for entry in os.scandir(folder) if entry.name.endswith(".j2")}


@cache
def _own(folder: Path, language: str) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for place, _, files in os.walk(folder / language):
        prefix = Path(place).relative_to(folder).as_posix()
        found |= {f"{prefix}/{file}": Path(place, file) for file in files if file.endswith(".j2")}
    return found


@cache
def _compiled(folder: Path, language: str) -> dict[str, runtime.Code] | None:
    """Return the templates compiled ahead of time; None unless they were compiled from exactly these files."""
    compiled: dict[str, tuple[int, runtime.Code]] = {}
    for module in ("shared", language):
        try:
            compiled |= import_module(f"dockgen.rendering.compiled.{module}").TEMPLATES
        except ModuleNotFoundError:  # a new language, or nothing was compiled
            return None
    sums = {name: zlib.crc32(path.read_bytes()) for name, path in (_shared(folder) | _own(folder, language)).items()}
    if sums != {name: known for name, (known, _) in compiled.items()}:
        return None
    return {name: function for name, (_, function) in compiled.items()}


def jinja_environment() -> "Environment":
    """Return the environment that the templates are written for."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 - slow, see tools/compile_templates.py

    environment = Environment(
        loader=FileSystemLoader(templates_folder()),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - Dockerfiles are no HTML; each place has its own quoting below
    )
    environment.filters.update(FILTERS)
    return environment


def scope(plan: Plan, plans: Sequence[Plan]) -> dict[str, object]:
    """Return everything that templates see: one plan, and all plans that share a `compose.yaml`."""
    notes, composed, secrets = Notes(plan), services.composed(plans), build_secrets.of(plans)
    of_services = tuple(f"{one.name}-data" for one in composed.services)
    kept = volumes.of(plans, of_services)
    taken = {*(one.name for one in composed.services), *(one.name for one in plans)}
    return {
        "plan": plan,
        "does": plan.does,
        "image_arguments": plan.does["pin"] and plan.does["image-arguments"],
        "facts": plan.facts,
        "recipe": plan.recipe.names,
        "plans": plans,
        "composed": composed,
        "volumes_of": kept,
        "volumes": (*of_services, *(name for one in kept.values() for name, _ in one)),
        "jobs_of": _beside(plans, taken, composed.jobs),
        "workers_of": _beside(plans, taken, lambda one: one.recipe.workers),
        "build_secrets": secrets,
        "shared_secrets": (shared := build_secrets.shared(secrets)),
        "needs_home": any(one.is_at_home for one in shared),
        "arguments_of": (arguments := {one.name: _arguments(one) for one in plans}),
        "bake_variables": sorted({name for of_app in arguments.values() for name in of_app} - _OF_BAKE),
        "serves_tls": any(one.https == "serve" for one in plans),
        "targets": _targets(plans),
        "builds_for_others": any(one.does["cross-build"] for one in plans),
        "container_files": outputs.ignored(plan),
        "top": f"{plan.program.within.value}/" if plan.program.within else "",
        "note": notes.note,
        "stage": notes.stage,
        "line": notes.line,
        "heading": notes.heading,
    }


_OF_BAKE: Final = {"REGISTRY", "TAG", "PLATFORMS"}
"""Variables that docker-bake.hcl always has; a build argument with such a name gets its value."""


def _arguments(plan: Plan) -> list[str]:
    """Return the build arguments of an app that `docker buildx bake` takes from the environment."""
    steps = (step for stage in plan.recipe.stages for group in stage.groups for step in group)
    defaults = (step.names[0] for step in steps if isinstance(step, Arg) and step.default is not None)
    return list(dict.fromkeys((*plan.recipe.arguments, *defaults)))


def _targets(plans: Sequence[Plan]) -> dict[str, str]:
    """Return each app's name in docker-bake.hcl, where names have no dots."""
    found: dict[str, str] = {}
    for one in sorted(plans, key=lambda one: "." in one.name):
        found[one.name] = free(one.name.replace(".", "-"), found.values())
    return found


def _beside(
    plans: Sequence[Plan], taken: set[str], find: Callable[[Plan], Mapping[str, object]]
) -> dict[str, list[tuple[str, object]]]:
    """Return what else runs from the image of each app, with unique names, which are added to `taken`."""
    found: dict[str, list[tuple[str, object]]] = {one.name: [] for one in plans}
    for one in plans:
        for short, what in find(one).items():
            name = free(f"{one.name}-{short}", taken)
            taken.add(name)
            found[one.name].append((name, what))
    return found


def tidy(text: str) -> str:
    """Reduce blank lines to one, and remove them at both ends."""
    return re.sub(r"\n(?:[ \t]*\n){2,}", "\n\n", text).strip("\n") + "\n"

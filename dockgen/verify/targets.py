"""Finds what is to be verified: the images that dockgen wrote files for, or any Dockerfile."""

import os
import posixpath
import re
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from dockgen import services
from dockgen.audit import read
from dockgen.choices import settings
from dockgen.dockerfiles.dockerfile import Dockerfile, parse
from dockgen.errors import DockgenError, FileError, UsageError
from dockgen.generator import pipeline
from dockgen.generator.generated import Generated
from dockgen.model.plan import Plan
from dockgen.packs.errors import UntrustedError
from dockgen.reading.files import is_file, is_folder
from dockgen.terminal import waiting
from dockgen.verify.options import Options, pairs
from dockgen.verify.target import Expect, Target

_MADE_BY: Final = "# Made by dockgen"
_NAMES: Final = ("Dockerfile", "Containerfile")
_FROM_OUTSIDE: Final = r"\$\{(\w{1,80}):\?[^}]{0,200}\}"
"""How `compose.yaml` takes a value from the environment."""


@waiting.told("reading the project")
def targets(path: str, options: Options) -> list[Target]:
    """Return the targets of a folder or a Dockerfile; raise a DockgenError if there is none, or a flag does not fit."""
    if not path.strip():
        raise UsageError("PATH is empty", "Name a folder, or `.` for the current one.")
    root = Path(path)
    if options.file is not None:
        file = Path(options.file) if is_file(Path(options.file)) else root / options.file
        return [_foreign(root if is_folder(root) else root.parent, file, None, options)]
    if is_file(root):
        return [_foreign(root.parent, root, None, options)]
    if not is_folder(root):
        raise FileError(f"{path} is not there", "Name a folder with a Dockerfile, or a Dockerfile.")
    return _of_folder(root, options)


def _of_folder(root: Path, options: Options) -> list[Target]:
    """Return dockgen's own where the folder has such, else the Dockerfile that lies in it."""
    alone = next((root / name for name in _NAMES if is_file(root / name)), None)
    try:
        generated = pipeline.generate(root, options.settings(), None)
    except UntrustedError:
        raise
    except DockgenError:
        if alone is None or options.app or options.all:
            raise
        return [_foreign(root, alone, root, options)]
    found = [_ours(generated, plan, options) for plan in generated.plans]
    if found != [None] or alone is None:
        missing = [plan for plan, target in zip(generated.plans, found, strict=True) if target is None]
        if missing:
            raise FileError(
                f"there is no Dockerfile in {(_context(generated, missing[0]) / missing[0].dockerfile).parent}",
                "Make it first: `dockgen init`; or name another one: `--file`.",
            )
        return [target for target in found if target is not None]
    return [_foreign(root, alone, root, options)]


def _context(generated: Generated, plan: Plan) -> Path:
    return generated.project.root / posixpath.normpath(posixpath.join(generated.folder, plan.context))


def _ours(generated: Generated, plan: Plan, options: Options) -> Target | None:
    """Return the target of a plan; None if dockgen did not write the Dockerfile, or there is none."""
    context = _context(generated, plan)
    place = context / plan.dockerfile
    if not is_file(place):
        return None
    text = read.read(place, generated.project.root)
    kept = any(is_file(folder / settings.FILE_NAME) for folder in (place.parent, generated.project.root))
    if _MADE_BY not in text and not kept:
        return None
    # What compose.yaml gives, too, as far as it is there.
    arguments = {name: None for name in plan.recipe.arguments if name in os.environ}
    of_compose = sorted(plan.recipe.compose_secrets.items())
    given = [found for name, (kind, where) in of_compose if (found := _secret(name, kind, where, context))]
    return _target(context, place, text, options)._replace(
        name=plan.name,
        plan=plan,
        expect=_promised(plan, options),
        arguments=arguments | pairs("--build-arg", options.arguments),
        secrets=(*given, *options.secrets),
    )


def _secret(name: str, kind: str, where: str, context: Path) -> str:
    if kind == "environment":
        return f"id={name},env={where}" if os.environ.get(where) else ""
    path = context / os.path.expandvars(where)
    return f"id={name},src={path}" if is_file(path) else ""


def _promised(plan: Plan, options: Options) -> Expect:
    """Return how compose.yaml runs the program, and what it then has to do."""
    health = plan.facts.get("health")
    path = options.path or (health if isinstance(health, str) and health.startswith("/") else "/")
    composed = services.composed([plan])
    made_up = {
        name: secrets.token_hex(24)
        for text in composed.variables[plan.name].values()
        for name in re.findall(_FROM_OUTSIDE, text)
    }
    # One name is one value for all, also for a service, such as a password.
    made_up |= {name: secrets.token_hex(24) for name in composed.secrets if name not in made_up}
    told = options.told()
    variables = {
        name: filled(text, dict(made_up)) for name, text in composed.variables[plan.name].items() if name not in told
    }
    required = [name for name in composed.required if name in variables]
    return _expect(options)._replace(
        port=options.port or plan.port,
        path=path,
        status=options.status or (200 if path == health and not options.path else None),
        tls=plan.https == "serve",
        tmpfs=("/tmp", *plan.recipe.writes, *options.tmpfs),  # noqa: S108 - in the container
        volumes=(*plan.recipe.keeps.values(), *options.volumes),
        changes=plan.recipe.changes,
        environment={**variables, **told},
        made_up=required,
        passwords=made_up,
        services=plan.services,
    )


def filled(text: str, given: Mapping[str, str]) -> str:
    """Return a text of `compose.yaml` with what it takes from outside."""
    return re.sub(_FROM_OUTSIDE, lambda match: given.get(match[1], ""), text)


def _foreign(context: Path, place: Path, top: Path | None, options: Options) -> Target:
    """Return the target of a Dockerfile that dockgen did not write, found in a folder or named itself (None)."""
    if options.app or options.all:
        raise UsageError("--app and --all are for folders that dockgen made the files of", "Leave them out.")
    if not is_file(place):
        raise FileError(f"{place} is not there", "Name a Dockerfile: `--file`.")
    target = _target(context, place, read.read(place, top), options)
    return target._replace(
        arguments=pairs("--build-arg", options.arguments),
        secrets=tuple(options.secrets),
        expect=target.expect._replace(port=options.port or exposed(target.file)),
    )


def exposed(file: Dockerfile) -> int | None:
    """Return the first TCP port that the last stage of a Dockerfile exposes."""
    words = (word for one in file.inherited(file.final, "EXPOSE") for word in one.args)
    return next((int(match[1]) for word in words if (match := re.fullmatch(r"(\d{1,5})(?:/tcp)?", word))), None)


def _target(context: Path, place: Path, text: str, options: Options) -> Target:
    shown = os.path.relpath(place)
    name = re.sub(r"[^a-z0-9]+", "-", context.resolve().name.lower()).strip("-") or "app"
    contexts = {key: value or "" for key, value in pairs("--build-context", options.contexts).items()}
    return Target(
        name=name,
        context=context,
        dockerfile=place,
        shown=shown if not shown.startswith("..") else str(place),
        file=parse(text, shown),
        plan=None,
        expect=_expect(options),
        ignore=read.ignore(place, context),
        contexts=contexts,
        stage=options.target,
    )


def _expect(options: Options) -> Expect:
    return Expect(
        path=options.path or "/",
        status=options.status,
        text=options.text,
        exit_code=options.exit_code,
        output=options.prints,
        start_within=options.start_within,
        stop_within=options.stop_within,
        tmpfs=("/tmp", *options.tmpfs),  # noqa: S108 - in the container
        volumes=tuple(options.volumes),
        environment=options.told(),
        max_size=options.budget(),
        limits=options.limits(),
    )

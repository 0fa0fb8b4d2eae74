"""How a Python program is built and run: its stages, its environment, and how it starts and stops."""

import posixpath
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from dockgen import versions
from dockgen.errors import UsageError
from dockgen.languages.javascript import front_end_stage
from dockgen.languages.kit import steps as kit
from dockgen.languages.kit.logins import login
from dockgen.languages.kit.procfile import PORT
from dockgen.languages.python import django, installing, packages
from dockgen.languages.python.installing import VENV, Build
from dockgen.languages.python.own import DISTROLESS_VERSION, Python
from dockgen.model.note import Note
from dockgen.model.program import own_of
from dockgen.model.recipe import Recipe
from dockgen.model.steps import BaseImage, Copy, Env, Group, Run, Stage, Workdir, groups

if TYPE_CHECKING:
    from dockgen.model.plan import Choices

_SAMPLE: Final = ("flask", "gunicorn")
_PATH: Final = Env({"VIRTUAL_ENV": VENV, "PATH": f"{VENV}/bin:$PATH"}, is_joined=True)


def recipe(plan: "Choices") -> Recipe:
    """Return how the program is built, started and stopped.

    Raises:
        UsageError: the base image has another Python than the one that is asked for.
    """
    if plan.base == "distroless" and plan.language_version != DISTROLESS_VERSION:
        raise UsageError(
            f"distroless has Python {DISTROLESS_VERSION}, not {plan.language_version}",
            f"Use --base slim, or --language-version {DISTROLESS_VERSION}.",
        )
    build = Build(plan, own_of(plan.program, Python))
    own, has_stages, (added, run) = build.own, plan.does["multi-stage"], _system_packages(build)
    command, writes = plan.program.command, plan.program.writes
    interrupt, keeps = own.interrupt.value, own.keeps.value
    note = Note("runtime-packages", {"packages": _joined(own.native.value)})
    tool = {"tool": installing.TITLES[build.manager]} if build.manager in installing.TITLES else {}
    has_compiler = any(name.startswith(("gcc", "g++")) for name in added)
    names = ("python-and-tool", "python-tool-and-compilers") if tool else ("python-tools", "python-and-compilers")
    return Recipe(
        stages=(*front_end_stage.stages(plan), *_stages(build)),
        packages=groups(kit.system_packages(plan, run, note, has_caches=True)) if has_stages else (),
        program=_program(build) if has_stages else (),
        env=(*((_PATH,) if build.has_venv else ()), *_run_env(build)) if has_stages else (),
        start=tuple(word.replace(PORT, str(plan.port)) for word in command.value) if command else (),
        build_tools=Note(names[has_compiler], tool),
        required=_needed(own),
        compose_secrets=login(own.credentials.value).secrets,
        stop_signal="SIGINT" if interrupt else "",
        stop_signal_reason=Note(interrupt) if interrupt else None,
        start_period="60s",  # imports take their time, which is no failure yet
        writes=tuple(f"{build.workdir}/{path}" for path in (writes.value if writes else ()) if path not in keeps),
        keeps={path: f"{build.workdir}/{path}" for path in keeps},
        workers=own.workers.value,
        jobs=own.jobs.value,
        sample_packages={name: versions.tool("python", name) for name in _SAMPLE},
    )


def _stages(build: Build) -> Iterator[Stage]:
    """Yield the stages: uv's image, the dependencies, the program; one stage where nothing is apart."""
    plan, dependencies, prepared = build.plan, _dependencies(build), _prepared(build)
    if build.manager == "uv":
        image = versions.tool("python", "uv")
        image = versions.mirrored(plan.registry, image if plan.does["pin"] else image.partition(":")[0])
        yield Stage((), "uv", image=BaseImage("UV_IMAGE", image, Note("uv-image")))
    if not plan.does["multi-stage"]:
        yield Stage((*prepared, *dependencies, *_built(build), *groups(_run_env(build))))
    elif dependencies or (build.has_venv and plan.does["cache"]):
        yield Stage((*prepared, *dependencies), "dependencies", Note("dependencies-stage"))
        yield Stage(_built(build), "build", Note("program-stage"), after="dependencies")
    else:
        yield Stage((*prepared, *_built(build)), "build", Note("preparing-stage"))


def _prepared(build: Build) -> tuple[Group, ...]:
    """Return what is there before anything is installed: packages of the distribution, tools, the environment."""
    added, run = _system_packages(build)
    # A single stage has what runs too.
    names = added if build.plan.does["multi-stage"] else tuple(sorted({*added, *run}))
    environment = installing.environment(build)
    return groups(
        (Workdir("/app"),),
        kit.system_packages(build.plan, names, Note("build-packages"), has_caches=True),
        (Copy(("/uv",), "/usr/local/bin/", stage="uv"),) if build.manager == "uv" else (),
        (Env(environment, is_joined=True),) if environment else (),
        *kit.merged(installing.tools(build)),
        (_PATH,) if build.has_venv else (),
    )


def _dependencies(build: Build) -> tuple[Group, ...]:
    """Return what is installed before the sources are there."""
    return tuple(kit.merged(installing.dependencies(build))) if build.is_apart else ()


def _built(build: Build) -> tuple[Group, ...]:
    """Return what needs the sources."""
    plan, dependencies = build.plan, () if build.is_apart else installing.dependencies(build)
    return groups(
        kit.added_user(plan),
        tuple(Copy((folder,), folder) for folder in build.own.copied.value or (".",)),
        front_end_stage.output(plan.program.front_end.value),
        *kit.merged((*dependencies, *installing.project(build), *_finishing(build))),
        (_RELINKED,) if plan.base == "distroless" and build.has_venv else (),
    )


_RELINKED: Final = Run(
    (
        f"ln -sf /usr/bin/python{DISTROLESS_VERSION} {VENV}/bin/python",
        f"sed -i 's|^home = .*|home = /usr/bin|' {VENV}/pyvenv.cfg",
    ),
    notes=(Note("python-link"),),
)
"""Points the environment to the Python of the last stage, which is elsewhere."""


def _finishing(build: Build) -> Iterator[Run]:
    """Yield the steps that come last: static files, folders to write to, bytecode."""
    own, writes = build.own, build.plan.program.writes
    if manage := own.manage.value:
        settings = "".join(f"{name}={value} " for name, value in own.build_env.value.items())
        names = _needed(own)
        needed = (Note("build-settings", {"names": _joined(names)}),) if names else ()
        yield Run((f"{settings}python {manage} collectstatic --noinput",), notes=((Note("static-files"), *needed),))
    if folders := sorted({*(writes.value if writes else ()), *own.keeps.value}):
        heading = Note("kept-folders" if own.keeps.value else "written-folders")
        links = (Note("kept-link", {"path": link.path}) for link in own.links.value)
        yield Run(kit.kept(folders, own.links.value, posixpath.join(own.folder.value, "")), notes=((heading, *links),))
    yield Run(("python -m compileall -qq . || true",), notes=((Note("bytecode"),),))


def _program(build: Build) -> tuple[Group, ...]:
    """Return what the last stage takes from the others: the environment first, since it changes least."""
    changes_venv = bool(installing.itself(build)) or build.plan.base == "distroless"
    stage = "dependencies" if _dependencies(build) and not changes_venv else "build"
    app, workdir = Copy(("/app",), "/app", stage="build"), Workdir(build.workdir)
    venv = Copy((VENV,), VENV, stage=stage, notes=(Note("environment-first"),))
    return ((workdir,), (venv, app)) if build.has_venv else ((workdir, app),)


def _system_packages(build: Build) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the packages of the distribution that the build needs, and those that the program needs."""
    added, run = packages.system_packages(build.own.native.value, build.plan.family)
    return (*added, *(("git",) if build.own.git.value else ())), run


def _run_env(build: Build) -> tuple[Env, ...]:
    """Return the variables of the program, without those that were answered; nothing where none is left."""
    own, plan = build.own, build.plan
    path = {"PYTHONPATH": f"{build.workdir}/{own.path.value}"} if own.path.value else {}
    env = {name: value.replace(PORT, str(plan.port)) for name, value in own.env.value.items()}
    return kit.variables(plan, {"PYTHONUNBUFFERED": "1", **path, **env}, is_joined=True)


def _needed(own: Python) -> tuple[str, ...]:
    """Return the variables without which the settings cannot be read."""
    return tuple(name for name in own.build_env.value if name != django.VARIABLE)


def _joined(native: tuple[str, ...]) -> str:
    return " and ".join(name.lstrip("!") for name in native) or "it"

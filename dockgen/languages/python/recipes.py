"""How a Python program is built and run: its stages, its environment, and how it starts and stops."""

import posixpath
from collections.abc import Iterator, Sequence
from shlex import quote
from typing import TYPE_CHECKING, Final

from dockgen import versions
from dockgen.errors import UsageError
from dockgen.languages.javascript import front_end_stage
from dockgen.languages.kit import steps as kit
from dockgen.languages.kit.logins import login
from dockgen.languages.kit.procfile import PORT, in_shell
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
    command, kept, interrupt = plan.program.command, own.kept.value, own.interrupt.value
    start = _start(plan, command.value if command else ())
    note = Note("runtime-packages", {"packages": _joined(own.native.value)})
    tool = {"tool": installing.TITLES[build.manager]} if build.manager in installing.TITLES else {}
    has_compiler = any(name.startswith(("gcc", "g++")) for name in added)
    names = ("python-and-tool", "python-tool-and-compilers") if tool else ("python-tools", "python-and-compilers")
    return Recipe(
        stages=(*front_end_stage.stages(plan), *_stages(build)),
        packages=groups(kit.system_packages(plan, run, note, has_caches=True)) if has_stages else (),
        program=_program(build) if has_stages else (),
        env=(*((_PATH,) if build.has_venv else ()), *_run_env(build), *kit.home(plan)) if has_stages else (),
        start=start,
        start_note=Note("gunicorn-variables") if command and start != command.value and start[0] == "sh" else None,
        build_tools=Note(names[has_compiler], tool),
        required=_needed(own),
        compose_secrets=login(own.credentials.value).secrets,
        stop_signal="SIGINT" if interrupt else "",
        stop_signal_reason=Note(interrupt) if interrupt else None,
        start_period="60s",  # imports take their time, which is no failure yet
        writes=tuple(posixpath.join(build.workdir, path) for path in kept.passing),
        keeps={path.lstrip("/"): posixpath.join(build.workdir, path) for path in kept.folders},
        changes=tuple(posixpath.normpath(posixpath.join(build.workdir, path)) for path in kept.changed),
        ignored=tuple(posixpath.join(own.folder.value, path) for path in kept.left),
        workers=own.workers.value,
        jobs=own.jobs.value,
        sample_packages={name: versions.tool("python", name) for name in _SAMPLE},
    )


_BY_VARIABLE: Final = {
    "--bind": (f"0.0.0.0:{PORT}", "0.0.0.0:${PORT}"),
    "--workers": ("1", "${WEB_CONCURRENCY:-1}"),
}
"""What gunicorn is told by default, and the same by the variables that it reads itself where it is told nothing."""


def _start(plan: "Choices", words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the command with its port; of gunicorn, a shell fills in the variables, if the image has one."""
    told = {
        at + 1: by for at, word in enumerate(words[:-1]) if (by := _BY_VARIABLE.get(word)) and words[at + 1] == by[0]
    }
    if words[:1] != ("gunicorn",) or not told or not plan.program.port_env.value:
        return tuple(word.replace(PORT, str(plan.port)) for word in words)
    if plan.base == "distroless" and plan.does["multi-stage"]:
        return tuple(word for at, word in enumerate(words) if at not in told and at + 1 not in told)
    return in_shell(" ".join(told[at][1] if at in told else quote(word) for at, word in enumerate(words)))


def _stages(build: Build) -> Iterator[Stage]:
    """Yield the stages: uv's image, the dependencies, the program; one stage where nothing is apart."""
    plan, dependencies, prepared = build.plan, _dependencies(build), _prepared(build)
    if build.manager == "uv":
        image = versions.tool("python", "uv")
        image = versions.mirrored(plan.registry, image if plan.does["pin"] else image.partition(":")[0])
        yield Stage((), "uv", image=BaseImage("UV_IMAGE", image, Note("uv-image")))
    if not plan.does["multi-stage"]:
        yield Stage((*prepared, *dependencies, *_built(build), *groups((*_run_env(build), *kit.home(plan)))))
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
    own, kept = build.own, build.own.kept.value
    if manage := own.manage.value:
        settings = "".join(f"{name}={value} " for name, value in own.build_env.value.items())
        names = _needed(own)
        needed = (Note("build-settings", {"names": _joined(names)}),) if names else ()
        yield Run((f"{settings}python {manage} collectstatic --noinput",), notes=((Note("static-files"), *needed),))
    if writable := sorted({*kept.folders, *kept.passing, *kept.changed}):
        heading = Note("kept-folders" if kept.folders else "written-folders")
        paths = [link.path for link in kept.links]
        links = [Note("kept-links" if len(paths) > 1 else "kept-link", {"path": _joined(paths)})] if paths else []
        inside = [path for path in writable if path not in _elsewhere(build)]
        place = posixpath.join(own.folder.value, "")
        commands = kit.kept(inside, kept.links, place, moved=kept.moved)
        root = "/kept" if build.plan.does["multi-stage"] else ""
        elsewhere = [posixpath.normpath(posixpath.join(build.workdir, path)) for path in _elsewhere(build)]
        yield Run((*commands, *kit.kept(elsewhere, (), root=root)), notes=((heading, *links),))
    yield Run(("python -m compileall -qq . || true",), notes=((Note("bytecode"),),))


def _elsewhere(build: Build) -> tuple[str, ...]:
    """Return the folders to write to that do not come along with the program: its own, and those outside."""
    kept = build.own.kept.value
    return tuple(path for path in (*kept.folders, *kept.passing, *kept.changed) if path == "." or path[0] == "/")


def _program(build: Build) -> tuple[Group, ...]:
    """Return what the last stage takes from the others: the environment first, since it changes least."""
    changes_venv = bool(installing.itself(build)) or build.plan.base == "distroless"
    stage = "dependencies" if _dependencies(build) and not changes_venv else "build"
    app, workdir = Copy(("/app",), "/app", stage="build"), Workdir(build.workdir)
    venv = Copy((VENV,), VENV, stage=stage, notes=(Note("environment-first"),))
    apps = (app, Copy(("/kept",), "/", stage="build")) if _elsewhere(build) else (app,)
    return ((workdir,), (venv, *apps)) if build.has_venv else ((workdir, *apps),)


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


def _joined(native: Sequence[str]) -> str:
    return " and ".join(name.lstrip("!") for name in native) or "it"

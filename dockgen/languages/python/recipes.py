"""How a Python program is built and run: its stages, its environment, and how it starts and stops."""

import posixpath
from collections.abc import Iterator, Sequence
from shlex import quote
from typing import TYPE_CHECKING, Final

from dockgen import versions
from dockgen.errors import UsageError
from dockgen.languages.javascript import front_end_stage
from dockgen.languages.kit import called_programs
from dockgen.languages.kit import steps as kit
from dockgen.languages.kit.logins import login
from dockgen.languages.kit.procfile import PORT, in_shell
from dockgen.languages.python import installing, packages
from dockgen.languages.python.installing import VENV, Build
from dockgen.languages.python.own import DISTROLESS_VERSION, Python
from dockgen.model.note import Note
from dockgen.model.program import own_of
from dockgen.model.recipe import Recipe
from dockgen.model.steps import BaseImage, Copy, Env, Group, Mount, Run, Stage, Workdir, groups

if TYPE_CHECKING:
    from dockgen.model.plan import Choices

_BROWSERS: Final = "/ms-playwright"
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
    own, has_stages, (added, _) = build.own, plan.does["multi-stage"], _system_packages(build)
    command, kept, interrupt = plan.program.command, own.kept.value, own.interrupt.value
    start = _start(plan, command.value if command else ())
    tool = {"tool": installing.TITLES[build.manager]} if build.manager in installing.TITLES else {}
    has_compiler = any(name.startswith(("gcc", "g++")) for name in added)
    names = ("python-and-tool", "python-tool-and-compilers") if tool else ("python-tools", "python-and-compilers")
    return Recipe(
        stages=(*front_end_stage.stages(plan), *_stages(build)),
        packages=groups(_running(build)) if has_stages else (),
        program=groups(*_program(build), front_end_stage.beside(plan)) if has_stages else (),
        env=(*((_PATH,) if build.has_venv else ()), *_run_env(build)) if has_stages else (),
        start=start,
        start_note=Note("gunicorn-variables") if command and start != command.value and start[0] == "sh" else None,
        build_tools=Note(names[has_compiler], tool),
        compose_secrets=login(own.credentials.value).secrets,
        stop_signal="SIGINT" if interrupt else "",
        stop_signal_reason=Note(interrupt) if interrupt else None,
        start_period="60s",  # imports take their time, which is no failure yet
        writes=tuple(posixpath.join(build.workdir, path) for path in kept.passing),
        keeps={path.lstrip("/"): posixpath.join(build.workdir, path) for path in kept.volumes},
        changes=tuple(posixpath.normpath(posixpath.join(build.workdir, path)) for path in kept.changed_in_place),
        ignored=own.left_out.value,
        reads=own.described_in.value,
        sets_up=own.sets_up.value,
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
    has_stages = build.plan.does["multi-stage"]
    names = added if has_stages else tuple(sorted({*added, *run}))
    installed = kit.system_packages(build.plan, names, Note("build-packages"), has_caches=True)
    environment = installing.environment(build)
    return groups(
        (Workdir("/app"),),
        installed if has_stages else _with_locales(build, installed),
        (Copy(("/uv",), "/usr/local/bin/", stage="uv"),) if build.manager == "uv" else (),
        (Env(environment, is_joined=True),) if environment else (),
        *kit.merged(installing.tools(build)),
        (_PATH,) if build.has_venv else (),
    )


def _running(build: Build) -> Group:
    """Return the step of the last stage that installs what runs: libraries, programs, and locales."""
    own, (_, run) = build.own, _system_packages(build)
    libraries = packages.system_packages(own.native.value, build.plan.family).run
    notes = [Note("runtime-packages", {"packages": _joined(own.native.value)})] if libraries else []
    notes += [Note("runtime-programs")] if own.runs.value else []
    notes += [Note("listed-packages", {"path": own.debian.source})] if own.debian.value else []
    return _with_locales(build, kit.system_packages(build.plan, run, *notes, has_caches=True))


def _with_locales(build: Build, installed: Group) -> Group:
    """Add the commands that make the locales which the program sets."""
    made = tuple(
        f"localedef -i {name.partition('.')[0]} -f {_charmap(name)} {name}" for name in build.own.locales.value
    )
    note = Note("made-locales")
    return tuple(
        one._replace(commands=(*one.commands, *made), notes=(*one.notes, note))
        if made and isinstance(one, Run)
        else one
        for one in installed
    )


def _charmap(locale: str) -> str:
    """Return the encoding of a locale; the usual one where it names none."""
    encoding = locale.partition(".")[2].partition("@")[0].upper()
    return f"ISO-{encoding[3:].lstrip('-')}" if encoding.startswith("ISO") else "UTF-8"


def _browsers(build: Build) -> Group:
    """Return the step that installs the browsers of Playwright, and what they need of the distribution."""
    names = build.own.browsers.value
    if not names:
        return ()
    install = f"PLAYWRIGHT_BROWSERS_PATH={_BROWSERS} {VENV}/bin/playwright install --with-deps {' '.join(names)}"
    # Playwright calls apt-get itself.
    if not build.plan.does["cache"]:
        return (Run((install, "rm -rf /var/lib/apt/lists/*"), notes=(Note("browsers"),)),)
    mounts = tuple(Mount("cache", f"/var/{path}", sharing="locked") for path in ("cache/apt", "lib/apt"))
    return (Run(("rm -f /etc/apt/apt.conf.d/docker-clean", install), mounts, notes=(Note("browsers"),)),)


def _dependencies(build: Build) -> tuple[Group, ...]:
    """Return what is installed before the sources are there."""
    return tuple(kit.merged(installing.dependencies(build))) if build.is_apart else ()


def _built(build: Build) -> tuple[Group, ...]:
    """Return what needs the sources."""
    plan, dependencies = build.plan, () if build.is_apart else installing.dependencies(build)
    return groups(
        kit.added_user(plan),
        tuple(Copy((folder,), folder) for folder in build.own.copied.value or (".",)),
        front_end_stage.output(plan),
        installing.version(build),
        *kit.merged((*dependencies, *installing.project(build), *_finishing(build))),
        () if plan.does["multi-stage"] else _browsers(build),
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
    own, folders = build.own, _folders(build)
    if collect := _static_files(build):
        # Settings are read here, and may open a database: its folder comes first, and is handed over afterwards.
        yield from (folders._replace(commands=folders.commands[:1], notes=()),) if folders else ()
        yield collect
        folders = folders._replace(commands=folders.commands[1:]) if folders else None
    if hooks := own.hooks.value:
        # They may read the settings, as collecting static files does.
        commands = tuple(f"{_settings(build)}{shell} {path}" for shell, path in hooks)
        yield Run(commands, notes=((Note("build-hooks", {"paths": own.hooks.source}),),))
    yield from (folders,) if folders else ()
    yield Run(("python -m compileall -qq . || true",), notes=((Note("bytecode"),),))


def _static_files(build: Build) -> Run | None:
    """Return the step that collects Django's static files."""
    own, plan = build.own, build.plan
    if not own.manage.value:
        return None
    names = plan.program.required.value if plan.program.required else ()
    needed = (Note("build-settings", {"names": _joined(names)}),) if names else ()
    collect = f"{_settings(build)}python {own.manage.value} collectstatic --noinput"
    return Run((collect,), notes=((Note("static-files"), *needed),))


def _settings(build: Build) -> str:
    """Return the variables without which the settings cannot be read, as they stand before a command."""
    return "".join(f"{name}={value} " for name, value in build.own.build_env.value.items())


def _folders(build: Build) -> Run | None:
    """Return the step that makes the folders which the program writes to."""
    own, kept = build.own, build.own.kept.value
    writable = sorted({*kept.folders, *kept.passing, *kept.changed})
    if not writable:
        return None
    heading = Note("kept-folders" if kept.volumes else "written-folders")
    paths = [link.path for link in kept.links]
    links = [Note("kept-links" if len(paths) > 1 else "kept-link", {"path": _joined(paths)})] if paths else []
    inside = [path for path in writable if path not in _elsewhere(build)]
    place = posixpath.join(own.folder.value, "")
    changed = inside if own.manage.value else kept.changed
    commands = kit.kept(inside, kept.links, place, moved=kept.moved, changed=changed)
    root = "/kept" if build.plan.does["multi-stage"] else ""
    elsewhere = [posixpath.normpath(posixpath.join(build.workdir, path)) for path in _elsewhere(build)]
    return Run((*commands, *kit.kept(elsewhere, (), root=root)), notes=((heading, *links),))


def _elsewhere(build: Build) -> tuple[str, ...]:
    """Return the folders to write to that do not come along with the program: its own, and those outside."""
    kept = build.own.kept.value
    return tuple(path for path in (*kept.folders, *kept.passing, *kept.changed) if path == "." or path[0] == "/")


def _program(build: Build) -> tuple[Group, ...]:
    """Return what the last stage takes from the others: the environment first, since it changes least."""
    own = build.own
    changes_venv = bool(installing.itself(build) or own.hooks.value) or build.plan.base == "distroless"
    stage = "dependencies" if _dependencies(build) and not changes_venv else "build"
    app, workdir = Copy(("/app",), "/app", stage="build"), Workdir(build.workdir)
    venv = Copy((VENV,), VENV, stage=stage, notes=(Note("environment-first"),))
    apps = (app, Copy(("/kept",), "/", stage="build")) if _elsewhere(build) else (app,)
    if browsers := _browsers(build):
        return ((workdir,), (venv,), browsers, apps)
    return ((workdir,), (venv, *apps)) if build.has_venv else ((workdir, *apps),)


def _system_packages(build: Build) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the packages of the distribution that the build needs, and those that the program needs."""
    own = build.own
    added, run = packages.system_packages(own.native.value, build.plan.family, own.runs.value)
    run = tuple(sorted({*run, *(("locales",) if own.locales.value else ()), *own.debian.value}))
    # Hooks and packages that are compiled may need them too.
    return tuple(sorted({*added, *own.debian.value, *(("git",) if own.git.value else ())})), run


def _run_env(build: Build) -> tuple[Env, ...]:
    """Return the variables of the program, without those that were answered, and its home folder."""
    own, plan = build.own, build.plan
    path = {"PYTHONPATH": f"{build.workdir}/{own.path.value}"} if own.path.value else {}
    env = {name: value.replace(PORT, str(plan.port)) for name, value in own.env.value.items()}
    browsers = {"PLAYWRIGHT_BROWSERS_PATH": _BROWSERS} if own.browsers.value else {}
    git = called_programs.environment([*own.runs.value, *own.native.value], keeps=bool(own.kept.value.folders))
    variables = kit.variables(plan, {"PYTHONUNBUFFERED": "1", **path, **browsers, **git, **env}, is_joined=True)
    return (*variables, *kit.home(plan, own.kept.value.home))


def _joined(native: Sequence[str]) -> str:
    names = [name.lstrip("!") for name in native if ":" not in name]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names) or "it"

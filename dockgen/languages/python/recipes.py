"""How a Python program is built and run: its stages, its environment, and how it starts and stops."""

import posixpath
import shlex
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from dockgen import versions
from dockgen.errors import UsageError
from dockgen.languages.javascript import front_end_stage
from dockgen.languages.kit.steps import added_user, system_packages
from dockgen.languages.python import installing, packages
from dockgen.languages.python.installing import VENV
from dockgen.languages.python.starting import PORT
from dockgen.model.facts import Facts
from dockgen.model.note import Note
from dockgen.model.recipe import BuildSecret, Recipe
from dockgen.model.steps import BaseImage, Copy, Env, Group, Run, Stage, Workdir, groups

if TYPE_CHECKING:
    from dockgen.model.plan import Choices

DISTROLESS_VERSION: Final = "3.13"


def impossible(facts: Facts) -> dict[str, str]:
    """Return the base images that the program cannot run on, and why."""
    found = {}
    version, native, no_musl = facts["version"], _texts(facts, "native"), _texts(facts, "no_musl")
    _, run = packages.system_packages(native, "debian")
    if version.value is not None and version.value != DISTROLESS_VERSION:
        found["distroless"] = f"it has Python {DISTROLESS_VERSION}, not {version.value} ({version.source})"
    elif run:
        found["distroless"] = f"{', '.join(native)} needs {run[0]} of Debian, and nothing can be installed there"
    if no_musl:
        found["alpine"] = f"{no_musl[0]} is not published for its C library ({facts['no_musl'].source})"
    return found


def _texts(facts: Facts, name: str) -> tuple[str, ...]:
    value = facts[name].value
    return value if isinstance(value, tuple) else ()


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
    facts, build, run = plan.facts, *_system_packages(plan)
    has_stages, workdir = plan.does["multi-stage"], _workdir(plan)
    note = Note("runtime-packages", {"packages": _joined(facts["native"])})
    return Recipe(
        stages=(*front_end_stage.stages(plan), *_stages(plan)),
        packages=groups(system_packages(plan, run, note, has_caches=True)) if has_stages else (),
        program=_program(plan) if has_stages else (),
        env=(*((_path(),) if _has_venv(plan) else ()), *_run_env(plan)) if has_stages else (),
        start=tuple(word.replace(PORT, str(plan.port)) for word in facts["command"]),
        build_tools=_build_tools(str(facts["manager"]), build),
        required=_needed(plan),
        compose_secrets={name: BuildSecret("environment", name) for name in facts["credentials"]},
        stop_signal="SIGINT" if facts["interrupt"] else "",
        stop_signal_reason=Note(facts["interrupt"]) if facts["interrupt"] else None,
        start_period="60s",  # imports take their time, which is no failure yet
        writes=tuple(f"{workdir}/{path}" for path in facts["writes"] if path not in facts["keeps"]),
        keeps={path: f"{workdir}/{path}" for path in facts["keeps"]},
        workers={
            name: tuple(shlex.split(text)) for name, _, text in (each.partition(": ") for each in facts["workers"])
        },
        own={
            "ignored": tuple(name for name in ("venv", "env", "dist", "build") if name not in facts["packages"]),
            "databases": tuple(posixpath.join(facts["folder"], path) for path in facts["databases"]),
            "requirements": tuple(f"{name}=={versions.tool('python', name)}" for name in ("flask", "gunicorn")),
        },
    )


def _stages(plan: "Choices") -> Iterator[Stage]:
    """Yield the stages: uv's image, the dependencies, the program; one stage where nothing is apart."""
    has_stages, dependencies = plan.does["multi-stage"], _dependencies(plan)
    if plan.facts["manager"] == "uv":
        yield Stage((), "uv", image=BaseImage("UV_IMAGE", _uv_image(plan), Note("uv-image")))
    prepared = _prepared(plan)
    if has_stages and (dependencies or (_has_venv(plan) and plan.does["cache"])):
        yield Stage((*prepared, *dependencies), "dependencies", Note("dependencies-stage"))
        yield Stage(_built(plan), "build", Note("program-stage"), after="dependencies")
    elif has_stages:
        yield Stage((*prepared, *_built(plan)), "build", Note("preparing-stage"))
    else:
        yield Stage((*prepared, *dependencies, *_built(plan), *groups(_run_env(plan))))


def _prepared(plan: "Choices") -> tuple[Group, ...]:
    """Return what is there before anything is installed: packages of the distribution, tools, the environment."""
    build, run = _system_packages(plan)
    # With one stage alone, it has what runs too.
    names = build if plan.does["multi-stage"] else tuple(sorted({*build, *run}))
    environment = installing.environment(plan)
    return groups(
        (Workdir("/app"),),
        system_packages(plan, names, Note("build-packages"), has_caches=True),
        (Copy(("/uv",), "/usr/local/bin/", stage="uv"),) if plan.facts["manager"] == "uv" else (),
        (Env(environment, is_joined=True),) if environment else (),
        *_apart(installing.tools(plan, has_venv=_has_venv(plan))),
        (_path(),) if _has_venv(plan) else (),
    )


def _dependencies(plan: "Choices") -> tuple[Group, ...]:
    """Return what is installed before the sources are there."""
    is_first = plan.does["cache"] and not plan.facts["sources_first"]
    return tuple(_apart(installing.dependencies(plan))) if is_first else ()


def _built(plan: "Choices") -> tuple[Group, ...]:
    """Return what needs the sources."""
    facts = plan.facts
    is_first = plan.does["cache"] and not facts["sources_first"]
    steps = [*(() if is_first else installing.dependencies(plan)), *installing.project(plan), *_finishing(plan)]
    folders = facts["copied"] or (".",)
    relinked = (Run(_relinking(), notes=(Note("python-link"),)),)
    return groups(
        added_user(plan),
        tuple(Copy((folder,), folder) for folder in folders),
        _front_end_output(plan),
        *_apart(steps),
        relinked if plan.base == "distroless" and _has_venv(plan) else (),
    )


def _front_end_output(plan: "Choices") -> Group:
    front_end = plan.program.front_end.value
    if front_end is None:
        return ()
    note = (Note("front-end-output"),)
    copied = front_end_stage.copied(front_end, front_end.target)
    if not front_end.removed:
        return (copied._replace(notes=note),)
    return (Run((f"rm -rf {' '.join(front_end.removed)}",), notes=note), copied)


def _finishing(plan: "Choices") -> Iterator[Run]:
    """Yield the steps that come last: static files, folders to write to, bytecode."""
    facts = plan.facts
    if manage := facts["manage"]:
        settings = "".join(f"{text} " for text in facts["build_env"])
        names = _needed(plan)
        needed = (Note("build-settings", {"names": _joined(names)}),) if names else ()
        yield Run((f"{settings}python {manage} collectstatic --noinput",), notes=((Note("static-files"), *needed),))
    if writes := sorted({*facts["writes"], *facts["keeps"]}):
        yield _writable(plan, writes)
    yield Run(("python -m compileall -qq . || true",), notes=((Note("bytecode"),),))


def _writable(plan: "Choices", folders: list[str]) -> Run:
    """Make folders that the program may write, and links to what it looks for elsewhere."""
    base = f"{plan.facts['folder']}/" if plan.facts["folder"] else ""
    words = " ".join(base + path for path in folders)
    notes = [Note("kept-folders" if plan.facts["keeps"] else "written-folders")]
    commands = [f"mkdir -p {words}", f"chmod 1777 {words}"]
    for path, _, target in (link.partition("=") for link in plan.facts["links"]):
        notes += [Note("kept-link", {"path": path})] if path else []
        commands.append(f"ln -sf {posixpath.relpath(target, posixpath.dirname(path) or '.')} {base}{path}")
    return Run(tuple(commands), notes=(tuple(notes),))


def _relinking() -> tuple[str, ...]:
    """Return what points the environment to the Python of the last stage, which is elsewhere."""
    home = f"sed -i 's|^home = .*|home = /usr/bin|' {VENV}/pyvenv.cfg"
    return (f"ln -sf /usr/bin/python{DISTROLESS_VERSION} {VENV}/bin/python", home)


def _program(plan: "Choices") -> tuple[Group, ...]:
    """Return what the last stage takes from the others: the environment first, since it changes least."""
    changes_venv = bool(installing.own(plan)) or plan.base == "distroless"
    stage = "dependencies" if _dependencies(plan) and not changes_venv else "build"
    venv = (Copy((VENV,), VENV, stage=stage, notes=(Note("environment-first"),)),) if _has_venv(plan) else ()
    app = Copy(("/app",), "/app", stage="build")
    workdir = Workdir(_workdir(plan))
    return ((workdir,), (*venv, app)) if venv else ((workdir, app),)


def _apart(steps: Iterable[Run]) -> Iterator[Group]:
    """Yield each step by itself; what follows each other without a mount becomes one layer."""
    waiting: Run | None = None
    for step in steps:
        if waiting is not None and waiting.mounts == step.mounts == ():
            notes = tuple(note for one in (waiting, step) for paragraph in one.notes for note in _each(paragraph))
            waiting = Run((*waiting.commands, *step.commands), notes=(notes,))
            continue
        if waiting is not None:
            yield (waiting,)
        waiting = step
    if waiting is not None:
        yield (waiting,)


def _each(paragraph: Note | tuple[Note, ...]) -> tuple[Note, ...]:
    return (paragraph,) if isinstance(paragraph, Note) else paragraph


def _has_venv(plan: "Choices") -> bool:
    # Distroless has no `python`, only `python3.13`; an environment has both.
    return plan.facts["manager"] != "none" or bool(plan.facts["server"]) or plan.base == "distroless"


def _system_packages(plan: "Choices") -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the packages of the distribution that the build needs, and those that the program needs."""
    build, run = packages.system_packages(plan.facts["native"], plan.family)
    return (*build, *(("git",) if plan.facts["git"] else ())), run


def _path() -> Env:
    return Env({"VIRTUAL_ENV": VENV, "PATH": f"{VENV}/bin:$PATH"}, is_joined=True)


def _run_env(plan: "Choices") -> tuple[Env, ...]:
    """Return the variables of the program, without those that were answered; nothing where none is left."""
    facts = plan.facts
    folder = f"{facts['folder']}/" if facts["folder"] else ""
    path = (f"PYTHONPATH=/app/{folder}{facts['path']}",) if facts["path"] else ()
    found = ("PYTHONUNBUFFERED=1", *path, *(text.replace(PORT, str(plan.port)) for text in facts["env"]))
    pairs = (text.split("=", 1) for text in found)
    env = {name: value for name, value in pairs if name not in plan.env}
    return (Env(env, is_joined=True),) if env else ()


def _workdir(plan: "Choices") -> str:
    return f"/app/{plan.facts['folder']}".rstrip("/")


def _needed(plan: "Choices") -> tuple[str, ...]:
    """Return the variables without which the settings cannot be read."""
    names = (text.partition("=")[0] for text in plan.facts["build_env"])
    return tuple(name for name in names if name != "DJANGO_SETTINGS_MODULE")


def _joined(native: tuple[str, ...]) -> str:
    return " and ".join(name.lstrip("!") for name in native) or "it"


def _uv_image(plan: "Choices") -> str:
    image = versions.tool("python", "uv")
    return versions.mirrored(plan.registry, image if plan.does["pin"] else image.partition(":")[0])


def _build_tools(manager: str, packages_: tuple[str, ...]) -> Note:
    """Say what the build image has, and what is added to it."""
    tool = {"tool": installing.TITLES[manager]} if manager in installing.TITLES else {}
    if any(name.startswith(("gcc", "g++")) for name in packages_):
        return Note("python-tool-and-compilers" if tool else "python-and-compilers", tool)
    return Note("python-and-tool" if tool else "python-tools", tool)

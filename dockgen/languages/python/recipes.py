"""Decides the steps of the build: which commands run in which order, with what mounted and what installed."""

import posixpath
import shlex
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from dockgen import versions
from dockgen.errors import UsageError
from dockgen.facts import Facts
from dockgen.languages.python import packages
from dockgen.languages.python.starting import PORT
from dockgen.model.note import Note
from dockgen.model.recipe import BuildSecret, Recipe

if TYPE_CHECKING:
    from dockgen.plan import Choices

DISTROLESS_VERSION: Final = "3.13"
VENV: Final = "/opt/venv"
_PIP: Final = f"pip --python {VENV}/bin/python install"
_IN_ONE_LINE: Final = 2
_AND: Final = " \\\n    && "
_INSTALLED: Final = f"{VENV}/lib/python*/site-packages/*.dist-info"
_NO_TIMES: Final = f"{_AND}rm -f {_INSTALLED}/uv_cache.json{_AND}sed -i /uv_cache.json/d {_INSTALLED}/RECORD"

_CACHES: Final = {
    "uv": "/root/.cache/uv",
    "poetry": "/root/.cache/pypoetry",
    "pdm": "/root/.cache/pdm",
    "pipenv": "/root/.cache/pipenv",  # its pip keeps everything there too
}
_PIP_CACHE: Final = "/root/.cache/pip"
_TITLES: Final = {"uv": "uv", "poetry": "Poetry", "pdm": "PDM", "pipenv": "Pipenv"}

_ENVIRONMENTS: Final = {
    "uv": (
        *(f"UV_PROJECT_ENVIRONMENT={VENV}", "UV_PYTHON=/usr/local/bin/python3", "UV_PYTHON_DOWNLOADS=never"),
        *("UV_COMPILE_BYTECODE=1", "UV_LINK_MODE=copy"),
    ),
    "poetry": ("POETRY_NO_INTERACTION=1",),
    "pdm": ("PDM_CHECK_UPDATE=0", "PDM_IGNORE_SAVED_PYTHON=1"),
    "pipenv": ("PIPENV_VERBOSITY=-1",),
}
_PIP_ENVIRONMENT: Final = ("PIP_DISABLE_PIP_VERSION_CHECK=1", "PIP_ROOT_USER_ACTION=ignore")
_PRETENDED: Final = ("SETUPTOOLS_SCM_PRETEND_VERSION", "PDM_BUILD_SCM_VERSION", "POETRY_DYNAMIC_VERSIONING_BYPASS")

_FROM_PYPROJECT: Final = (
    "python -c 'import tomllib; "
    'print(*tomllib.load(open("pyproject.toml", "rb"))["project"]["dependencies"], sep="\\n")\' > /tmp/requirements.txt'
)
_FROM_SETUP_CFG: Final = (
    'python -c \'import configparser; settings = configparser.RawConfigParser(); settings.read("setup.cfg"); '
    'print(settings["options"]["install_requires"])\' > /tmp/requirements.txt'
)


class Step(NamedTuple):
    """One RUN instruction."""

    notes: tuple[Note, ...]
    """Its comment."""
    command: str
    mounts: tuple[str, ...] = ()
    ignore: str = ""
    """The rule of hadolint that does not hold here."""


_UNUSED: Final = f"rm {VENV}/bin/[aA]ctivate*"
_VENV_STEP: Final = Step((Note("environment"),), f"python -m venv --without-pip {VENV}{_AND}{_UNUSED}")
# Pipenv takes for an environment only what can be activated, and makes another one.
_PIPENV_VENV_STEP: Final = Step((Note("pipenv-environment"),), f"python -m venv --without-pip {VENV}")


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


def recipe(plan: "Choices") -> "Recipe":
    """Return what the templates need beyond the plan.

    Raises:
        UsageError: the base image has another Python than the one that is asked for.
    """
    if plan.base == "distroless" and plan.language_version != DISTROLESS_VERSION:
        raise UsageError(
            f"distroless has Python {DISTROLESS_VERSION}, not {plan.language_version}",
            f"Use --base slim, or --language-version {DISTROLESS_VERSION}.",
        )
    facts = plan.facts
    manager, cache = str(facts["manager"]), plan.does["cache"]
    build, run = packages.system_packages(facts["native"], plan.family)
    if facts["git"]:
        build = (*build, "git")
    dependencies = [*_dependencies(plan)]
    project = [*_project(plan)]
    # Distroless has no `python`, only `python3.13`; an environment has both.
    venv = manager != "none" or bool(facts["server"]) or plan.base == "distroless"
    if facts["sources_first"] or not cache:
        project, dependencies = [*dependencies, *project], []
    return Recipe(
        start=tuple(word.replace(PORT, str(plan.port)) for word in facts["command"]),
        build_tools=_build_tools(manager, build),
        required=_needed(plan),
        compose_secrets={name: BuildSecret("environment", name) for name in facts["credentials"]},
        front_end=_front_end(plan),
        stop_signal="SIGINT" if facts["interrupt"] else "",
        stop_signal_reason=facts["interrupt"] or "",
        start_period="60s",
        writes=tuple(f"{_workdir(plan)}/{path}" for path in facts["writes"] if path not in facts["keeps"]),
        keeps={path: f"{_workdir(plan)}/{path}" for path in facts["keeps"]},
        workers={
            name: tuple(shlex.split(text)) for name, _, text in (each.partition(": ") for each in facts["workers"])
        },
        own={
            "venv": VENV if venv else "",
            "tool_image": _uv_image(plan) if manager == "uv" else "",
            "tool": tuple(
                _merged([*_tool(plan), *([_PIPENV_VENV_STEP if manager == "pipenv" else _VENV_STEP] if venv else [])])
            ),
            "build_env": _build_env(plan),
            "build_packages": _install(plan, _to_build(plan, build, run), Note("build-packages"))
            if build or (run and not plan.does["multi-stage"])
            else (),
            "run_packages": _install(plan, run, Note("runtime-packages", {"packages": _joined(facts["native"])}))
            if run
            else (),
            "dependencies": tuple(_merged(dependencies)),
            "project": tuple(_merged(project)),
            "run_env": _run_env(plan),
            "workdir": _workdir(plan),
            "ignored": tuple(name for name in ("venv", "env", "dist", "build") if name not in facts["packages"]),
            "databases": tuple(posixpath.join(facts["folder"], path) for path in facts["databases"]),
            "venv_stage": "dependencies" if dependencies and not _changes_venv(plan) else "build",
            "relink": plan.base == "distroless" and venv,
            "requirements": tuple(f"{name}=={versions.tool('python', name)}" for name in ("flask", "gunicorn")),
        },
    )


def _front_end(plan: "Choices") -> dict[str, Any] | None:
    if plan.facts["frontend"] is None:
        return None
    from dockgen.languages.javascript import front_end  # noqa: PLC0415 - few programs have one

    return front_end.recipe(plan)


def _merged(steps: list[Step]) -> Iterator[Step]:
    """Join what follows each other without a mount that differs: one layer does for both."""
    waiting: Step | None = None
    for step in steps:
        if waiting is not None and waiting.mounts == step.mounts == ():
            commands = (f"({text})" if " || " in text else text for text in (waiting.command, step.command))
            waiting = Step((*waiting.notes, *step.notes), _AND.join(commands))
            continue
        if waiting is not None:
            yield waiting
        waiting = step
    if waiting is not None:
        yield waiting


def _changes_venv(plan: "Choices") -> bool:
    """Tell whether the environment is another one after the sources were there."""
    return _own(plan) is not None or plan.base == "distroless"


def _workdir(plan: "Choices") -> str:
    return f"/app/{plan.facts['folder']}".rstrip("/")


def _needed(plan: "Choices") -> tuple[str, ...]:
    """Return the variables without which the settings cannot be read."""
    names = (text.partition("=")[0] for text in plan.facts["build_env"])
    return tuple(name for name in names if name != "DJANGO_SETTINGS_MODULE")


def _joined(native: tuple[str, ...]) -> str:
    return " and ".join(name.lstrip("!") for name in native) or "it"


def _to_build(plan: "Choices", build: tuple[str, ...], run: tuple[str, ...]) -> tuple[str, ...]:
    """Return what the build installs: with one stage alone also what runs."""
    return build if plan.does["multi-stage"] else tuple(sorted({*build, *run}))


def _uv_image(plan: "Choices") -> str:
    image = versions.tool("python", "uv")
    return versions.mirrored(plan.registry, image if plan.does["pin"] else image.partition(":")[0])


def _build_tools(manager: str, packages_: tuple[str, ...]) -> Note:
    """Say what the build image has, and what is added to it."""
    tool = {"tool": _TITLES[manager]} if manager in _TITLES else {}
    if any(name.startswith(("gcc", "g++")) for name in packages_):
        return Note("python-tool-and-compilers" if tool else "python-and-compilers", tool)
    return Note("python-and-tool" if tool else "python-tools", tool)


def _install(plan: "Choices", names: tuple[str, ...], note: Note) -> tuple[Step, ...]:
    """Return the step that installs packages of the distribution."""
    words = " ".join(names)
    if plan.family == "alpine":
        return (Step((note,), f"apk add --no-cache {words}", ignore="DL3018"),)
    command = f"apt-get install -y --no-install-recommends {words}"
    if plan.does["cache"]:
        caches = tuple(f"type=cache,target=/var/{path},sharing=locked" for path in ("cache/apt", "lib/apt"))
        keep = "rm -f /etc/apt/apt.conf.d/docker-clean"
        return (Step((note,), _AND.join((keep, "apt-get update", command)), caches, ignore="DL3008"),)
    clean = "rm -rf /var/lib/apt/lists/*"
    return (Step((note,), _AND.join(("apt-get update", command, clean)), ignore="DL3008"),)


def _build_env(plan: "Choices") -> str:
    manager = str(plan.facts["manager"])
    pip = _PIP_ENVIRONMENT if manager not in {"uv", "none"} or plan.facts["server"] else ()
    pretended = tuple(f"{name}=0.0.0" for name in _PRETENDED) if plan.facts["version_from_git"] else ()
    return _env((*_ENVIRONMENTS.get(manager, ()), *pip, *pretended))


def _env(texts: tuple[str, ...]) -> str:
    """Return what one ENV sets: in a line of its own each, where there are many."""
    return " ".join(texts) if len(texts) <= _IN_ONE_LINE else " \\\n    ".join(texts)


def _run_env(plan: "Choices") -> str:
    """Return the variables of the program, without those that were answered."""
    facts = plan.facts
    path = (
        (f"PYTHONPATH=/app/{facts['folder'] + '/' if facts['folder'] else ''}{facts['path']}",) if facts["path"] else ()
    )
    found = ("PYTHONUNBUFFERED=1", *path, *(text.replace(PORT, str(plan.port)) for text in facts["env"]))
    return _env(tuple(text for text in found if text.partition("=")[0] not in plan.env))


def _tool(plan: "Choices") -> Iterator[Step]:
    """Yield the step that installs the tool itself, in the build stage's own Python."""
    manager = str(plan.facts["manager"])
    if manager in {"poetry", "pdm", "pipenv"}:
        words = " ".join(f'"{word}"' if "<" in word else word for word in versions.tool("python", manager).split())
        note = Note("packaging-tool", {"tool": _TITLES[manager]})
        yield Step((note,), f"pip install {_uncached(plan)}{words}", _caches(plan, _PIP_CACHE))


def _uncached(plan: "Choices") -> str:
    return "" if plan.does["cache"] else "--no-cache-dir "


def _caches(plan: "Choices", *paths: str) -> tuple[str, ...]:
    return tuple(f"type=cache,target={path}" for path in paths) if plan.does["cache"] else ()


def _mounts(plan: "Choices") -> tuple[str, ...]:
    """Return caches, credentials, and the files that name the dependencies."""
    facts = plan.facts
    caches = _caches(plan, _CACHES.get(str(facts["manager"]), _PIP_CACHE))
    secrets = tuple(f"type=secret,id={name},env={name}" for name in facts["credentials"])
    needs_files = plan.does["cache"] and not facts["sources_first"]
    return (*caches, *secrets, *(_bound(plan) if needs_files else ()))


def _bound(plan: "Choices") -> tuple[str, ...]:
    """Return the mounts of the files that name the dependencies, by whole paths, which older builders want too."""
    return tuple(f"type=bind,source={path},target=/app/{path}" for path in plan.facts["files"])


def _dependencies(plan: "Choices") -> Iterator[Step]:
    """Yield the steps that install all that the project depends on."""
    commands = _commands(plan)
    if commands:
        yield Step(tuple(_notes_of_dependencies(plan)), _AND.join(commands), _mounts(plan))
    if server := plan.facts["server"]:
        yield _server(plan, str(server))


def _notes_of_dependencies(plan: "Choices") -> Iterator[Note]:
    facts = plan.facts
    if facts["sources_first"]:
        yield Note("dependencies-after-sources", {"reason": facts["sources_first"]})
    else:
        yield Note("python-dependencies-first" if plan.does["cache"] else "python-dependencies")
    if facts["manager"] in _TITLES:
        yield (
            Note("lock-file-checked")
            if facts["locked"]
            else Note("python-lock-file-missing", {"tool": facts["manager"]})
        )


def _commands(plan: "Choices") -> list[str]:
    """Return the commands that install the dependencies, without the project itself."""
    facts = plan.facts
    manager, files = str(facts["manager"]), facts["files"]
    uncached = _uncached(plan)
    if manager == "pip":
        return [f"{_PIP} {uncached}-r {files[0]}"]
    if manager in {"pyproject", "setup.cfg"} and not facts["sources_first"]:
        if not facts["requirements"]:
            return []
        return [
            _from_pyproject(plan) if manager == "pyproject" else _FROM_SETUP_CFG,
            f"{_PIP} {uncached}-r /tmp/requirements.txt",
        ]
    if manager in {"pyproject", "setup.py"}:
        return [f"{_PIP} {uncached}{'-e ' if facts['editable'] else ''}."]
    return {"uv": _uv, "poetry": _poetry, "pdm": _pdm, "pipenv": _pipenv}[manager](plan) if manager in _TITLES else []


def _from_pyproject(plan: "Choices") -> str:
    """Return the command that lists what a pyproject.toml depends on; before 3.11 only pip could read TOML."""
    if plan.language_version in {"3.9", "3.10"}:
        command = _FROM_PYPROJECT.replace("import tomllib", "from pip._vendor import tomli as tomllib")
        return command.replace("python -c", "/usr/local/bin/python3 -c", 1)
    return _FROM_PYPROJECT


def _uv(plan: "Choices") -> list[str]:
    facts = plan.facts
    words = ["uv sync --locked --no-dev" if facts["locked"] else "uv sync --no-dev"]
    if facts["member"]:
        words += [f"--package {facts['member']}", "--no-install-workspace"]
    elif facts["package"]:
        words += ["--no-install-project"]
    return [" ".join([*words, *(() if plan.does["cache"] else ("--no-cache",))])]


def _poetry(plan: "Choices") -> list[str]:
    return [f"poetry install --only main --no-root --compile{'' if plan.does['cache'] else ' --no-cache'}"]


def _pdm(plan: "Choices") -> list[str]:
    check = "--check " if plan.facts["locked"] else ""
    return [f"pdm install {check}--prod --no-self", f"python -m compileall -q {VENV}"]


def _pipenv(plan: "Choices") -> list[str]:
    commands = ["pipenv verify", "pipenv sync"] if plan.facts["locked"] else ["pipenv install --skip-lock"]
    return [*commands, _UNUSED]


def _server(plan: "Choices", server: str) -> Step:
    """Add the production server that the project does not name."""
    manager = str(plan.facts["manager"])
    requirement = f"{server}=={versions.tool('python', server)}"
    if manager == "uv":
        command = (
            f"uv pip install --python {VENV}/bin/python {'' if plan.does['cache'] else '--no-cache '}{requirement}"
        )
    else:
        command = f"{_PIP} {_uncached(plan)}{requirement}"
    return Step(
        (Note("added-server", {"server": server}),),
        command,
        _caches(plan, _CACHES["uv"] if manager == "uv" else _PIP_CACHE),
    )


def _project(plan: "Choices") -> Iterator[Step]:
    """Yield the steps that need the sources."""
    facts = plan.facts
    if (command := _own(plan)) is not None:
        cache = _CACHES.get(str(facts["manager"]), _PIP_CACHE)
        notes = [Note("installed-project" if facts["editable"] else "compiled-project")]
        if facts["editable"] and _NO_TIMES in command:
            notes.append(Note("uv-times"))
        yield Step(tuple(notes), command, (*_caches(plan, cache), *(_bound(plan) if facts["copied"] else ())))
    if manage := facts["manage"]:
        settings = "".join(f"{text} " for text in facts["build_env"])
        names = _needed(plan)
        needed = (Note("build-settings", {"names": _joined(names)}),) if names else ()
        yield Step((Note("static-files"), *needed), f"{settings}python {manage} collectstatic --noinput")
    if writes := sorted({*facts["writes"], *facts["keeps"]}):
        yield _writable(plan, writes)
    yield Step((Note("bytecode"),), "python -m compileall -qq . || true")


def _writable(plan: "Choices", folders: list[str]) -> Step:
    """Make folders that the program may write, and links to what it looks for elsewhere."""
    base = f"{plan.facts['folder']}/" if plan.facts["folder"] else ""
    words = " ".join(base + path for path in folders)
    notes = [Note("kept-folders" if plan.facts["keeps"] else "written-folders")]
    commands = [f"mkdir -p {words}", f"chmod 1777 {words}"]
    for path, _, target in (link.partition("=") for link in plan.facts["links"]):
        notes += [Note("kept-link", {"path": path})] if path else []
        commands.append(f"ln -sf {posixpath.relpath(target, posixpath.dirname(path) or '.')} {base}{path}")
    return Step(tuple(notes), _AND.join(commands))


def _own(plan: "Choices") -> str | None:
    """Return the command that installs the project itself, without its dependencies; None where there is none."""
    facts = plan.facts
    manager = str(facts["manager"])
    if not facts["package"] or manager == "setup.py" or (manager == "pyproject" and facts["sources_first"]):
        return None
    editable = "" if facts["editable"] else " --no-editable"
    if manager == "uv":
        package = f" --package {facts['member']}" if facts["member"] else ""
        locked = " --locked" if facts["locked"] else ""
        inexact = " --inexact" if facts["server"] else ""
        uncached = "" if plan.does["cache"] else " --no-cache"
        command = f"uv sync{locked} --no-dev{package}{inexact}{editable}{uncached}"
        return f"{command}{_NO_TIMES}" if plan.does["multi-stage"] and facts["editable"] else command
    if manager == "poetry":
        return "poetry install --only-root"
    if manager == "pdm":
        return f"pdm install {'--check ' if facts['locked'] else ''}--prod{editable}"
    return f"{_PIP} {_uncached(plan)}--no-deps {'-e ' if facts['editable'] else ''}."

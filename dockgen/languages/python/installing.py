"""The commands that install what a Python project depends on, and the project itself, with each package manager."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from dockgen import versions
from dockgen.model.note import Note
from dockgen.model.steps import Mount, Run

if TYPE_CHECKING:
    from dockgen.model.plan import Choices

VENV: Final = "/opt/venv"
TITLES: Final = {"uv": "uv", "poetry": "Poetry", "pdm": "PDM", "pipenv": "Pipenv"}
_PIP: Final = f"pip --python {VENV}/bin/python install"
_INSTALLED: Final = f"{VENV}/lib/python*/site-packages/*.dist-info"
_NO_TIMES: Final = (f"rm -f {_INSTALLED}/uv_cache.json", f"sed -i /uv_cache.json/d {_INSTALLED}/RECORD")
_UNUSED: Final = f"rm {VENV}/bin/[aA]ctivate*"

_CACHES: Final = {
    "uv": "/root/.cache/uv",
    "poetry": "/root/.cache/pypoetry",
    "pdm": "/root/.cache/pdm",
    "pipenv": "/root/.cache/pipenv",  # its pip keeps everything there too
}
_PIP_CACHE: Final = "/root/.cache/pip"

_ENVIRONMENTS: Final[Mapping[str, Mapping[str, str]]] = {
    "uv": {
        "UV_PROJECT_ENVIRONMENT": VENV,
        "UV_PYTHON": "/usr/local/bin/python3",
        "UV_PYTHON_DOWNLOADS": "never",
        "UV_COMPILE_BYTECODE": "1",
        "UV_LINK_MODE": "copy",
    },
    "poetry": {"POETRY_NO_INTERACTION": "1"},
    "pdm": {"PDM_CHECK_UPDATE": "0", "PDM_IGNORE_SAVED_PYTHON": "1"},
    "pipenv": {"PIPENV_VERBOSITY": "-1"},
}
_PIP_ENVIRONMENT: Final = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_ROOT_USER_ACTION": "ignore"}
_PRETENDED: Final = ("SETUPTOOLS_SCM_PRETEND_VERSION", "PDM_BUILD_SCM_VERSION", "POETRY_DYNAMIC_VERSIONING_BYPASS")

_FROM_PYPROJECT: Final = (
    "python -c 'import tomllib; "
    'print(*tomllib.load(open("pyproject.toml", "rb"))["project"]["dependencies"], sep="\\n")\' > /tmp/requirements.txt'
)
_FROM_SETUP_CFG: Final = (
    'python -c \'import configparser; settings = configparser.RawConfigParser(); settings.read("setup.cfg"); '
    'print(settings["options"]["install_requires"])\' > /tmp/requirements.txt'
)


def environment(plan: "Choices") -> Mapping[str, str]:
    """Return what the package managers have to be told."""
    manager = str(plan.facts["manager"])
    pip = _PIP_ENVIRONMENT if manager not in {"uv", "none"} or plan.facts["server"] else {}
    pretended = dict.fromkeys(_PRETENDED, "0.0.0") if plan.facts["version_from_git"] else {}
    return {**_ENVIRONMENTS.get(manager, {}), **pip, **pretended}


def tools(plan: "Choices", *, has_venv: bool) -> Iterator[Run]:
    """Yield the steps that install the package manager in the build stage's own Python, and make the environment."""
    manager = str(plan.facts["manager"])
    if manager in {"poetry", "pdm", "pipenv"}:
        words = " ".join(f'"{word}"' if "<" in word else word for word in versions.tool("python", manager).split())
        note = Note("packaging-tool", {"tool": TITLES[manager]})
        yield Run((f"pip install {_uncached(plan)}{words}",), _caches(plan, _PIP_CACHE), notes=((note,),))
    if has_venv:
        make = f"python -m venv --without-pip {VENV}"
        # Pipenv takes for an environment only what can be activated, and makes another one.
        is_plain = manager != "pipenv"
        note = Note("environment" if is_plain else "pipenv-environment")
        yield Run((make, _UNUSED) if is_plain else (make,), notes=((note,),))


def dependencies(plan: "Choices") -> Iterator[Run]:
    """Yield the steps that install all that the project depends on."""
    if commands := _commands(plan):
        yield Run(commands, _mounts(plan), notes=(tuple(_notes(plan)),))
    if server := plan.facts["server"]:
        yield _server(plan, str(server))


def project(plan: "Choices") -> Iterator[Run]:
    """Yield the step that installs the project itself, where it is a package."""
    facts = plan.facts
    if commands := own(plan):
        cache = _CACHES.get(str(facts["manager"]), _PIP_CACHE)
        notes = [Note("installed-project" if facts["editable"] else "compiled-project")]
        if facts["editable"] and _NO_TIMES[0] in commands:
            notes.append(Note("uv-times"))
        mounts = (*_caches(plan, cache), *(_bound(plan) if facts["copied"] else ()))
        yield Run(commands, mounts, notes=(tuple(notes),))


def own(plan: "Choices") -> tuple[str, ...]:
    """Return the commands that install the project itself, without its dependencies; none where it is no package."""
    facts = plan.facts
    manager = str(facts["manager"])
    if not facts["package"] or manager == "setup.py" or (manager == "pyproject" and facts["sources_first"]):
        return ()
    editable = "" if facts["editable"] else " --no-editable"
    if manager == "uv":
        package = f" --package {facts['member']}" if facts["member"] else ""
        locked = " --locked" if facts["locked"] else ""
        inexact = " --inexact" if facts["server"] else ""
        uncached = "" if plan.does["cache"] else " --no-cache"
        command = f"uv sync{locked} --no-dev{package}{inexact}{editable}{uncached}"
        return (command, *(_NO_TIMES if plan.does["multi-stage"] and facts["editable"] else ()))
    if manager == "poetry":
        return ("poetry install --only-root",)
    if manager == "pdm":
        return (f"pdm install {'--check ' if facts['locked'] else ''}--prod{editable}",)
    return (f"{_PIP} {_uncached(plan)}--no-deps {'-e ' if facts['editable'] else ''}.",)


def _uncached(plan: "Choices") -> str:
    return "" if plan.does["cache"] else "--no-cache-dir "


def _caches(plan: "Choices", path: str) -> tuple[Mount, ...]:
    return (Mount("cache", path),) if plan.does["cache"] else ()


def _mounts(plan: "Choices") -> tuple[Mount, ...]:
    """Return caches, credentials, and the files that name the dependencies."""
    facts = plan.facts
    caches = _caches(plan, _CACHES.get(str(facts["manager"]), _PIP_CACHE))
    secrets = (Mount("secret", id=name, env=name) for name in facts["credentials"])
    needs_files = plan.does["cache"] and not facts["sources_first"]
    return (*caches, *secrets, *(_bound(plan) if needs_files else ()))


def _bound(plan: "Choices") -> tuple[Mount, ...]:
    """Return the mounts of the files that name the dependencies, by whole paths, which older builders want too."""
    return tuple(Mount("bind", f"/app/{path}", path) for path in plan.facts["files"])


def _notes(plan: "Choices") -> Iterator[Note]:
    facts = plan.facts
    if facts["sources_first"]:
        yield Note("dependencies-after-sources", {"reason": facts["sources_first"]})
    else:
        yield Note("dependencies-first" if plan.does["cache"] else "python-dependencies")
    if facts["manager"] in TITLES:
        unlocked = Note("python-lock-file-missing", {"tool": facts["manager"]})
        yield Note("lock-file-checked") if facts["locked"] else unlocked


def _commands(plan: "Choices") -> tuple[str, ...]:
    """Return the commands that install the dependencies, without the project itself."""
    facts = plan.facts
    manager, uncached = str(facts["manager"]), _uncached(plan)
    if manager == "pip":
        return (f"{_PIP} {uncached}-r {facts['files'][0]}",)
    if manager in {"pyproject", "setup.cfg"} and not facts["sources_first"]:
        lists = _from_pyproject(plan) if manager == "pyproject" else _FROM_SETUP_CFG
        return (lists, f"{_PIP} {uncached}-r /tmp/requirements.txt") if facts["requirements"] else ()
    if manager in {"pyproject", "setup.py"}:
        return (f"{_PIP} {uncached}{'-e ' if facts['editable'] else ''}.",)
    return _WITH[manager](plan) if manager in _WITH else ()


def _from_pyproject(plan: "Choices") -> str:
    """Return the command that lists what a pyproject.toml depends on; before 3.11 only pip could read TOML."""
    if plan.language_version in {"3.9", "3.10"}:
        command = _FROM_PYPROJECT.replace("import tomllib", "from pip._vendor import tomli as tomllib")
        return command.replace("python -c", "/usr/local/bin/python3 -c", 1)
    return _FROM_PYPROJECT


def _uv(plan: "Choices") -> tuple[str, ...]:
    facts = plan.facts
    words = ["uv sync --locked --no-dev" if facts["locked"] else "uv sync --no-dev"]
    if facts["member"]:
        words += [f"--package {facts['member']}", "--no-install-workspace"]
    elif facts["package"]:
        words += ["--no-install-project"]
    return (" ".join([*words, *(() if plan.does["cache"] else ("--no-cache",))]),)


def _poetry(plan: "Choices") -> tuple[str, ...]:
    return (f"poetry install --only main --no-root --compile{'' if plan.does['cache'] else ' --no-cache'}",)


def _pdm(plan: "Choices") -> tuple[str, ...]:
    check = "--check " if plan.facts["locked"] else ""
    return (f"pdm install {check}--prod --no-self", f"python -m compileall -q {VENV}")


def _pipenv(plan: "Choices") -> tuple[str, ...]:
    commands = ("pipenv verify", "pipenv sync") if plan.facts["locked"] else ("pipenv install --skip-lock",)
    return (*commands, _UNUSED)


_WITH: Final = {"uv": _uv, "poetry": _poetry, "pdm": _pdm, "pipenv": _pipenv}


def _server(plan: "Choices", server: str) -> Run:
    """Return the step that adds the production server that the project does not name."""
    is_uv = plan.facts["manager"] == "uv"
    requirement = f"{server}=={versions.tool('python', server)}"
    uncached = "" if plan.does["cache"] else "--no-cache "
    with_uv = f"uv pip install --python {VENV}/bin/python {uncached}{requirement}"
    command = with_uv if is_uv else f"{_PIP} {_uncached(plan)}{requirement}"
    note = Note("added-server", {"server": server})
    return Run((command,), _caches(plan, _CACHES["uv"] if is_uv else _PIP_CACHE), notes=((note,),))

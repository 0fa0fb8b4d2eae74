"""The commands that install what a Python project depends on, and the project itself, with each package manager."""

import posixpath
from collections.abc import Iterator, Mapping
from shlex import quote
from typing import TYPE_CHECKING, Final

from dockgen import versions
from dockgen.languages.kit.logins import login
from dockgen.languages.python import old_setuptools
from dockgen.languages.python.own import Python
from dockgen.model.note import Note
from dockgen.model.steps import Arg, Env, Mount, Run

if TYPE_CHECKING:
    from dockgen.model.plan import Choices

VENV: Final = "/opt/venv"
TITLES: Final = {"uv": "uv", "poetry": "Poetry", "pdm": "PDM", "pipenv": "Pipenv"}
_PIP: Final = f"pip --python {VENV}/bin/python install"
_INSTALLED: Final = f"{VENV}/lib/python*/site-packages/*.dist-info"
_NO_TIMES: Final = (f"rm -f {_INSTALLED}/uv_cache.json", f"sed -i /uv_cache.json/d {_INSTALLED}/RECORD")
_UNUSED: Final = f"rm {VENV}/bin/[aA]ctivate*"

_PIP_CACHE: Final = "/root/.cache/pip"
_CACHES: Final = {
    "uv": "/root/.cache/uv",
    "poetry": "/root/.cache/pypoetry",
    "pdm": "/root/.cache/pdm",
    "pipenv": "/root/.cache/pipenv",  # its pip keeps everything there too
}
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
NO_VERSION: Final = "0.0.0"
_PRETENDED: Final = ("SETUPTOOLS_SCM_PRETEND_VERSION", "PDM_BUILD_SCM_VERSION", "POETRY_DYNAMIC_VERSIONING_BYPASS")

_FROM_PYPROJECT: Final = (
    "{python} -c '{toml}; "
    'print(*tomllib.load(open("pyproject.toml", "rb"))["project"]["dependencies"]{more}, sep="\\n")\''
    " > /tmp/requirements.txt"
)
_MORE: Final = ', *tomllib.load(open("pyproject.toml", "rb"))["project"]["optional-dependencies"]["{}"]'
_FROM_SETUP_CFG: Final = (
    'python -c \'import configparser; settings = configparser.RawConfigParser(); settings.read("setup.cfg"); '
    'print(settings["options"]["install_requires"])\' > /tmp/requirements.txt'
)


class Build:
    """What is built: what was chosen, and what the project is."""

    def __init__(self, plan: "Choices", own: Python) -> None:
        self.plan, self.own = plan, own
        self.manager = own.manager.value
        """What installs the project."""
        self.workdir = posixpath.join("/app", own.folder.value).rstrip("/")
        """The program's folder in the image."""
        self.has_venv = self.manager != "none" or own.server.value is not None or plan.base == "distroless"
        """Whether there is an environment: distroless has no `python`, only `python3.13`; an environment has both."""
        self.is_apart = plan.does["cache"] and own.sources_first.value is None
        """Whether the dependencies are installed before the sources are there."""

    def caches(self, path: str = "") -> tuple[Mount, ...]:
        """Return a cache mount, where the plan has such; by default the one of the package manager."""
        return (Mount("cache", path or _CACHES.get(self.manager, _PIP_CACHE)),) if self.plan.does["cache"] else ()

    def bound(self) -> tuple[Mount, ...]:
        """Return the mounts of the files that name the dependencies, by whole paths, which older builders want too."""
        return tuple(Mount("bind", f"/app/{path}", path) for path in self.own.files.value)

    def pip(self, words: str, install: str = _PIP) -> str:
        """Return the command with which pip installs something, by default into the environment."""
        return f"{install} {'' if self.plan.does['cache'] else '--no-cache-dir '}{words}"


def environment(build: Build) -> Mapping[str, str]:
    """Return what the package managers have to be told."""
    pip = _PIP_ENVIRONMENT if build.manager not in {"uv", "none"} or build.own.server.value else {}
    pretended = dict.fromkeys(_PRETENDED, NO_VERSION) if build.own.version_from_git.value else {}
    return {**_ENVIRONMENTS.get(build.manager, {}), **pip, **pretended}


def version(build: Build) -> tuple[Arg, Env] | tuple[()]:
    """Return the steps that take the project's version from outside, where it comes from git's history."""
    if not (build.own.version_from_git.value and build.own.package.value):
        return ()
    argument = Arg(("VERSION",), NO_VERSION, Note("version-argument"))
    return (argument, Env(dict.fromkeys(_PRETENDED, "$VERSION"), is_joined=True))


def tools(build: Build) -> Iterator[Run]:
    """Yield the steps that install the package manager in the build stage's own Python, and make the environment."""
    manager = build.manager
    if manager in {"poetry", "pdm", "pipenv"}:
        named = versions.tool("python", manager, build.plan.language_version).split()
        words = " ".join(f'"{word}"' if "<" in word else word for word in named)
        note = Note("packaging-tool", {"tool": TITLES[manager]})
        yield Run((build.pip(words, "pip install"),), build.caches(_PIP_CACHE), notes=((note,),))
    if build.has_venv:
        make = f"python -m venv --without-pip {VENV}"
        # Pipenv only uses an environment that can be activated; otherwise it makes another one.
        is_plain = manager != "pipenv"
        note = Note("environment" if is_plain else "pipenv-environment")
        yield Run((make, _UNUSED) if is_plain else (make,), notes=((note,),))


def dependencies(build: Build) -> Iterator[Run]:
    """Yield the steps that install everything that the project depends on."""
    if commands := _with_tool(build) or _with_pip(build):
        secrets = login(build.own.credentials.value).mounts
        mounts = (*build.caches(), *secrets, *(build.bound() if build.is_apart else ()))
        yield Run(commands, mounts, notes=(tuple(_notes(build)),))
    if server := build.own.server.value:
        version = versions.tool("python", server, build.plan.language_version)
        requirement, is_uv = f"{server}=={version}", build.manager == "uv"
        uncached = "" if build.plan.does["cache"] else "--no-cache "
        with_uv = f"uv pip install --python {VENV}/bin/python {uncached}{requirement}"
        command = with_uv if is_uv else build.pip(requirement)
        note = Note("added-server", {"server": server})
        yield Run((command,), build.caches(_CACHES["uv"] if is_uv else _PIP_CACHE), notes=((note,),))


def project(build: Build) -> Iterator[Run]:
    """Yield the step that installs the project itself, where it is a package."""
    if commands := itself(build):
        is_editable = build.own.editable.value
        notes = [Note("installed-project" if is_editable else "compiled-project")]
        if is_editable and _NO_TIMES[0] in commands:
            notes.append(Note("uv-times"))
        mounts = (*build.caches(), *(build.bound() if build.own.copied.value else ()))
        yield Run(commands, mounts, notes=(tuple(notes),))


def itself(build: Build) -> tuple[str, ...]:
    """Return the commands that install the project itself, without its dependencies; none where it is no package."""
    plan, own, manager = build.plan, build.own, build.manager
    if not own.package.value or _is_whole(build):
        return ()
    is_editable, is_locked, member = own.editable.value, own.locked.value, own.member.value
    editable = "" if is_editable else " --no-editable"
    if manager == "uv":
        command = "uv sync" + (" --locked" if is_locked else "") + " --no-dev" + own.groups.value.for_uv()
        command += (f" --package {member}" if member else "") + (" --inexact" if own.server.value else "")
        command += editable + ("" if plan.does["cache"] else " --no-cache")
        return (command, *(_NO_TIMES if plan.does["multi-stage"] and is_editable else ()))
    if manager == "poetry":
        return ("poetry install --only-root",)
    if manager == "pdm":
        groups = own.groups.value.for_pdm()
        return (" ".join(f"pdm install {'--check ' if is_locked else ''}{groups}{editable}".split()),)
    return (build.pip(f"--no-deps {'-e ' if is_editable else ''}."),)


def _is_whole(build: Build) -> bool:
    """Tell whether pip installs the project together with its dependencies."""
    return build.own.sources_first.value is not None and build.manager in {"pyproject", "setup.cfg", "setup.py"}


def _with_tool(build: Build) -> tuple[str, ...]:
    """Return the commands with which a package manager installs the dependencies, without the project itself."""
    own, manager, member = build.own, build.manager, build.own.member.value
    is_locked, uncached = own.locked.value, "" if build.plan.does["cache"] else " --no-cache"
    if manager == "uv" and (script := own.script.value):
        # The environment on PATH, since a script has none of its own in a project's place.
        return (f"uv sync{' --locked' if is_locked else ''} --active --script {script}{uncached}",)
    if manager == "uv":
        only = " --no-install-project" if own.package.value else ""
        only = f" --package {member} --no-install-workspace" if member else only
        groups = own.groups.value.for_uv()
        return (f"uv sync{' --locked' if is_locked else ''} --no-dev{groups}{only}{uncached}",)
    if manager == "poetry":
        return (f"poetry install {own.groups.value.for_poetry()} --no-root --compile{uncached}",)
    if manager == "pdm":
        check = "--check " if is_locked else ""
        install = f"pdm install {check}{own.groups.value.for_pdm()} --no-self"
        return (" ".join(install.split()), f"python -m compileall -q {VENV}")
    if manager == "pipenv":
        return (*(("pipenv verify", "pipenv sync") if is_locked else ("pipenv install --skip-lock",)), _UNUSED)
    return ()


def _with_pip(build: Build) -> tuple[str, ...]:
    """Return the commands with which pip installs the dependencies."""
    more = "".join(f" {quote(one)}" for one in build.own.added.value)
    more += f' "{old_setuptools.REQUIREMENT}"' if build.own.pkg_resources.value else ""
    if build.manager == "pip":
        listed = f"-r {build.own.files.value[0]}" if build.own.files.value else ""
        return (build.pip(f"{listed}{more}".strip()),)
    if _is_whole(build):
        extras = ",".join(build.own.groups.value.names(extras=True))
        return (build.pip(f"{'-e ' if build.own.editable.value else ''}.{f'[{extras}]' if extras else ''}{more}"),)
    if build.manager == "none" or not build.own.requirements.value:
        return ()
    is_old = build.plan.language_version in versions.ended("python")  # before 3.11 only pip could read TOML
    from_pyproject = _FROM_PYPROJECT.format(
        python="/usr/local/bin/python3" if is_old else "python",
        toml="from pip._vendor import tomli as tomllib" if is_old else "import tomllib",
        more="".join(map(_MORE.format, build.own.groups.value.names(extras=True))),
    )
    listing = from_pyproject if build.manager == "pyproject" else _FROM_SETUP_CFG
    return (listing, build.pip(f"-r /tmp/requirements.txt{more}"))


def _notes(build: Build) -> Iterator[Note]:
    if reason := build.own.sources_first.value:
        yield Note("dependencies-after-sources", {"reason": reason})
    else:
        yield Note("dependencies-first" if build.plan.does["cache"] else "python-dependencies")
    if build.own.added.value:
        yield Note("added-requirements", {"path": build.own.added.source})
    if what := build.own.pkg_resources.value:
        yield Note("old-setuptools", {"what": what})
    if build.manager in TITLES:
        script = ("--script", build.own.script.value) if build.own.script.value else ()
        command = " ".join((build.manager, "lock", *script))
        unlocked = Note("python-lock-file-missing", {"command": command})
        yield Note("lock-file-checked") if build.own.locked.value else unlocked

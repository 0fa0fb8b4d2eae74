"""What only a Node.js program has."""

from collections.abc import Mapping
from typing import Final

from dockgen.languages.javascript.installing import Install
from dockgen.languages.javascript.managers import MANAGERS, Chosen, Npmrc
from dockgen.languages.javascript.web_app import Web
from dockgen.languages.kit.written import Written
from dockgen.model.found import Found
from dockgen.records import NamedTuple


class Member(NamedTuple):
    """The part of a workspace that is the program, or the only package."""

    folder: str = ""
    """Empty for the top."""
    name: str = ""
    needed: tuple[str, ...] = ()
    """The members that it needs to be built, those first that others of them need."""
    runs_with: tuple[str, ...] = ()
    """What of them is there when it runs."""
    root_files: tuple[str, ...] = ()
    """The settings at the top that its build refers to."""
    is_built_from_all: bool = False
    """Whether its build finds out by itself what it needs of the others."""
    is_bundled: bool = False
    """Whether what is built of it has its packages in it."""


class Prisma(NamedTuple):
    """What Prisma's client needs."""

    needs_engines: bool = False
    env: Mapping[str, str] = {}
    """Stand-ins for variables that its settings insist on."""
    generates: tuple[str, ...] = ()
    """The commands that make a client that goes into node_modules; none for any other."""


class Task(NamedTuple):
    """What has to succeed before the server starts."""

    words: tuple[str, ...]
    """Exec form."""
    folder: str = ""
    """Where it runs, from the top."""
    files: tuple[str, ...] = ()
    """The project's own scripts and settings that it names, from the top."""
    needs_development: bool = False
    """Whether it uses packages that only development needs."""
    is_bin: bool = False
    """Whether it is a command of a package, or a shell's, and not a file that the runtime gets."""


_NONE: Final = "not in the sample app"
_NOTHING: Final = Found((), _NONE)
_NO: Final = Found(value=False, source=_NONE)


class Node(NamedTuple):
    """What only a Node.js program has; the defaults are those of the sample app."""

    engines: Found[tuple[str, ...]] = _NOTHING
    """The ranges of versions that the project allows."""
    protocol: Found[str | None] = Found(None, _NONE)
    """What its server speaks: http or tcp."""
    kind: Found[str] = Found("worker", _NONE)
    """server, worker, or static or spa for what is only files once it is built."""
    framework: Found[str | None] = Found(None, _NONE)
    """The title of the framework that it is built with."""
    web: Found[Web | None] = Found(None, _NONE)
    """How its framework builds and runs it."""
    needs_shell: Found[bool] = _NO
    """Whether a shell, or the program of a package, starts it."""
    runs_in: Found[str] = Found("", _NONE)
    """Where it runs, from the app's folder."""
    run_env: Found[Mapping[str, str]] = Found({}, _NONE)
    """The variables that its start script or its framework sets."""
    stops: Found[bool] = _NO
    """Whether it ends itself when it is asked to."""
    workers: Found[Mapping[str, tuple[str, ...]]] = Found({}, _NONE)
    """What takes jobs from a queue beside it: names and commands."""
    jobs: Found[Mapping[str, Task]] = Found({}, _NONE)
    """What has to succeed before it starts, by name; one at most."""
    kept: Found[Written] = Found(Written(), _NONE)
    manager: Found[str] = Found("npm", _NONE)
    """The package manager, as the table in managers.py calls it."""
    manager_version: Found[str] = Found("", _NONE)
    """Its version; empty for npm, which comes with Node.js."""
    manager_entry: Found[str] = Found("", _NONE)
    """The project's own copy of Yarn; empty for none."""
    has_prune: Found[bool] = Found(value=True, source=_NONE)
    """Whether that has a command that takes away what only development needs."""
    lock: Found[str] = Found("", _NONE)
    """The lock file; empty for none."""
    plug_n_play: Found[bool] = _NO
    """Whether Yarn would leave no node_modules."""
    npmrc: Found[Npmrc] = Found(Npmrc(), _NONE)
    install: Found[Install] = Found(Install(), _NONE)
    skips: Found[Mapping[str, str]] = Found({}, _NONE)
    """The variables that keep packages from downloads that nothing needs."""
    member: Found[Member] = Found(Member(), _NONE)
    development: Found[bool] = _NO
    """Whether there are packages that only development needs."""
    keeps_all: Found[bool] = _NO
    """Whether it needs those when it runs."""
    native: Found[tuple[str, ...]] = _NOTHING
    """The packages that need something of the distribution; `git:` where some are fetched by Git."""
    prisma: Found[Prisma] = Found(Prisma(), _NONE)
    build: Found[tuple[str, ...]] = _NOTHING
    build_env: Found[Mapping[str, str]] = Found({}, _NONE)
    copies: Found[tuple[tuple[str, str], ...]] = Found(((".", "."),), "what runs")
    """What runs, from its folder, and where that goes; `.` is all."""
    ignores: Found[tuple[str, ...]] = Found((), "what a build leaves")
    """The folders that builds fill."""
    env_files: Found[tuple[str, ...]] = _NOTHING
    """The files with public values that are part of the repository."""

    @property
    def chosen(self) -> Chosen:
        """The package manager."""
        version, entry = self.manager_version.value, self.manager_entry.value
        manager, lock, prunes = MANAGERS[self.manager.value], self.lock.value, self.has_prune.value
        return Chosen(manager, version, self.manager.source, lock, entry, has_prune=prunes)

    @property
    def site(self) -> Web | None:
        """The web app that is only files once it is built; None for any other program."""
        web = self.web.value
        return web if web and web.kind != "server" else None

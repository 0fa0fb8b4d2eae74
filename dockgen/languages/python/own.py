"""What only a Python program has, and what is found out about the sample app."""

from collections.abc import Mapping
from typing import Final

from dockgen.languages.kit import sample_app
from dockgen.languages.kit.written import Written
from dockgen.languages.python.groups import Groups
from dockgen.model.found import Found
from dockgen.model.note import Note
from dockgen.model.recipe import Job
from dockgen.records import NamedTuple

DISTROLESS_VERSION: Final = "3.13"
_FILE: Final = "requirements.txt"
_NOTHING: Final = Found(None, "app.py")
_EMPTY: Final = Found((), "app.py")
_NO: Final = Found(value=False, source=_FILE)


class Python(NamedTuple):
    """What only a Python program has; by default what most have."""

    framework: Found[str | None]
    manager: Found[str]
    """What installs it: uv, poetry, pdm, pipenv, pip (requirement files), pyproject, setup.cfg, setup.py, or none."""
    files: Found[tuple[str, ...]]
    """What has to be there to install the dependencies, the file that names them first."""
    requirements: Found[bool]
    """Whether it depends on any package."""
    script: Found[str | None] = _NOTHING
    """The script that lists its dependencies itself, or that a Space runs."""
    added: Found[tuple[str, ...]] = _EMPTY
    """Requirements that stand in none of the files that pip reads."""
    locked: Found[bool] = _NO
    package: Found[bool] = _NO
    """Whether the project itself is installed too."""
    sets_up: Found[tuple[str, ...]] = Found((), "no command that makes tables")
    """The command that makes the tables of its database."""
    described_in: Found[tuple[str, ...]] = Found((), _FILE)
    """The files that its package's metadata takes in: README and licences."""
    editable: Found[bool] = Found(value=True, source=_FILE)
    """Whether it can be installed where it lies."""
    sources_first: Found[Note | None] = _NOTHING
    """Why the sources have to be there before the dependencies can be installed; None where they need not."""
    pkg_resources: Found[str | None] = _NOTHING
    """What imports a module that newer releases of setuptools do not have."""
    git: Found[bool] = _NO
    """Whether git fetches some dependency."""
    version_from_git: Found[bool] = _NO
    """Whether its version comes from git's history, which is not sent to the builder."""
    credentials: Found[tuple[str, ...]] = _EMPTY
    """Environment variables with credentials that the installation may need."""
    groups: Found[Groups] = Found(Groups(), _FILE)
    """Its groups of dependencies."""
    native: Found[tuple[str, ...]] = _EMPTY
    """Dependencies that need packages of the distribution, as keys of `packages.needed`."""
    runs: Found[tuple[str, ...]] = _EMPTY
    """Programs of the distribution that it starts, as words of the kit's system packages."""
    debian: Found[tuple[str, ...]] = _EMPTY
    """Packages of Debian that an Aptfile or the like lists."""
    hooks: Found[tuple[tuple[str, str], ...]] = Found((), "app.py")
    """Scripts that run at build time, each with its shell."""
    locales: Found[tuple[str, ...]] = _EMPTY
    browsers: Found[tuple[str, ...]] = _EMPTY
    """Those that Playwright installs."""
    no_musl: Found[tuple[str, ...]] = _EMPTY
    """Dependencies that are not published for Alpine's C library."""
    folder: Found[str] = Found("", "the folder")
    """Its folder; "" for the top."""
    member: Found[str | None] = _NOTHING
    """Its name as a member of a workspace."""
    copied: Found[tuple[str, ...]] = _EMPTY
    """The folders of a workspace that it is made of; empty where that is everything."""
    packages: Found[tuple[str, ...]] = _EMPTY
    """Folders named like those that tools make, which are part of the program here."""
    left_out: Found[tuple[str, ...]] = _EMPTY
    """What lies beside it and is not read by it, as patterns of `.dockerignore`."""
    server: Found[str | None] = _NOTHING
    """The production server that has to be added."""
    interrupt: Found[str | None] = _NOTHING
    """The note that says why SIGINT stops it; None where SIGTERM does."""
    env: Found[Mapping[str, str]] = Found({}, "app.py")
    build_env: Found[Mapping[str, str]] = Found({}, "app.py")
    """Variables without which its settings cannot be read, with values that mean nothing."""
    manage: Found[str | None] = _NOTHING
    """Django's manage.py, where static files are to be collected."""
    workers: Found[Mapping[str, tuple[str, ...]]] = Found({}, "app.py")
    """The commands that run beside the server, by name."""
    jobs: Found[Mapping[str, Job]] = Found({}, "app.py")
    """What has to succeed before the server starts, by name."""
    path: Found[str | None] = _NOTHING
    """The folder that has to be on Python's path."""
    kept: Found[Written] = Found(Written(), "it writes nothing beside itself")


SAMPLE: Final = sample_app.program(
    *("app.py", "no folder in it"),
    Python(Found("flask", "app.py"), Found("pip", _FILE), Found((_FILE,), _FILE), Found(value=True, source=_FILE)),
    outbound="the base images have certificate authorities",
    libc="the base images have the C library that Python needs",
)._replace(
    health=Found("/healthz", "app.py"),
    port=Found(8000, "gunicorn.conf.py"),
    port_env=Found(value=True, source="gunicorn.conf.py"),
    main=None,
    start=Found("gunicorn app:app", "app.py"),
    command=Found(("gunicorn", "app:app"), "app.py"),
    writes=_EMPTY,
    service_env=Found((), "no service"),
    env_example=Found(value=False, source="no .env.example"),
    front_end=Found(None, "no package.json"),
)

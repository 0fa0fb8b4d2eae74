"""How a program is started: its sources, the production servers, and what of them its own files decide."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from dockgen.languages.kit import likely, ports, sources
from dockgen.languages.kit.likely import Likely
from dockgen.languages.kit.procfile import PORT
from dockgen.languages.kit.sources import content
from dockgen.languages.python import managers
from dockgen.languages.python.managers import Manifests
from dockgen.languages.python.requirements import Manager
from dockgen.model.found import Found
from dockgen.reading.project import Project
from dockgen.records import NamedTuple

LIKELY: Final = Likely(
    ".py",
    names=(
        *("asgi", "wsgi", "main", "app", "application", "server", "api", "web", "run", "streamlit_app", "Home"),
        *("__init__", "__main__", "celery", "worker", "tasks", "celery_app", "bot", "cli", "routes", "views", "urls"),
    ),
    beside=frozenset({"celery", "celery_app", "worker", "tasks", "bot", "cli", "manage", "seed", "db", "models"}),
    aside=frozenset(
        {"test", "tests", "testing", "docs", "doc", "examples", "example", "samples", "benchmarks", "migrations"}
        | {"env", "virtualenv", "site-packages", "scripts", "tools", "notebooks", "fixtures", "stubs", "typings"}
        | {"alembic", "demo"}
    ),
    no_program=r"(?:^|/)(?:setup|conftest|noxfile|fabfile|test_[^/]*|[^/]*_test|tests|conf|manage|rxconfig|gunicorn[^/]*)\.py$",
)
SETTINGS: Final = r"(?:^|/)(?:settings|config|conf|configuration|env|environment)(?:/[^/]*)?\.py$"
_MOST_SETTINGS: Final = 9

# Strings in three quotes, other strings, and comments, to tell a comment from a string that looks like one.
_LEXEME: Final = (
    r"(?s)(?P<comment>\"\"\".*?(?:\"\"\"|\Z)|'''.*?(?:'''|\Z)|\#[^\n]*)"
    r"|\"(?:\\.|[^\"\\\n])*\"?|'(?:\\.|[^'\\\n])*'?"
)
_IMPORTS: Final = r"(?m)^[ \t]{{0,80}}(?:from|import)[ \t]{{1,9}}(?:{})\b"


class Source(sources.Source):
    """One file, without its comments and its long strings."""

    def __init__(self, path: str, raw: str) -> None:
        super().__init__(path, raw, lambda text: sources.uncommented(text, _LEXEME))

    @property
    def folder(self) -> str:
        """Its folder, as "app/"; "" for the top."""
        return self.path[: self.path.rfind("/") + 1]

    def imports(self, *modules: str) -> bool:
        """Tell whether it imports one of some modules, or something in it."""
        return bool(re.search(_IMPORTS.format("|".join(modules)), self.text))


Sources = likely.Sources[Source]


def settings(project: Project, found: Sources) -> Iterator[Source]:
    """Yield the modules of settings that are not among the likely files."""
    known = {source.path for source in found.read}
    named = [path for path in found.paths if re.search(SETTINGS, path)][:_MOST_SETTINGS]
    return (Source(path, text) for path, text in sources.read(project, (one for one in named if one not in known)))


USUAL_PORT: Final = Found(8000, "the usual port of Python servers")


class Seen(NamedTuple):
    """What was read of one program."""

    project: Project
    """The repository."""
    manifests: Manifests
    manager: Manager
    sources: Sources

    @property
    def folder(self) -> str:
        """The program's folder, as "packages/api/"; "" for the top."""
        return self.manifests.folder

    @property
    def names(self) -> frozenset[str]:
        """The packages that it depends on."""
        return frozenset(one.name for one in self.manager.requirements)

    def text(self, name: str) -> str:
        """Return what one of its files holds; empty where there is none."""
        return content(self.project, self.folder + name)

    def module_of(self, source: Source) -> tuple[str, str]:
        """Return how a file is imported, and the folder that has to be on the path for it; "" for the program's own.

        A file in a plain folder that imports its neighbors by their own names is run from that folder.
        """
        paths, root, folder = self.sources.paths, self.folder, source.folder
        if source.path.startswith(f"{root}src/") and f"{root}src/__init__.py" not in paths:
            root = f"{root}src/"
        if folder != root and f"{folder}__init__.py" not in paths:
            inside = (path.removeprefix(folder) for path in paths if path.startswith(folder))
            neighbors = {path.removesuffix(".py").removesuffix("/__init__") for path in inside} - {source.stem}
            names = [re.escape(name) for name in sorted(neighbors) if "/" not in name]
            root = folder if names and source.imports(*names) else root
        parts = source.path[len(root) :].removesuffix(".py").split("/")
        if parts[-1] == "__init__" and len(parts) > 1:
            parts.pop()
        return ".".join(parts), root[len(self.folder) :].rstrip("/")


def see(project: Project, folder: str, members: tuple[str, ...] = ()) -> Seen:
    """Read the program in a folder, such as "packages/api/", of a project; its workspace may have other members."""
    manifests = managers.read(project, folder)
    manager = managers.find(project, manifests, members)
    found = likely.find(project, folder, () if folder else members, LIKELY, Source)
    return Seen(project, manifests, manager, found)


class Start(NamedTuple):
    """How a program starts; the fields below `env` are those of `own.Python`."""

    words: tuple[str, ...]
    source: str
    """Where that was found, and what it was chosen over."""
    framework: str = ""
    port: Found[int] | None = None
    """The port that it serves by itself; None where it is not a server."""
    port_env: bool = False
    path: str = ""
    """The folder that has to be on Python's path, from the program's own; "" where none has to."""
    health: str | None = None
    env: Mapping[str, str] = {}
    server: str = ""
    interrupt: str = ""
    build_env: Mapping[str, str] = {}
    manage: str = ""
    state: str = ""
    """A file that its framework writes where it starts."""
    local: str = ""
    """The line where it listens on an address that only its own machine reaches."""
    settings: tuple[str, ...] = ()
    """The texts of its settings, where its framework says which modules these are."""
    migrate: tuple[str, ...] = ()
    """The framework's own command that brings its database up to date."""


class Server(NamedTuple):
    """A production server."""

    package: str
    interface: str
    """wsgi or asgi."""
    command: str
    """What stands before the app, as `module:name`."""
    factory: str
    """The flag for a function that makes the app, or `()` where that is called; empty where it takes none."""
    port_env: bool = False
    interrupt: str = ""
    """As in `Start`."""


_GRANIAN: Final = f"granian --host 0.0.0.0 --port {PORT} --interface"
_GUNICORN: Final = (
    f"gunicorn --bind 0.0.0.0:{PORT} --workers 1 --threads 4 --access-logfile - --worker-tmp-dir /dev/shm"
)
_OWN: Final = {
    "--bind": "bind",
    **dict.fromkeys(("--workers", "--threads"), r"(?:workers|threads|worker_class|bind)"),
    "--access-logfile": "accesslog",
    "--worker-tmp-dir": "worker_tmp_dir",
}
"""Flags of gunicorn, and the settings of its own file that take their place."""
_UWSGI: Final = f"uwsgi --http-socket 0.0.0.0:{PORT} --master --die-on-term --need-app --module"

SERVERS: Final = (
    Server("uvicorn", "asgi", f"uvicorn --host 0.0.0.0 --port {PORT}", "--factory"),
    Server("hypercorn", "asgi", f"hypercorn --bind 0.0.0.0:{PORT} --access-logfile -", "()"),
    Server("granian", "asgi", f"{_GRANIAN} asgi", "--factory"),
    Server("daphne", "asgi", f"daphne --bind 0.0.0.0 --port {PORT}", ""),
    Server("gunicorn", "wsgi", _GUNICORN, "()", port_env=True),
    Server("granian", "wsgi", f"{_GRANIAN} wsgi", "--factory"),
    Server("waitress", "wsgi", f"waitress-serve --listen=*:{PORT}", "--call", interrupt="waitress-stop-signal"),
    Server("uwsgi", "wsgi", _UWSGI, "()"),
    Server("sanic", "sanic", f"sanic --host=0.0.0.0 --port={PORT}", "--factory"),
)
"""The preferred one of each interface first."""

_DEFAULT: Final = {"asgi": "uvicorn", "wsgi": "gunicorn", "sanic": "sanic"}
"""What is added to a project that has none."""

_BRINGS: Final = {
    "fastapi": {"standard": "uvicorn", "all": "uvicorn"},
    "litestar": {"standard": "uvicorn"},
    "quart": {"": "hypercorn"},
    "python-fasthtml": {"": "uvicorn"},
    "connexion": {"uvicorn": "uvicorn"},
}
"""The server that a framework's own dependencies, or those of one of its extras, hold."""


def served(  # noqa: PLR0913 - what is known of an app
    seen: Seen, app: str, interface: str, start: Start, *, is_factory: bool = False, only: str = ""
) -> Start:
    """Add the command that serves `module:name`: with the project's own server, or the usual one, to be installed.

    `only` names the one server that can.
    """
    brought = {
        server
        for one in seen.manager.requirements
        for extra, server in _BRINGS.get(one.name, {}).items()
        if not extra or extra in one.extras
    }
    fitting = [one for one in SERVERS if one.interface == interface and (one.factory or not is_factory)]
    fitting = [one for one in fitting if one.package == only] or fitting
    own = next((one for one in fitting if one.package in seen.names | brought), None)
    server = own or next(one for one in fitting if one.package in {only, _DEFAULT[interface]})
    factory = (f"{app}()",) if server.factory == "()" else (server.factory, app)
    start = start._replace(
        words=(*server.command.split(), *(factory if is_factory else (app,))),
        port_env=server.port_env,
        interrupt=server.interrupt,
        server="" if own else server.package,
    )
    return _as_gunicorn_says(seen, start) if server.package == "gunicorn" else start


def _as_gunicorn_says(seen: Seen, start: Start) -> Start:
    """Leave to gunicorn.conf.py what it says itself: gunicorn reads it where it starts."""
    source = Source(f"{seen.folder}gunicorn.conf.py", seen.text("gunicorn.conf.py"))
    words = list(start.words)
    for flag, setting in _OWN.items():
        if re.search(rf"(?m)^{setting}\b", source.raw):
            place = words.index(flag)
            del words[place : place + 2]
    start = start._replace(words=tuple(words))
    bind = re.search(r"(?m)^bind[ \t]{0,9}=[ \t]{0,9}[^\n]{0,200}", source.raw)
    if bind is None or start.port is None:
        return start
    number = re.search(r"([0-9]{2,5})\D{0,9}$", bind[0])
    port = (ports.number(number[1]) if number else None) or start.port.value
    return start._replace(port=Found(port, source.at(bind)), port_env="PORT" in bind[0])

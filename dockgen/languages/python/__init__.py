"""Python: whatever installs it (pip, uv, Poetry, PDM, Pipenv, setuptools), and however it starts."""

from typing import TYPE_CHECKING, Final

from dockgen.languages import LANGUAGES
from dockgen.languages.front_end_facts import without
from dockgen.model.facts import Fact, Facts
from dockgen.model.program import Program
from dockgen.reading.project import Project

if TYPE_CHECKING:
    from dockgen.languages.language import Editing, Tooling
    from dockgen.model.plan import Choices
    from dockgen.model.recipe import Recipe
    from dockgen.services.clients import Clients

NAME: Final = "python"
BASES: dict[str, str] = {
    "slim": "Debian with a shell and apt: every package that is published for Linux runs on it",
    "alpine": "musl instead of glibc: smaller, but some packages have to be compiled and a few do not run",
    "distroless": "Python 3.13 and nothing else, no shell to break into; no packages of Debian can be added",
}
UNNEEDED: dict[str, str] = {
    "strip": "nothing is compiled into one binary",
    "cross-build": "packages with compiled parts are installed on the platform they are for",
    "https": "the images have certificate authorities, and a proxy in front of it serves TLS",
}
LOOKED_FOR: Final = "pyproject.toml, requirements.txt, Pipfile, setup.py, manage.py, or a script such as main.py"

MANIFESTS: Final = LANGUAGES[NAME].MANIFESTS
SCRIPTS: Final = frozenset(MANIFESTS[5:])
"""Those that make no project of their own inside another one."""

_REQUIREMENTS: Final = ("requirements", "requirements.in", "requirements-prod.txt", "requirements.prod.txt")
_FOR_TOOLS: Final = ("setup.cfg", "pyproject.toml")
"""Settings of linters are in them too: beside another language's manifest they have to say more than that."""

SAMPLE: dict[str, Fact] = {
    "version": Fact(None, "the sample app"),
    "name": Fact(None, "the sample app"),
    "mains": Fact((".",), "app.py"),
    "start": Fact("gunicorn app:app", "app.py"),
    "command": Fact(("gunicorn", "app:app"), "app.py"),
    "framework": Fact("flask", "app.py"),
    "serves": Fact(value=True, source="app.py"),
    "port": Fact(8000, "gunicorn.conf.py"),
    "port_env": Fact(value=True, source="gunicorn.conf.py"),
    "health": Fact("/healthz", "app.py"),
    "server": Fact(None, "requirements.txt"),
    "interrupt": Fact(None, "gunicorn ends on SIGTERM"),
    "env": Fact((), "app.py"),
    "build_env": Fact((), "app.py"),
    "manage": Fact(None, "app.py"),
    "workers": Fact((), "app.py"),
    "members": Fact((), "no folder in it"),
    "version_past": Fact(value=False, source="no file names a version"),
    "writes": Fact((), "app.py"),
    "keeps": Fact((), "app.py"),
    "links": Fact((), "app.py"),
    "databases": Fact((), "app.py"),
    "outbound": Fact(value=False, source="the base images have certificate authorities"),
    "libc": Fact(value=False, source="the base images have the C library that Python needs"),
    "services": Fact((), "no client of a database or a queue found"),
    "service_env": Fact((), "no service"),
    "env_example": Fact(value=False, source="no .env.example"),
    "manager": Fact("pip", "requirements.txt"),
    "files": Fact(("requirements.txt",), "requirements.txt"),
    "folder": Fact("", "requirements.txt"),
    "member": Fact(None, "requirements.txt"),
    "requirements": Fact(value=True, source="requirements.txt"),
    "locked": Fact(value=False, source="requirements.txt"),
    "package": Fact(value=False, source="requirements.txt"),
    "editable": Fact(value=True, source="requirements.txt"),
    "sources_first": Fact(None, "requirements.txt"),
    "git": Fact(value=False, source="requirements.txt"),
    "version_from_git": Fact(value=False, source="requirements.txt"),
    "credentials": Fact((), "requirements.txt"),
    "native": Fact((), "requirements.txt"),
    "no_musl": Fact((), "requirements.txt"),
    "path": Fact(None, "app.py"),
    "copied": Fact((), "no workspace"),
    "packages": Fact((), "app.py"),
    **without("no package.json"),
}


def detect(project: Project) -> str | None:
    """Return the first file that makes it a Python project, by its name; or the script that is all there is."""
    entries = frozenset(project.entries())
    for name in (*MANIFESTS[:6], *_REQUIREMENTS):
        if name in entries and (name not in _FOR_TOOLS or _is_project(project, name, entries)):
            return f"{name}/" if name == "requirements" else name
    if script := next((name for name in MANIFESTS[6:] if name in entries), None):
        return script
    found = sorted(name for name in entries if name.endswith(".py") and name not in {"setup.py", "conftest.py"})
    package = next((name for name in sorted(entries) if project.has(f"{name}/__main__.py")), None)
    return found[0] if len(found) == 1 else f"{package}/__main__.py" if package else None


def _is_project(project: Project, name: str, entries: frozenset[str]) -> bool:
    """Tell whether a file that linters use too says that there is a project."""
    if name == "setup.cfg":
        return "[metadata]" in (project.read(name) or "")
    if "package.json" not in entries:
        return True
    text = project.read(name) or ""
    return any(f"[{table}" in text for table in ("project", "tool.poetry", "tool.pdm", "tool.uv"))


def nearly(project: Project) -> str | None:
    """Name a Python file that is not where one could start it."""
    first = next(project.files(".py"), None)
    return (
        f"{first} is here, but nothing that says how to start it: add a requirements.txt or a main.py"
        if first
        else None
    )


def inspect(project: Project, main: str | None) -> Facts:
    """Read the manifests and the likely sources.

    Raises:
        FileError: the folder cannot be listed.
    """
    from dockgen.languages.python import inspection  # noqa: PLC0415 - only where there is such a project

    return inspection.inspect(project, main)


def impossible(program: Program) -> dict[str, str]:
    """Refuse distroless where a package of Debian is needed or Python is another one, and Alpine without wheels."""
    from dockgen.languages.python import recipes  # noqa: PLC0415 - as above

    return recipes.impossible(program.facts)


def recipe(plan: "Choices") -> "Recipe":
    """Return the steps of the build, and how the program starts and stops."""
    from dockgen.languages.python import recipes  # noqa: PLC0415 - as above

    return recipes.recipe(plan)


def probe(plan: "Choices", path: str | None) -> tuple[str, ...]:
    """Ask with Python itself, which every image has; without a path that is known, any answer below 500 will do."""
    reads_port = plan.facts["port_env"]
    port = 'os.environ["PORT"]' if reads_port else str(plan.port)
    asked = f"GET {path or '/'} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode()
    lines = (
        f"import {'os, ' if reads_port else ''}socket",  # http.client would do it too, and takes far longer to import
        f'server = socket.create_connection(("127.0.0.1", {port}), 2)',
        f"server.sendall({asked!r})",
        'status = int(server.makefile("rb").readline().split()[1])',
        f"raise SystemExit(not {'status < 500' if path is None else '200 <= status < 400'})",
    )
    return ("python", "-IS", "-c", "; ".join(lines))  # nothing but Python's own modules, whatever lies in the folder


def tooling() -> "Tooling":
    """Return what checks and fixes need to know of its tools."""
    from dockgen.languages.python import tools  # noqa: PLC0415 - only an audit needs it

    return tools.TOOLING


def clients() -> "Clients":
    """Return its packages that talk to databases and queues."""
    from dockgen.languages.python import service_clients  # noqa: PLC0415 - only where there is a project

    return service_clients.CLIENTS


def editing() -> "Editing":
    """Return how one edits its sources."""
    from dockgen.languages.python import tools  # noqa: PLC0415 - only the ladder needs it

    return tools.EDITING

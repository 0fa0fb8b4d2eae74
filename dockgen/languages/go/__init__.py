"""Go: modules and workspaces with one or several programs, vendored or not, with or without cgo."""

from typing import TYPE_CHECKING, Final

from dockgen.languages.front_end_facts import without
from dockgen.languages.kit import probes
from dockgen.model.facts import Fact, Facts
from dockgen.model.program import Program
from dockgen.reading.project import Project

if TYPE_CHECKING:
    from dockgen.languages.language import Editing, Tooling
    from dockgen.model.plan import Choices
    from dockgen.model.recipe import Recipe
    from dockgen.services.clients import Clients

NAME: Final = "go"
BASES: Final[dict[str, str]] = {
    "scratch": "nothing but your program: smallest, no shell, nothing to patch",
    "alpine": "a tiny Linux with a shell and packages; 9 MB to keep updated",
    "slim": "Debian with glibc, a shell and apt; 80 MB more, runs everything",
    "distroless": "certificates, time zones and users, no shell; 2 MB more",
}
UNNEEDED: Final[dict[str, str]] = {}
LOOKED_FOR: Final = "go.mod or go.work"
probe: Final = probes.busybox

SAMPLE: Final[dict[str, Fact]] = {
    "version": Fact(None, "the sample app"),
    "module": Fact(None, "the sample app"),
    "module_folder": Fact(".", "go.mod"),
    "members": Fact((), "go.mod"),
    "workspace": Fact(value=False, source="no go.work"),
    "manifests": Fact((".",), "go.mod"),
    "sources": Fact((".",), "go.mod"),
    "go_sum": Fact(value=False, source="no go.sum"),
    "vendored": Fact(value=False, source="no vendor/modules.txt"),
    "private": Fact(None, "no sign of a private module"),
    "proxy": Fact(None, "no sign of a private module"),
    "debian": Fact(value=False, source="no sign of a private module"),
    "name": Fact(None, "the sample app"),
    "mains": Fact((".",), "main.go"),
    "main": Fact(None, "the only program"),
    "port": Fact(3000, "main.go"),
    "serves": Fact(value=True, source="main.go"),
    "port_env": Fact(value=True, source="main.go"),
    "health": Fact("health", "main.go"),
    "subcommand": Fact(None, "it serves without one"),
    "environment": Fact((), "no framework's own"),
    "outbound": Fact(value=False, source="no call to another server found"),
    "libc": Fact(value=False, source='no import "C"'),
    "build_packages": Fact((), "none are known to be needed"),
    "run_packages": Fact((), "none are known to be needed"),
    "version_variable": Fact(None, "no variable holds its version"),
    **without("nothing embedded has to be built first"),
    "opened": Fact((), "no file is opened by a path that is written out"),
    "opened_in": Fact(".", "no file is opened by a path that is written out"),
    "keeps": Fact((), "no SQLite file beside the program"),
    "links": Fact((), "no SQLite file beside the program"),
    "services": Fact((), "no client of a database or a queue found"),
    "service_env": Fact((), "the usual names"),
    "env_example": Fact(value=False, source="no .env.example of its own"),
    "tags": Fact((), "no build command asks for any"),
}


def detect(project: Project) -> str | None:
    """Return "go.work" or "go.mod" where there is one."""
    return next((name for name in ("go.work", "go.mod") if project.has(name)), None)


def nearly(project: Project) -> str | None:
    """Name Go files without a module around them."""
    first = next(project.files(".go"), None)
    return f"{first} is here, but no go.mod: run `go mod init example.com/NAME`" if first else None


def inspect(project: Project, main: str | None) -> Facts:
    """Read the modules and the sources of one program.

    Raises:
        FileError: a go.mod, or go.work, cannot be read.
        NotRecognisedError: the modules hold no program, or need files from outside the folder.
    """
    from dockgen.languages.go import inspection  # noqa: PLC0415 - only where there is a project

    return inspection.inspect(project, main)


def impossible(program: Program) -> dict[str, str]:
    """Refuse the images without the C library, or the packages, that a program needs."""
    facts = program.facts
    if not facts["libc"].value:
        return {}
    why = f"and this program needs one ({facts['libc'].source})"
    refused = {
        "scratch": f"it has no C library that fits, {why}",
        "alpine": f"it has no C library that fits, for musl would take a C compiler of Alpine's, {why}",
    }
    if (packages := facts["run_packages"].value) and isinstance(packages, tuple):
        refused["distroless"] = f"no package can be added to it, and this program needs {', '.join(packages)}"
    return refused


def recipe(plan: "Choices") -> "Recipe":
    """Start the binary, which also takes the arguments of a health check of its own."""
    from dockgen.languages.go import recipes  # noqa: PLC0415 - short, and away from what a run always imports

    return recipes.recipe(plan)


def tooling() -> "Tooling":
    """Return what checks and fixes need to know of its tools."""
    from dockgen.languages.go import tools  # noqa: PLC0415 - only an audit needs it

    return tools.TOOLING


def clients() -> "Clients":
    """Return its packages that talk to databases and queues."""
    from dockgen.languages.go import service_clients  # noqa: PLC0415 - only where there is a project

    return service_clients.CLIENTS


def editing() -> "Editing":
    """Return how one edits its sources."""
    from dockgen.languages.go import tools  # noqa: PLC0415 - only the ladder needs it

    return tools.EDITING

"""Go: modules and workspaces with one or several programs, vendored or not, with or without cgo."""

from typing import TYPE_CHECKING, Final

from dockgen.languages.go.record import GoProgram
from dockgen.languages.kit import lazy, probes
from dockgen.model.found import Found
from dockgen.model.program import Program, own_of
from dockgen.reading.project import Project

if TYPE_CHECKING:
    from dockgen.model.plan import Choices
    from dockgen.model.recipe import Recipe

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
tooling: Final = lazy.tooling(__name__)
clients: Final = lazy.clients(__name__)
editing: Final = lazy.editing(__name__)

_SAMPLE: Final = "the sample app"
SAMPLE: Final = Program(
    version=Found(None, _SAMPLE),
    name=Found(None, _SAMPLE),
    mains=Found((".",), "main.go"),
    serves=Found(value=True, source="main.go"),
    port=Found(3000, "main.go"),
    port_env=Found(value=True, source="main.go"),
    health=Found("health", "main.go"),
    outbound=Found(value=False, source="no call to another server found"),
    libc=Found(value=False, source='no import "C"'),
    services=Found((), "no client of a database or a queue found"),
    main=Found(None, "the only program"),
    module=Found(None, _SAMPLE),
    debian=Found(value=False, source="no sign of a private module"),
    members=Found((), "go.mod"),
    service_env=Found((), "the usual names"),
    env_example=Found(value=False, source="no .env.example of its own"),
    front_end=Found(None, "nothing embedded has to be built first"),
    own=GoProgram(),
)


def detect(project: Project) -> str | None:
    """Return "go.work" or "go.mod" where there is one."""
    return next((name for name in ("go.work", "go.mod") if project.has(name)), None)


def nearly(project: Project) -> str | None:
    """Name Go files without a module around them."""
    first = next(project.files(".go"), None)
    return f"{first} is here, but no go.mod: run `go mod init example.com/NAME`" if first else None


def inspect(project: Project, main: str | None) -> Program:
    """Read the modules and the sources of one program.

    Raises:
        FileError: a go.mod, or go.work, cannot be read.
        NotRecognisedError: the modules hold no program, or need files from outside the folder.
    """
    from dockgen.languages.go import inspection  # noqa: PLC0415 - only where there is a project

    return inspection.inspect(project, main)


def impossible(program: Program) -> dict[str, str]:
    """Refuse the images without the C library, or the packages, that a program needs."""
    if not program.libc.value:
        return {}
    why = f"and this program needs one ({program.libc.source})"
    refused = {
        "scratch": f"it has no C library that fits, {why}",
        "alpine": f"it has no C library that fits, for musl would take a C compiler of Alpine's, {why}",
    }
    if packages := own_of(program, GoProgram).run_packages.value:
        refused["distroless"] = f"no package can be added to it, and this program needs {', '.join(packages)}"
    return refused


def recipe(plan: "Choices") -> "Recipe":
    """Start the binary, which also takes the arguments of a health check of its own."""
    from dockgen.languages.go import recipes  # noqa: PLC0415 - short, and away from what a run always imports

    return recipes.recipe(plan)

"""Rust: Cargo packages and workspaces with one or several programs, static with musl or linked with glibc."""

from typing import TYPE_CHECKING, Final

from dockgen.languages.kit import probes
from dockgen.languages.rust.record import RustProgram
from dockgen.model.found import Found
from dockgen.model.program import Program
from dockgen.reading.project import Project

if TYPE_CHECKING:
    from dockgen.languages.language import Editing, Tooling
    from dockgen.model.plan import Choices
    from dockgen.model.recipe import Recipe
    from dockgen.services.clients import Clients

NAME: Final = "rust"
BASES: Final[dict[str, str]] = {
    "scratch": "nothing but your program: smallest, no shell, nothing to patch",
    "alpine": "a tiny Linux with a shell and packages; 9 MB to keep updated",
    "slim": "Debian with glibc, a shell and apt; 80 MB more, runs everything",
    "distroless": "glibc, OpenSSL, certificates and users, no shell; 35 MB more",
}
UNNEEDED: Final[dict[str, str]] = {}
LOOKED_FOR: Final = "Cargo.toml with a program"
probe: Final = probes.busybox

_NOTHING: Final = "the sample app"
_NO_C: Final = "no crate with C is known to be used"
SAMPLE: Final = Program(
    version=Found(None, _NOTHING),
    name=Found(None, _NOTHING),
    mains=Found((".",), "."),
    serves=Found(value=True, source="src/main.rs"),
    port=Found(3000, "src/main.rs"),
    port_env=Found(value=True, source="src/main.rs"),
    health=Found("health", "src/main.rs"),
    outbound=Found(value=False, source="no crate that calls other servers over TLS"),
    libc=Found(value=False, source=_NO_C),
    services=Found((), "no client of a database or a queue found"),
    main=Found(None, "the only program"),
    members=Found((), "Cargo.toml"),
    service_env=Found((), "the usual names"),
    env_example=Found(value=False, source="no .env.example of its own"),
    compiles_c=Found(value=False, source=_NO_C),
    own=RustProgram(
        package=Found(".", "Cargo.toml"), binary=Found(None, _NOTHING), lock=Found(value=True, source="Cargo.lock")
    ),
)


def detect(project: Project) -> str | None:
    """Return "Cargo.toml" where there is one with a program: it may also be a library of another language's project."""
    text = (project.read("Cargo.toml") if project.has("Cargo.toml") else None) or ""
    has_program = project.has("src/main.rs") or project.has("src/bin") or "[[bin]]" in text or "[workspace" in text
    return "Cargo.toml" if text and has_program else None


def nearly(project: Project) -> str | None:
    """Name a library, or Rust files without a package around them."""
    if project.has("Cargo.toml"):
        return "Cargo.toml is here, but no program: add src/main.rs, or a [[bin]]"
    first = next(project.files(".rs"), None)
    return f"{first} is here, but no Cargo.toml: run `cargo init`" if first else None


def inspect(project: Project, main: str | None) -> Program:
    """Read the packages and the sources of one program.

    Raises:
        NotRecognisedError: the packages hold no program, or need files from outside the folder.
    """
    from dockgen.languages.rust import inspection  # noqa: PLC0415 - only where there is a project

    return inspection.inspect(project, main)


def impossible(program: Program) -> dict[str, str]:
    """Refuse the images without the C library, or the packages, that a program needs."""
    from dockgen.languages.rust import crates  # noqa: PLC0415 - only where there is a project

    return crates.impossible(program)


def recipe(plan: "Choices") -> "Recipe":
    """Start the binary, which also takes the arguments of a health check of its own."""
    from dockgen.languages.rust import recipes  # noqa: PLC0415 - short, and away from what a run always imports

    return recipes.recipe(plan)


def tooling() -> "Tooling":
    """Return what checks and fixes need to know of its tools."""
    from dockgen.languages.rust import tools  # noqa: PLC0415 - only an audit needs it

    return tools.TOOLING


def clients() -> "Clients":
    """Return its packages that talk to databases and queues."""
    from dockgen.languages.rust import service_clients  # noqa: PLC0415 - only where there is a project

    return service_clients.CLIENTS


def editing() -> "Editing":
    """Return how one edits its sources."""
    from dockgen.languages.rust import tools  # noqa: PLC0415 - only the ladder needs it

    return tools.EDITING

"""Rust: Cargo packages and workspaces with one or several programs, static with musl or linked with glibc."""

from typing import TYPE_CHECKING, Final

from dockgen.languages.kit import lazy, probes
from dockgen.languages.rust.record import RustProgram
from dockgen.model.found import Found
from dockgen.model.program import Program
from dockgen.reading.project import Project

if TYPE_CHECKING:
    from dockgen.model.plan import Choices
    from dockgen.model.recipe import Recipe

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
tooling: Final = lazy.tooling(__name__)
clients: Final = lazy.clients(__name__)
editing: Final = lazy.editing(__name__)

_SAMPLE: Final = "the sample app"
_NO_C: Final = "no crate with C is known to be used"
SAMPLE: Final = Program(
    version=Found(None, _SAMPLE),
    name=Found(None, _SAMPLE),
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
    own=RustProgram(),
)


def detect(project: Project) -> str | None:
    """Return "Cargo.toml" if it has a program; without one, it may be a library of another language's project."""
    text = (project.read("Cargo.toml") if project.has("Cargo.toml") else None) or ""
    has_program = project.has("src/main.rs") or project.has("src/bin") or "[[bin]]" in text or "[workspace" in text
    return "Cargo.toml" if text and has_program else None


def nearly(project: Project) -> str | None:
    """Name a library, or Rust files without a package."""
    if project.has("Cargo.toml"):
        return "Cargo.toml is here, but no program: add src/main.rs, or a [[bin]]"
    first = next(project.files(".rs"), None)
    return f"{first} is here, but no Cargo.toml: run `cargo init`" if first else None


def inspect(project: Project, main: str | None) -> Program:
    """Read the packages and the sources of one program.

    Raises:
        NotRecognisedError: the packages have no program, or need files from outside the folder.
    """
    from dockgen.languages.rust import inspection  # noqa: PLC0415 - only where there is a project

    return inspection.inspect(project, main)


def impossible(program: Program) -> dict[str, str]:
    """Refuse the images without the C library, or the packages, that a program needs."""
    from dockgen.languages.rust import crates  # noqa: PLC0415 - only where there is a project

    return crates.impossible(program)


def recipe(plan: "Choices") -> "Recipe":
    """Start the binary, which also takes the arguments of its own health check."""
    from dockgen.languages.rust import recipes  # noqa: PLC0415 - short, and away from what a run always imports

    return recipes.recipe(plan)

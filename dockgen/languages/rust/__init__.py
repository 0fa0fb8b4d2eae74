"""Rust: Cargo packages and workspaces with one or several programs, static with musl or linked with glibc."""

from typing import Final

from dockgen.languages.kit import lazy, probes, runtime, sample_app
from dockgen.languages.rust.record import RustProgram
from dockgen.model.found import Found
from dockgen.reading.project import Project

NAME: Final = "rust"
BASES: Final = runtime.bases("glibc, OpenSSL, certificates and users, no shell; 35 MB more")
UNNEEDED: Final[dict[str, str]] = {}
LOOKED_FOR: Final = "Cargo.toml with a program"
probe: Final = probes.busybox
inspect, impossible, recipe, tooling, clients, editing = lazy.functions(__name__)

_NO_C: Final = "no crate with C is known to be used"
SAMPLE: Final = sample_app.program(
    "src/main.rs", "Cargo.toml", RustProgram(), outbound="no crate that calls other servers over TLS", libc=_NO_C
)._replace(compiles_c=Found(value=False, source=_NO_C))


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

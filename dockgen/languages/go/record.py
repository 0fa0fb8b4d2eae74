"""What only a Go program has."""

from typing import Final

from dockgen.languages.kit.runtime import Runtime
from dockgen.model.found import Found
from dockgen.records import NamedTuple

_PUBLIC: Final = "no sign of a private module"


class Variable(NamedTuple):
    """The variable that the linker sets to the program's version."""

    name: str
    """With the path of its package."""
    default: str
    """The version where none is given."""
    file: str = ""
    """The file whose content is the version where none is given; empty for the default."""


class Linked(NamedTuple):
    """Another variable that the linker sets."""

    name: str
    """With the path of its package."""
    argument: str
    """The build argument that holds its value; empty for a value that is always the same."""
    value: str
    """The argument's default, or the value."""
    file: str = ""
    """The file whose content is the default; empty for `value`."""


class Migrations(NamedTuple):
    """Migrations that a tool applies."""

    tool: str
    folder: str
    """From the top."""
    service: str
    """The database."""


class GoProgram(NamedTuple):
    """What only a Go program has; the defaults are those of most modules."""

    module_folder: Found[str] = Found(".", "go.mod")
    """Where `go` is run."""
    workspace: Found[bool] = Found(value=False, source="no go.work")
    """Whether a go.work builds several modules together."""
    manifests: Found[tuple[str, ...]] = Found((".",), "go.mod")
    """The folders whose go.mod is needed to download modules; none where that is not sure, or nothing is downloaded."""
    sources: Found[tuple[str, ...]] = Found((".",), "go.mod")
    """The folders that the build needs."""
    go_sum: Found[bool] = Found(value=False, source="no go.sum")
    vendored: Found[bool] = Found(value=False, source="no vendor/modules.txt")
    """Whether the sources of all dependencies lie in the project."""
    private: Found[str | None] = Found(None, _PUBLIC)
    """The pattern for GOPRIVATE of modules that need a password."""
    proxy: Found[str | None] = Found(None, _PUBLIC)
    """The project's own proxy for modules."""
    build_packages: Found[tuple[str, ...]] = Found((), "none are known to be needed")
    """Debian's packages without which C libraries cannot be compiled in."""
    run_packages: Found[tuple[str, ...]] = Found((), "none are known to be needed")
    """Debian's packages with the libraries that it loads."""
    version_variable: Found[Variable | None] = Found(None, "no variable holds its version")
    """What the linker sets, where something holds the version."""
    linked: Found[tuple[Linked, ...]] = Found((), "the project's build sets no others")
    """The other variables that the project's own build sets."""
    templates: Found[str] = Found("", "no template is to be compiled")
    """The command that compiles them."""
    generated: Found[tuple[str, ...]] = Found((), "no generated file is missing")
    """The folders in which `go generate` makes files that are no part of the repository."""
    files: Found[tuple[str, ...]] = Found((), "go.mod")
    """The files of a program without a go.mod."""
    runtime: Runtime = Runtime()
    migrations: Found[Migrations | None] = Found(None, "no migrations of a known tool")
    """Those that a tool applies before the program starts."""
    tags: Found[tuple[str, ...]] = Found((), "no build command asks for any")

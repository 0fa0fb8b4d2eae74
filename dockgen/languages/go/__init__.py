"""Go: modules and workspaces with one or several programs, vendored or not, with or without cgo."""

from typing import Final

from dockgen.languages.go.record import GoProgram
from dockgen.languages.kit import lazy, probes, runtime, sample_app
from dockgen.model.found import Found
from dockgen.reading.project import Project

NAME: Final = "go"
BASES: Final = runtime.bases("certificates, time zones and users, no shell; 2 MB more")
UNNEEDED: Final[dict[str, str]] = {}
LOOKED_FOR: Final = "go.mod or go.work"
probe: Final = probes.busybox
inspect, impossible, recipe, tooling, clients, editing = lazy.functions(__name__)

SAMPLE: Final = sample_app.program(
    "main.go", "go.mod", GoProgram(), outbound="no call to another server found", libc='no import "C"'
)._replace(
    module=Found(None, sample_app.SAMPLE),
    debian=Found(value=False, source="no sign of a private module"),
    front_end=Found(None, "nothing embedded has to be built first"),
)


def detect(project: Project) -> str | None:
    """Return "go.work" or "go.mod" where there is one."""
    return next((name for name in ("go.work", "go.mod") if project.has(name)), None)


def nearly(project: Project) -> str | None:
    """Name Go files without a module around them."""
    first = next(project.files(".go"), None)
    return f"{first} is here, but no go.mod: run `go mod init example.com/NAME`" if first else None

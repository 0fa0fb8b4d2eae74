"""Go: modules and workspaces with one or several programs, vendored or not, with or without cgo."""

from typing import Final

from dockgen.languages.go.record import GoProgram
from dockgen.languages.kit import lazy, probes, runtime, sample_app
from dockgen.model.found import Found
from dockgen.reading.project import Project

NAME: Final = "go"
BASES: Final = runtime.bases("certificates, time zones and users, no shell; 2 MB more")
UNNEEDED: Final[dict[str, str]] = {}
LOOKED_FOR: Final = "go.mod, go.work or main.go"
_OTHERS: Final = (
    *("package.json", "pyproject.toml", "requirements.txt", "Pipfile", "setup.py", "manage.py", "Cargo.toml"),
    *("composer.json", "Gemfile", "pom.xml", "build.gradle", "mix.exs", "deno.json"),
)
probe: Final = probes.busybox
inspect, impossible, recipe, tooling, clients, editing = lazy.functions(__name__)

SAMPLE: Final = sample_app.program(
    "main.go", "go.mod", GoProgram(), outbound="no call to another server found", libc='no import "C"'
)._replace(
    module=Found(None, sample_app.SAMPLE),
    debian=Found(value=False, source="no sign of a private module"),
    front_end=Found(None, "nothing embedded has to be built first"),
    zones=Found(value=False, source="it reads no time zone by its name"),
)


def detect(project: Project) -> str | None:
    """Return "go.work" or "go.mod" where there is one, or a program's file that needs no module."""
    return next((name for name in ("go.work", "go.mod") if project.has(name)), None) or _loose(project)


def _loose(project: Project) -> str | None:
    """Return the file of a program without a module, in a folder that is no other language's project."""
    if any(project.has(name) for name in _OTHERS):
        return None
    names = [name for name in project.entries() if name.endswith(".go") and not name.endswith("_test.go")]
    texts = ((name, project.read(name) or "") for name in sorted(names, key=lambda name: name != "main.go"))
    return next((name for name, text in texts if "package main" in text and "\nfunc main()" in text), None)


def nearly(project: Project) -> str | None:
    """Name Go files without a module around them."""
    first = next(project.files(".go"), None)
    return f"{first} is here, but no go.mod: run `go mod init example.com/NAME`" if first else None

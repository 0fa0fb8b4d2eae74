"""Deno: programs with their own settings, tasks, and permissions."""

from typing import TYPE_CHECKING, Final

from dockgen.languages.deno.program import Deno
from dockgen.languages.kit import lazy, sample_app
from dockgen.model.found import Found
from dockgen.reading.project import Project

if TYPE_CHECKING:
    from dockgen.model.plan import Choices

NAME: Final = "deno"
BASES: Final[dict[str, str]] = {
    "slim": "Debian with Deno, a shell, and apt",
    "distroless": "Deno and its libraries, no shell",
    "alpine": "a tiny Linux with a shell; Deno brings its own C library",
}
UNNEEDED: Final[dict[str, str]] = {
    "strip": "nothing is linked",
    "https": "Deno has its own certificate authorities; let a proxy in front of it serve TLS",
    "cross-build": "nothing is compiled for a platform",
    "cache": "what is downloaded is part of the image, as Deno reads it from its cache",
}
LOOKED_FOR: Final = "deno.json"
inspect, impossible, recipe, tooling, clients, editing = lazy.functions(__name__)


def detect(project: Project) -> str | None:
    """Return the settings or the lock file, unless a package.json makes it a program of Node.js."""
    found = (name for name in ("deno.json", "deno.jsonc", "deno.lock") if project.has(name))
    return None if project.has("package.json") else next(found, None)


def nearly(project: Project) -> str | None:  # noqa: ARG001 - of the protocol
    """Return nothing: TypeScript alone may be anything."""
    return None


def probe(plan: "Choices", path: str | None) -> tuple[str, ...] | None:
    """Ask with Deno, which may do everything in `eval`."""
    port = "${Deno.env.get('PORT')}" if plan.program.port_env.value else str(plan.port)
    good = "r.ok" if path else "r.status < 500"
    return ("deno", "eval", f"const r = await fetch(`http://127.0.0.1:{port}{path or '/'}`); Deno.exit({good} ? 0 : 1)")


_SERVER: Final = "main.ts"
_START: Final = "deno.json, tasks.start"
_WORDS: Final = ("deno", "run", "--allow-net", "--allow-env=PORT", _SERVER)

SAMPLE: Final = sample_app.program(
    *(_SERVER, "deno.json"),
    Deno(),
    outbound="Deno has its own certificate authorities",
    libc="the base images have what Deno needs",
)._replace(
    health=Found("/healthz", _SERVER),
    main=None,
    start=Found(" ".join(_WORDS), _START),
    command=Found(_WORDS, _START),
)

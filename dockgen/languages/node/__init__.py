"""Node.js: servers, front ends and what builds them, with npm, Yarn, pnpm or Bun."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from dockgen.languages.kit import lazy
from dockgen.languages.node.program import Member, Node
from dockgen.model.found import Found
from dockgen.model.program import Program, own_of
from dockgen.reading.project import Project

if TYPE_CHECKING:
    from dockgen.model.plan import Choices
    from dockgen.model.recipe import Recipe

NAME: Final = "node"
BASES: Final[dict[str, str]] = {
    "slim": "Debian with glibc: what ready-made native modules are made for",
    "alpine": "a tiny Linux with musl; 70 MB less, native modules may have to be compiled",
    "distroless": "node and its libraries, no shell and no npm; 60 MB less",
    "nginx": "a web server, for what is only files once it is built",
}
UNNEEDED: Final[dict[str, str]] = {
    "strip": "nothing is linked",
    "https": "Node.js has its own certificate authorities; let a proxy in front of it serve TLS",
    "cross-build": "nothing is compiled for a platform, or by compilers that make only their own",
}
LOOKED_FOR: Final = "package.json"
tooling: Final = lazy.tooling(__name__)
clients: Final = lazy.clients(__name__)
editing: Final = lazy.editing(__name__)

# The modules that read a project are imported when there is one: an empty folder's start-up can do without.


def detect(project: Project) -> str | None:
    """Return "package.json", unless it only holds tools beside a site's plain files."""
    if not project.has("package.json"):
        return None
    if project.has("index.html"):
        from dockgen.languages.node.start import is_plain_site  # noqa: PLC0415 - see above

        if is_plain_site(project):
            return None
    return "package.json"


def nearly(project: Project) -> str | None:
    """Name JavaScript or TypeScript without a package.json."""
    first = next((name for name in project.entries() if name.endswith((".js", ".mjs", ".cjs", ".ts"))), None)
    return f"{first} is here, but no package.json: run `npm init`" if first else None


def inspect(project: Project, main: str | None) -> Program:
    """Read package.json, the lock file and the sources.

    Raises:
        FileError: package.json cannot be read.
    """
    from dockgen.languages.node import inspecting  # noqa: PLC0415 - see above

    return inspecting.inspect(project, main)


def impossible(program: Program) -> Mapping[str, str]:
    """Refuse node's images to what is only files, and the web server's to a program; and images that lack something."""
    from dockgen.languages.node import packages  # noqa: PLC0415 - see above

    own, start = own_of(program, Node), program.start or Found(None, "nothing starts it")
    if own.site:
        return dict.fromkeys(("slim", "alpine", "distroless"), f"what is built is only files ({own.site.source})")
    reasons = {"nginx": f"node has to run ({start.source})"}
    if own.needs_shell.value:
        reasons["distroless"] = f"it has no shell, and the start needs one ({start.source})"
    elif packages.system("debian", own.native.value, engines=False).run:
        reasons["distroless"] = f"nothing can be installed on it, and something has to be ({own.native.source})"
    return reasons


def recipe(plan: "Choices") -> "Recipe":
    """Return the steps of the Dockerfile."""
    from dockgen.languages.node import recipes  # noqa: PLC0415 - see above

    return recipes.recipe(plan)


def probe(plan: "Choices", path: str | None) -> tuple[str, ...] | None:
    """Ask with node itself."""
    from dockgen.languages.node import recipes  # noqa: PLC0415 - see above

    return recipes.probe(plan, path)


_SERVER: Final = "server.js"
_START: Final = "package.json, scripts.start"
_IS_SERVER: Final = Found(value=True, source=_SERVER)

SAMPLE: Final = Program(
    version=Found(None, "the sample app"),
    name=Found(None, "the sample app"),
    mains=Found((), "package.json"),
    serves=_IS_SERVER,
    port=Found(3000, _SERVER),
    port_env=_IS_SERVER,
    health=Found("/healthz", _SERVER),
    outbound=Found(value=False, source="Node.js has its own certificate authorities"),
    libc=Found(value=False, source="the base images have what Node.js needs"),
    services=Found((), "no client of a database or a queue found"),
    main=Found(None, "one program"),
    start=Found("node server.js", _START),
    base=Found("alpine", "package.json: no packages, so nothing is compiled"),
    members=Found((), "no workspace"),
    command=Found(("node", _SERVER), _START),
    writes=Found((), "the framework's own"),
    service_env=Found((), "the usual names"),
    env_example=Found(value=False, source="no .env.example of its own"),
    front_end=Found(None, "no folder with a front end of its own"),
    own=Node(
        engines=Found((">=24",), "package.json, engines"),
        protocol=Found("http", _SERVER),
        kind=Found("server", _SERVER),
        stops=_IS_SERVER,
        member=Found(Member(name="hello"), "no workspace"),
    ),
)

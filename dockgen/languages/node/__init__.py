"""Node.js: servers, front ends and what builds them, with npm, Yarn, pnpm or Bun."""

from typing import TYPE_CHECKING, Final

from dockgen.languages.kit import lazy, sample_app
from dockgen.languages.node.program import Member, Node
from dockgen.model.found import Found
from dockgen.model.program import own_of
from dockgen.reading.project import Project

if TYPE_CHECKING:
    from dockgen.model.plan import Choices

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
inspect, impossible, recipe, tooling, clients, editing = lazy.functions(__name__)


def detect(project: Project) -> str | None:
    """Return "package.json", unless it only holds tools beside a site's plain files; or a server's only file."""
    if not project.has("package.json"):
        from dockgen.languages.node.alone import of_pnpm, server  # noqa: PLC0415 - few projects have no package.json

        return of_pnpm(project) or server(project)
    if project.has("index.html"):
        from dockgen.languages.node.start import is_plain_site  # noqa: PLC0415 - few projects have both

        if is_plain_site(project):
            return None
    return "package.json"


def nearly(project: Project) -> str | None:
    """Name JavaScript or TypeScript without a package.json."""
    from dockgen.languages.node.alone import missing  # noqa: PLC0415 - only for a message

    if needed := missing(project):
        return needed
    first = next((name for name in project.entries() if name.endswith((".js", ".mjs", ".cjs", ".ts"))), None)
    return f"{first} is here, but no package.json: run `npm init`" if first else None


def probe(plan: "Choices", path: str | None) -> tuple[str, ...] | None:
    """Ask with node, which every image has but that of the web server, which has wget."""
    own = own_of(plan.program, Node)
    if own.site:
        return ("wget", "-q", "--spider", f"http://127.0.0.1:{plan.port}{path or '/healthz'}")
    reads_port = plan.program.port_env.value
    port = "process.env.PORT" if reads_port else str(plan.port)
    runtime = plan.program.runtime.value if plan.program.runtime else "node"
    if own.protocol.value == "tcp" and path is None:
        return (runtime, "-e", f"require('net').connect({port}, '127.0.0.1', () => process.exit())")
    url = f"'http://127.0.0.1:' + {port} + '{path or '/'}'" if reads_port else f"'http://127.0.0.1:{port}{path or '/'}'"
    if runtime != "node":
        return (runtime, "-e", f"fetch({url}).then(r => process.exit({'r.ok' if path else 'r.status < 500'} ? 0 : 1))")
    good = f"r.statusCode < {400 if path else 500}"  # an error that nothing handles ends node with 1
    return ("node", "-e", f"require('http').get({url}, r => process.exit({good} ? 0 : 1))")


_SERVER: Final = "server.js"
_START: Final = "package.json, scripts.start"
_IS_SERVER: Final = Found(value=True, source=_SERVER)

SAMPLE: Final = sample_app.program(
    *(_SERVER, "no workspace"),
    Node(
        engines=Found((">=24",), "package.json, engines"),
        protocol=Found("http", _SERVER),
        kind=Found("server", _SERVER),
        stops=_IS_SERVER,
        member=Found(Member(name="hello"), "no workspace"),
    ),
    outbound="Node.js has its own certificate authorities",
    libc="the base images have what Node.js needs",
)._replace(
    health=Found("/healthz", _SERVER),
    mains=Found((), "package.json"),
    main=Found(None, "one program"),
    start=Found("node server.js", _START),
    base=Found("alpine", "package.json: no packages, so nothing is compiled"),
    command=Found(("node", _SERVER), _START),
    writes=Found((), "the framework's own"),
    front_end=Found(None, "no folder with a front end of its own"),
)

"""Node.js: servers, front ends and what builds them, with npm, Yarn, pnpm or Bun."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from dockgen.languages.front_end_facts import without
from dockgen.model.facts import Fact, Facts
from dockgen.model.program import Program
from dockgen.reading.project import Project

if TYPE_CHECKING:
    from dockgen.languages.language import Editing, Tooling
    from dockgen.model.plan import Choices
    from dockgen.model.recipe import Recipe
    from dockgen.services.clients import Clients

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

# The modules that read a project are imported when there is one: an empty folder's start-up can do without.


def detect(project: Project) -> str | None:
    """Return "package.json", unless it only holds tools beside a site's plain files."""
    if not project.has("package.json"):
        return None
    if project.has("index.html"):
        from dockgen.languages.node.detecting import is_plain_site  # noqa: PLC0415 - see above

        if is_plain_site(project):
            return None
    return "package.json"


def nearly(project: Project) -> str | None:
    """Name JavaScript or TypeScript without a package.json."""
    first = next((name for name in project.entries() if name.endswith((".js", ".mjs", ".cjs", ".ts"))), None)
    return f"{first} is here, but no package.json: run `npm init`" if first else None


def inspect(project: Project, main: str | None) -> Facts:
    """Read package.json, the lock file and the sources.

    Raises:
        FileError: package.json cannot be read.
    """
    from dockgen.languages.node import inspecting  # noqa: PLC0415 - see above

    return inspecting.inspect(project, main)


def impossible(program: Program) -> Mapping[str, str]:
    """Refuse node's images to what is only files, and the web server's to a program; and images that lack something."""
    facts = program.facts
    if facts["site"].value:
        return dict.fromkeys(("slim", "alpine", "distroless"), f"what is built is only files ({facts['site'].source})")
    reasons = {"nginx": f"node has to run ({facts['start'].source})"}
    if facts["needs_shell"].value:
        reasons["distroless"] = f"it has no shell, and the start needs one ({facts['start'].source})"
    elif facts["system_packages"].value:
        reasons["distroless"] = f"nothing can be installed on it, and something has to be ({facts['native'].source})"
    return reasons


def recipe(plan: "Choices") -> "Recipe":
    """Return the steps of the Dockerfile."""
    from dockgen.languages.node import recipes  # noqa: PLC0415 - see above

    return recipes.recipe(plan)


def probe(plan: "Choices", path: str | None) -> tuple[str, ...] | None:
    """Ask with node itself."""
    from dockgen.languages.node import recipes  # noqa: PLC0415 - see above

    return recipes.probe(plan, path)


_MANIFEST: Final = "package.json"
_SERVER: Final = "server.js"
_NONE: Final = "not in the sample app"


def _no(source: str = _NONE) -> Fact:
    return Fact(value=False, source=source)


def _empty(source: str = _NONE) -> Fact:
    return Fact((), source)


SAMPLE: Final[dict[str, Fact]] = {
    "version": Fact(None, "the sample app"),
    "base": Fact("alpine", "package.json: no packages, so nothing is compiled"),
    "engines": Fact((">=24",), "package.json, engines"),
    "name": Fact(None, "the sample app"),
    "mains": _empty(_MANIFEST),
    "main": Fact(None, "one program"),
    "members": _empty(),
    "serves": Fact(value=True, source=_SERVER),
    "port": Fact(3000, _SERVER),
    "port_env": Fact(value=True, source=_SERVER),
    "health": Fact("/healthz", _SERVER),
    "protocol": Fact("http", _SERVER),
    "start": Fact("node server.js", "package.json, scripts.start"),
    "command": Fact(("node", "server.js"), "package.json, scripts.start"),
    "kind": Fact("server", _SERVER),
    "framework": Fact(None, _NONE),
    "needs_shell": _no(),
    "run_env": _empty(),
    "stops": Fact(value=True, source=_SERVER),
    "workers": _empty(),
    "notes": _empty(),
    "writes": _empty(),
    "kept": _empty(),
    "kept_links": _empty(),
    "kept_files": _empty(),
    "outbound": _no("Node.js has its own certificate authorities"),
    "libc": _no("the base images have what Node.js needs"),
    "services": _empty("no client of a database or a queue found"),
    "service_env": _empty(),
    "env_example": _no("no .env.example of its own"),
    "manager": Fact("npm", "no lock file and no packageManager"),
    "manager_version": Fact("", _NONE),
    "manager_entry": Fact("", _NONE),
    "plug_n_play": _no(),
    "lock": Fact("", _NONE),
    "install_files": _empty(),
    "removed": _empty(),
    "member": Fact("", _NONE),
    "member_name": Fact("hello", _MANIFEST),
    "copied": _empty(),
    "needed": _empty(),
    "has_packages": _no(),
    "development": _no(),
    "needs_all": _no(),
    "npmrc_env": _empty(),
    "npmrc_secret": _no(),
    "npmrc_variables": _empty(),
    "build": _empty(),
    "build_env": _empty(),
    "build_caches": _empty(),
    "build_arguments": _empty(),
    "build_secrets": _empty(),
    "env_files": _empty(),
    "modules": Fact(value=True, source="what runs"),
    "keeps_all": _no(),
    "copies": Fact((". .",), "what runs"),
    "runs_with": _empty(),
    "root_files": _empty(),
    "site": _empty(),
    "ignores": Fact((), "what a build leaves"),
    **without("no folder with a front end of its own"),
    "native": _empty(),
    "system_packages": _no(),
    "prisma_engines": _no(),
    "prisma_env": _empty(),
    "prisma_in_modules": Fact("", _NONE),
}


def tooling() -> "Tooling":
    """Return what checks and fixes need to know of its tools."""
    from dockgen.languages.node import tools  # noqa: PLC0415 - only an audit needs it

    return tools.TOOLING


def clients() -> "Clients":
    """Return its packages that talk to databases and queues."""
    from dockgen.languages.node import service_clients  # noqa: PLC0415 - only where there is a project

    return service_clients.CLIENTS


def editing() -> "Editing":
    """Return how one edits its sources."""
    from dockgen.languages.node import tools  # noqa: PLC0415 - only the ladder needs it

    return tools.EDITING

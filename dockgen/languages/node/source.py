"""What the program's sources say: where it listens, what it reads, how it stops."""

import posixpath
import re
from collections.abc import Collection, Sequence
from functools import partial
from typing import Final

from dockgen.languages.javascript.comments import without_comments
from dockgen.languages.kit import ports
from dockgen.languages.kit.sources import Source, first, read
from dockgen.model.facts import Fact
from dockgen.reading.project import Project

MAX_FILES: Final = 50
_ENDINGS: Final = (".js", ".mjs", ".cjs", ".ts", ".mts", ".cts")
_BEGINNINGS: Final = (*_ENDINGS, ".jsx", ".tsx")
"""A program may begin in JSX; else that is what browsers show."""
_NOT_PROGRAM: Final = (
    r"(?:^|/)(?:tests?|__tests__|__mocks__|e2e|spec|specs|cypress|fixtures|docs|examples?|scripts|coverage|public|static"
    r"|migrations|client|frontend)/|\.(?:test|spec|e2e-spec|stories|config|d)\.[cm]?[jt]s$|(?:^|/)(?:gulpfile|gruntfile)"
)
_LIKELY: Final = r"(?i)(?:^|/)(?:server|index|app|main|www|config|env|health|listen|bootstrap)[\w.-]{0,40}$"

# What may repeat is bounded, so that no file takes longer than its size says.
_SERVES: Final = (
    r"\.listen\s{0,9}\(|\bcreateServer\s{0,9}\(|\bserve\s{0,9}\(\s{0,9}[{\w]|\bbindAsync\s{0,9}\("
    r"|\bstartStandaloneServer\s{0,9}\(|\bHapi\.[sS]erver\s{0,9}\("
)
_HTTP: Final = (
    r"\b(?:https?|http2|express|fastify|koa|hono|nestjs|hapi|polka|restify|apollo|h3|micro|connect|find-my-way)\b"
)
_PORT_ENV: Final = (
    r"\benv\??\.(?:APP_|SERVER_|HTTP_)?PORT\b|\benv\[[\"'](?:PORT)[\"']\]"
    r"|\{[^{}]{0,300}\bPORT\b[^{}]{0,300}\}\s{0,9}=\s{0,9}(?:process\.)?env\b|\bget(?:OrThrow)?(?:<\w{1,20}>)?\([\"']PORT[\"']"
    r"|\bPORT\s{0,9}:\s{0,9}(?:z|Joi|yup|num|port|str|t|Type)\b"
)
_PORTS: Final = (
    r"env\??\.PORT\s{0,9}(?:\|\||\?\?)\s{0,9}[\"'`]?([0-9]{2,5})\b",
    r"env\[[\"']PORT[\"']\]\s{0,9}(?:\|\||\?\?)\s{0,9}[\"'`]?([0-9]{2,5})\b",
    r"\bPORT[\"']?\s{0,9},\s{0,9}[\"']?([0-9]{2,5})\b",
    r"\bPORT\b[^\n;]{0,120}?(?:default|devDefault)\s{0,9}[(:]\s{0,9}[\"']?([0-9]{2,5})\b",
    r"\bPORT\s{0,9}=\s{0,9}[\"']?([0-9]{2,5})\b",
    r"\.listen\s{0,9}\(\s{0,9}([0-9]{2,5})\b",
    r"\.listen\s{0,9}\(\s{0,9}\{[^{}]{0,200}?\bport\s{0,9}:\s{0,9}[\"']?([0-9]{2,5})\b",
    r"\bport\b[^\n;{}]{0,60}?(?:\|\||\?\?|=|:)\s{0,9}[\"']?([0-9]{2,5})\b",
    r"\b(?:0\.0\.0\.0|\[::\]):([0-9]{2,5})\b",
)
"""Best first: what is taken where PORT is not set, what is listened on, a thing called port, an address."""
_BUN: Final = (
    r"\bBun\.(?:serve|file|write|sql|redis|password|spawn)\b"
    r"|(?:\bfrom|\bimport|\brequire\()\s{0,9}[\"']bun(?::[\w/]{1,20})?[\"']"
)
_EXPORTED: Final = (
    r"(?m)^export\s{1,9}default\s{1,9}(?:app|server)\b|^export\s{1,9}default\s{0,9}\{[^{}]{0,300}\bfetch\b"
)
"""What Bun makes a server of, without a call."""
_HOST_ENV: Final = r"\benv\??\.(HOST|HOSTNAME|BIND_ADDRESS|LISTEN_HOST|SERVER_HOST)\b"
_LOCAL: Final = (
    r"(?:\.listen\s{0,9}\([^()]{0,200}|\b(?:const|let|var)\s{1,9}(?i:host|hostname)\s{0,9}=\s{0,9})"
    r"[\"'](?:127\.0\.0\.1|localhost)[\"']"
)
"""Not any `host:`, which may be that of a database."""
_SIGTERM: Final = (
    r"\.(?:on|once|addListener)\s{0,9}\(\s{0,9}[\"'`]SIGTERM[\"'`]"
    r"|[\"'`]SIGTERM[\"'`]\s{0,9}[,\]]|\benableShutdownHooks\s{0,9}\("
)
STOPPERS: Final = frozenset(
    {"@godaddy/terminus", "close-with-grace", "http-graceful-shutdown", "fastify-graceful-shutdown", "exit-hook"}
    | {
        "async-exit-hook",
        "node-graceful-shutdown",
        "lightship",
        "death",
        "express-graceful-exit",
        "@fastify/autoload-cli",
    }
    | {"fastify-cli", "graceful-shutdown"}
)
"""Packages that are there to stop a program cleanly."""
_HEALTH: Final = (
    rf"[\"'`](/(?:[\w-]{{1,40}}/){{0,3}}(?:{ports.HEALTH}|live|ready|status)"
    r"(?:/(?:live|liveness|ready))?)[\"'`]"
)
_NEST_HEALTH: Final = r"@Controller\(\s{0,9}[\"']/?(health\w{0,10})[\"']"
_NEST_PREFIX: Final = r"setGlobalPrefix\(\s{0,9}[\"']/?([\w/-]{1,60})[\"']"

COMMANDS: Final = {
    "fastify": ("fastify-cli", 3000),
    "probot": ("probot", 3000),
    "strapi": ("@strapi/strapi", 1337),
    "directus": ("directus", 8055),
    "json-server": ("json-server", 3000),
    "serve": ("serve", 3000),
    "http-server": ("http-server", 8080),
    "keystone": ("@keystone-6/core", 3000),
    "medusa": ("@medusajs/medusa", 9000),
}
"""Commands of packages that serve HTTP on the port that PORT says: the package, and the usual port."""


def read_sources(project: Project, entry: str, folder: str = "") -> list[Source]:
    """Read the program's files, the entry first, and of a large program those that are likely to say something.

    Args:
        project: the view of the app's folder.
        entry: the file that it begins with, as it will be when it is built.
        folder: where that folder is, for the names of the files.
    """
    begins = _sources_of(entry)
    paths = [
        path
        for path in project.files(_BEGINNINGS)
        if path in begins or (path.endswith(_ENDINGS) and not re.search(_NOT_PROGRAM, path))
    ]
    nearest = sorted(
        paths,
        key=lambda path: (
            path not in begins,
            not re.search(_LIKELY, posixpath.splitext(path)[0]),
            path.count("/"),
            path,
        ),
    )
    texts = read(project, nearest[:MAX_FILES])
    return [Source(posixpath.join(folder, path), text, partial(without_comments, commas=False)) for path, text in texts]


def _sources_of(entry: str) -> frozenset[str]:
    """Return the files that an entry may have been compiled from."""
    stem = posixpath.splitext(entry)[0]
    inner = stem.partition("/")[2] or stem
    stems = (stem, inner, f"src/{inner}", f"src/{stem}")
    return frozenset(f"{each}{ending}" for each in stems for ending in _BEGINNINGS)


def serving(
    sources: Sequence[Source], dependencies: Collection[str], port: tuple[int, str] | None, command: str = "node"
) -> dict[str, Fact]:
    """Return the facts of a server: whether it is one, its port, its health path.

    Args:
        sources: the program's files.
        dependencies: the packages that it needs.
        port: the port that the start script sets, and where.
        command: what is started: node, or a package's own command.
    """
    if command in COMMANDS:
        package, usual = COMMANDS[command]
        health = _health(sources, dependencies)
        return {
            "serves": Fact(value=True, source=package),
            "port": Fact(*port) if port else Fact(usual, f"usual for {package}"),
            "port_env": Fact(value=True, source=package),
            "health": Fact(*health) if health else Fact(None, "no health path found"),
            "protocol": Fact("http", package),
        }
    serves = first(sources, _SERVES)
    if serves is None:
        nothing = Fact(None, "no server found")
        return {
            "serves": Fact(value=False, source="no server found"),
            "port": nothing,
            "port_env": Fact(value=False, source="no server found"),
            "health": nothing,
            "protocol": nothing,
        }
    env = first(sources, _PORT_ENV)
    found = port or ports.port_in(sources, _PORTS)
    talks_http = any(re.search(_HTTP, source.text) for source in sources)
    health = _health(sources, dependencies) if talks_http else None
    return {
        "serves": Fact(value=True, source=serves[1]),
        "port": Fact(*found) if found else Fact(3000, "usual for Node.js; the sources name no port"),
        "port_env": Fact(env is not None, env[1] if env else "PORT is not read"),
        "health": Fact(*health) if health else Fact(None, "no health path found"),
        "protocol": Fact("http", serves[1]) if talks_http else Fact("tcp", "no HTTP server found"),
    }


def _health(sources: Sequence[Source], dependencies: Collection[str]) -> tuple[str, str] | None:
    if "@nestjs/core" in dependencies and (found := first(sources, _NEST_HEALTH)):
        prefix = first(sources, _NEST_PREFIX)
        return f"/{prefix[0].strip('/')}/{found[0]}" if prefix else f"/{found[0]}", found[1]
    return first(sources, _HEALTH)


def stops(sources: Sequence[Source], dependencies: Collection[str]) -> Fact:
    """Tell whether the program ends itself when it is asked to stop."""
    if found := first(sources, _SIGTERM):
        return Fact(value=True, source=found[1])
    package = next((name for name in sorted(STOPPERS) if name in dependencies), None)
    if package:
        return Fact(value=True, source=f"package.json, {package}")
    return Fact(value=False, source="no handler of SIGTERM found")


_FASTIFY_LOCAL: Final = (
    r"\.listen\s{0,9}\(\s{0,9}(?:\{(?![^{}]{0,300}\bhost\b)[^{}]{0,300}\bport\b[^{}]{0,300}\}|[\w.]{1,60}\s{0,9}\))"
)


def fastify_is_local(sources: Sequence[Source], dependencies: Collection[str]) -> str:
    """Say where Fastify is told no host, so that it listens on localhost alone; else nothing."""
    found = first(sources, _FASTIFY_LOCAL) if "fastify" in dependencies else None
    return found[1] if found else ""


def needs_bun(sources: Sequence[Source], *, is_run_by_bun: bool) -> str:
    """Say where the program uses what only Bun has; else nothing.

    Args:
        sources: the program's files, that which is started first.
        is_run_by_bun: whether its script says so: then what it exports may be a server.
    """
    found = first([one for one in sources if "typeof Bun" not in one.text], _BUN)
    if not found and is_run_by_bun and first(sources, _SERVES) is None:
        found = first(sources[:1], _EXPORTED)
    return found[1] if found else ""


def imported(one: Source, names: Collection[str]) -> str:
    """Return the first of some packages that a file takes in when it is run; else nothing."""
    pattern = (
        r"(?m)(?:\brequire\(\s{0,9}|^\s{0,40}import\s(?!type\b)[^;\n\"']{0,200}?)[\"']((?:@[\w.-]{1,80}/)?[\w.-]{1,80})"
    )
    return next((name for name in re.findall(pattern, one.text) if name in names), "")


def host(sources: Sequence[Source]) -> tuple[str, str]:
    """Return the variable that says where it listens, and where it stands that it listens to itself alone."""
    variable = first(sources, _HOST_ENV)
    local = first(sources, _LOCAL)
    return variable[0] if variable else "", local[1] if local else ""

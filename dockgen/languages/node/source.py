"""What the program's sources say: where it listens, what it reads, how it stops."""

import posixpath
import re
from collections.abc import Collection, Sequence
from functools import partial
from typing import Final

from dockgen.languages.javascript.building import SOURCES
from dockgen.languages.kit import ports
from dockgen.languages.kit.comments import without_comments
from dockgen.languages.kit.sources import Source, first, read
from dockgen.model.found import Found, whether
from dockgen.model.program import UNNAMED
from dockgen.reading.project import Project
from dockgen.records import NamedTuple

MAX_FILES: Final = 50
_BEGINNINGS: Final = (*SOURCES, ".jsx", ".tsx")
"""A program may begin in JSX; else that is what browsers show."""
_NOT_PROGRAM: Final = (
    r"(?:^|/)(?:tests?|__tests__|__mocks__|e2e|spec|specs|cypress|fixtures|docs|examples?|scripts|coverage|public|static"
    r"|migrations|client|frontend)/|\.(?:test|spec|e2e-spec|stories|config|d)\.[cm]?[jt]s$|(?:^|/)(?:gulpfile|gruntfile)"
)
_LIKELY: Final = r"(?i)(?:^|/)(?:server|index|app|main|www|config|env|health|listen|bootstrap)[\w.-]{0,40}$"

# What may repeat is bounded, so that no file takes longer than its size says.
_SERVES: Final = (
    r"\.listen\s{0,9}\(|\bcreateServer\s{0,9}\(|\bserve(?:<[^<>]{1,60}>)?\s{0,9}\(\s{0,9}[{\w]|\bbindAsync\s{0,9}\("
    r"|\bstartStandaloneServer\s{0,9}\(|\bHapi\.[sS]erver\s{0,9}\("
)
_HTTP: Final = (
    r"\b(?:https?|http2|express|fastify|koa|hono|nestjs|hapi|polka|restify|apollo|h3|micro|connect|find-my-way|elysia)\b"
    r"|\bBun\.serve\b"
)

_PORT_ENV: Final = (
    r"\benv\??\.(?:APP_|SERVER_|HTTP_)?PORT\b|\benv\[[\"'](?:PORT)[\"']\]"
    r"|\{[^{}]{0,300}\bPORT\b[^{}]{0,300}\}\s{0,9}=\s{0,9}(?:process\.)?env\b|\bget(?:OrThrow)?(?:<\w{1,20}>)?\([\"']PORT[\"']"
    r"|\bPORT\s{0,9}:\s{0,9}(?:z|Joi|yup|num|port|str|t|Type)\b"
)
_NAMED: Final = (
    r"env\??\.PORT\s{0,9}(?:\|\||\?\?)\s{0,9}[\"'`]?([0-9]{2,5})\b",
    r"env\[[\"']PORT[\"']\]\s{0,9}(?:\|\||\?\?)\s{0,9}[\"'`]?([0-9]{2,5})\b",
    r"\.get(?:<\w{1,20}>)?\([\"']PORT[\"']\)\s{0,9}(?:\|\||\?\?)\s{0,9}[\"'`]?([0-9]{2,5})\b",
    r"\bPORT[\"']?\s{0,9},\s{0,9}[\"']?([0-9]{2,5})\b",
    r"\bPORT\b[^\n;]{0,120}?(?:default|devDefault)\s{0,9}[(:]\s{0,9}[\"']?([0-9]{2,5})\b",
    r"\bPORT\s{0,9}=\s{0,9}[\"']?([0-9]{2,5})\b",
)
_OTHER_NAMES: Final = r"(?:API|APP|BACKEND|HTTP|LISTEN|SERVER|SERVICE|WEB)_PORT"
_PORTS: Final = (
    *_NAMED,
    *(one.replace("PORT", _OTHER_NAMES) for one in _NAMED),
    r"\.listen\s{0,9}\(\s{0,9}([0-9]{2,5})\b",
    r"\.listen\s{0,9}\([^;\n]{0,80}?\w{0,30}PORT\s{0,9}(?:\|\||\?\?)\s{0,9}[\"'`]?([0-9]{2,5})\b",
    r"\.listen\s{0,9}\(\s{0,9}\{[^{}]{0,200}?\bport\s{0,9}:\s{0,9}[\"']?([0-9]{2,5})\b",
    r"\b(?:port|(?:api|app|http|listen|server)Port)\b[^\n;{}]{0,60}?(?:\|\||\?\?|=|:)\s{0,9}[\"']?([0-9]{2,5})\b",
    r"\b(?:0\.0\.0\.0|\[::\]):([0-9]{2,5})\b",
)
"""Best first: what is taken where PORT is not set, what is listened on, a thing called port, an address."""
_BUN: Final = (
    r"\bBun\.(?:serve|file|write|sql|redis|password|spawn)\b"
    r"|(?:\bfrom|\bimport|\brequire\()\s{0,9}[\"']bun(?::[\w/]{1,20})?[\"']"
)
_OF_BUN: Final = r"\bBun\.serve\b|[\"']bun[\"']"
"""Where a server that is told no port takes the one that PORT says."""
_EXPORTED: Final = (
    r"(?m)^export\s{1,9}default\s{1,9}(?:app|server)\b|^export\s{1,9}default\s{0,9}\{[^{}]{0,300}\bfetch\b"
)
"""What Bun makes a server of, without a call."""
_EXPORTED_APP: Final = r"(?m)^export\s{1,9}default\s{1,9}(?!function\b|class\b|async\b)\w"
"""The same, in the file that Bun starts, where a framework makes such apps."""
_MAKE_APPS: Final = frozenset({"elysia", "h3", "hono", "itty-router"})
_ELYSIA: Final = r"\bnew\s{1,9}Elysia\b"
"""A framework that Node.js runs only with an adapter."""
_NO_SERVICE: Final = (
    r"(?!(?:DB|DATABASE|PG|POSTGRES|MYSQL|MARIA|MONGO|REDIS|VALKEY|AMQP|RABBIT|KAFKA|SMTP|MAIL|ELASTIC))"
)
_HOST_ENV: Final = (
    r"\benv\??\.(HOST|HOSTNAME|BIND_ADDRESS|LISTEN_HOST|SERVER_HOST)\b",
    r"(?:\.listen|\b[sS]erver)\s{0,9}\([^()]{0,200}?\bprocess\.env\.(\w{0,40}(?:HOST|HOSTNAME|ADDRESS))\b",
    (
        rf"\b(?:const|let|var)\s{{1,9}}(?i:host|hostname|address)\s{{0,9}}=\s{{0,9}}process\.env\.{_NO_SERVICE}(\w{{1,40}})"
        r"\s{0,9}(?:\|\||\?\?)\s{0,9}[\"'](?:localhost|127\.0\.0\.1)[\"']"
    ),
)
"""Usual names, and any other that is handed to what listens."""
_LOCAL: Final = (
    r"(?:(?:\.listen|\bBun\.serve)\s{0,9}\([^()]{0,200}|\b(?:const|let|var)\s{1,9}(?i:host|hostname)\s{0,9}=\s{0,9})"
    r"[\"'](?:127\.0\.0\.1|localhost)[\"']"
)
"""Not any `host:`, which may be that of a database."""
_SIGTERM: Final = (
    r"\.(?:on|once|addListener)\s{0,9}\(\s{0,9}[\"'`]SIGTERM[\"'`]"
    r"|[\"'`]SIGTERM[\"'`]\s{0,9}[,\]]|\benableShutdownHooks\s{0,9}\("
)
_STOPPERS: Final = (
    *("@fastify/autoload-cli", "@godaddy/terminus", "async-exit-hook", "close-with-grace", "death", "exit-hook"),
    *("express-graceful-exit", "fastify-cli", "fastify-graceful-shutdown", "graceful-shutdown"),
    *("http-graceful-shutdown", "lightship", "node-graceful-shutdown"),
)
"""Packages that are there to stop a program cleanly."""
_HEALTH: Final = (
    rf"[\"'`](/(?:[\w-]{{1,40}}/){{0,3}}(?:{ports.HEALTH}|live|ready|status)"
    r"(?:/(?:live|liveness|ready))?)[\"'`]"
)
_NEST_HEALTH: Final = r"@Controller\(\s{0,9}[\"']/?(health\w{0,10})[\"']"
_NEST_PREFIX: Final = r"setGlobalPrefix\(\s{0,9}[\"']/?([\w/-]{1,60})[\"']"

FASTIFY_LOCAL: Final = (
    r"\.listen\s{0,9}\(\s{0,9}(?:\{(?![^{}]{0,300}\bhost\b)[^{}]{0,300}\bport\b[^{}]{0,300}\}|[\w.]{1,60}\s{0,9}\))"
)
"""Where Fastify is told no host, so that it listens on localhost alone."""
_IMPORTED: Final = (
    r"(?m)(?:\brequire\(\s{0,9}|^\s{0,40}import\s(?!type\b)[^;\n\"']{0,200}?)[\"']((?:@[\w.-]{1,80}/)?[\w.-]{1,80})"
)

_COMMANDS: Final = {
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


class Serving(NamedTuple):
    """What a program serves, if anything."""

    serves: Found[bool]
    port: Found[int | None]
    port_env: Found[bool]
    health: Found[str | None]
    protocol: Found[str | None]


def read_sources(
    project: Project, entry: str, folder: str = "", aside: Collection[str] = (), *, pages: bool = False
) -> list[Source]:
    """Read the program's files, the entry first, and of a large program those that are likely to say something.

    The entry is named as it will be when it is built; files are named as seen from above the project's `folder`. Those
    that are `aside` run only before the program does; `pages` in JSX may be parts of it.
    """
    stem = posixpath.splitext(entry)[0]
    inner = stem.partition("/")[2] or stem
    # What the entry may have been compiled from.
    begins = {f"{one}{end}" for one in (stem, inner, f"src/{inner}", f"src/{stem}") for end in _BEGINNINGS}

    def order(path: str) -> tuple[bool, bool, int, str]:
        return path not in begins, not re.search(_LIKELY, posixpath.splitext(path)[0]), path.count("/"), path

    def is_ours(path: str) -> bool:
        is_likely = (
            path.endswith(_BEGINNINGS if pages else SOURCES) and path not in aside and not re.search(_NOT_PROGRAM, path)
        )
        return path in begins or is_likely

    script = [path for path in project.files(posixpath.basename(entry)) if path == entry]  # bin/www has no suffix
    ours = filter(is_ours, project.files(_BEGINNINGS))
    texts = read(project, dict.fromkeys([*script, *sorted(ours, key=order)[:MAX_FILES]]))
    return [Source(posixpath.join(folder, path), text, partial(without_comments, commas=False)) for path, text in texts]


def serving(  # noqa: PLR0913 - what is known of a program
    sources: Sequence[Source],
    dependencies: Collection[str],
    port: Found[int] | None,
    command: str = "node",
    usual: Found[int] | None = None,
    *,
    is_by_bun: bool = False,
) -> Serving:
    """Return whether the program is a server, its port, and its health path.

    The port is the one that the start script sets; the command is node, or a package's own; the usual port is taken
    where the sources name none.
    """
    package, number = _COMMANDS.get(command, ("", 3000))
    exporting = (_EXPORTED,) if _MAKE_APPS.isdisjoint(dependencies) else (_EXPORTED, _EXPORTED_APP)
    exported = first(sources[:1], *exporting) if is_by_bun else None
    serves = Found(command, package) if package else first(sources, _SERVES) or exported
    if serves is None:
        no, none = Found(value=False, source="no server found"), Found(None, "no server found")
        return Serving(no, none, no, none, none)
    env = serves if package else first(sources, _PORT_ENV)
    found = port if package or port else ports.port_in(sources, _PORTS)
    of_bun = exported or (first(sources, _OF_BUN) if is_by_bun else None)
    env = env or (None if found else of_bun)
    talks_http = package or of_bun or any(re.search(_HTTP, source.text) for source in sources)
    path = health(sources, dependencies) if talks_http else None
    return Serving(
        serves=whether(serves, ""),
        port=found or usual or Found(number, f"usual for {package or f'Node.js; {UNNAMED}'}"),
        port_env=whether(env, "PORT is not read"),
        health=path or Found(None, "no health path found"),
        protocol=Found("http", serves.source) if talks_http else Found("tcp", "no HTTP server found"),
    )


def health(sources: Sequence[Source], dependencies: Collection[str]) -> Found[str] | None:
    """Return the path that says whether the program works."""
    if "@nestjs/core" in dependencies and (found := first(sources, _NEST_HEALTH)):
        prefix = first(sources, _NEST_PREFIX)
        return Found(f"/{prefix.value.strip('/')}/{found.value}" if prefix else f"/{found.value}", found.source)
    return first(sources, _HEALTH)


def stops(sources: Sequence[Source], dependencies: Collection[str]) -> Found[bool]:
    """Tell whether the program ends itself when it is asked to stop."""
    package = next((Found(name, f"package.json, {name}") for name in _STOPPERS if name in dependencies), None)
    return whether(first(sources, _SIGTERM) or package, "no handler of SIGTERM found")


def needs_bun(sources: Sequence[Source], dependencies: Collection[str]) -> str:
    """Say where the program uses what only Bun has; else nothing."""
    patterns = (_BUN,) if "elysia" not in dependencies or "@elysiajs/node" in dependencies else (_BUN, _ELYSIA)
    found = first([one for one in sources if "typeof Bun" not in one.text], *patterns)
    return found.source if found else ""


def imported(one: Source, names: Collection[str]) -> str:
    """Return the first of some packages that a file takes in when it is run; else nothing."""
    return next((name for name in re.findall(_IMPORTED, one.text) if name in names), "")


def host(sources: Sequence[Source]) -> tuple[str, str]:
    """Return the variable that says where it listens, and where it stands that it listens to itself alone."""
    variable, local = first(sources, *_HOST_ENV), first(sources, _LOCAL)
    return variable.value if variable else "", local.source if local else ""

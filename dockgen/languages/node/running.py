"""How the program runs: what starts it, where it listens, what it needs beside it."""

import posixpath
import re
from collections.abc import Mapping
from typing import Final

from dockgen.languages.kit import ports, written
from dockgen.languages.kit.sources import Source, first
from dockgen.languages.kit.written import Way, Ways, Written
from dockgen.languages.node import source
from dockgen.languages.node.app import App
from dockgen.languages.node.bun import RUNTIMES
from dockgen.languages.node.imported import reachable
from dockgen.languages.node.source import Serving
from dockgen.languages.node.start import Start, by_bun, of_script, processes
from dockgen.model.found import Found
from dockgen.model.values import HARMLESS_NAME, SENSITIVE_NAME

_QUEUES: Final = ("@nestjs/bullmq", "agenda", "bee-queue", "bull", "bullmq", "graphile-worker", "pg-boss")
_LIBRARY: Final = ("peerDependencies", "exports", "types", "typings", "module", "files", "publishConfig")
_AROUND: Final = r"^start[:-]|[:-](?:start|prod)$"
_WORKERS: Final = ("worker", "start:worker", "worker:start", "worker:prod", "queue", "jobs", "scheduler")


def looked_into(app: App, sources: list[Source]) -> App:
    """Return the app with what its sources say of its start."""
    start, manifest = app.start, app.manifest
    if app.web is not None or not start.words:
        return app
    if start.is_by_bun:
        return app
    if where := source.needs_bun(sources, manifest.production):
        start = by_bun(start)._replace(source=f"{start.source}; {where} needs Bun", needs_development=False)
    elif sources and sources[0].path == posixpath.join(app.folder, start.entry):
        tools = manifest.development.keys() - manifest.production.keys()
        if tool := source.imported(sources[0], tools):
            start = start._replace(needs_development=True, source=f"{start.source}; it uses {tool} of devDependencies")
    return app._replace(start=start)


def without_library(app: App, sources: list[Source], found: Serving) -> Start:
    """Return how it is started; not at all where what seems to be its beginning is that of a library."""
    library = next((key for key in _LIBRARY if key in app.manifest.data), None)
    itself = source.serving(sources[:1], (), None, is_by_bun=app.start.is_by_bun).serves.value and found.serves.value
    if app.start.is_guess and library and not itself and app.manifest.data.get("private") is not True:
        why = f"is a library's: package.json has {library}, and no script starts anything"
        return Start(source=f"{app.start.source} {why}")
    return app.start


def workers(app: App, *, is_server: bool) -> Found[Mapping[str, tuple[str, ...]]]:
    """Return what takes jobs from a queue: names and commands.

    A Procfile's processes run beside the server; scripts of such names do where there is a queue.
    """
    if not is_server:
        return Found({}, "no server that they could work for")
    has_queue = any(name in app.manifest.production for name in _QUEUES)
    scripts = [name for name in _WORKERS if has_queue and name in app.manifest.scripts]
    found = {re.sub(_AROUND, "", name): of_script(app.here, app.manifest, name) for name in scripts}
    found |= processes(app.here, app.manifest)
    running = {name: one for name, one in found.items() if not RUNTIMES.isdisjoint(one.words[:1])}
    possible = {name: one for name, one in running.items() if not one.needs_development}
    plain = {name: _beside(one, app.start) for name, one in possible.items() if one.words != app.start.words}
    sources = ", ".join(start.source for start in plain.values())
    return Found({name: start.words for name, start in plain.items()}, sources or "no queue")


def _beside(one: Start, server: Start) -> Start:
    """Return how a program is started from the folder that the server runs in."""
    if not one.entry or one.folder == server.folder:
        return one
    named, entry = posixpath.relpath(one.entry, one.folder or "."), posixpath.relpath(one.entry, server.folder or ".")
    return one._replace(words=tuple(entry if posixpath.normpath(word) == named else word for word in one.words))


def serving(app: App, sources: list[Source]) -> Serving:
    """Return what the program serves: as its sources say, or as its framework does."""
    web, number = app.web, ports.number(app.start.env.get("PORT"))
    port = Found(number, app.start.source) if number else None
    if web is None or (web.kind == "server" and not web.start):
        command = (*app.start.words, "")[0]
        dependencies, usual = app.manifest.dependencies, _of_settings(app, sources)
        found = source.serving(sources, dependencies, port, command, usual, is_by_bun=app.start.is_by_bun)
        if found.serves.value or web is None:
            return found
    serves = Found(value=True, source=web.source)
    if web.kind != "server":
        own = "the web server's own"
        no_port = Found(value=False, source="the web server reads no PORT")
        return Serving(serves, Found(web.port, own), no_port, Found(web.health, own), Found("http", own))
    port = port or Found(web.port, f"usual for {web.title}")
    health, protocol = Found(web.health, web.source), Found("http", web.source)
    return Serving(serves, port, Found(value=True, source=web.title), health, protocol)


def _of_settings(app: App, sources: list[Source]) -> Found[int] | None:
    """Return the port that files of settings say: those of node-config, or others that sources name."""
    is_known = "config" in app.manifest.production
    known = (f"config/{name}{suffix}" for name in ("production", "default") for suffix in ports.SETTINGS)
    return ports.in_settings(app.here, (*(known if is_known else ()), *ports.settings_named(sources)))


def stops(app: App, sources: list[Source]) -> Found[bool]:
    """Tell whether the program ends itself when it is asked to stop, or its framework does."""
    if app.web is not None and app.web.handles_sigterm:
        return Found(value=True, source=app.web.title)
    return source.stops(sources, app.manifest.production)


def environment(app: App, sources: list[Source]) -> Found[Mapping[str, str]]:
    """Return what framework and start script set, and where the program has to listen."""
    env = dict(app.web.env) if app.web else {}
    for key, value in app.start.env.items():
        if key in {"PORT", "NODE_ENV"} or "$" in value or not value.isprintable():
            continue
        if re.search(SENSITIVE_NAME, key) and not re.search(HARMLESS_NAME, key):
            app.project.warn(f"{app.start.source} sets {key}, which looks like a secret: give it at run time")
            continue
        env[key] = value
    variable, local = source.host(sources)
    port = None if variable or local else _of_settings(app, sources)
    local = ports.local_beside(app.here, port.source) if port else local
    prefix = first(sources, _BY_PREFIX) if port and local else None
    if variable or prefix:
        env[variable or f"{prefix.value if prefix else ''}HOST"] = ports.EVERYWHERE
    else:
        _warn_of_local(app, sources, local)
    if "fastify-cli" in app.manifest.production:
        env.setdefault("FASTIFY_ADDRESS", ports.EVERYWHERE)
    return Found(dict(sorted(env.items())), app.start.source)


def _warn_of_local(app: App, sources: list[Source], local: str) -> None:
    """Say what to change where the server cannot be reached from outside the container."""
    outcome = "on localhost only, so it cannot be reached from outside the container, although its health check can"
    told = first(sources, source.FASTIFY_LOCAL) if "fastify" in app.manifest.production else None
    if local:
        app.project.warn(f'{local}: it listens {outcome}: write "0.0.0.0", or let an environment variable HOST say it')
    elif told and app.start.words[:1] != ("fastify",):
        app.project.warn(f'{told.source}: told no host, Fastify listens {outcome}: add `host: "0.0.0.0"` to `listen`')


_BY_PREFIX: Final = r"\benv\[\s{0,3}`([A-Z][A-Z0-9_]{0,30}_)\$\{\w{1,30}\.toUpperCase\(\)\}`"
"""What takes each setting from the environment by its name."""
_FS: Final = ("createWriteStream", "writeFile", "appendFile", "outputFile", "outputJson", "writeJson", "writeTextFile")
_LOWDB: Final = ("JSONFile", "JSONFileSync", "JSONFilePreset", "JSONFileSyncPreset", "FileSync", "FileAsync")
WAYS: Final = Ways(
    calls={
        **dict.fromkeys(("mkdir", "mkdirp", "mkdirs", "ensureDir"), Way("folder")),
        **dict.fromkeys(("mkdirSync", "mkdirpSync", "ensureDirSync"), Way("folder")),
        "cb": Way("folder", 1, sure=False, needs="multer"),
        **dict.fromkeys((*_FS, *(f"{name}Sync" for name in _FS)), Way("file")),
        **dict.fromkeys(("copyFile", "copyFileSync"), Way("file", 1)),
        **dict.fromkeys(("rename", "renameSync"), Way("files", 1)),
        **dict.fromkeys(_LOWDB, Way("files", sure=False)),
        **dict.fromkeys(("toFile", "mv", "Bun.write", "pino.destination"), Way("file", sure=False)),
        **dict.fromkeys(("Database", "DatabaseSync"), Way("database", sure=False)),
    },
    properties=(
        r"\b(?:(?P<folder>dest|destination|uploadDir|tempFileDir|dirname"
        r"|path(?=\s{0,9}:\s{0,9}(?:path\.\w{1,9}\([\w.\s]{0,40},\s{0,9})?[\"'`](?:\./)?(?:logs?|sessions?|uploads?)[\"'`/]))"
        r"|(?P<file>filename)|(?P<database>storage|database))\s{0,9}:(?!:)"
    ),
    named=r"(?i)(?:dir|directory|folder)$",
    renamed=r"\b(?:DailyRotate|maxsize\b|maxFiles\b|rotat)",
    literals=(r"[\"'`](?:file|sqlite):((?:\.{0,2}/){0,3}(?:[\w-]{1,60}/){0,3}[\w-]{1,60}\.(?:db3?|sqlite3?))[\"'`?]",),
)
_AT_BUILD: Final = (
    r"(?:pre|post)?(?:install|prepare|prepack|.{0,40}build.{0,40}|test.{0,40}|lint.{0,40}|codegen|gen.{0,40}|seed.{0,40}"
    r"|migrat.{0,40}|format|clean|docs.{0,40})"
)


def kept(app: App, sources: list[Source]) -> Found[Written]:
    """Return where the program writes."""
    entry = app.start.entry
    code = {"dist", "build", "node_modules", *(() if entry.startswith("src/") else ("src",))}
    top = entry.partition("/")[0] if "/" in entry and not app.here.has(entry) else ""
    building = " ".join(text for name, text in app.manifest.scripts.items() if re.fullmatch(_AT_BUILD, name))
    named = {posixpath.normpath(word) for word in re.findall(r"[\w@./-]{1,200}", building)} - {entry}

    def runs_as(path: str) -> str:
        inside = posixpath.relpath(path, app.folder or ".")
        is_compiled = top and inside.startswith("src/")
        return posixpath.join(app.folder, top + inside[3:]) if is_compiled else path

    running = [one for one in reachable(sources, entry) if posixpath.relpath(one.path, app.folder or ".") not in named]
    for folder in app.workspace.needs(app.folder, development=False) if app.folder else ():
        running += source.read_sources(app.project.sub(folder), "index.js", folder)
    place = posixpath.normpath(posixpath.join(app.folder, app.start.folder)) if app.start.folder else app.folder
    return written.find(written.Program(app.project, place, running, code - {top}, runs_as), WAYS)

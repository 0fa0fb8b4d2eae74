"""How the program runs: what starts it, where it listens, what it needs beside it."""

import json
import posixpath
import re
from typing import Final

from dockgen import services
from dockgen.languages.kit import env_examples, ports
from dockgen.languages.kit.sources import Source
from dockgen.languages.node import prisma, source, writing
from dockgen.languages.node.app import App, inside
from dockgen.languages.node.service_clients import CLIENTS
from dockgen.languages.node.start import Start, of_script, processes
from dockgen.model.facts import Fact
from dockgen.model.values import HARMLESS_NAME, SENSITIVE_NAME

_QUEUES: Final = frozenset({"bull", "bullmq", "bee-queue", "agenda", "pg-boss", "graphile-worker", "@nestjs/bullmq"})
_LIBRARY: Final = ("peerDependencies", "exports", "types", "typings", "module", "files", "publishConfig")
_AROUND: Final = r"^start[:-]|[:-](?:start|prod)$"
_WORKERS: Final = ("worker", "start:worker", "worker:start", "worker:prod", "queue", "jobs", "scheduler")


def looked_into(app: App, sources: list[Source]) -> App:
    """Return the app with what its sources say of its start."""
    start, manifest = app.start, app.manifest
    if app.web is not None or not start.words:
        return app
    if where := source.needs_bun(sources, is_run_by_bun=start.is_by_bun):
        start = Start(source=f"{where} needs Bun to run it, and here Node.js does")
    elif sources and sources[0].path == posixpath.join(app.folder, start.entry):
        tools = manifest.development.keys() - manifest.production.keys()
        if tool := source.imported(sources[0], tools):
            start = start._replace(needs_development=True, source=f"{start.source}; it uses {tool} of devDependencies")
    return app._replace(start=start)


def started(app: App, sources: list[Source]) -> dict[str, Fact]:
    """Return how the program is started, asked and stopped."""
    start, web = app.start, app.web
    found = _serving(app, sources)
    library = next((key for key in _LIBRARY if key in app.manifest.data), None)
    itself = source.serving(sources[:1], (), None)["serves"].value and found["serves"].value
    if start.is_guess and library and not itself and app.manifest.data.get("private") is not True:
        start = Start(
            source=f"{start.source} is a library's: package.json has {library}, and no script starts anything"
        )
    words = start.words
    env = {**(dict(web.env) if web and web.kind == "server" else {}), **_environment(app, sources)}
    if "fastify-cli" in app.manifest.production:
        env.setdefault("FASTIFY_ADDRESS", "0.0.0.0")  # noqa: S104 - in a container
    stops = source.stops(sources, app.manifest.production)
    if web is not None and web.handles_sigterm:
        stops = Fact(value=True, source=web.title)
    kind = web.kind if web else "server" if found["serves"].value else "worker"
    return {
        **found,
        "start": Fact(" ".join(words) or None, start.source),
        "command": Fact(words, start.source),
        "kind": Fact(kind, web.source if web else str(found["serves"].source)),
        "framework": Fact(web.title if web else None, web.source if web else "no front end"),
        "needs_shell": Fact(start.needs_shell or start.is_bin, start.source),
        "run_env": Fact(tuple(f"{key}={value}" for key, value in sorted(env.items())), start.source),
        "stops": stops,
        "workers": _workers(app, is_server=bool(found["serves"].value)),
        "notes": Fact(web.notes if web else (), web.title if web else "no front end"),
        **writing.facts(app, sources),
        "writes": Fact(tuple(inside(app.folder, path) for path in web.writes) if web else (), "the framework's own"),
    }


def _workers(app: App, *, is_server: bool) -> Fact:
    """Return what takes jobs from a queue, each as JSON: its name and its words.

    A Procfile's processes run beside the server; scripts of such names do where there is a queue.
    """
    if not is_server:
        return Fact((), "no server that they could work for")
    package = next((name for name in sorted(_QUEUES) if name in app.manifest.production), None)
    scripts = [name for name in _WORKERS if name in app.manifest.scripts] if package else []
    found = {
        **{re.sub(_AROUND, "", name): of_script(app.here, app.manifest, name) for name in scripts},
        **processes(app.here, app.manifest),
    }
    plain = {
        name: start
        for name, start in found.items()
        if start.words[:1] == ("node",) and not start.needs_development and start.words != app.start.words
    }
    texts = tuple(json.dumps([name, list(start.words)]) for name, start in plain.items())
    return Fact(texts, ", ".join(start.source for start in plain.values()) or "no queue")


def _serving(app: App, sources: list[Source]) -> dict[str, Fact]:
    web = app.web
    port = ports.number(app.start.env.get("PORT"))
    given = (port, app.start.source) if port else None
    if web is None or (web.kind == "server" and not web.start):
        found = source.serving(sources, app.manifest.dependencies, given, (*app.start.words, "")[0])
        if found["serves"].value or web is None:
            return found
    if web.kind != "server":
        own = "the web server's own"
        return {
            "serves": Fact(value=True, source=web.source),
            "port": Fact(8080, own),
            "port_env": Fact(value=False, source="the web server reads no PORT"),
            "health": Fact("/healthz", own),
            "protocol": Fact("http", own),
        }
    return {
        "serves": Fact(value=True, source=web.source),
        "port": Fact(*given) if given else Fact(web.port, f"usual for {web.title}"),
        "port_env": Fact(value=True, source=web.title),
        "health": Fact(web.health, web.source),
        "protocol": Fact("http", web.source),
    }


def _environment(app: App, sources: list[Source]) -> dict[str, str]:
    """Return what the start script sets, and where the program has to listen."""
    env = {}
    for key, value in app.start.env.items():
        if key in {"PORT", "NODE_ENV"} or "$" in value or not value.isprintable():
            continue
        if re.search(SENSITIVE_NAME, key) and not re.search(HARMLESS_NAME, key):
            app.project.warn(f"{app.start.source} sets {key}, which looks like a secret: give it at run time")
            continue
        env[key] = value
    variable, local = source.host(sources)
    if variable:
        env[variable] = "0.0.0.0"  # noqa: S104 - in a container, whose own address is the only one that counts
    else:
        _warn_of_local(app, sources, local)
    return env


def _warn_of_local(app: App, sources: list[Source], local: str) -> None:
    """Say what to change where nobody outside the container would reach the server; its own health check would."""
    outcome = "on localhost only, so it cannot be reached from outside the container, although its health check can"
    by_itself = source.fastify_is_local(sources, app.manifest.production)
    if local:
        app.project.warn(f'{local}: it listens {outcome}: write "0.0.0.0", or let an environment variable HOST say it')
    elif by_itself and app.start.words[:1] != ("fastify",):
        app.project.warn(f'{by_itself}: told no host, Fastify listens {outcome}: add `host: "0.0.0.0"` to `listen`')


def services_of(app: App, sources: list[Source]) -> dict[str, Fact]:
    """Return the databases and queues that the program's packages want."""
    run = [app.manifest, *(app.workspace.at(member) for member in app.workspace.needs(app.folder, development=False))]
    dependencies = {name: manifest.path for manifest in reversed(run) for name in manifest.production}
    provider = prisma.provider(app)
    if provider:
        dependencies[f"prisma:{provider[0]}"] = provider[1]
    texts = env_examples.read(app.project, (app.folder, "")) | {one.path: one.text for one in sources}
    return services.facts(CLIENTS, dependencies, texts)

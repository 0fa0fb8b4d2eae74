"""How the program runs: what starts it, where it listens, what it needs beside it."""

import posixpath
import re

from dockgen import services
from dockgen.facts import Fact
from dockgen.languages.node import prisma, source
from dockgen.languages.node.app import App, inside
from dockgen.languages.node.manifest import warn
from dockgen.service_env import ENV_EXAMPLES
from dockgen.values import HARMLESS_NAME, MAX_PORT, SENSITIVE_NAME


def started(app: App, sources: list[source.Source]) -> dict[str, Fact]:
    """Return how the program is started, asked and stopped."""
    start, web = app.start, app.web
    for note in web.notes if web else ():
        warn(app.project, note)
    words = start.words
    found = _serving(app, sources)
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
        "writes": Fact(tuple(inside(app.folder, path) for path in web.writes) if web else (), "the framework's own"),
    }


def _serving(app: App, sources: list[source.Source]) -> dict[str, Fact]:
    web = app.web
    port = app.start.env.get("PORT", "")
    given = (port, app.start.source) if re.fullmatch(r"[0-9]{2,5}", port) and 0 < int(port) <= MAX_PORT else None
    if web is None or (web.kind == "server" and not web.start):
        found = source.serving(sources, app.manifest.dependencies, given)
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
        "port": Fact(int(given[0]), given[1]) if given else Fact(web.port, f"usual for {web.title}"),
        "port_env": Fact(value=True, source=web.title),
        "health": Fact(web.health, web.source),
        "protocol": Fact("http", web.source),
    }


def _environment(app: App, sources: list[source.Source]) -> dict[str, str]:
    """Return what the start script sets, and where the program has to listen."""
    env = {}
    for key, value in app.start.env.items():
        if key in {"PORT", "NODE_ENV"} or "$" in value or not value.isprintable():
            continue
        if re.search(SENSITIVE_NAME, key) and not re.search(HARMLESS_NAME, key):
            warn(app.project, f"{app.start.source} sets {key}, which looks like a secret: give it at run time")
            continue
        env[key] = value
    variable, local = source.host(sources)
    if variable:
        env[variable] = "0.0.0.0"  # noqa: S104 - in a container, whose own address is the only one that counts
    elif local:
        warn(app.project, f"{local}: it listens to its own machine alone, and nobody outside the container reaches it")
    return env


def services_of(app: App, sources: list[source.Source]) -> dict[str, Fact]:
    """Return the databases and queues that the program's packages want."""
    run = [app.manifest, *(app.workspace.at(member) for member in app.workspace.needs(app.folder, development=False))]
    dependencies = {name: manifest.path for manifest in reversed(run) for name in manifest.production}
    provider = prisma.provider(app)
    if provider:
        dependencies[f"prisma:{provider[0]}"] = provider[1]
    folders = dict.fromkeys((app.folder, ""))
    texts = {
        path: text
        for folder in folders
        for name in ENV_EXAMPLES
        if (text := app.project.read(path := posixpath.join(folder, name))) is not None
    }
    texts |= {posixpath.join(app.folder, one.path): one.text for one in sources}
    return services.facts("node", dependencies, texts)

"""Finds the app object of a web framework, and where it is served."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from dockgen.languages.kit import ports
from dockgen.languages.kit.procfile import processes
from dockgen.languages.python import routes
from dockgen.languages.python.starting import SERVERS, USUAL_PORT, Seen, Source, Sources, Start, served
from dockgen.model.found import Found
from dockgen.records import NamedTuple

_FLASK_DEVELOPMENT: Final = 5000

_HEALTH: Final = rf"/(?:(?:api/)?{ports.HEALTH}|status)/?"
_PREFIXED: Final = r"\b(?:url_prefix|prefix|root_path)\s{0,9}=|\bMount\("
_ROUTE: Final = (
    r"(?:\b(?:route|get|head|add_get|add_route|Route|add_url_rule)\(|\()"
    rf"\s{{0,40}}r?[\"']({_HEALTH})\$?[\"']"
)
_PORTS: Final = (
    r"(?:environ\.get|getenv|env\.int|config)\(\s{0,9}[\"']PORT[\"'],[^\n)]{0,40}?([0-9]{2,5})\b",
    r"\brun\([^()]{0,300}\bport\s{0,9}=\s{0,9}([0-9]{2,5})\b",
    r"(?m)^[ \t]{0,8}PORT[ \t]{0,9}=[ \t]{0,9}([0-9]{2,5})\b",
)
_FLASK_APP: Final = r"(?m)^[ \t]{0,9}(?:export[ \t]{1,9})?FLASK_APP[ \t]{0,9}=[ \t]{0,9}[\"']?([\w./]{1,200})"
_PROCFILE_APP: Final = r".{0,500}[ \t\"']([A-Za-z_][\w.]{0,200}):[A-Za-z_]"

_FACTORIES: Final = "create_app|make_app|build_app|get_app|create_application|make_application|app_factory"
_OBJECT: Final = (
    r"(?m)^([A-Za-z_]\w{{0,60}})"
    r"(?:[ \t]{{0,5}}:[ \t]{{0,5}}[\w.\[\]]{{1,60}}|(?:[ \t]{{0,5}},[ \t]{{0,5}}\w{{1,60}}){{1,9}})?"
    r"[ \t]{{0,5}}=[ \t]{{0,5}}(?:\w{{1,40}}\.){{0,3}}(?:{})\("
)
# A server that starts while it is imported never comes back; Flask lets a variable say that another one serves.
_RUNS_AT_ONCE: Final = r"(?m)^(?:(?:{})\.)?run\("
_BLOCKING: Final = frozenset({"bottle", "quart", "sanic", "connexion"})
_BOTTLE_RUN: Final = r"\b(?:bottle\.)?run\("
_RUNS_NOT: Final = {"FLASK_RUN_FROM_CLI": "true"}
_FACTORY: Final = r"(?m)^def[ \t]{1,5}(\w{1,60})\(([^)]{0,500})\)([^\n:]{0,80}):"
_MADE: Final = r"(?m)^([A-Za-z_]\w{{0,60}})[ \t]{{0,5}}=[ \t]{{0,5}}(?:\w{{1,40}}\.){{0,3}}(?:{})\("


class Framework(NamedTuple):
    """A framework whose app is an object that a server imports."""

    package: str
    """Also the module."""
    classes: str
    """The names of its classes, as a pattern."""
    interface: str
    port: Found[int] = USUAL_PORT
    state: str = ""
    """A file that it writes where the program starts."""


FRAMEWORKS: Final = (
    Framework("fastapi", "FastAPI", "asgi"),
    Framework("fasthtml", "FastHTML(?:WithLiveReload)?|fast_app", "asgi", Found(5001, "FastHTML's own"), ".sesskey"),
    Framework("sanic", "Sanic", "sanic"),
    Framework("connexion", "FlaskApp|AsyncApp|FlaskApi", "asgi"),
    Framework("blacksheep", "Application", "asgi"),
    Framework("litestar", "Litestar", "asgi"),
    Framework("quart", "Quart", "asgi"),
    Framework("starlette", "Starlette", "asgi"),
    Framework("bottle", "Bottle", "wsgi"),
    Framework("falcon", "App|API", "wsgi"),
    Framework("flask", "Flask", "wsgi"),
)


class App(NamedTuple):
    """An object, or a function that makes one, that a server can import."""

    source: Source
    line: str
    name: str
    framework: Framework
    is_factory: bool = False


def find(seen: Seen) -> Start | None:
    """Return how the first app object that is found is served; None where there is none."""
    apps = [*_apps(seen)]
    if not apps:
        return _bottle(seen)
    # The project itself may say it: FLASK_APP in .flaskenv, or the argument of the Procfile's server.
    web = processes(seen.project, seen.folder).get("web", "")
    if match := re.search(_FLASK_APP, seen.text(".flaskenv")) or re.match(_PROCFILE_APP, web):
        named = match[1].removesuffix(".py").replace("/", ".")
        apps.sort(key=lambda app: seen.module_of(app.source)[0] != named)
    app = apps[0]
    is_asgi = app.framework.package == "falcon" and app.source.imports("falcon.asgi")
    interface = "asgi" if is_asgi else app.framework.interface
    module, root = seen.module_of(app.source)
    searched = (ports.port_in(each, _PORTS, but={_FLASK_DEVELOPMENT}) for each in ([app.source], seen.sources.read))
    runs_at_once = re.search(_RUNS_AT_ONCE.format(re.escape(app.name)), app.source.text)
    start = Start(
        words=(),
        source=app.line + _before(seen, apps, interface),
        framework=app.framework.package,
        port=next(filter(None, searched), app.framework.port),
        path=root,
        health=_health(seen, app),
        env=_RUNS_NOT if runs_at_once and app.framework.package == "flask" else {},
        state=app.framework.state,
    )
    return served(seen, f"{module}:{app.name}", interface, start, is_factory=app.is_factory)


def _bottle(seen: Seen) -> Start | None:
    """Return how the routes of a file without an app object are served: Bottle has one of its own, and can load it."""
    for source in seen.sources.read:
        runs = re.search(_BOTTLE_RUN, source.text) if source.imports("bottle") else None
        if runs:
            module, root = seen.module_of(source)
            app = re.search(_OBJECT.format("Bottle"), source.text)
            target = f"{module}:{app[1]}" if app else module
            port = ports.port_in([source], _PORTS) or Found(8080, "Bottle's own")
            start = Start((), source.at(runs), "bottle", port, path=root, health=plain_health(seen.sources))
            return served(seen, f"bottle:load_app('{target}')", "wsgi", start, only="gunicorn")
    return None


def _before(seen: Seen, apps: Sequence[App], interface: str) -> str:
    """Say what else there was to choose from."""
    others = [f"before {app.line}" for app in apps[1:] if app.source != apps[0].source][:1]
    servers = [one.package for one in SERVERS if one.interface == interface and one.package in seen.names]
    notes = [*others, *([f"{servers[0]} before {servers[1]}"] if len(servers) > 1 else [])]
    return f" ({', '.join(notes)})" if notes else ""


def _apps(seen: Seen) -> Iterator[App]:
    """Yield the app objects in the order of the files, and then the functions that make one."""
    factories: list[App] = []
    for source in seen.sources.read:
        for framework in (one for one in FRAMEWORKS if source.imports(one.package)):
            runners = r"\w{1,40}" if framework.package in _BLOCKING else "uvicorn"
            if re.search(_RUNS_AT_ONCE.format(runners), source.text):
                continue
            for match in re.finditer(_OBJECT.format(framework.classes), source.text):
                yield App(source, source.at(match), match[1], framework)
            factories += _factories(source, framework)
    yield from _made(seen, factories)
    yield from factories


def _factories(source: Source, framework: Framework) -> Iterator[App]:
    """Yield functions that can be called without arguments and make an app, by their names or what they return."""
    if not re.search(rf"(?m)^[ \t]{{1,40}}[^\n]{{0,80}}\b(?:{framework.classes})\(", source.text):
        return
    for match in re.finditer(_FACTORY, source.text):
        if not re.fullmatch(_FACTORIES, match[1]) and not re.search(rf"\b(?:{framework.classes})\b", match[3]):
            continue
        arguments = filter(None, map(str.strip, match[2].split(",")))
        if all("=" in one or one.startswith(("*", "/")) for one in arguments):
            yield App(source, source.at(match), match[1], framework, is_factory=True)


def _made(seen: Seen, factories: Sequence[App]) -> Iterator[App]:
    """Yield objects that a factory of another file made, as in `app = create_app()`."""
    known = [app.framework for app in factories] or [one for one in FRAMEWORKS if one.package in seen.names]
    pattern = _MADE.format("|".join((_FACTORIES, *(app.name for app in factories))))
    for source in seen.sources.read if known else ():
        if match := re.search(pattern, source.text):
            yield App(source, source.at(match), match[1], known[0])


def _health(seen: Seen, app: App) -> str | None:
    """Return a health path that the app object itself answers; with a prefix somewhere, only one that has none."""
    direct = rf"@{re.escape(app.name)}\.(?:get|route|api_route)\(\s{{0,40}}[\"']({_HEALTH})[\"']"
    match = None if app.is_factory else re.search(direct, app.source.text)
    if match:
        return match[1]
    return routes.Routes(seen).health() if seen.sources.first(_PREFIXED) else plain_health(seen.sources)


def plain_health(sources: Sources) -> str | None:
    """Return a health path that stands in a file, unless a prefix may belong before it."""
    found = None if sources.first(_PREFIXED) else sources.first(_ROUTE)
    return found[1][1] if found else None

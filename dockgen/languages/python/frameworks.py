"""Finds the app object of a web framework, and the production server that serves it."""

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from dockgen.languages.kit import ports
from dockgen.languages.kit.procfile import processes
from dockgen.languages.python.requirements import Requirement
from dockgen.languages.python.sources import Source, Sources, module_of
from dockgen.languages.python.starting import (
    BRINGS,
    DEFAULT_SERVER,
    FACTORIES,
    FRAMEWORKS,
    SERVERS,
    Framework,
    Server,
    Start,
)
from dockgen.reading.project import Project

DEFAULT_PORT: Final = 8000
_FLASK_DEVELOPMENT: Final = 5000

_HEALTH: Final = rf"/(?:(?:api/)?{ports.HEALTH}|status)/?"
_PREFIXED: Final = r"\b(?:url_prefix|prefix|root_path)\s{0,9}=|\bMount\("
_PORTS: Final = (
    r"(?:environ\.get|getenv|env\.int|config)\(\s{0,9}[\"']PORT[\"'],[^\n)]{0,40}?([0-9]{2,5})\b",
    r"\brun\([^()]{0,300}\bport\s{0,9}=\s{0,9}([0-9]{2,5})\b",
    r"(?m)^[ \t]{0,8}PORT[ \t]{0,9}=[ \t]{0,9}([0-9]{2,5})\b",
)
_FLASK_APP: Final = r"(?m)^[ \t]{0,9}(?:export[ \t]{1,9})?FLASK_APP[ \t]{0,9}=[ \t]{0,9}[\"']?([\w./]{1,200})"
PORT_ENV: Final = r"(?:environ(?:\.get\(|\[)|getenv\(|env\.int\(|config\()\s{0,9}[\"']PORT[\"']"


class App(NamedTuple):
    """An object, or a function that makes one, that a server can import."""

    source: Source
    line: str
    """Where it stands."""
    name: str
    framework: Framework
    is_factory: bool


def find(project: Project, folder: str, sources: Sources, requirements: Sequence[Requirement]) -> Start | None:
    """Return how the first app object that is found is served; None where there is none."""
    apps = list(_apps(sources, requirements))
    if not apps:
        return None
    if named := _named(project, folder):
        apps.sort(key=lambda app: module_of(sources, app.source, folder)[0] != named)
    app = apps[0]
    interface = app.framework.interface
    if app.framework.package == "falcon" and app.source.imports("falcon.asgi"):
        interface = "asgi"
    server, is_added = choose_server(interface, requirements)
    module, root = module_of(sources, app.source, folder)
    words = server.factory if app.is_factory else server.words
    if not words:  # daphne takes no factory
        server, is_added = choose_server(interface, [])
        words = server.factory
    port, port_source = find_port(sources, app.source)
    start = Start(
        words=tuple(word.replace("{app}", f"{module}:{app.name}") for word in words),
        source=app.line + _before(apps, interface, requirements),
        framework=app.framework.package,
        port=port,
        port_source=port_source,
        port_env=server.port_env,
        interrupt=server.interrupt,
        path=root,
        server=server.package if is_added else "",
        health=_health(sources, app),
    )
    return gunicorn_settings(project, folder, start) if server.package == "gunicorn" else start


def _named(project: Project, folder: str) -> str | None:
    """Return the module that the project itself calls its app: FLASK_APP in .flaskenv, or the Procfile's argument."""
    text = (project.read(f"{folder}.flaskenv") if project.has(f"{folder}.flaskenv") else None) or ""
    web = processes(project, folder).get("web", "")
    match = re.search(_FLASK_APP, text) or re.match(r".{0,500}[ \t\"']([A-Za-z_][\w.]{0,200}):[A-Za-z_]", web)
    return match[1].removesuffix(".py").replace("/", ".") if match else None


def _before(apps: Sequence[App], interface: str, requirements: Sequence[Requirement]) -> str:
    """Say what else there was to choose from."""
    notes = []
    if others := [app.line for app in apps[1:] if app.source != apps[0].source]:
        notes.append(f"before {others[0]}")
    names = {requirement.name for requirement in requirements}
    servers = [server.package for server in SERVERS if server.interface == interface and server.package in names]
    if len(servers) > 1:
        notes.append(f"{servers[0]} before {servers[1]}")
    return f" ({', '.join(notes)})" if notes else ""


def _apps(sources: Sources, requirements: Sequence[Requirement]) -> Iterator[App]:
    """Yield the app objects in the order of the files, and then the functions that make one."""
    factories = []
    for source in sources.read:
        for framework in FRAMEWORKS:
            if source.imports(framework.module):
                yield from _objects(source, framework)
                factories += list(_factories(source, framework))
    yield from _made(sources, requirements, factories)
    yield from factories


def _objects(source: Source, framework: Framework) -> Iterator[App]:
    names = "|".join(framework.classes)
    pattern = (
        r"(?m)^([A-Za-z_]\w{0,60})(?:[ \t]{0,5}:[ \t]{0,5}[\w.\[\]]{1,60})?[ \t]{0,5}=[ \t]{0,5}"
        rf"(?:\w{{1,40}}\.){{0,3}}(?:{names})\("
    )
    for match in re.finditer(pattern, source.text):
        yield App(source, source.at(match), match[1], framework, is_factory=False)


def _factories(source: Source, framework: Framework) -> Iterator[App]:
    """Yield functions that can be called without arguments and make an app."""
    names = "|".join(framework.classes)
    if not re.search(rf"(?m)^[ \t]{{1,40}}[^\n]{{0,80}}\b(?:{names})\(", source.text):
        return
    for match in re.finditer(rf"(?m)^def[ \t]{{1,5}}({'|'.join(FACTORIES)})\(([^)]{{0,500}})\)", source.text):
        arguments = [argument.strip() for argument in match[2].split(",") if argument.strip()]
        if all("=" in argument or argument.startswith(("*", "/")) for argument in arguments):
            yield App(source, source.at(match), match[1], framework, is_factory=True)


def _made(sources: Sources, requirements: Sequence[Requirement], factories: Sequence[App]) -> Iterator[App]:
    """Yield objects that a factory of another file made, as in `app = create_app()`."""
    names = {requirement.name for requirement in requirements}
    known = [app.framework for app in factories] or [each for each in FRAMEWORKS if each.package in names]
    if not known:
        return
    pattern = rf"(?m)^([A-Za-z_]\w{{0,60}})[ \t]{{0,5}}=[ \t]{{0,5}}(?:\w{{1,40}}\.){{0,3}}(?:{'|'.join(FACTORIES)})\("
    for source in sources.read:
        if match := re.search(pattern, source.text):
            yield App(source, source.at(match), match[1], known[0], is_factory=False)


def choose_server(interface: str, requirements: Sequence[Requirement]) -> tuple[Server, bool]:
    """Return the project's own production server, or else the usual one, and whether it has to be added."""
    names = {requirement.name for requirement in requirements}
    for requirement in requirements:
        for extra, brought in BRINGS.get(requirement.name, {}).items():
            if not extra or extra in requirement.extras:
                names.add(brought)
    own = [server for server in SERVERS if server.interface == interface]
    for server in own:
        if server.package in names:
            return server, False
    usual = DEFAULT_SERVER[interface]
    return next(server for server in own if server.package == usual), True


def find_port(sources: Sources, first: Source) -> tuple[int, str]:
    """Return the port that a file names, and where; Flask's development port is nobody's choice."""
    found = (ports.port_in(each, _PORTS, but={_FLASK_DEVELOPMENT}) for each in ([first], sources.read))
    return next(filter(None, found), (DEFAULT_PORT, "the usual port of Python servers"))


def _health(sources: Sources, app: App) -> str | None:
    """Return a health path that the app object itself answers; with a prefix somewhere, only one that has none."""
    direct = rf"@{re.escape(app.name)}\.(?:get|route|api_route)\(\s{{0,40}}[\"']({_HEALTH})[\"']"
    if not app.is_factory and (match := re.search(direct, app.source.text)):
        return match[1]
    return plain_health(sources)


def plain_health(sources: Sources) -> str | None:
    """Return a health path that stands in a file, unless some prefix may belong before it."""
    if sources.first(_PREFIXED):
        return None
    call = r"(?:\b(?:route|get|head|add_get|add_route|Route|add_url_rule)\(|\()"
    route = rf"{call}\s{{0,40}}r?[\"']({_HEALTH})\$?[\"']"
    found = sources.first(route)
    return found[1][1] if found else None


def gunicorn_settings(project: Project, folder: str, start: Start) -> Start:
    """Leave to gunicorn.conf.py what it says itself: gunicorn reads it where it starts."""
    path = f"{folder}gunicorn.conf.py"
    text = project.read(path) if project.has(path) else None
    if text is None:
        return start
    kept = list(start.words)
    for flag, setting in (("--access-logfile", "accesslog"), ("--worker-tmp-dir", "worker_tmp_dir")):
        if re.search(rf"(?m)^{setting}\b", text):
            place = kept.index(flag)
            del kept[place : place + 2]
    start = start._replace(words=tuple(kept))
    bind = re.search(r"(?m)^bind[ \t]{0,9}=[ \t]{0,9}[^\n]{0,200}", text)
    if bind is None:
        return start
    at = f"{path}:{text.count(chr(10), 0, bind.start()) + 1}"
    number = re.search(r"([0-9]{2,5})\D{0,9}$", bind[0])
    port = ports.number(number[1]) if number else None
    return start._replace(port=port or start.port, port_source=at, port_env="PORT" in bind[0])

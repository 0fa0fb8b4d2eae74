"""Programs that are run and not imported: Streamlit, Gradio, Dash, Celery, console scripts, modules, plain scripts."""

import re
from collections.abc import Sequence
from typing import Final

from dockgen.languages.kit import ports
from dockgen.languages.kit.tables import table
from dockgen.languages.python.frameworks import PORT_ENV, choose_server, plain_health
from dockgen.languages.python.managers import Manager, Manifests
from dockgen.languages.python.requirements import Requirement
from dockgen.languages.python.sources import Source, Sources, module_of
from dockgen.languages.python.starting import PORT, Start

_HOME: Final = "HOME=/tmp"  # they keep settings and downloads there, and the user has no folder of its own
_SIGINT: Final = "python-stop-signal"
_HANDLES: Final = r"\bSIGTERM\b|\bweb\.run_app\(|\buvicorn\.run\(|\b(?:Sanic|Robyn)\(|\bserve\([^\n]{0,80}daphne"

_GUARD: Final = r"(?m)^if[ \t]{1,9}\(?__name__[ \t]{0,9}==[ \t]{0,9}[\"']__main__[\"']"
_SCRIPT_ENDS: Final = ("_server", "_app", "_bot", "_worker", "_main", "_service")
_SCRIPT_NAMES: Final = (
    "main",
    "app",
    "run",
    "server",
    "bot",
    "worker",
    "start",
    "launch",
    "index",
    "__main__",
    "cli",
    "script",
)

# How a script serves by itself, and the port that is meant where none is named.
_SERVES: Final = (
    (r"\bweb\.run_app\(|\bTCPSite\(", 8080),
    (r"\b(?:HTTPServer|TCPServer)\(", 8000),
    (r"\.listen\(\s{0,9}(?:[\w.]{1,60}\s{0,9}[,)]|[0-9])", 8888),
    (r"\buvicorn\.run\(|\bhypercorn\b[^\n]{0,40}\bserve\(", 8000),
    (r"\bui\.run\(|\bbottle\.run\(|\bRobyn\(", 8080),
    (r"\bSanic\(", 8000),
    (r"\badd_(?:in)?secure_port\(", 50051),
    (r"\basyncio\.start_server\(|\bwaitress\b|\bserve_forever\(|\bmake_server\(", 8000),
    (r"\brun\([^\n)]{0,200}\bport\s{0,9}=", 8000),
)
_SCRIPT_PORTS: Final = (
    r"(?:environ\.get|getenv)\(\s{0,9}[\"']PORT[\"'],\s{0,9}(?:default\s{0,9}=\s{0,9})?[\"']?([0-9]{2,5})\b",
    r"\.listen\(\s{0,9}([0-9]{2,5})\b",
    r"(?:HTTPServer|TCPServer|make_server)\(\s{0,9}\(?\s{0,9}[\"'][^\"'\n]{0,40}[\"'],\s{0,9}([0-9]{2,5})\b",
    r"(?i)\bport(?:\s{0,9}:\s{0,9}int)?\s{0,9}=\s{0,9}(?:int\(\s{0,9})?[\"']?([0-9]{2,5})\b",
    r"[\"'](?:0\.0\.0\.0|\[::\]):([0-9]{2,5})[\"']",
    r"[\"']--port[\"'],[^\n)]{0,80}\bdefault\s{0,9}=\s{0,9}[\"']?([0-9]{2,5})\b",
)


def streamlit(folder: str, sources: Sources, requirements: Sequence[Requirement]) -> Start | None:
    """Return how a Streamlit app is started."""
    if not _wants("streamlit", requirements):
        return None
    source = next(
        (source for source in sources.read if source.imports("streamlit") and "/pages/" not in f"/{source.path}"), None
    )
    if source is None:
        return None
    words = ("streamlit", "run", source.path[len(folder) :], "--server.address=0.0.0.0", f"--server.port={PORT}")
    return Start(
        (*words, "--server.headless=true", "--browser.gatherUsageStats=false"),
        f"{source.path}, which imports streamlit",
        "streamlit",
        port=8501,
        port_source="Streamlit's own",
        env=(_HOME,),
        health="/_stcore/health",
    )


def gradio(folder: str, sources: Sources, requirements: Sequence[Requirement]) -> Start | None:
    """Return how a Gradio app is started."""
    if not _wants("gradio", requirements):
        return None
    pattern = r"\.launch\([^\n)]{0,200}(?:\bserver_port\s{0,9}=\s{0,9}([0-9]{2,5}))?"
    found = next(((s, m) for s in sources.read if s.imports("gradio") and (m := re.search(pattern, s.text))), None)
    if found is None:
        return None
    source, match = found
    port = ports.number(match[1]) or 7860
    return Start(
        ("python", source.path[len(folder) :]),
        source.at(match),
        "gradio",
        port=port,
        port_source=source.at(match) if match[1] else "Gradio's own",
        env=("GRADIO_ANALYTICS_ENABLED=False", "GRADIO_SERVER_NAME=0.0.0.0", f"GRADIO_SERVER_PORT={PORT}", _HOME),
        interrupt=_SIGINT,
    )


def dash(folder: str, sources: Sources, requirements: Sequence[Requirement]) -> Start | None:
    """Return how a Dash app is served: by the Flask app in it."""
    if not _wants("dash", requirements):
        return None
    found = sources.first(r"(?m)^([A-Za-z_]\w{0,60})[ \t]{0,9}=[ \t]{0,9}\w{1,60}\.server\b")
    if found is None:
        return None
    source, match = found
    server, is_added = choose_server("wsgi", requirements)
    module, root = module_of(sources, source, folder)
    return Start(
        tuple(word.replace("{app}", f"{module}:{match[1]}") for word in server.words),
        source.at(match),
        "dash",
        port=8050,
        port_source="Dash's own",
        port_env=server.port_env,
        interrupt=server.interrupt,
        path=root,
        server=server.package if is_added else "",
    )


def celery(folder: str, sources: Sources, requirements: Sequence[Requirement]) -> Start | None:
    """Return how a Celery worker is started."""
    if not _wants("celery", requirements):
        return None
    found = sources.first(r"(?m)^([A-Za-z_]\w{0,60})[ \t]{0,9}=[ \t]{0,9}(?:celery\.)?Celery\(")
    if found is None:
        return None
    source, match = found
    module, root = module_of(sources, source, folder)
    words = ("celery", "--app", f"{module}:{match[1]}", "worker", "--loglevel", "INFO")
    return Start(words, source.at(match), "celery", path=root)


def locust(folder: str, sources: Sources, requirements: Sequence[Requirement]) -> Start | None:
    """Return how a load test of Locust is started, with its web page."""
    path = f"{folder}locustfile.py"
    if not _wants("locust", requirements) or path not in sources.paths:
        return None
    return Start(("locust",), path, "locust", port=8089, port_source="Locust's own", env=(_HOME,))


def workers(
    folder: str, sources: Sources, requirements: Sequence[Requirement], start: Start
) -> dict[str, tuple[str, ...]]:
    """Return what runs beside a server from the same image: a Celery worker, and what tells it when."""
    found = celery(folder, sources, requirements) if start.framework != "celery" and start.port is not None else None
    if found is None:
        return {}
    app = found.words[:3]
    names = {requirement.name for requirement in requirements}
    timed = sources.first(r"\bbeat_schedule\b|\bCELERY_BEAT_SCHEDULE\b|\badd_periodic_task\(")
    beat = (*app, "beat", "--loglevel", "INFO", "--schedule", "/tmp/celerybeat-schedule")  # noqa: S108 - compose.yaml's
    return {"worker": found.words} | ({"beat": beat} if timed or "django-celery-beat" in names else {})


def console(folder: str, manifests: Manifests, manager: Manager, sources: Sources) -> Start | None:
    """Return the command that installing the project makes; of several the one with the project's name."""
    scripts = manifests.scripts
    if not scripts or not manager.is_package:
        return None
    name = manifests.name if manifests.name in scripts else next(iter(scripts))
    others = [other for other in scripts if other != name]
    path = scripts[name].partition(":")[0].replace(".", "/")
    places = [f"{folder}{root}{path}{end}" for root in ("src/", "") for end in (".py", "/__init__.py")]
    source = next((source for place in places for source in sources.read if source.path == place), None)
    where = "setup.cfg" if "options.entry_points" in manifests.setup_cfg else "setup.py" if manifests.setup_py else ""
    where = "pyproject.toml, scripts" if not where or table(manifests.pyproject, "project", "scripts") else where
    note = f"{folder}{where}: {name}" + (f" (before {', '.join(others)})" if others else "")
    return _serving(Start((name,), note), sources, source)


def module(folder: str, sources: Sources, manager: Manager) -> Start | None:
    """Return `python -m` of a package that can be run."""
    for source in sources.named("__main__.py"):
        name, root = module_of(sources, source, folder)
        if "." in name and "/__main__" in source.path:
            package = name.removesuffix(".__main__")
            path = "" if manager.is_package and root == "src" else root
            return _serving(Start(("python", "-m", package), source.path, path=path), sources, source)
    return None


def script(folder: str, sources: Sources) -> Start | None:
    """Return the plain script that is most likely the program: by its name, or because it is the only one."""
    here = [source for source in sources.read if source.folder in {folder, f"{folder}src/"}]
    likely = [source for source in here if source.stem in _SCRIPT_NAMES and source.text.strip()]
    likely.sort(key=lambda source: (source.folder != folder, _SCRIPT_NAMES.index(source.stem)))
    guarded = [source for source in here if re.search(_GUARD, source.text)]
    named = [source for source in guarded if source.stem.endswith(_SCRIPT_ENDS)]
    choice = (
        [source for source in likely if source in guarded]
        + likely
        + (named if len(named) == 1 else [])
        + (guarded if len(guarded) == 1 else [])
        + ([source for source in here if source.stem != "__init__"] if len(here) == 1 else [])
    )
    if not choice:
        return None
    source = choice[0]
    others = [other.path for other in dict.fromkeys(choice) if other is not source]
    note = source.path + (f" (before {others[0]})" if others else "")
    return _serving(Start(("python", source.path[len(folder) :]), note), sources, source)


def named(folder: str, sources: Sources, words: Sequence[str], where: str) -> Start | None:
    """Return how a script, or a module, starts that somebody names in a command; None where it is not there."""
    if len(words) < 2 or not re.fullmatch(r"python(?:3(?:\.\d+)?)?", words[0]):  # noqa: PLR2004 - Python and a file
        return None
    rest = [word for word in words[1:] if word != "-u"]
    is_module = rest[:1] == ["-m"]
    target = next(iter(rest[1:] if is_module else rest), "").removeprefix("./")
    path = folder + (target.replace(".", "/") if is_module else target.removesuffix(".py"))
    places = [f"{path}.py", f"{path}/__main__.py"] if is_module else [f"{path}.py"]
    place = next((place for place in places if place in sources.paths), None)
    if place is None:
        return None
    source = next((source for source in sources.read if source.path == place), None)
    return _serving(Start(("python", *rest), where), sources, source)


def _serving(start: Start, sources: Sources, source: Source | None) -> Start:
    """Add whether a script serves, where, and by which signal it is stopped."""
    if not any(re.search(_HANDLES, each.text) for each in sources.read):
        start = start._replace(interrupt=_SIGINT)
    if source is None:
        return start
    for pattern, usual in _SERVES:
        if match := re.search(pattern, source.text):
            port, where = ports.port_in([source], _SCRIPT_PORTS) or (
                usual,
                f"the usual port of what {source.at(match)} does",
            )
            reads_port = re.search(PORT_ENV, source.text) is not None
            health = plain_health(sources) if "grpc" not in source.text else None
            return start._replace(port=port, port_source=where, port_env=reads_port, health=health)
    return start


def _wants(name: str, requirements: Sequence[Requirement]) -> bool:
    return any(requirement.name == name for requirement in requirements)

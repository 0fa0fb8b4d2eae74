"""Programs that a package of theirs runs: Streamlit, Gradio, NiceGUI, Panel, marimo, Celery, and others like these."""

import re
from collections.abc import Mapping
from itertools import chain
from typing import Final

from dockgen.languages.kit import ports, procfile
from dockgen.languages.kit.paths import is_plain
from dockgen.languages.kit.procfile import PORT
from dockgen.languages.python import configured
from dockgen.languages.python.listening import reachable
from dockgen.languages.python.starting import Seen, Source, Start, served
from dockgen.model.found import Found
from dockgen.records import NamedTuple

_GRADIO: Final = {
    "GRADIO_ANALYTICS_ENABLED": "False",
    "GRADIO_SERVER_NAME": ports.EVERYWHERE,
    "GRADIO_SERVER_PORT": PORT,
}
_ROBYN: Final = {"ROBYN_HOST": ports.EVERYWHERE}
SIGINT: Final = "python-stop-signal"
_FILE: Final = "{file}"
"""Stands in a command where the path of the program's file will be."""
_NAMED_PORT: Final = r"\b(?:server_)?port\s{0,9}=\s{0,9}([0-9]{2,5})\b"


class Runner(NamedTuple):
    """A package that runs a file, by a command of its own or because the file calls it."""

    package: str
    module: str
    """What the file imports."""
    does: str
    """A pattern of what the file does, beside the import."""
    command: str
    port: int
    """Its own, where the program names none."""
    health: str | None = None
    env: Mapping[str, str] = {}
    interrupt: str = ""


_ANYWHERE: Final = f"--address=0.0.0.0 --port={PORT} --allow-websocket-origin=*"
_STREAMLIT: Final = (
    f"--server.address=0.0.0.0 --server.port={PORT} --server.headless=true --browser.gatherUsageStats=false"
)
_PYTHON: Final = f"python {_FILE}"
_RUNNERS: Final = (
    Runner("streamlit", "streamlit", "", f"streamlit run {_FILE} {_STREAMLIT}", 8501, "/_stcore/health"),
    Runner("gradio", "gradio", r"\.launch\(", _PYTHON, 7860, env=_GRADIO, interrupt=SIGINT),
    Runner("solara", "solara", r"\bPage\b", f"solara run {_FILE} --host=0.0.0.0 --port={PORT} --production", 8765),
    Runner("panel", "panel", r"\.servable\(", f"panel serve {_FILE} {_ANYWHERE}", 5006, interrupt=SIGINT),
    Runner("bokeh", "bokeh", r"\bcurdoc\(", f"bokeh serve {_FILE} {_ANYWHERE}", 5006, interrupt=SIGINT),
    Runner(
        *("marimo", "marimo", r"\bmarimo\.App\("),
        f"marimo --yes run {_FILE} --host=0.0.0.0 --port={PORT} --headless --no-token",
        *(2718, "/health"),
    ),
    Runner("nicegui", "nicegui", r"\bui\.run\(", _PYTHON, 8080, interrupt=SIGINT),
    Runner("robyn", "robyn", r"\bRobyn\(", _PYTHON, 8080, env=_ROBYN, interrupt=SIGINT),
    Runner("taipy", "taipy", r"\bGui\(", f"{_PYTHON} --host 0.0.0.0 --port {PORT}", 5000, interrupt=SIGINT),
    Runner("taipy-gui", "taipy", r"\bGui\(", f"{_PYTHON} --host 0.0.0.0 --port {PORT}", 5000, interrupt=SIGINT),
)

_NOTEBOOKS: Final = frozenset({"index", "main", "app", "dashboard"})
_DASH_SERVER: Final = r"(?m)^([A-Za-z_]\w{0,60})[ \t]{0,9}=[ \t]{0,9}\w{1,60}\.server\b"
_DASH_APP: Final = r"(?m)^([A-Za-z_]\w{0,60})[ \t]{0,9}=[ \t]{0,9}(?:\w{1,40}\.)?Dash\("
_CELERY_APP: Final = r"(?m)^([A-Za-z_]\w{0,60})[ \t]{0,9}=[ \t]{0,9}(?:celery\.)?Celery\("
_TIMED: Final = r"\bbeat_schedule\b|\bCELERY_BEAT_SCHEDULE\b|\badd_periodic_task\("

_RUN_BY_MANAGER: Final = (
    r"^(?:uv|poetry|pdm|pipenv)[ \t]{1,9}run[ \t]{1,9}"
    r"(?:--(?:script|locked|frozen|no-dev|no-sync|isolated)[ \t]{1,9}){0,6}(?!-)"
)


def find(seen: Seen) -> Start | None:
    """Return how a program starts that one of its packages runs; None where none does."""
    of_tables = (_run(seen, one) for one in _RUNNERS if one.package in seen.names)
    others = (make(seen) for package, make in _OTHERS.items() if package in seen.names)
    return next(filter(None, chain(of_tables, others)), None)


def _run(seen: Seen, runner: Runner) -> Start | None:
    """Return how a package runs the first file that is made for it."""
    # What lies in `pages/` belongs to the file beside that folder.
    fitting = (one for one in seen.sources.read if one.imports(runner.module) and "/pages/" not in f"/{one.path}")
    # A Space says which of them it runs.
    files = sorted(fitting, key=lambda one: one.path != seen.manager.script)
    found = ((one, match) for one in files if (match := re.search(runner.does, one.text)))
    source, match = next(found, (None, None))
    if source is None or match is None:
        return None
    where = source.at(match) if runner.does else f"{source.path}, which imports {runner.module}"
    usual = Found(runner.port, f"{runner.package.capitalize()}'s own")
    port = ports.port_in([source], [_NAMED_PORT]) if runner.does else None
    words = tuple(runner.command.replace(_FILE, inside(seen, source)).split(" "))
    start = Start(
        *(words, where, runner.package, port or usual),
        health=runner.health,
        env=runner.env,
        interrupt=runner.interrupt,
    )
    return reachable(seen, start, source) if runner.command == _PYTHON else start


def inside(seen: Seen, source: Source) -> str:
    """Return the path of a file from the program's folder."""
    return source.path.removeprefix(seen.folder)


def _dash(seen: Seen) -> Start | None:
    """Return how a Dash app is served: by the Flask app in it."""
    named, made = seen.sources.first(_DASH_SERVER), seen.sources.first(_DASH_APP)
    if (found := named or made) is None:
        return None
    source, match = found
    module, root = seen.module_of(source)
    start = Start((), source.at(match), "dash", Found(8050, "Dash's own"), path=root)
    if named:
        return served(seen, f"{module}:{match[1]}", "wsgi", start)
    # Waitress is the one server that takes an attribute of an object.
    return served(seen, f"{module}:{match[1]}.server", "wsgi", start, only="waitress")


def _celery(seen: Seen) -> Start | None:
    if (found := seen.sources.first(_CELERY_APP)) is None:
        return None
    source, match = found
    module, root = seen.module_of(source)
    words = ("celery", "--app", f"{module}:{match[1]}", "worker", "--loglevel", "INFO")
    return Start(words, source.at(match), "celery", path=root)


def _locust(seen: Seen) -> Start | None:
    """Return how a load test of Locust is started, with its web page."""
    path = f"{seen.folder}locustfile.py"
    port = Found(8089, "Locust's own")
    return Start(("locust",), path, "locust", port) if path in seen.sources.paths else None


def _voila(seen: Seen) -> Start | None:
    """Return how Voila shows the notebook of a program, or lists its notebooks."""
    names = [name for name in seen.project.sub(seen.folder).entries() if name.endswith(".ipynb") and is_plain(name)]
    usual = [name for name in names if name.partition(".")[0] in _NOTEBOOKS]
    chosen = (usual or names)[:1] if len(usual) == 1 or len(names) == 1 else []
    words = ("voila", "--no-browser", "--Voila.ip=0.0.0.0", f"--port={PORT}", *chosen)
    where = f"{seen.folder}{(chosen or names)[0]}" if names else ""
    return Start(words, where, "voila", Found(8866, "Voila's own"), interrupt=SIGINT) if names else None


_OTHERS: Final = {
    "voila": _voila,
    "dash": _dash,
    "celery": _celery,
    "locust": _locust,
    "scrapy": configured.scrapy,
    "pyramid": configured.pserve,
}


def workers(seen: Seen, start: Start) -> Mapping[str, tuple[str, ...]]:
    """Return what runs beside a program from its image: the Procfile's processes, or a Celery worker and its timer."""
    if named := procfile.beside(seen.project, seen.folder):
        return {name: one.words for name, one in named.items() if one.words != start.words}
    if (found := _celery(seen) if "celery" in seen.names else None) is None:
        return {}
    is_timed = seen.sources.first(_TIMED) or "django-celery-beat" in seen.names
    schedule = "/tmp/celerybeat-schedule"  # noqa: S108 - compose.yaml's
    beat = (*found.words[:3], "beat", "--loglevel", "INFO", "--schedule", schedule)
    is_worker = start.framework == "celery" and start.words[0] == "celery"
    if not start.port and not is_worker:
        return {}
    return {**({} if is_worker else {"worker": found.words}), **({"beat": beat} if is_timed else {})}


def without_manager(line: str) -> str:
    """Return a command without the package manager that would run it, which the image does not have."""
    ran = re.sub(_RUN_BY_MANAGER, "", line)
    return f"python {ran}" if ran != line and re.match(r"[\w./-]{1,200}\.py\b", ran) else ran

"""Programs that are run and not imported: console scripts, plain scripts; and commands that a file names."""

import re
import shlex
from collections.abc import Sequence
from typing import Final

from dockgen.languages.kit import ports, procfile, task_runners
from dockgen.languages.kit.tables import table, text
from dockgen.languages.python import runners
from dockgen.languages.python.frameworks import plain_health
from dockgen.languages.python.listening import reachable
from dockgen.languages.python.runners import SIGINT, inside
from dockgen.languages.python.starting import USUAL_PORT, Seen, Source, Start
from dockgen.model.found import Found
from dockgen.model.program import UNNAMED

_HANDLES: Final = r"\bSIGTERM\b|\bweb\.run_app\(|\buvicorn\.run\(|\b(?:Sanic|Robyn)\(|\bserve\([^\n]{0,80}daphne"
_READS_PORT: Final = r"(?:environ(?:\.get\(|\[)|getenv\(|env\.int\(|config\()\s{0,9}[\"']PORT[\"']"

_GUARD: Final = r"(?m)^if[ \t]{1,9}\(?__name__[ \t]{0,9}==[ \t]{0,9}[\"']__main__[\"']"
_SCRIPT_ENDS: Final = ("_server", "_app", "_bot", "_worker", "_main", "_service")
_SCRIPT_NAMES: Final = (
    *("main", "app", "run", "server", "bot", "worker", "start", "launch", "index", "__main__", "cli", "script"),
)
_PYTHON: Final = r"python(?:3(?:\.\d+)?)?"

# How a script serves by itself, and the port that is meant where none is named.
_SERVES: Final = (
    (r"\bweb\.run_app\(|\bTCPSite\(", 8080),
    (r"\b(?:HTTPServer|TCPServer)\(", 8000),
    (r"\.listen\(\s{0,9}(?:[\w.]{1,60}\s{0,9}[,)]|[0-9])", 8888),
    (r"\buvicorn\.run\(|\bhypercorn\b[^\n]{0,40}\bserve\(", 8000),
    (r"\bui\.run\(|\bbottle\.run\(|\bRobyn\(", 8080),
    (r"\bSanic\(", 8000),
    (r"\badd_(?:in)?secure_port\(", 50051),
    (r"\bcherrypy\.quickstart\(", 8080),
    (r"\bserve\(\s{0,9}\w{1,60}\s{0,9},\s{0,9}[\"'][^\"'\n]{0,40}[\"'],\s{0,9}[0-9]", 8765),
    (r"\basyncio\.start_server\(|\bwaitress\b|\bserve_forever\(|\bmake_server\(", 8000),
    (r"\brun\([^\n)]{0,200}\bport\s{0,9}=", 8000),
)
_SCRIPT_PORTS: Final = (
    r"(?:environ\.get|getenv)\(\s{0,9}[\"']PORT[\"'],\s{0,9}(?:default\s{0,9}=\s{0,9})?[\"']?([0-9]{2,5})\b",
    r"\.listen\(\s{0,9}([0-9]{2,5})\b",
    r"(?:HTTPServer|TCPServer|make_server)\(\s{0,9}\(?\s{0,9}[\"'][^\"'\n]{0,40}[\"'],\s{0,9}([0-9]{2,5})\b",
    r"(?i)\bport(?:\s{0,9}:\s{0,9}int)?\s{0,9}=\s{0,9}(?:\w{1,20}\(\s{0,9})?[\"']?([0-9]{2,5})\b",
    r"\bserve\(\s{0,9}\w{1,60}\s{0,9},\s{0,9}[\"'][^\"'\n]{0,40}[\"'],\s{0,9}([0-9]{2,5})\b",
    r"[\"'](?:0\.0\.0\.0|\[::\]):([0-9]{2,5})[\"']",
    r"[\"']--port[\"'],[^\n)]{0,80}\bdefault\s{0,9}=\s{0,9}[\"']?([0-9]{2,5})\b",
)
_IN_DICT: Final = r"[\"']port[\"']\s{0,9}:\s{0,9}[\"']?([0-9]{2,5})\b"
_FROM: Final = (
    r"(?m)^[ \t]{0,12}(?:from[ \t]{1,9}(\.?)([\w.]{0,99})[ \t]{1,9}import[ \t]{1,9}\(?([\w ,\t]{1,200})"
    r"|import[ \t]{1,9}([\w.]{1,99}))"
)
_MOST_IMPORTED: Final = 20
_IS_TOLD: Final = r"\bport\s{0,9}=\s{0,9}(?:int\(\s{0,9})?[A-Za-z_]"
"""Where the port stands elsewhere."""
_SETTINGS: Final = (
    (
        r"(?i)\b(?:\w{1,30}_)?port\s{0,9}:\s{0,9}\w{1,30}\s{0,9}=\s{0,9}"
        r"(?:\w{1,30}\(\s{0,9}(?:default\s{0,9}=\s{0,9})?)?[\"']?([0-9]{2,5})\b"
    ),
    (
        r"(?:environ\.get|getenv|\benv|env\.int|env\.get|\bconfig)\(\s{0,9}[\"']\w{0,30}PORT[\"'],"
        r"\s{0,9}(?:default\s{0,9}=\s{0,9})?[\"']?([0-9]{2,5})\b"
    ),
)
"""How classes of settings say it, and variables of other names."""


def find(seen: Seen) -> Start | None:
    """Return how a program is started that no server imports: what a package runs first, plain scripts last."""
    return runners.find(seen) or _console(seen) or _module(seen) or _script(seen) or _called(seen)


def _console(seen: Seen) -> Start | None:
    """Return the command that installing the project makes; of several the one with the project's name."""
    folder, manifests, commands = seen.folder, seen.manifests, seen.manifests.scripts
    if not commands or not seen.manager.is_package:
        return None
    name = manifests.name if manifests.name in commands else next(iter(commands))
    others = [other for other in commands if other != name]
    path = commands[name].partition(":")[0].replace(".", "/")
    places = [f"{folder}{root}{path}{end}" for root in ("src/", "") for end in (".py", "/__init__.py")]
    where = "setup.cfg" if "options.entry_points" in manifests.setup_cfg else "setup.py" if manifests.setup_py else ""
    where = "pyproject.toml, scripts" if not where or table(manifests.pyproject, "project", "scripts") else where
    note = f"{folder}{where}: {name}" + (f" (before {', '.join(others)})" if others else "")
    return _serving(seen, Start((name,), note), seen.sources.at(places))


def _called(seen: Seen) -> Start | None:
    """Return how the function of such a command is called where the project is not installed, and so has no command."""
    for name, target in seen.manifests.scripts.items():
        module, _, function = target.partition(":")
        for root in ("", "src/"):
            path = f"{seen.folder}{root}{module.replace('.', '/')}"
            source = seen.sources.at([f"{path}.py", f"{path}/__init__.py"])
            if source and re.fullmatch(r"[A-Za-z_]\w{0,99}", function):
                words = ("python", "-c", f"import sys; from {module} import {function}; sys.exit({function}())")
                start = Start(words, f"{seen.manifests.path}, scripts: {name}", path=root.rstrip("/"))
                return _serving(seen, start, source)
    return None


def _module(seen: Seen) -> Start | None:
    """Return `python -m` of a package that can be run."""
    for source in seen.sources.read:
        if source.path.endswith("/__main__.py") and "." in (found := seen.module_of(source))[0]:
            name, root = found
            path = "" if seen.manager.is_package and root == "src" else root
            words = ("python", "-m", name.removesuffix(".__main__"))
            return _serving(seen, Start(words, source.path, path=path), source)
    return None


def _script(seen: Seen) -> Start | None:
    """Return the plain script that is most likely the program: by its name, or because it is the only one."""
    here = [source for source in seen.sources.read if source.folder in {seen.folder, f"{seen.folder}src/"}]
    likely = [source for source in here if source.stem in _SCRIPT_NAMES and source.text.strip()]
    likely.sort(key=lambda source: (source.folder != seen.folder, _SCRIPT_NAMES.index(source.stem)))
    guarded = [source for source in here if re.search(_GUARD, source.text)]
    named = [source for source in guarded if source.stem.endswith(_SCRIPT_ENDS)]
    only = [source for source in here if source.stem != "__init__"] if len(here) == 1 else []
    single = [source for group in (named, guarded) if len(group) == 1 for source in group]
    lists = [source for source in here if source.path == seen.manager.script]
    choice = [*lists, *(source for source in likely if source in guarded), *likely, *single, *only]
    if not choice:
        return None
    source = choice[0]
    others = [other.path for other in choice if other is not source]
    note = source.path + (f" (before {others[0]})" if others else "")
    return _serving(seen, Start(("python", inside(seen, source)), note), source)


def named(seen: Seen, words: Sequence[str], where: str) -> Start | None:
    """Return how a script, or a module, starts that a command names; None where it is not there."""
    if not words or not re.fullmatch(_PYTHON, words[0]):
        return None
    rest = [word for word in words[1:] if word != "-u"]
    is_module = rest[:1] == ["-m"]
    target = next(iter(rest[1:] if is_module else rest), "").removeprefix("./")
    path = seen.folder + (target.replace(".", "/") if is_module else target.removesuffix(".py"))
    places = [f"{path}.py", *([f"{path}/__main__.py"] if is_module else [])]
    place = next((place for place in places if place in seen.sources.paths), None)
    return _serving(seen, Start(("python", *rest), where), seen.sources.at([place])) if place else None


def _serving(seen: Seen, start: Start, source: Source | None) -> Start:
    """Add whether a script serves, where, and by which signal it is stopped."""
    if not seen.sources.first(_HANDLES):
        start = start._replace(interrupt=SIGINT)
    if source is None:
        return start
    served = (
        (one, match, usual)
        for one in _with_imported(seen, source)
        for pattern, usual in _SERVES
        if (match := re.search(pattern, one.text))
    )
    if (found := next(served, None)) is None:
        return start
    source, match, usual = found
    usually = Found(usual, f"the usual port of what {source.at(match)} does; {UNNAMED}")
    told = seen.sources.read if re.search(_IS_TOLD, source.text) else ()
    here = seen.project.sub(seen.folder)
    named = (*(word for word in start.words if here.has(word)), *ports.settings_named([source, *seen.sources.read]))
    port = ports.port_in([source], _SCRIPT_PORTS) or ports.port_in(told, _SETTINGS, ports.OF_OTHERS)
    port = port or ports.in_settings(here, named) or ports.port_in([source], [_IN_DICT], ports.OF_OTHERS) or usually
    reads_port = re.search(_READS_PORT, source.text) is not None
    health = plain_health(seen.sources) if "grpc" not in source.text else None
    local = ports.local_beside(here, port.source)
    return reachable(seen, start._replace(port=port, port_env=reads_port, health=health, local=local), source)


def _with_imported(seen: Seen, source: Source) -> list[Source]:
    """Return a script, and the modules of its own that it imports, directly or through others."""
    modules = {seen.module_of(one)[0]: one for one in seen.sources.read}
    found = [source]
    for one in found:
        package = seen.module_of(one)[0].rpartition(".")[0]
        for match in re.finditer(_FROM, one.text):
            dots, name, names = match[1], match[2] or match[4], (match[3] or "").split(",")
            base = ".".join(filter(None, (package, name))) if dots else name
            inner = (f"{base}.{each.split()[0]}" for each in names if each.strip())
            own = (modules[each] for each in (base, *inner) if each in modules)
            found += [each for each in own if each not in found]
        if len(found) > _MOST_IMPORTED:
            break
    return found


_SERVERS: Final = (
    *("gunicorn", "uvicorn", "hypercorn", "daphne", "granian", "waitress-serve", "streamlit", "uwsgi"),
    *("litestar", "quart", "sanic"),
)
_START_SCRIPTS: Final = ("start", "serve", "server", "web", "prod", "production")
_RELOADS: Final = r"--reload\b|--debug\b|\bwatch"
_REACHABLE: Final = r"0\.0\.0\.0|\[::\]|\*:|=\*"
_DEVELOPMENT: Final = r"\bflask\b[^;&|]{0,80}\brun\b|\bmanage\.py\s{1,9}runserver\b|\bfastapi\s{1,9}dev\b"
_BIND: Final = r"[ \t]{1,9}(?:-b|--bind)[ =][\"']?(?:0\.0\.0\.0)?:(?:\$PORT\b|\$\{PORT(?::-[0-9]{1,5})?\})[\"']?"
"""What gunicorn does by itself where PORT is set."""


def of_procfile(seen: Seen, found: Start | None) -> Start | None:
    """Return how the Procfile's web process starts, or its first one, or a manifest's script; else what was found.

    Development servers give way to what was found, and so do servers that cannot be reached.
    """
    name, whole, where = _told(seen, found)
    path = procfile.own_script(seen.project, seen.folder, found.words) if found and not whole else ""
    if path:
        name, whole, where = "start", f"sh {path}", seen.folder + path
    line = re.sub(_BIND, "", runners.without_manager(whole))
    if not line or re.search(_DEVELOPMENT, line) or not (command := procfile.command(seen.project, seen.folder, line)):
        return found
    if start := named(seen, command.words, where):
        found, command = start, command._replace(words=start.words)
    elif not command.script and not _is_known(seen, procfile.last(line), found):
        return found
    base = found or Start((), "")
    port = procfile.port(whole, where) or procfile.port(command.text, command.script or where)
    is_web = name == "web" or base.port
    return base._replace(
        local=base.local if start else "",
        words=command.words,
        source=where,
        port=(port or base.port or USUAL_PORT) if is_web else None,
        port_env=base.port_env if start else procfile.reads_port(command.text) or _reads_port(command.text),
        server="",
        interrupt=base.interrupt if start else "waitress-stop-signal" if "waitress" in command.text else "",
    )


def _told(seen: Seen, start: Start | None) -> tuple[str, str, str]:
    """Return the name of what starts the program, its line, and where that stands; empty where no file says it."""
    lines = procfile.processes(seen.project, seen.folder)
    is_found = start is not None
    # What serves is better known by its framework; a worker only by its own line, with its queues and its timer.
    others = [] if start and start.port else sorted(lines.keys() - {procfile.RELEASE}, key="worker".__ne__)
    if name := next((one for one in ("web", *others) if one in lines), ""):
        return name, lines[name], f"{seen.folder}{procfile.FILE}, {name}"
    tool = table(seen.manifests.pyproject, "tool")
    of_tools = (table(tool, "pdm", "scripts"), table(tool, "taskipy", "tasks"), table(tool, "poe", "tasks"))
    places = (
        ("Pipfile, scripts", table(seen.manifests.pipfile, "scripts")),
        *(("pyproject.toml", one) for one in of_tools),
    )
    for place, found in places:
        for name in _START_SCRIPTS:
            line = text(found, name) or text(found, name, "cmd") or ""
            if line and not re.search(_RELOADS, line):
                return name, line, f"{seen.folder}{place}: {name}"
    line, where = ("", "") if is_found else task_runners.start(seen.project, seen.folder)
    program = line.partition(" ")[0]
    known = {*_SERVERS, *seen.names, *seen.manifests.scripts}
    is_ours = (program in known or re.fullmatch(_PYTHON, program)) and not re.search(_RELOADS, line)
    return ("start", line, where) if is_ours else ("", "", "")


def _is_known(seen: Seen, words: Sequence[str], found: Start | None) -> bool:
    """Tell whether a program is one that is there, and that clients can reach if it is a server."""
    program = words[0] if words else ""
    if program in _SERVERS:
        return _is_reachable(words)
    return bool(program) and (
        re.fullmatch(_PYTHON, program) is not None or program in {*seen.manifests.scripts, *seen.names} or not found
    )


def _is_reachable(words: Sequence[str]) -> bool:
    """Tell whether a server listens for other machines."""
    return words[0] in {"gunicorn", "streamlit"} or any(re.search(_REACHABLE, f"={word}") for word in words)


def _reads_port(text: str) -> bool:
    """Tell whether gunicorn is left to bind where PORT says."""
    return "gunicorn" in text and not re.search(r"(?:\s-b|--bind)[ =]", text)


def of_dockerfile(seen: Seen) -> Start | None:
    """Return what a Dockerfile that a person wrote starts."""
    from dockgen.dockerfiles import old_dockerfile  # noqa: PLC0415 - the last resort, and few need it

    witness = old_dockerfile.read(seen.project, seen.folder)
    if witness is None:
        return None
    start = named(seen, witness.words, witness.source) or _served(shlex.join(witness.words), witness.source)
    if start and witness.port and not any("grpc" in source.text for source in seen.sources.read):
        return start._replace(port=Found(witness.port, f"{seen.folder}Dockerfile, EXPOSE"))
    return start


def _served(command: str, source: str) -> Start | None:
    """Return how a server starts; None if no client can reach it."""
    if not (known := _words(command)):
        return None
    port = next(map(int, re.findall(r"[:= ]([0-9]{2,5})\b", command)), USUAL_PORT.value)
    is_bound = any(word.partition("=")[0] in {"-b", "--bind"} for word in known)
    return Start(known, source, port=Found(port, source), port_env=known[0] == "gunicorn" and not is_bound)


def _words(command: str) -> tuple[str, ...]:
    """Return the words of a command that starts a server which can be reached; empty for any other."""
    found = procfile.words(command)
    return found if found and found[0] in _SERVERS and _is_reachable(found) else ()

"""Reads a project's files and says what they mean, as facts."""

import posixpath
import re
import shlex
from collections.abc import Iterator, Mapping
from typing import Final

from dockgen import services
from dockgen.languages.kit import env_examples, sqlite_files
from dockgen.languages.kit.paths import is_plain
from dockgen.languages.python import (
    MANIFESTS,
    SCRIPTS,
    databases,
    django,
    frameworks,
    front_end,
    interpreter,
    managers,
    packages,
    procfile,
    scripts,
    sources,
    workspace,
    writing,
)
from dockgen.languages.python.managers import Manager, Manifests
from dockgen.languages.python.requirements import Requirement
from dockgen.languages.python.service_clients import CLIENTS
from dockgen.languages.python.sources import Sources
from dockgen.languages.python.starting import PORT, Start
from dockgen.languages.python.workspace import valid_member
from dockgen.model.facts import Fact, Facts
from dockgen.reading.project import Project

NO_START: Final = (
    "looked for an app object (FastAPI, Flask, Django, ...), a Celery app, a console script, a `__main__.py`, "
    "a script such as main.py, and a Dockerfile's command in exec form"
)


def inspect(project: Project, main: str | None) -> Facts:
    """Return the facts of the program in the folder `main`, or of the only one.

    Raises:
        FileError: the project's folder cannot be listed.
    """
    members = workspace.members(project)
    inner = tuple(sorted({path.rstrip("/") for path in members} | set(_inner(project))))
    mains = workspace.mains(project, members) if members else (".",)
    chosen = main or ("." if "." in mains else mains[0])
    folder = "" if chosen == "." else f"{posixpath.normpath(chosen)}/"
    manifests = managers.read(project, folder)
    manager = managers.find(project, manifests, tuple(members))
    others = [path for path in members if path != folder]
    found = sources.find(project, folder, others if not folder else ())
    served = front_end.facts(project, folder, found)
    clients = services.facts(CLIENTS, _dependencies(manager), _texts(project, folder, found))
    start = procfile.find(project, folder, find_start(project, folder, manifests, manager, found))
    return {
        "version": interpreter.find(project, folder, manifests.pyproject),
        "name": _name(manifests, folder),
        "mains": Fact(mains, "pyproject.toml, tool.uv.workspace" if members else "the project itself"),
        "members": Fact((*inner, *_part(served)), "part of this project"),
        **served,
        **_starting(start),
        **_workers(scripts.workers(folder, found, manager.requirements, start or Start((), ""))),
        "outbound": Fact(value=False, source="the base images have certificate authorities"),
        "libc": Fact(value=False, source="the base images have the C library that Python needs"),
        **clients,
        **_surroundings(project, folder, manifests, found, manager),
        **_databases(project, folder, found, manager, clients),
        **_installing(manager, manifests, folder, start),
        "copied": Fact(workspace.needed(project, folder, members) if folder in members else (), "what it depends on"),
        "packages": Fact(
            _own_folders(project, folder, found, start), "folders that tools use too, and that are its own here"
        ),
    }


def _part(served: Facts) -> tuple[str, ...]:
    """Return the front end's folder, which is no project of its own."""
    folder, removed = served["frontend"].value, served["frontend_removed"].value
    return (*([folder] if isinstance(folder, str) and folder else []), *(removed if isinstance(removed, tuple) else ()))


def find_start(project: Project, folder: str, manifests: Manifests, manager: Manager, found: Sources) -> Start | None:
    """Return how the program is started: what serves goes before what works, and both before a script."""
    wanted = manager.requirements
    return (
        django.find(project, folder, wanted)
        or frameworks.find(project, folder, found, wanted)
        or scripts.streamlit(folder, found, wanted)
        or scripts.gradio(folder, found, wanted)
        or scripts.dash(folder, found, wanted)
        or scripts.celery(folder, found, wanted)
        or scripts.locust(folder, found, wanted)
        or scripts.console(folder, manifests, manager, found)
        or scripts.module(folder, found, manager)
        or scripts.script(folder, found)
        or _in_dockerfile(project, folder, found)
    )


def _in_dockerfile(project: Project, folder: str, found: Sources) -> Start | None:
    """Return what a Dockerfile that somebody wrote starts, where nothing else says it."""
    from dockgen.dockerfiles import old_dockerfile  # noqa: PLC0415 - the last resort, and few need it

    witness = old_dockerfile.read(project, folder)
    if witness is None:
        return None
    start = scripts.named(folder, found, witness.words, witness.source) or procfile.served(
        witness.words, witness.source
    )
    if start and witness.port and not any("grpc" in source.text for source in found.read):
        return start._replace(port=witness.port, port_source=f"{folder}Dockerfile, EXPOSE")
    return start


def _name(manifests: Manifests, folder: str) -> Fact:
    name = manifests.name
    if name:
        return Fact(name, f"{folder}pyproject.toml" if manifests.pyproject else "setup.cfg or setup.py")
    return Fact(posixpath.basename(folder.rstrip("/")) or None, "the folder")


def _starting(start: Start | None) -> dict[str, Fact]:
    """Return the facts of how it starts and serves."""
    if start is None:
        start = Start((), NO_START)
    no_server = f"{start.source}: serves no port"
    text = shlex.join(word.replace(PORT, str(start.port)) for word in start.words) or None
    return {
        "start": Fact(text, start.source),
        "command": Fact(start.words, start.source),
        "framework": Fact(start.framework or None, start.source),
        "serves": Fact(start.port is not None, start.source if start.port is not None else no_server),
        "port": Fact(start.port, start.port_source or no_server),
        "port_env": Fact(start.port_env, "it reads PORT" if start.port_env else "PORT is not read"),
        "health": Fact(start.health, start.source if start.health else "no health path found"),
        "server": Fact(start.server or None, _server_source(start)),
        "interrupt": Fact(start.interrupt or None, start.source),
        "env": Fact(start.env, start.source),
        "build_env": Fact(start.build_env, start.source),
        "manage": Fact(start.manage or None, "STATIC_ROOT" if start.manage else "no static files to collect"),
    }


def _workers(found: Mapping[str, tuple[str, ...]]) -> dict[str, Fact]:
    """Return what runs beside it, one command after the other: each begins with its name and a colon."""
    texts = tuple(f"{name}: {shlex.join(words)}" for name, words in found.items())
    return {"workers": Fact(texts, "a Celery app beside the server" if texts else "nothing runs beside it")}


def _server_source(start: Start) -> str:
    if start.server:
        return f"no production server among the dependencies, so {start.server} is added"
    return "its own server" if start.port is not None else "serves no port"


def _installing(manager: Manager, manifests: Manifests, folder: str, start: Start | None) -> dict[str, Fact]:
    """Return the facts of how it is installed."""
    native = packages.needed(manager.requirements, manager.no_binary)
    musl = sorted({each.name for each in manager.requirements} & packages.NOT_ON_MUSL)
    return {
        "manager": Fact(manager.name, manager.source),
        "files": Fact(manager.files, manager.source),
        "folder": Fact(folder.rstrip("/"), manager.source),
        "member": Fact(valid_member(manifests.name or "") if folder else None, manager.source),
        "requirements": Fact(bool(manager.requirements), manager.origin or manager.source),
        "locked": Fact(manager.is_locked, manager.source if manager.is_locked else f"{manager.source}, no lock file"),
        "package": Fact(manager.is_package, manager.source),
        "editable": Fact(manager.is_editable, manager.source),
        "sources_first": Fact(manager.sources_first, manager.source),
        "git": Fact(manager.has_git, manager.origin),
        "version_from_git": Fact(manager.version_from_git, manager.origin),
        "credentials": Fact(manager.variables, manager.origin),
        "native": Fact(native, manager.origin if native else "no package that needs one of the distribution's"),
        "no_musl": Fact(tuple(musl), manager.origin),
        "path": Fact(_path(manager, start), "the folder that its modules are imported from"),
    }


def _path(manager: Manager, start: Start | None) -> str | None:
    """Return the folder that Python has to be told to look in; installing the project, and a script, do that too."""
    if start is None or not start.path or not is_plain(start.path) or (manager.is_package and start.path == "src"):
        return None
    is_script = start.words[:1] == ("python",) and "-m" not in start.words
    return None if is_script else start.path


def _own_folders(project: Project, folder: str, found: Sources, start: Start | None) -> tuple[str, ...]:
    """Return folders that are mostly some tool's, but hold what the program of `folder` imports or starts."""
    words = (folder, *((*start.words, start.path) if start else ()))
    return tuple(
        name
        for name in ("build", "dist", "env", "venv")
        if project.has(f"{name}/__init__.py")
        or (
            project.has(name)
            and not project.has(f"{name}/pyvenv.cfg")
            and (any(re.match(rf"{name}[./]", word) for word in words) or _imports_from(project, name, found))
        )
    )


def _imports_from(project: Project, folder: str, found: Sources) -> bool:
    """Tell whether sources import a module that is in a folder, and not only a library of that name."""
    pattern = (
        rf"(?m)^[ \t]{{0,80}}(?:from|import)[ \t]{{1,9}}{folder}(?:\.|[ \t]{{1,9}}import[ \t]{{1,9}}\(?)(\w{{1,99}})"
    )
    modules = {match[1] for source in found.read for match in re.finditer(pattern, source.text)}
    return any(project.has(f"{folder}/{module}{suffix}") for module in modules for suffix in (".py", ""))


def _inner(project: Project) -> Iterator[str]:
    """Yield the folders that only look like projects of their own: a script that this project's manifest goes for."""
    for folder, held in project.folders_with(set(MANIFESTS)):
        if folder and set(held) <= SCRIPTS:
            yield folder


def _surroundings(
    project: Project, folder: str, manifests: Manifests, found: Sources, manager: Manager
) -> dict[str, Fact]:
    """Return where it writes, and whether it needs a Python that is past its end of life."""
    past = interpreter.past(project, folder, manifests.pyproject)
    if past:
        project.warn(f"{past}: no Python that still gets fixes is allowed there, so an older one is used")
    top = project.entries() if not folder else []
    names = {requirement.name for requirement in manager.requirements}
    writes = writing.find(found, top, names)
    return {
        "version_past": Fact(value=past is not None, source=past or "it is supported"),
        "writes": Fact(writes, "folders that it makes beside itself" if writes else "it makes no folder beside itself"),
    }


def _databases(project: Project, folder: str, found: Sources, manager: Manager, clients: Facts) -> dict[str, Fact]:
    """Return where SQLite files lie; none where a database server takes their place."""
    kept = sqlite_files.Kept()
    if not {"postgres", "mysql"}.intersection(_texts_of(clients["services"])):
        read = (*found.read, *sources.settings(project, found))
        names = {requirement.name for requirement in manager.requirements}
        started_in = posixpath.join("/app", folder).rstrip("/")
        kept = sqlite_files.keep(project, folder, found.paths, databases.find(read, folder, names), started_in)
    return {
        "keeps": Fact(kept.folders, kept.source),
        "links": Fact(kept.links, kept.source),
        "databases": Fact(kept.files, kept.source),
    }


def _texts_of(fact: Fact) -> tuple[str, ...]:
    return fact.value if isinstance(fact.value, tuple) else ()


def _dependencies(manager: Manager) -> Mapping[str, str]:
    """Return the file that names each dependency, as services.py wants them."""
    return {_spelled(requirement): manager.origin for requirement in manager.requirements}


def _spelled(requirement: Requirement) -> str:
    return requirement.name + (f"[{','.join(sorted(requirement.extras))}]" if requirement.extras else "")


def _texts(project: Project, folder: str, found: Sources) -> dict[str, str]:
    """Return what may name the variables that the program reads."""
    texts = {source.path: source.text for source in (*sources.settings(project, found), *found.read)}
    return env_examples.read(project, (folder,)) | texts

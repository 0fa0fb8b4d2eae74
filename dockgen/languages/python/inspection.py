"""Reads a project's files and says what they mean."""

import posixpath
import re
import shlex
from typing import Final

from dockgen.languages import LANGUAGES
from dockgen.languages.kit import env_examples
from dockgen.languages.kit.paths import is_plain
from dockgen.languages.kit.procfile import PORT
from dockgen.languages.kit.which_program import as_main
from dockgen.languages.kit.written import Written
from dockgen.languages.python import (
    configured,
    django,
    extensions,
    frameworks,
    hosted,
    interpreter,
    left_out,
    lock_check,
    managers,
    migrations,
    needs,
    old_setuptools,
    packages,
    required,
    runners,
    scripts,
    wheels,
    written,
)
from dockgen.languages.python.own import DISTROLESS_VERSION, SAMPLE, Python
from dockgen.languages.python.service_clients import CLIENTS
from dockgen.languages.python.starting import Seen, Start, see, settings
from dockgen.model.found import Found
from dockgen.model.front_end import FrontEnd
from dockgen.model.program import Program, own_of
from dockgen.reading.project import Project
from dockgen.services import SQL

NO_START: Final = (
    "looked for an app object (FastAPI, Flask, Django, ...), a Celery app, a console script, a `__main__.py`, "
    "a script such as main.py, and a Dockerfile's command in exec form"
)
_OF_TOOLS: Final = ("build", "dist", "env", "venv")
"""Folders that tools make, and that some programs have."""
_IMPORTED: Final = (
    r"(?m)^[ \t]{{0,80}}(?:from|import)[ \t]{{1,9}}{}(?:\.|[ \t]{{1,9}}import[ \t]{{1,9}}\(?)(\w{{1,99}})"
)
_MEMBER: Final = r"[A-Za-z0-9][A-Za-z0-9._-]{0,200}"


def inspect(project: Project, main: str | None) -> Program:
    """Return what is found out about the program in the folder `main`, or the only one, and what is built into it.

    Raises:
        OutsideContextError: a front end outside of the folder is built into it.
        FileError: the project's folder cannot be listed.
    """
    if not _may_have_front_end(project):
        return _inspect(project, main)
    from dockgen.languages.javascript import around  # noqa: PLC0415 - few projects have a package.json

    return around.inspect(project, main, _inspect, lambda top, folder: f"{folder}/" in managers.members(top))


def _inspect(project: Project, main: str | None) -> Program:
    """Return what is found out about the program in the folder `main`, or the only one.

    Raises:
        FileError: the project's folder cannot be listed.
    """
    members = managers.members(project)
    startable = (folder for folder in ("", *members) if find_start(see(project, folder, members)))
    mains = tuple(as_main(folder.rstrip("/")) for folder in startable) if members else ()
    mains = mains or (".",)
    chosen = main or ("." if "." in mains else mains[0])
    seen = see(project, "" if chosen == "." else f"{posixpath.normpath(chosen)}/", members)
    version, ranges = interpreter.find(project, seen.manifests, seen.manager.script)
    if ranges is not None:
        version = wheels.version(seen, version, ranges)
    lock_check.warn(project, seen.manifests, seen.manager)
    start = scripts.of_procfile(seen, find_start(seen)) or Start((), _no_start(seen))
    if start.local:
        project.warn(
            f"{start.local} listens on this machine only, so nothing outside of the container reaches it: use 0.0.0.0"
        )
    no_port = Found(None, f"{start.source}: serves no port")
    text = shlex.join(word.replace(PORT, str(start.port.value if start.port else "")) for word in start.words)
    served = _front_end(seen)
    spelled = {
        one.name + (f"[{','.join(sorted(one.extras))}]" if one.extras else ""): seen.manager.origin
        for one in seen.manager.requirements
    }
    read = (*settings(project, seen.sources), *seen.sources.read)
    wants = env_examples.wants(project, (seen.folder,), CLIENTS, spelled, required.as_read(read))
    needs.warn_of_fixed_addresses(seen, read, wants.service_env)
    start = start._replace(build_env={**start.build_env, **required.values(read, start.settings)})
    kept = written.find(seen, start, wants.services.value)
    name = seen.manifests.name
    named_in = seen.manifests.path if seen.manifests.pyproject else "setup.cfg or setup.py"
    parts = (served.value.folder, *served.value.removed) if served.value else ()
    return Program(
        version=version,
        name=Found(name or posixpath.basename(seen.folder[:-1]) or None, named_in if name else "the folder"),
        mains=Found(mains, "pyproject.toml, tool.uv.workspace" if members else "the project itself"),
        serves=Found(start.port is not None, start.source if start.port else no_port.source),
        port=start.port or no_port,
        port_env=Found(start.port_env, "it reads PORT" if start.port_env else "PORT is not read"),
        health=Found(start.health, start.source if start.health else "no health path found"),
        outbound=SAMPLE.outbound,
        libc=SAMPLE.libc,
        services=wants.services,
        start=Found(text or None, start.source),
        members=Found((*_inner(project, members), *filter(None, parts)), "part of this project"),
        command=Found(start.words, start.source),
        writes=Found(kept.value.passing, kept.source),
        service_env=wants.service_env,
        env_example=wants.env_example,
        required=_required(start),
        front_end=served,
        own=_own(seen, start, wants.services.value, kept, members),
    )


def _no_start(seen: Seen) -> str:
    """Say why nothing starts the program."""
    from dockgen.languages.python import site_generators  # noqa: PLC0415 - few projects start nothing

    made = site_generators.what_it_makes(seen.project, seen.folder)
    return made or configured.undecided(seen) or NO_START


def impossible(program: Program) -> dict[str, str]:
    """Return the base images that the program cannot run on, and why."""
    own, version, found = own_of(program, Python), program.version, {}
    native, no_musl, locales, browsers = own.native.value, own.no_musl, own.locales, own.browsers
    _, run = packages.system_packages(native, "debian", own.runs.value)
    if version.value is not None and version.value != DISTROLESS_VERSION:
        found["distroless"] = f"it has Python {DISTROLESS_VERSION}, not {version.value} ({version.source})"
    elif run:
        packages_of = [key for key in native if ":" not in key]
        needs_it = f"{', '.join(packages_of)} needs {run[0]} of Debian" if packages_of else own.runs.source
        found["distroless"] = f"{needs_it}, and nothing can be installed there"
    elif locales.value or browsers.value:
        what = f"{locales.source} sets {locales.value[0]}" if locales.value else f"{browsers.source} starts a browser"
        found["distroless"] = f"{what}, and nothing can be installed there"
    if locales.value:
        found["alpine"] = f"{locales.source} sets {locales.value[0]}, and its C library has no locales"
    start = program.command or Found((), "")
    if start.value[:1] in {("sh",), ("bash",)}:
        found["distroless"] = f"it has no shell, which the start command needs ({start.source})"
    if start.value[:1] == ("bash",):
        found["alpine"] = f"it has no bash, which the start command needs ({start.source})"
    if own.debian.value:
        found |= {"distroless": f"{own.debian.source} lists packages, and nothing can be installed there"}
        found |= {"alpine": f"{own.debian.source} lists packages of Debian"}
    if any(shell == "bash" for shell, _ in own.hooks.value):
        found["alpine"] = f"it has no bash, which {own.hooks.source} needs"
    if no_musl.value:
        found["alpine"] = f"{no_musl.value[0]} is not published for its C library ({no_musl.source})"
    return found


def find_start(seen: Seen) -> Start | None:
    """Return how the program is started: servers first, then workers, then scripts."""
    return django.find(seen) or frameworks.find(seen) or scripts.find(seen) or scripts.of_dockerfile(seen)


def _required(start: Start) -> Found[tuple[str, ...]] | None:
    """Return the variables without which the settings cannot be read."""
    names = tuple(name for name in start.build_env if name != django.VARIABLE)
    return Found(names, start.source) if names else None


def _inner(project: Project, members: tuple[str, ...]) -> list[str]:
    """Return the members of a workspace, and folders that hold only scripts, which are no projects of their own."""
    row = LANGUAGES["python"]
    scripts_only = {"manage.py", *row.ONLY_ALONE}
    folders = {folder for folder, held in project.folders_with(set(row.MANIFESTS)) if scripts_only.issuperset(held)}
    return sorted(({path.rstrip("/") for path in members} | folders) - {""})


def _front_end(seen: Seen) -> Found[FrontEnd | None]:
    """Look for one only where there may be a package.json: few projects have one, and the import takes its time."""
    if not _may_have_front_end(seen.project):
        return SAMPLE.front_end
    from dockgen.languages.javascript import served  # noqa: PLC0415 - as above

    return served.of_server(seen.project, seen.folder, seen.sources.paths)


def _may_have_front_end(project: Project) -> bool:
    return bool(project.path) or any(project.folders_with({"package.json"}))


def _own(seen: Seen, start: Start, wanted: tuple[str, ...], kept: Found[Written], members: tuple[str, ...]) -> Python:
    """Return what only a Python program has; a database among what it wants or keeps may need migrations."""
    has_database = bool(kept.value.databases) or not SQL.isdisjoint(wanted)
    manager, name, folder = seen.manager, seen.manifests.name or "", seen.folder
    workers = runners.workers(seen, start)
    copied = managers.needed(seen.project, folder, members) if folder in members else ()
    native = packages.needed(managers.asked_by(seen.project, manager, copied), manager.no_binary)
    native += extensions.find(seen.project, seen.manifests, manager, copied)
    needs.warn_of_cuda(seen)
    needs.warn_of_undeclared(seen)
    # Installing the project puts its folder on the path too.
    path = start.path if is_plain(start.path) and not (manager.is_package and start.path == "src") else ""
    added = f"no production server among the dependencies, so {start.server} is added"
    return Python(
        framework=Found(start.framework or None, start.source),
        manager=Found(manager.name, manager.source),
        files=Found(manager.files, manager.source),
        requirements=Found(bool(manager.requirements), manager.origin or manager.source),
        script=Found(manager.script or None, manager.source),
        added=Found(manager.added, manager.added_by or manager.source),
        locked=Found(manager.is_locked, manager.source if manager.is_locked else f"{manager.source}, no lock file"),
        package=Found(manager.is_package, manager.source),
        described_in=Found(seen.manifests.described_in if manager.is_package else (), manager.source),
        editable=Found(manager.is_editable, manager.source),
        sources_first=Found(manager.sources_first, manager.source),
        pkg_resources=old_setuptools.find(seen),
        git=Found(manager.has_git, manager.origin),
        version_from_git=Found(manager.version_from_git, manager.origin),
        credentials=Found(manager.variables, manager.origin),
        groups=Found(manager.groups, manager.origin),
        native=Found(native, manager.origin if native else "no package that needs one of the distribution's"),
        runs=packages.started(seen.project, seen.sources.read),
        debian=hosted.debian(seen),
        hooks=hosted.hooks(seen),
        locales=needs.locales(seen.sources.read),
        browsers=needs.browsers(seen),
        no_musl=Found(tuple(sorted(seen.names & packages.NOT_ON_MUSL)), manager.origin),
        folder=Found(folder.rstrip("/"), manager.source),
        member=Found((name if re.fullmatch(_MEMBER, name) else "") if folder else None, manager.source),
        copied=Found(copied, "what it depends on"),
        packages=Found(_own_folders(seen, start), "folders that tools use too, and that are its own here"),
        left_out=left_out.find(seen),
        server=Found(
            start.server or None, added if start.server else "its own server" if start.port else "serves no port"
        ),
        interrupt=Found(start.interrupt or None, start.source),
        env=Found(start.env, start.source),
        build_env=Found(start.build_env, start.source),
        manage=Found(start.manage or None, "STATIC_ROOT" if start.manage else "no static files to collect"),
        workers=Found(workers, "beside the server" if workers else "nothing runs beside it"),
        jobs=migrations.find(seen, start, has_database=has_database),
        sets_up=migrations.set_up(seen, start),
        path=Found(path or None, "the folder that its modules are imported from"),
        kept=kept,
    )


def _own_folders(seen: Seen, start: Start) -> tuple[str, ...]:
    """Return folders that are mostly some tool's, but hold what the program imports or starts."""
    has, words = seen.project.has, (seen.folder, *start.words, start.path)
    return tuple(
        name
        for name in _OF_TOOLS
        if has(f"{name}/__init__.py")
        or (
            has(name)
            and not has(f"{name}/pyvenv.cfg")
            and (any(re.match(rf"{name}[./]", word) for word in words) or _imports_from(seen, name))
        )
    )


def _imports_from(seen: Seen, folder: str) -> bool:
    """Tell whether sources import a module that is in a folder, and not only a library of that name."""
    pattern = _IMPORTED.format(folder)
    modules = {match[1] for source in seen.sources.read for match in re.finditer(pattern, source.text)}
    return any(seen.project.has(f"{folder}/{module}{suffix}") for module in modules for suffix in (".py", ""))

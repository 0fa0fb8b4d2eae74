"""Puts together what all the files of a Deno project say."""

import posixpath
import re
from collections.abc import Mapping, Sequence
from typing import Final

from dockgen.languages.deno import tasks
from dockgen.languages.deno.program import Deno
from dockgen.languages.deno.service_clients import CLIENTS
from dockgen.languages.deno.start import Start, find, with_modules, with_permissions
from dockgen.languages.kit import env_examples, ports, written
from dockgen.languages.kit.comments import read_json
from dockgen.languages.kit.paths import is_plain
from dockgen.languages.kit.sources import Source, first
from dockgen.languages.kit.tables import table, text
from dockgen.languages.kit.written import Written
from dockgen.languages.node import running, source
from dockgen.model.found import Found
from dockgen.model.program import Program
from dockgen.reading.gitignore import is_missing
from dockgen.reading.project import Project

_DEFAULT_PORT: Final = 8000
_SERVES: Final = (
    r"\bDeno\.serve\b|\bserve\s{0,9}\(|\.listen\s{0,9}\(|\bDeno\.listen\b|\bstart\s{0,9}\(\s{0,9}manifest\b"
)
"""The last one is Fresh's, before release 2."""
_PORTS: Final = (
    r"get\([\"']PORT[\"']\)\s{0,9}(?:\|\||\?\?)\s{0,9}[\"']?([0-9]{2,5})\b",
    *(r"\.listen\s{0,9}\(\s{0,9}\{[^{}]{0,200}?\bport\s{0,9}:\s{0,9}([0-9]{2,5})\b",),
    r"\bport\b[^\n;{}]{0,60}?(?:\|\||\?\?|=|:)\s{0,9}[\"']?([0-9]{2,5})\b",
)
_PORT_ENV: Final = r"\bget\([\"']PORT[\"']\)|\benv\.PORT\b"
_REMOTE: Final = r"[\"'](?:npm|jsr|https):"


def inspect(project: Project, main: str | None) -> Program:  # noqa: ARG001 - one program
    """Read the settings, the tasks, and the sources."""
    config = next((name for name in tasks.SETTINGS if project.has(name)), "")
    settings = read_json(project, config) if config else {}
    start = find(project, settings, config)
    sources = source.read_sources(project, start.entry or "main.ts")
    described = _described(project, config, settings)
    imports = {name: to for path in described for name, to in table(read_json(project, path), "imports").items()}
    uses_npm = any("npm:" in str(to) for to in imports.values()) or bool(first(sources, r"[\"']npm:"))
    start = with_modules(with_permissions(start, sources, uses_npm=uses_npm), settings, described)
    serves, port, reads = _serving(start, sources)
    dependencies = {_name(str(to)): f"{config}, imports" for to in imports.values()}
    wants = env_examples.wants(project, ("",), CLIENTS, dependencies, sources)
    lock = "deno.lock" if project.has("deno.lock") else ""
    build = tasks.build(project, settings, start.task)
    remote = next((f"{config}, imports" for to in imports.values() if re.match(_REMOTE, f'"{to}')), "")
    found = first(sources, _REMOTE)
    has_packages = bool(remote or found or build)
    return Program(
        version=Found(None, "no file names a version of Deno"),
        name=Found((text(settings, "name") or "").rpartition("/")[2] or None, f"{config}, name"),
        mains=Found((".",), start.entry),
        serves=serves,
        port=port,
        port_env=reads,
        health=(source.health(sources, ()) if serves.value else None) or Found(None, "no health path found"),
        outbound=Found(value=False, source="Deno has its own certificate authorities"),
        libc=Found(value=False, source="the base images have what Deno needs"),
        services=wants.services,
        service_env=wants.service_env,
        env_example=wants.env_example,
        start=Found(" ".join(start.words) or None, start.source),
        members=Found(tuple(f"./{one}" for one in tasks.members(project, settings)), f"{config}, workspace"),
        command=Found(start.words, start.source),
        own=Deno(
            config=Found(config, config or "no settings"),
            lock=Found(lock, lock or "no lock file"),
            described=Found(described, config or "no settings"),
            entry=Found(start.entry, start.source),
            has_packages=Found(has_packages, remote or (found.source if found else "nothing is imported from afar")),
            runs_in=Found(start.folder, start.source),
            build=Found(build, f"{config}, tasks.{build.replace(' ', ', tasks.')}" if build else "no task build"),
            kept=_kept(project, sources, start),
        ),
    )


def _described(project: Project, config: str, settings: Mapping[str, object]) -> tuple[str, ...]:
    """Return the files that name what is imported: the settings, an import map, the members' own settings."""
    members = [f"{folder}/{name}" for folder in tasks.members(project, settings) for name in tasks.MANIFESTS]
    found = (config, posixpath.normpath(text(settings, "importMap") or "."), *members)
    return tuple(path for path in found if path and is_plain(path) and project.has(path) and path != ".")


def _kept(project: Project, sources: Sequence[Source], start: Start) -> Found[Written]:
    """Return where the program writes: by its sources, and in the folders where its permissions let it write."""
    found = written.find(written.Program(project, start.folder, sources, {"src"}), running.WAYS)
    allowed = (match[1] for word in start.words if (match := re.match(r"--allow-write=(.+)", word)))
    paths = (posixpath.normpath(path) for text in allowed for path in text.split(","))
    here = project.sub(start.folder)
    folders = {path for path in paths if path != "." and is_plain(path) and is_missing(here, path)}
    more = sorted(path for path in folders - {*found.value.folders} if "." not in posixpath.basename(path))
    if not more:
        return found
    return Found(found.value._replace(folders=(*found.value.folders, *more)), f"{start.source}, --allow-write")


def impossible(program: Program) -> dict[str, str]:  # noqa: ARG001 - of the protocol
    """Return nothing: each image has all of Deno."""
    return {}


def _serving(start: Start, sources: Sequence[Source]) -> tuple[Found[bool], Found[int | None], Found[bool]]:
    """Return whether it is a server, where it listens, and whether PORT says so."""
    found = first(sources, _SERVES)
    is_serve = start.words[1:2] == ("serve",)
    if not found and not is_serve:
        no = Found(value=False, source="no server found")
        return no, Found(None, no.source), no
    line = " ".join(start.words)
    flag = re.search(r"--port[ =]([0-9]{2,5})", line)
    number = Found(int(flag[1]), start.source) if flag else ports.port_in(sources, _PORTS)
    env = None if is_serve else first(sources, _PORT_ENV)
    where = found.source if found else start.source
    return (
        Found(value=True, source=where),
        number if number and not (is_serve and not flag) else Found(_DEFAULT_PORT, "usual for Deno"),
        Found(value=env is not None, source=env.source if env else "PORT is not read"),
    )


def _name(specifier: str) -> str:
    match = re.match(r"npm:/?((?:@[\w.-]{1,100}/)?[\w.-]{1,100})", specifier)
    return match[1] if match else specifier

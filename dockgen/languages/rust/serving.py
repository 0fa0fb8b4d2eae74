"""Whether a program is a server, on which port, how one asks whether it works, and with which word it serves."""

import re
from typing import Final, NamedTuple

from dockgen.languages.kit import ports
from dockgen.languages.kit.sources import Found as Place
from dockgen.languages.kit.sources import Source, first
from dockgen.languages.kit.tables import read_toml, table
from dockgen.languages.rust.cargo import Workspace
from dockgen.model.found import Found
from dockgen.reading.project import Project

_SERVES: Final = (
    r"\b(?:axum::serve|warp::serve|serve_with_graceful_shutdown|rouille::start_server)\(",
    r"\b(?:HttpServer|poem::Server|salvo::Server|tiny_http::Server|Server)::(?:new|builder|http|bind)\(",
    r"#\[(?:rocket::)?launch\]|\brocket::(?:build|custom)\(",
    r"\bTcpListener::bind\(|\.(?:listen|serve)\(\s{0,9}(?:\"|addr|listener|app|&|\()",
)
_PORTS: Final = (
    r"(?:\bbind(?:_rustls\w{0,9}|_openssl)?|::http|\.listen|start_server|\bserve)\(\s{0,9}\(?\s{0,9}\"[^\"\n]{0,60}:([0-9]{2,5})\"",
    r"\bbind(?:_rustls\w{0,9})?\(\s{0,9}\(\s{0,9}(?:\"[^\"\n]{0,60}\"|\w{1,60}(?:::\w{1,60}){0,3})\s{0,9},\s{0,9}([0-9]{2,5})",
    r"\(\s{0,9}\[\s{0,9}[0-9]{1,3}(?:\s{0,9},\s{0,9}[0-9]{1,3}){3}\s{0,9}\],\s{0,9}([0-9]{2,5})\s{0,9}\)",
    r"\"(?:0\.0\.0\.0|\[::\]):([0-9]{2,5})\"",
    r"PORT\"[^;]{0,200}?(?:unwrap_or\w{0,10}\(|\|\|\s{0,9}|default_value\w{0,3}\s{0,9}=\s{0,9})\"?([0-9]{2,5})\b",
    r"(?i)(?:\b|_)port\w{0,30}\s{0,9}(?::\s{0,9}(?:u16|&\s{0,3}(?:'static\s{1,9})?str)\s{0,9})?=\s{0,9}\"?([0-9]{2,5})\b",
    r"\"(?:127\.0\.0\.1|localhost|\[::1\]):([0-9]{2,5})\"",
)
"""Best first: where it listens, an address, a thing called port, an address that may also be another server's."""
_PORT_ENV: Final = (
    r'\bvar(?:_os)?\(\s{0,9}"(PORT)"',
    r'\benv\s{0,9}=\s{0,9}"(PORT)"',
    r'\(\s{0,9}"(PORT)"\s{0,9}\)',
)
_HEALTH_COMMAND: Final = (
    r'(?:nth\(1\)|args|Some\(|==)[^\n]{0,120}?"(-{0,2}health-?check|-{0,2}health)"',
    r'(?m)^\s{0,99}(?:Some\()?"(-{0,2}health-?check|-{0,2}health)"\)?\s{0,9}=>',
)
_HEALTH_PATH: Final = rf'"(/(?:api/)?{ports.HEALTH})"'
_HEALTH_WORD: Final = rf'\bpath!?\(\s{{0,9}}"({ports.HEALTH})"'
_SERVE: Final = r"(?<![\w:])(Serve|Server|Start|Run|Web|Api|Daemon)\s{0,9}[,{(}]"
_HEALTH: Final = r"(?<![\w:])(Health(?:[Cc]heck)?)\s{0,9}[,{(}]"
_LOOPBACK: Final = r"\bbind\w{0,30}\(\s{0,9}\(?\s{0,9}\"(127\.0\.0\.1|localhost|\[::1\])(?=[:\"])"


class Framework(NamedTuple):
    """A library that listens by itself."""

    crate: str
    port: int | None = None
    """The port that it takes where nothing says another."""
    file: tuple[str, str] = ("", "")
    """A file with its settings, and the key of the port."""
    env: tuple[str, ...] = ()
    """What it has to be told to be reached; {port} stands for the port."""


FRAMEWORKS: Final = (
    Framework("rocket", 8000, ("Rocket.toml", "port"), ("ROCKET_ADDRESS=0.0.0.0", "ROCKET_PORT={port}")),
    Framework("loco-rs", 5150),
    Framework("tonic", 50051),
)


class Serving(NamedTuple):
    """The answers."""

    serves: Found[bool]
    port: Found[int | None]
    port_env: Found[bool]
    health: Found[str | None]
    subcommand: Found[str | None]
    environment: Found[tuple[str, ...]]


def find(project: Project, workspace: Workspace, sources: tuple[Source, ...]) -> Serving:
    """Look in the program's own files before those of its libraries."""
    framework = next((one for one in FRAMEWORKS if one.crate in workspace.crates), None)
    serving = first(sources, *_SERVES)
    if serving is None:
        nothing = "no server found"
        return Serving(
            Found(value=False, source=nothing),
            Found(None, nothing),
            Found(value=False, source=nothing),
            Found(None, nothing),
            Found(None, "it is not a server"),
            Found((), nothing),
        )
    _warn_of_loopback(project, sources)
    port = _port(project, framework, sources)
    env = first(tuple(one for one in sources if "PORT" in one.raw), *_PORT_ENV)
    told = tuple(one.format(port=port.value) for one in framework.env) if framework else ()
    return Serving(
        serves=Found(value=True, source=serving[1]),
        port=port,
        port_env=Found(value=env is not None, source=env[1] if env else "PORT is not read"),
        health=_health(workspace, sources),
        subcommand=_subcommand(workspace, sources),
        environment=Found(told, f"{framework.crate}'s own variables" if framework and told else "no framework's own"),
    )


def _port(project: Project, framework: Framework | None, sources: tuple[Source, ...]) -> Found[int | None]:
    if framework and framework.file[0]:
        file, key = framework.file
        content = read_toml(project, file)
        for profile in ("release", "global", "default"):
            if number := ports.number(str(table(content, profile).get(key))):
                return Found(number, f"{file}, {profile}.{key}")
        return Found(framework.port, f"{framework.crate}'s own port")
    found = ports.port_in(sources[:1], _PORTS) or ports.port_in(sources, _PORTS)
    if found is None and framework and framework.port:
        return Found(framework.port, f"{framework.crate}'s usual port")
    return Found(*found) if found else Found(None, "no port is written out")


def _health(workspace: Workspace, sources: tuple[Source, ...]) -> Found[str | None]:
    some = tuple(one for one in sources if "ealth" in one.raw)
    if command := first(some, *_HEALTH_COMMAND):
        return Found(*command)
    if variant := _variant(workspace, some, _HEALTH):
        return Found(*variant)
    if "tonic" in workspace.crates and not {"axum", "actix-web", "warp"} & {*_direct(workspace)}:
        return Found(None, "it speaks gRPC, and nothing in the image can: only a health command of its own could ask")
    if path := first(sources, _HEALTH_PATH):
        return Found(*path)
    if word := first(sources, _HEALTH_WORD):
        return Found(f"/{word[0]}", word[1])
    return Found(None, "no health command or path found")


def _direct(workspace: Workspace) -> set[str]:
    return {name for package in workspace.packages for name in package.dependencies}


def _subcommand(workspace: Workspace, sources: tuple[Source, ...]) -> Found[str | None]:
    """Return the word after the program's name with which it serves, where clap knows several such words."""
    if "loco-rs" in workspace.crates:
        return Found("start", "loco's own command")
    found = _variant(workspace, sources, _SERVE)
    return Found(*found) if found else Found(None, "it serves without one")


def _variant(workspace: Workspace, sources: tuple[Source, ...], pattern: str) -> Place | None:
    """Return the command of a variant of an enum from which clap derives commands."""
    for source in sources if "clap" in workspace.crates else ():
        start = source.text.find("Subcommand)") if "Subcommand" in source.raw else -1
        if start >= 0 and (match := re.search(pattern, source.text[start : start + 5000])):
            word = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", match[1]).lower()
            return word, f"{source.path}, clap's {match[1]}"
    return None


def _warn_of_loopback(project: Project, sources: tuple[Source, ...]) -> None:
    if found := first(sources, _LOOPBACK):
        project.warn(
            f"{found[1]} listens on {found[0]}, which nothing outside the container can reach: listen on 0.0.0.0"
        )

"""Whether a program is a server, on which port, its health check, and with which word it serves."""

import re
from typing import Final

from dockgen.languages.kit import ports, servers
from dockgen.languages.kit.servers import Server
from dockgen.languages.kit.sources import Source
from dockgen.languages.kit.tables import at, read_toml
from dockgen.languages.rust.cargo import Workspace
from dockgen.model.found import Found
from dockgen.reading.project import Project

_BIND: Final = r"\bbind(?:_rustls\w{0,9}|_openssl)?\("
_SPEECH: Final = servers.Speech(
    serves=(
        r"\b(?:axum::serve|warp::serve|serve_with_graceful_shutdown|rouille::start_server)\(",
        r"\b(?:HttpServer|poem::Server|salvo::Server|tiny_http::Server|Server)::(?:new|builder|http|bind)\(",
        r"#\[(?:rocket::)?launch\]|\brocket::(?:build|custom)\(",
        r"\bTcpListener::bind\(|\.(?:listen|serve)\(\s{0,9}(?:\"|addr|listener|app|&|\()",
    ),
    ports=(
        rf"(?:{_BIND}|(?:::http|\.listen|start_server|\bserve)\()\s{{0,9}}\(?\s{{0,9}}\"[^\"\n]{{0,60}}:([0-9]{{2,5}})\"",
        rf"{_BIND}\s{{0,9}}\(\s{{0,9}}[\w:.\"]{{1,80}}\s{{0,9}},\s{{0,9}}([0-9]{{2,5}})",
        r"\(\s{0,9}\[\s{0,9}[0-9]{1,3}(?:\s{0,9},\s{0,9}[0-9]{1,3}){3}\s{0,9}\],\s{0,9}([0-9]{2,5})\s{0,9}\)",
        r"\"(?:0\.0\.0\.0|\[::\]):([0-9]{2,5})\"",
        r"PORT\"[^;]{0,200}?(?:unwrap_or\w{0,10}\(|\|\w{0,20}\|\s{0,9}|default_value\w{0,3}\s{0,9}=\s{0,9})\"?([0-9]{2,5})\b",
        r"(?i)(?:\b|_)port\w{0,30}\s{0,9}(?::\s{0,9}(?:u16|&\s{0,3}(?:'static\s{1,9})?str)\s{0,9})?=\s{0,9}\"?([0-9]{2,5})\b",
        r"\"(?:127\.0\.0\.1|localhost|\[::1\]):([0-9]{2,5})\"",
    ),
    port_env=(r'\b(?:var|var_os|env)\(\s{0,9}"(PORT)"', r'\benv\s{0,9}=\s{0,9}"(PORT)"'),
    health_commands=(
        r'(?:nth\(1\)|args|Some\(|==)[^\n]{0,120}?"(-{0,2}health-?check|-{0,2}health)"',
        r'(?m)^\s{0,99}"(-{0,2}health-?check|-{0,2}health)"\s{0,9}=>',
    ),
    health_paths=(rf'"(/(?:api/)?{ports.HEALTH})"', rf'\bpath!?\(\s{{0,9}}"({ports.HEALTH})"'),
    loopback=r"\bbind\w{0,30}\(\s{0,9}\(?\s{0,9}\"(127\.0\.0\.1|localhost|\[::1\])(?=[:\"])",
)
_SERVE: Final = r"(?<![\w:])(Serve|Server|Start|Run|Web|Api|Daemon)\s{0,9}[,{(}]"
_HEALTH: Final = r"(?<![\w:])(Health(?:[Cc]heck)?)\s{0,9}[,{(}]"
_GRPC: Final = "it speaks gRPC, and nothing in the image can: only a health command of its own could ask"
_HTTP: Final = ("axum", "actix-web", "warp", "rocket")
_PORTS: Final = {"rocket": 8000, "loco-rs": 5150, "tonic": 50051}
"""The default ports of frameworks."""


def find(project: Project, workspace: Workspace, sources: tuple[Source, ...]) -> Server:
    """Look in the program's own files before those of its libraries."""
    server, crates, direct = servers.find(project, sources, _SPEECH), workspace.crates, workspace.direct
    used = next((one for one in _PORTS if one in crates), None)
    if not server.serves.value:
        return server
    if "clap" in crates:
        health, word = _variant(sources, _HEALTH), _variant(sources, _SERVE)
        server = server._replace(health=health or server.health, word=word or server.word)
    if used and (used == "rocket" or server.port.value is None):
        server = server._replace(port=_rocket(project) or Found(_PORTS[used], f"{used}'s own port"))
    if used == "rocket":
        told = {"ROCKET_ADDRESS": "0.0.0.0", "ROCKET_PORT": str(server.port.value)}  # noqa: S104 - in a container
        server = server._replace(environment=Found(told, server.port.source))
    if used == "loco-rs":
        server = server._replace(word=Found("start", "loco's own command"))
    if "tonic" in direct and direct.keys().isdisjoint(_HTTP) and (server.health.value or "/").startswith("/"):
        server = server._replace(health=Found(None, _GRPC))
    return server


def _rocket(project: Project) -> Found[int | None] | None:
    content = read_toml(project, "Rocket.toml")
    found = {one: ports.number(str(at(content, one, "port"))) for one in ("release", "global", "default")}
    return next((Found(port, f"Rocket.toml, {one}.port") for one, port in found.items() if port), None)


def _variant(sources: tuple[Source, ...], pattern: str) -> Found[str | None] | None:
    """Return the command that clap derives from a variant of an enum."""
    for source in sources:
        start = source.text.find("Subcommand)") if "Subcommand" in source.raw else -1
        if start >= 0 and (match := re.search(pattern, source.text[start : start + 5000])):
            return Found(re.sub(r"(?<=[a-z])(?=[A-Z])", "-", match[1]).lower(), f"{source.path}, clap's {match[1]}")
    return None

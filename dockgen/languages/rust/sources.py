"""What the Rust files of a program say: how it serves, the files that it reads, and the data that it keeps."""

import posixpath
import re
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final

from dockgen.languages.kit import opened_files, ports, servers, sources, surroundings
from dockgen.languages.kit.paths import is_inside
from dockgen.languages.kit.runtime import Runtime
from dockgen.languages.kit.servers import Server
from dockgen.languages.kit.sources import Source
from dockgen.languages.kit.tables import at, read_toml
from dockgen.languages.rust.cargo import Binary, Workspace
from dockgen.model.found import Found
from dockgen.reading.project import Project

_MOST: Final = 2000
_MOST_LETTERS: Final = 2 * 1024 * 1024
"""So much is read of one program at most, its own package first."""
_LEFT_OUT: Final = (
    r"\b(?:include\w{0,10}|(?:embed_)?migrat\w{0,10}|query_file\w{0,20}|(?:option_)?env|i18n)!\(\s{0,9}\"[^\"\n]{0,200}\""
    r"|\b(?:path|folder)\s{0,9}=\s{0,9}\"[^/\"\n][^\"\n]{0,200}\""
    r"|^#\[cfg\(test\)\]\s{1,9}(?:pub\s{1,9})?mod\b.*"
)
"""Files that are compiled in, and tests: they are left out like comments."""
_LEXEME: Final = rf"(?ms)\"(?:\\.|[^\"\\])*+\"?|'(?:\\.|[^'\\\n])'|(?P<comment>//[^\n]*|/\*(?:.*?\*/|.*)|{_LEFT_OUT})"
_OPENED: Final = (
    r"\b(?:\w{0,30}(?:Dir|Files?|FileServer|Tera)::\w{1,30}|fs::\w{1,30}|path_loader|\w{1,30}_(?:file|dir|directory))"
    r"\((?:[^\"()\n]{0,100}\"[^\"\n]{1,200}\",)?[^\"()\n]{0,100}\"([^\"\n]{1,200})\""
)
_USUAL: Final = {"rocket": "Rocket.toml", "rocket_dyn_templates": "templates", "loco-rs": "config"}
"""What frameworks read without being told."""
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
_EXPECTS: Final = surroundings.Speech(
    temporary=(
        r"\btemp_dir\(|\btempfile(?:_in)?::|\btempfile\(|\btempdir\(|\bNamedTempFile\b|\bTempFile\b"
        r"|[\"]/tmp[/\"]"
    ),
    temporary_words=("temp", "Temp", "/tmp"),  # noqa: S108 - looked for
    home=r"\b(?:home_dir|cache_dir|config_dir|data_dir|data_local_dir)\(\)|\b(?:ProjectDirs|BaseDirs|UserDirs)::",
    home_words=("_dir()", "Dirs::"),
    user=r"\bwhoami::(?:username|realname)\(",
    user_words=("whoami::",),
    zones="",
    zones_words=(),
    own_zones="",
    runs=(
        r"\bCommand::new\(\s{0,9}\"([^\"\n]{1,100})\"\s{0,9}\)"
        r"((?:\s{0,99}\.args?\(\s{0,9}&?\[?\s{0,9}\"(?:\\.|[^\"\\]){0,400}\"(?:\s{0,9},\s{0,9}\"(?:\\.|[^\"\\]){0,400}\")?"
        r"\s{0,9}\]?\)){0,2})"
    ),
    runs_word="Command",
)
_SERVE: Final = r"(?<![\w:])(Serve|Server|Start|Run|Web|Api|Daemon)\s{0,9}[,{(}]"
_HEALTH: Final = r"(?<![\w:])(Health(?:[Cc]heck)?)\s{0,9}[,{(}]"
_HTTP: Final = ("axum", "actix-web", "warp", "rocket")
_FRAMEWORKS: Final = {
    "rocket": servers.Framework(8000, environment={"ROCKET_ADDRESS": "0.0.0.0", "ROCKET_PORT": "{port}"}),  # noqa: S104 - in a container
    "loco-rs": servers.Framework(5150, "start"),
    "tonic": servers.Framework(50051),
}


def of(project: Project, workspace: Workspace, binary: Binary) -> tuple[Source, ...]:
    """Return the files of a program and of the packages that it needs: its own first, then those of its package."""
    folders = [posixpath.join(one.folder, "src") for one in workspace.packages]
    others = {one.path for each in workspace.packages for one in each.binaries} - {binary.path}
    ours = (path for path in project.files(".rs") if any(is_inside(path, folder) for folder in folders))
    paths = sorted(
        (path for path in ours if path not in others),
        key=lambda path: (path != binary.path, not is_inside(path, folders[0])),
    )
    clean, found, size = partial(sources.uncommented, lexeme=_LEXEME), list[Source](), 0
    for path, raw in sources.read(project, paths[:_MOST]):
        found.append(Source(path, raw, clean))
        size += len(raw)
        if size > _MOST_LETTERS:
            break
    return tuple(found)


def runtime(project: Project, workspace: Workspace, folder: str, served: Server, read: Sequence[Source]) -> Runtime:
    """Return what the program needs, which is started from the top, or its package's folder."""
    crates = workspace.crates
    called = dict(_called(read)) | {path: f"{crate}'s own" for crate, path in _USUAL.items() if crate in crates}
    uses = not crates.keys().isdisjoint({"libsqlite3-sys", "rusqlite"})
    found = opened_files.runtime(project, served, dict.fromkeys(("", folder)), read, called, uses_sqlite=uses)
    return surroundings.add(project, found, read, _EXPECTS)


def _called(read: Sequence[Source]) -> Iterator[tuple[str, str]]:
    """Yield each path that is handed to what opens files, and where; libraries for settings try some endings."""
    for one in read:
        for match in re.finditer(_OPENED, one.text):
            if path := opened_files.path_in(match[1]):
                yield from ((path + ending, one.at(match)) for ending in ("", ".toml", ".yaml", ".yml", ".json"))


def serves(read: Sequence[Source]) -> bool:
    """Tell whether a program is a server."""
    likely = [one for one in read if any(re.search(pattern, one.raw) for pattern in _SPEECH.serves)]
    return sources.first(likely, *_SPEECH.serves) is not None


def server(project: Project, workspace: Workspace, read: Sequence[Source]) -> Server:
    """Look in the program's own files before those of its libraries."""
    found, crates, direct = servers.find(project, read, _SPEECH), workspace.crates, workspace.direct
    if not found.serves.value:
        return found
    if "clap" in crates:
        health, word = _variant(read, _HEALTH), _variant(read, _SERVE)
        found = found._replace(health=health or found.health, subcommand=word or found.subcommand)
    if used := next((one for one in _FRAMEWORKS if one in crates), None):
        found = servers.with_framework(found, used, _FRAMEWORKS[used], _rocket(project))
    if "tonic" in direct and direct.keys().isdisjoint(_HTTP) and (found.health.value or "/").startswith("/"):
        found = found._replace(health=servers.NO_GRPC_CLIENT)
    return found


def _rocket(project: Project) -> Found[int] | None:
    content = read_toml(project, "Rocket.toml")
    found = {one: ports.number(str(at(content, one, "port"))) for one in ("release", "global", "default")}
    return next((Found(port, f"Rocket.toml, {one}.port") for one, port in found.items() if port), None)


def _variant(read: Sequence[Source], pattern: str) -> Found[str | None] | None:
    """Return the command that clap derives from a variant of an enum."""
    for source in read:
        start = source.text.find("Subcommand)") if "Subcommand" in source.raw else -1
        if start >= 0 and (match := re.search(pattern, source.text[start : start + 5000])):
            return Found(re.sub(r"(?<=[a-z])(?=[A-Z])", "-", match[1]).lower(), f"{source.path}, clap's {match[1]}")
    return None

"""A program without a package.json: with what pnpm reads instead; or a server in one file, which needs no package."""

import re
from typing import Final

from dockgen.languages.javascript.manifest import PNPM, file_in
from dockgen.languages.kit.sources import content
from dockgen.reading.project import Project

_NAMES: Final = tuple(f"{stem}.{end}" for stem in ("server", "index", "app", "main") for end in ("js", "mjs", "cjs"))
_SERVES: Final = r"\.listen\s{0,9}\(|\bcreateServer\s{0,9}\("
_IMPORTED: Final = (
    r"(?:\brequire\(\s{0,9}|(?m:^)\s{0,40}import\s(?:[^;\n\"']{0,200}?\bfrom\s{0,9})?)"
    r"[\"'](?!node:)((?:@[\w.-]{1,80}/)?[\w.-]{1,80})"
)
_OWN: Final = frozenset(
    {"assert", "async_hooks", "buffer", "child_process", "cluster", "console", "constants", "crypto", "dgram"}
    | {"diagnostics_channel", "dns", "domain", "events", "fs", "http", "http2", "https", "inspector", "module", "net"}
    | {"os", "path", "perf_hooks", "process", "punycode", "querystring", "readline", "repl", "stream", "string_decoder"}
    | {"sys", "timers", "tls", "trace_events", "tty", "url", "util", "v8", "vm", "wasi", "worker_threads", "zlib"}
)
"""The modules of Node.js; with `node:` before it, a name is always one."""


def server(project: Project) -> str | None:
    """Return the file of a server that needs no package; a browser's script listens on no port."""
    name = _candidate(project)
    return name if name and not _packages(content(project, name)) else None


def of_pnpm(project: Project) -> str | None:
    """Return the manifest that only pnpm reads; a package.yaml may be another tool's, without a sign of pnpm."""
    name = file_in(project)
    is_certain = name.endswith("5") or project.has("pnpm-lock.yaml") or project.has(PNPM)
    return name if name and is_certain else None


def missing(project: Project) -> str | None:
    """Say which packages a server imports that no package.json brings."""
    name = _candidate(project)
    packages = _packages(content(project, name)) if name else []
    if not packages:
        return None
    some = " ".join(packages[:5])
    return f"{name}, which imports {', '.join(packages[:5])}, but no package.json: `npm init -y && npm install {some}`"


def _candidate(project: Project) -> str:
    return next((one for one in _NAMES if project.has(one) and re.search(_SERVES, content(project, one))), "")


def _packages(text: str) -> list[str]:
    names = dict.fromkeys(re.findall(_IMPORTED, text))
    return [name for name in names if name not in _OWN and name[0] != "."]

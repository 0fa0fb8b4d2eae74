"""The public variables that a front end bakes in when it is built, and the committed files that hold their values."""

import posixpath
import re
from collections.abc import Iterator
from itertools import chain
from typing import Final

from dockgen.languages.javascript.web_app import App, Web
from dockgen.model.values import HARMLESS_NAME, SENSITIVE_NAME
from dockgen.reading.gitignore import is_ignored_from_top
from dockgen.secrets.secret_forms import names_secret

MAX_SOURCES: Final = 200
"""How many files are searched for names of public variables; a larger app says them in its .env.example."""
FILES: Final = (".env", ".env.production")
"""Files of values for all machines; `.env.local` and the like are for one."""

_EXAMPLES: Final = (".env.example", ".env.sample", ".env.template", ".env.dist", ".env.production", ".env")
_SOURCES: Final = (".js", ".jsx", ".mjs", ".ts", ".tsx", ".vue", ".svelte", ".astro")
_LINE: Final = r"(?m)^[ \t]{0,9}(?:export[ \t]{1,9})?([A-Za-z_]\w{0,80})[ \t]{0,9}=[ \t]{0,9}(.{0,500})"
_CREDENTIALS: Final = r"://[^\s/@]{0,200}:[^\s/@]{1,200}@"
_IMPORTS: Final = r"\bimport\s{0,9}\{([^{}]{0,2000})\}\s{0,9}from\s{0,9}[\"']\$env/static/public[\"']"


def with_public_variables(app: App, prefix: str, web: Web) -> Web:
    """Add the public variables that the app bakes in."""
    if not prefix or (web.framework == "nuxt" and web.kind == "server"):  # whose server reads them when it starts
        return web
    names = sorted({*_in_env_files(app, prefix), *_in_sources(app, prefix)})
    secrets = tuple(name for name in names if re.search(SENSITIVE_NAME, name) and not re.search(HARMLESS_NAME, name))
    folder = app.config("vite.config").value("envDir") or "."
    paths = (posixpath.normpath(posixpath.join(folder, name)) for name in FILES)
    return web._replace(
        arguments=tuple(name for name in names if name not in secrets),
        secrets=secrets,
        env_files=tuple(path for path in paths if app.project.has(path) and _is_public(app, path, prefix, web)),
    )


def _in_env_files(app: App, prefix: str) -> Iterator[str]:
    pattern = rf"(?m)^\s{{0,9}}(?:export\s{{1,9}})?({prefix}[A-Z][A-Z0-9_]{{0,80}})\s{{0,9}}="
    held = frozenset(app.project.entries())
    for name in (name for name in _EXAMPLES if name in held):
        yield from re.findall(pattern, app.project.read(name) or "")


def _in_sources(app: App, prefix: str) -> Iterator[str]:
    """Find `env.NAME`, `env["NAME"]`, and what SvelteKit imports from `$env/static/public`."""
    pattern = rf"\benv\??(?:\.|\[[\"'])({prefix}[A-Z][A-Z0-9_]{{0,80}})\b"
    for _, path in zip(range(MAX_SOURCES), app.project.files(_SOURCES), strict=False):
        text = app.project.read(path) or ""
        if "env" in text:
            yield from re.findall(pattern, text)
            for names in re.findall(_IMPORTS, text):
                yield from re.findall(rf"\b{prefix}[A-Z][A-Z0-9_]{{0,80}}\b", names)


def _is_public(app: App, path: str, prefix: str, web: Web) -> bool:
    """Tell whether a build may read a file: Git shows it to everyone, and nothing in it looks like a secret.

    A server's may hold public variables alone, as the server could read all.
    """
    text = app.project.read(path) or ""
    pairs = re.findall(_LINE, text)
    public = [name for name, _ in pairs if name.startswith(prefix)]
    if not public or is_ignored_from_top(app.project, path) or (web.kind == "server" and len(public) < len(pairs)):
        return False
    named = (name for name, value in pairs if names_secret(name) and value.strip("\"' \t\r"))
    held = (name for name, value in pairs if re.search(_CREDENTIALS, value))
    secret = next((f"{name} may be a secret" for name in chain(named, held)), "")
    if reason := secret or _held(path, text):
        where = posixpath.normpath(posixpath.join(app.project.path, path))
        app.project.warn(f"{where} stays out of the build, although {public[0]} is public: {reason}")
    return not reason


def _held(path: str, text: str) -> str:
    from dockgen.secrets import secret_files  # noqa: PLC0415 - few projects have such a file

    found = secret_files.found_in(path, text)
    return f"it holds {found[0]}" if found else ""

"""The public variables that a front end bakes in when it is built, such as VITE_API_URL."""

import re
from collections.abc import Iterator
from typing import Final

from dockgen.languages.javascript import env_files
from dockgen.languages.javascript.web_app import App, Web
from dockgen.model.values import HARMLESS_NAME, SENSITIVE_NAME

MAX_SOURCES: Final = 200
"""How many files are searched for names of public variables; a larger app says them in its .env.example."""

_ENV_FILES: Final = (".env.example", ".env.sample", ".env.template", ".env.dist", ".env.production", ".env")
_SOURCES: Final = (".js", ".jsx", ".mjs", ".ts", ".tsx", ".vue", ".svelte", ".astro")


def with_public_variables(app: App, prefix: str, web: Web) -> Web:
    """Add the public variables that the app bakes in."""
    if not prefix or (web.framework == "nuxt" and web.kind == "server"):  # whose server reads them when it starts
        return web
    names = sorted({*_in_env_files(app, prefix), *_in_sources(app, prefix)})
    secrets = tuple(name for name in names if re.search(SENSITIVE_NAME, name) and not re.search(HARMLESS_NAME, name))
    return web._replace(
        arguments=tuple(name for name in names if name not in secrets),
        secrets=secrets,
        env_files=env_files.committed(app, prefix, is_server=web.kind == "server"),
    )


def _in_env_files(app: App, prefix: str) -> Iterator[str]:
    pattern = rf"(?m)^\s{{0,9}}(?:export\s{{1,9}})?({prefix}[A-Z][A-Z0-9_]{{0,80}})\s{{0,9}}="
    held = frozenset(app.project.entries())
    for name in _ENV_FILES:
        if name in held:
            yield from re.findall(pattern, app.project.read(name) or "")


def _in_sources(app: App, prefix: str) -> Iterator[str]:
    """Find `env.NAME`, `env["NAME"]`, and what SvelteKit imports from `$env/static/public`."""
    pattern = rf"\benv\??(?:\.|\[[\"'])({prefix}[A-Z][A-Z0-9_]{{0,80}})\b"
    imports = r"\bimport\s{0,9}\{([^{}]{0,2000})\}\s{0,9}from\s{0,9}[\"']\$env/static/public[\"']"
    for _, path in zip(range(MAX_SOURCES), app.project.files(_SOURCES), strict=False):
        text = app.project.read(path) or ""
        if "env" not in text:
            continue
        yield from re.findall(pattern, text)
        for names in re.findall(imports, text):
            yield from re.findall(rf"\b{prefix}[A-Z][A-Z0-9_]{{0,80}}\b", names)

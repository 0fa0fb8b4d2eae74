"""Prisma: which database its schema names, and what makes its client."""

import posixpath
import re
from collections.abc import Iterator
from typing import Final

from dockgen.languages.node.app import App
from dockgen.model.values import SENSITIVE_NAME

_WITHOUT_ENGINES: Final = 7
_DATASOURCE: Final = r"(?s)datasource\s{1,9}\w{1,60}\s{0,9}\{[^}]{0,500}?provider\s{0,9}=\s{0,9}\"(\w{1,40})\""
_STAND_INS: Final = {"mysql": "mysql://none@localhost/none", "sqlite": "file:/tmp/none.db"}


def env(app: App) -> tuple[str, ...]:
    """Return stand-ins for what Prisma's settings insist on, although no database is asked when the client is made."""
    if "@prisma/client" not in app.manifest.dependencies:
        return ()
    named = provider(app)
    url = _STAND_INS.get(named[0] if named else "", "postgresql://none@localhost/none")
    names = re.findall(r"\benv(?:<\w{1,40}>)?\(\s{0,9}[\"'](\w{1,60})[\"']", _config(app))
    return tuple(f"{name}={url}" for name in sorted(set(names)) if not re.search(SENSITIVE_NAME, name))


def provider(app: App) -> tuple[str, str] | None:
    """Return the database that Prisma's schema names, and where."""
    for name, text in _schemas(app):
        if match := re.search(_DATASOURCE, text):
            return match[1], posixpath.join(app.folder, name)
    return None


def classic(app: App) -> str:
    """Return the schema of a client that goes into node_modules, as it did before Prisma 7; else nothing."""
    named = (posixpath.join(app.folder, name) for name, text in _schemas(app) if "prisma-client-js" in text)
    return next(named, "")


def _config(app: App) -> str:
    return app.here.read("prisma.config.ts") or app.here.read("prisma.config.js") or ""


def _schemas(app: App) -> Iterator[tuple[str, str]]:
    """Yield the schemas that may be the program's, by their paths in its folder."""
    if "@prisma/client" in app.manifest.dependencies:
        config = re.search(r"\bschema\s{0,9}:\s{0,9}[\"']([\w./-]{1,200})[\"']", _config(app))
        named = posixpath.normpath(app.manifest.text("prisma", "schema") or (config[1] if config else "prisma"))
        for name in dict.fromkeys((named, f"{named}/schema.prisma", "prisma/schema.prisma", "schema.prisma")):
            if name.endswith(".prisma") and app.here.has(name) and (text := app.here.read(name)) is not None:
                yield name, text


def needs_engines(app: App) -> bool:
    """Tell whether Prisma needs engines of its own: before version 7."""
    wanted = app.manifest.dependencies.get("@prisma/client", "")
    match = re.search(r"([0-9]{1,3})", wanted)
    return match is not None and int(match[1]) < _WITHOUT_ENGINES


def is_generated_by_us(app: App) -> bool:
    """Tell whether nothing of the project's own makes the client that is part of its sources."""
    manifest = app.manifest
    if classic(app) or next(_schemas(app), None) is None:
        return False
    return not any("prisma generate" in manifest.scripts.get(name, "") for name in ("build", "prebuild", "postinstall"))

"""Prisma: which database its schema names, and what makes its client."""

import posixpath
import re
from collections.abc import Iterator
from typing import Final

from dockgen.languages.kit.sources import content
from dockgen.languages.node.app import App
from dockgen.languages.node.program import Prisma
from dockgen.model.found import Found
from dockgen.model.values import SENSITIVE_NAME

_CLIENT: Final = "@prisma/client"
_WITHOUT_ENGINES: Final = 7
_DATASOURCE: Final = r"(?s)datasource\s{1,9}\w{1,60}\s{0,9}\{[^}]{0,500}?provider\s{0,9}=\s{0,9}\"(\w{1,40})\""
_STAND_INS: Final = {"mysql": "mysql://none@localhost/none", "sqlite": "file:/tmp/none.db"}


def read(app: App) -> Prisma:
    """Return what its client needs; no database is asked when that is made, although its settings may insist on one."""
    named, wanted = provider(app), app.manifest.dependencies.get(_CLIENT, "")
    url = _STAND_INS.get(named.value if named else "", "postgresql://none@localhost/none")
    names = re.findall(r"\benv(?:<\w{1,40}>)?\(\s{0,9}[\"'](\w{1,60})[\"']", _config(app)) if wanted else ()
    major = re.search(r"([0-9]{1,3})", wanted)
    is_run = any(_CLIENT in manifest.production for manifest in app.running)
    return Prisma(
        needs_engines=is_run and major is not None and int(major[1]) < _WITHOUT_ENGINES,
        env={name: url for name in sorted(set(names)) if not re.search(SENSITIVE_NAME, name)},
        schema=classic(app) if is_run else "",
    )


def provider(app: App) -> Found[str] | None:
    """Return the database that Prisma's schema names, and where."""
    found = ((match, name) for name, text in _schemas(app) if (match := re.search(_DATASOURCE, text)))
    return next((Found(match[1], posixpath.join(app.folder, name)) for match, name in found), None)


def classic(app: App) -> str:
    """Return the schema of a client that goes into node_modules, as it did before Prisma 7; else nothing."""
    return next((posixpath.join(app.folder, name) for name, text in _schemas(app) if "prisma-client-js" in text), "")


def _config(app: App) -> str:
    return content(app.here, "prisma.config.ts") or content(app.here, "prisma.config.js")


def _schemas(app: App) -> Iterator[tuple[str, str]]:
    """Yield the schemas that may be the program's, by their paths in its folder."""
    if _CLIENT in app.manifest.dependencies:
        config = re.search(r"\bschema\s{0,9}:\s{0,9}[\"']([\w./-]{1,200})[\"']", _config(app))
        named = posixpath.normpath(app.manifest.text("prisma", "schema") or (config[1] if config else "prisma"))
        for name in dict.fromkeys((named, f"{named}/schema.prisma", "prisma/schema.prisma", "schema.prisma")):
            if name.endswith(".prisma") and app.here.has(name) and (text := app.here.read(name)) is not None:
                yield name, text


def is_generated_by_us(app: App) -> bool:
    """Tell whether nothing of the project's own makes the client that is part of its sources."""
    if classic(app) or next(_schemas(app), None) is None:
        return False
    scripts = app.manifest.scripts
    return not any("prisma generate" in scripts.get(name, "") for name in ("build", "prebuild", "postinstall"))

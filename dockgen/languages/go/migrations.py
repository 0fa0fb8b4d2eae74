"""Migrations that a Go program does not apply itself: the image of a tool does, before the program starts."""

import posixpath
import re
from collections.abc import Collection
from typing import TYPE_CHECKING, Final

from dockgen import versions
from dockgen.languages.go.record import Migrations
from dockgen.languages.go.sources import Sources
from dockgen.languages.kit.paths import is_plain
from dockgen.model.found import Found
from dockgen.model.recipe import Job
from dockgen.reading.project import Project
from dockgen.records import NamedTuple
from dockgen.services import SQL

if TYPE_CHECKING:
    from dockgen.model.plan import Choices

_NAME: Final = "migrate"
_ENDING: Final = ".up.sql"
_NUMBERED: Final = r"[0-9]{1,14}_"
_OF_DBMATE: Final = "db/migrations"
_MARK: Final = r"(?m)^--[ \t]{0,9}migrate:up\b"
_LIBRARIES: Final = (
    r"/golang-migrate/migrate/|/pressly/goose|/amacneil/dbmate|/rubenv/sql-migrate|/jackc/tern|/uptrace/bun/migrate"
    r"|/gobuffalo/pop|\bariga\.io/atlas|/lopezator/migrator|/mattes/migrate"
)
"""Modules with which a program applies migrations."""
_BY_ITSELF: Final = r"\.AutoMigrate\(|\.Schema\.Create\("
_ASIDE: Final = r"(?:^|/)(?:testdata|tests?|examples?|vendor)(?:/|$)"
_WHERE: Final = "/migrations"


class Tool(NamedTuple):
    """How one tool is called."""

    command: tuple[str, ...]
    """`{url}` is the address."""
    urls: dict[str, str]
    """The address of each database."""


TOOLS: Final = {
    "golang-migrate": Tool(
        ("-path", _WHERE, "-database", "{url}", "up"),
        {
            "postgres": "postgres://app:{password}@{host}:5432/app?sslmode=disable",
            "mysql": "mysql://app:{password}@tcp({host}:3306)/app?multiStatements=true",
        },
    ),
    "dbmate": Tool(
        ("--url", "{url}", "--migrations-dir", _WHERE, "--no-dump-schema", "migrate"),
        {
            "postgres": "postgres://app:{password}@{host}:5432/app?sslmode=disable",
            "mysql": "mysql://app:{password}@{host}:3306/app",
        },
    ),
}


def find(sources: Sources, services: Collection[str]) -> Found[Migrations | None]:
    """Return the migrations that the program does not apply itself, if it has one database."""
    databases = [name for name in services if name in SQL]
    tool, folder = _migrations(sources.project) if len(databases) == 1 else ("", "")
    if not tool:
        return Found(None, "no migrations of a known tool")
    if done := _done(sources, folder):
        return Found(None, f"{done} applies {folder}")
    return Found(Migrations(tool, folder, databases[0]), folder)


def _migrations(project: Project) -> tuple[str, str]:
    """Return the tool whose migrations are there, and their folder, if there is only one."""
    paths = (path for path in project.files(_ENDING) if re.match(_NUMBERED, posixpath.basename(path)))
    folders = {folder for path in paths if not re.search(_ASIDE, folder := posixpath.dirname(path))}
    if len(folders) == 1 and is_plain(folder := folders.pop()):
        return "golang-migrate", folder
    if not folders and project.has(_OF_DBMATE):
        first = next((path for path in project.files(".sql") if path.startswith(f"{_OF_DBMATE}/")), "")
        if first and re.search(_MARK, project.read(first) or ""):
            return "dbmate", _OF_DBMATE
    return "", ""


def _done(sources: Sources, folder: str) -> str:
    """Say where the program migrates: with a library, or by what it reads or embeds of the folder."""
    named = rf"[\"`/]{re.escape(folder)}/?[\"`]"
    for one in sources.read:
        embedded = (posixpath.normpath(posixpath.join(one.folder, path)) for path in one.embeds)
        is_embedded = any(path == folder or path.startswith(f"{folder}/") for path in embedded)
        if is_embedded or any(re.search(_LIBRARIES, path) for path in one.imports):
            return one.path
        if folder in one.raw and re.search(named, one.text):
            return one.path
    found = sources.first(_BY_ITSELF)
    return found.source if found else ""


def jobs(plan: "Choices", found: Migrations | None) -> dict[str, Job]:
    """Return the service that applies migrations."""
    if found is None or found.service not in plan.services:
        return {}
    tool = TOOLS[found.tool]
    words = tuple(word.replace("{url}", tool.urls[found.service]) for word in tool.command)
    image = versions.mirrored(plan.registry, versions.tool_image(found.tool))
    return {_NAME: Job(words, image=image, service=found.service, mounts=((found.folder, _WHERE),))}

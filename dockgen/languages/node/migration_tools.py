"""The programs of packages that migrate databases: how each is called, and what shows that a project uses it."""

import posixpath
import re
from typing import Final

from dockgen.languages.kit.paths import is_plain
from dockgen.languages.kit.sources import content
from dockgen.reading.project import Project
from dockgen.records import NamedTuple

_ENDINGS: Final = (".ts", ".js", ".mts", ".mjs", ".cts", ".cjs")


class Tool(NamedTuple):
    """One of them."""

    program: str
    """A regular expression of its command's name."""
    does: str
    """A regular expression of what the command has to be told to migrate."""
    package: str
    command: str = ""
    """How it is called where no script does; empty if the settings alone do not say it."""
    settings: tuple[str, ...] = ()
    """Files with its settings, best first."""
    folder: str = ""
    """The folder of migrations, if the settings name no other one."""
    key: str = r"(?!)"
    """A regular expression of what the settings say before that folder."""
    reads_typescript: bool = False
    """Whether it reads settings in TypeScript without the help of other packages."""
    needs_settings: bool = True


TOOLS: Final = (
    Tool(
        program="prisma",
        does=r"\bmigrate deploy\b",
        package="prisma",
        command="prisma migrate deploy",
        settings=tuple(f"prisma.config{end}" for end in _ENDINGS),
        folder="prisma/migrations",
        key=r"\bpath",
        reads_typescript=True,
        needs_settings=False,
    ),
    Tool(
        program="drizzle-kit",
        does=r"\bmigrate\b",
        package="drizzle-kit",
        command="drizzle-kit migrate",
        settings=(*(f"drizzle.config{end}" for end in _ENDINGS), "drizzle.config.json"),
        folder="drizzle",
        key=r"\bout[\"']?",
        reads_typescript=True,
    ),
    Tool(
        program="knex",
        does=r"\bmigrate:(?:latest|up)\b",
        package="knex",
        command="knex migrate:latest",
        settings=tuple(f"knexfile{end}" for end in _ENDINGS),
        folder="migrations",
        key=r"\bdirectory[\"']?",
    ),
    Tool(
        program="sequelize(?:-cli)?",
        does=r"\bdb:migrate(?![:\w])",
        package="sequelize-cli",
        command="sequelize-cli db:migrate",
        settings=(".sequelizerc", "config/config.js", "config/config.json"),
        folder="migrations",
        key=r"\bmigrations-path[\"']?",
    ),
    Tool(
        program="node-pg-migrate",
        does=r"\bup\b",
        package="node-pg-migrate",
        command="node-pg-migrate up",
        folder="migrations",
        needs_settings=False,
    ),
    Tool(
        program="mikro-orm(?:-esm)?",
        does=r"\bmigration:up\b",
        package="@mikro-orm/cli",
        command="mikro-orm migration:up",
        settings=tuple(f"{place}mikro-orm.config{end}" for end in _ENDINGS for place in ("", "src/")),
        folder="migrations",
        key=r"\bpath",
    ),
    Tool(program="typeorm(?:-ts-node-(?:commonjs|esm))?", does=r"\bmigration:run\b", package="typeorm"),
    Tool(program="kysely", does=r"\bmigrate(?::|\s{1,9})(?:latest|up)\b", package="kysely-ctl"),
    Tool(program="db-migrate", does=r"\bup\b", package="db-migrate"),
    Tool(program="migrate-mongo", does=r"\bup\b", package="migrate-mongo"),
    Tool(program="dbmate", does=r"\b(?:up|migrate)\b", package="dbmate"),
)


def called(line: str) -> Tool | None:
    """Return the tool that a command line calls: by its name, or as a file of its package."""
    return next((one for one in TOOLS if re.search(rf"(?:^|[\s/]){one.program}(?:\s|$|/cli\.js\b)", line)), None)


def used(here: Project, tool: Tool) -> str | None:
    """Return the file, or the folder of migrations, that shows that a project uses a tool; None if it does not."""
    settings = next((path for path in tool.settings if here.has(path)), "")
    if not tool.command or (tool.needs_settings and not settings):
        return None
    pattern = rf"{tool.key}\s{{0,9}}[:,=][^\n\"'`]{{0,100}}[\"'`](?:\./)?([\w@./-]{{1,200}})[\"'`]"
    named = re.search(pattern, content(here, settings)) if settings else None
    folder = posixpath.normpath(named[1]) if named else tool.folder
    return (settings or folder) if is_plain(folder) and here.has(folder) else None

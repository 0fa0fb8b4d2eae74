"""The command that brings a database up to date before the program starts."""

import re
from typing import Final

from dockgen.languages.kit import procfile
from dockgen.languages.python.starting import Seen, Start
from dockgen.model.found import Found
from dockgen.model.recipe import Job

_BY_ITSELF: Final = (
    r"\bcommand\.upgrade\(|\bcall_command\(\s{0,9}[\"']migrate[\"']|\bflask_migrate\b[^\n]{0,80}\bupgrade\b"
)
"""What a program does that migrates by itself."""
_IN_COMMAND: Final = r"\bmigrate\b|\bupgrade\b"
_MAKES_TABLES: Final = (
    r"\.(?:cli\.)?command\(\s{0,9}(?:name\s{0,3}=\s{0,3})?"
    r"[\"']((?:init|create|setup|make)[-_]?(?:db|database|tables))[\"']"
)
_APP_IN_SHELL: Final = r"\s([A-Za-z_][\w.]*:[A-Za-z_]\w*)(?:\(\))?[\"']?$"
_APP: Final = r"[A-Za-z_][\w.]*:[A-Za-z_][\w.]*(?:\(\))?"


def find(seen: Seen, start: Start, *, has_database: bool) -> Found[dict[str, Job]]:
    """Return the job that has to succeed before the program starts: the Procfile's, or that of a migration tool.

    Args:
        seen: the program.
        start: how it starts; a start command that migrates needs no job.
        has_database: whether compose.yaml has its database, or a volume for it.
    """
    line = procfile.processes(seen.project, seen.folder).get(procfile.RELEASE, "")
    if line and (command := procfile.command(seen.project, seen.folder, line)):
        return Found({procfile.RELEASE: Job(command.words)}, f"{seen.folder}{procfile.FILE}, {procfile.RELEASE}")
    words, source = _migration(seen, start)
    is_done = any(re.search(_IN_COMMAND, word) for word in start.words) or seen.sources.first(_BY_ITSELF)
    if not words or not has_database or start.port is None or is_done:
        return Found({}, "nothing to run before it starts")
    return Found({"migrate": Job(words)}, source)


def set_up(seen: Seen, start: Start) -> Found[tuple[str, ...]]:
    """Return the command of a Flask program's own that makes the tables of its database."""
    app = next((word for word in start.words if re.fullmatch(_APP, word)), "").removesuffix("()")
    app = app or next(iter(re.findall(_APP_IN_SHELL, " ".join(start.words))), "")
    made = seen.sources.first(_MAKES_TABLES) if app and "flask" in seen.names else None
    if made is None:
        return Found((), "no command that makes tables")
    return Found(("flask", "--app", app, made[1][1]), made[0].at(made[1]))


def _migration(seen: Seen, start: Start) -> tuple[tuple[str, ...], str]:
    """Return the command of the migration tool, and the file that says so."""
    if start.migrate:
        return start.migrate, start.source
    has, folder = seen.project.has, seen.folder
    if "alembic" in seen.names and has(f"{folder}alembic.ini"):
        return ("alembic", "upgrade", "head"), f"{folder}alembic.ini"
    app = next((word for word in start.words if re.fullmatch(_APP, word)), "")
    if app and "flask-migrate" in seen.names and has(path := f"{folder}migrations/env.py"):
        return ("flask", "--app", app, "db", "upgrade"), path
    return (), ""

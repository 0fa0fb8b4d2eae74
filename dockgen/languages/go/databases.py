"""SQLite files that a program keeps beside itself."""

import posixpath
import re
from typing import Final

from dockgen import sqlite_files
from dockgen.facts import Fact
from dockgen.languages.go.sources import Program
from dockgen.languages.kit.paths import is_plain
from dockgen.project import Project
from dockgen.sqlite_files import Database

_DRIVERS: Final = (
    *(
        "github.com/mattn/go-sqlite3",
        "modernc.org/sqlite",
        "github.com/glebarez/sqlite",
        "github.com/glebarez/go-sqlite",
    ),
    *("gorm.io/driver/sqlite", "github.com/ncruces/go-sqlite3", "zombiezen.com/go/sqlite"),
)
_FILE: Final = r"[\"`](?:file:)?((?:\./)?(?:[\w-]{1,60}/){0,3}[\w-][\w.-]{0,60}\.(?:db|db3|sqlite|sqlite3))[\"`?]"
_MOST: Final = 5


def facts(project: Project, program: Program, place: str) -> dict[str, Fact]:
    """Return the folders that have to be kept, and the links into them, as `FROM=TO`.

    Args:
        project: the build context.
        program: its sources.
        place: the folder that it is started in, "." for the top.
    """
    found: dict[str, Database] = {}
    if program.using(*_DRIVERS):
        for source in program.sources:
            for match in re.finditer(_FILE, source.text):
                path = posixpath.normpath(match[1])
                if is_plain(path) and len(found) < _MOST:
                    found.setdefault(path, Database(path, source.at(match)))
    folder = "" if place == "." else f"{place}/"
    kept = sqlite_files.keep(project, folder, [source.path for source in program.sources], list(found.values()), "/app")
    return {"keeps": Fact(kept.folders, kept.source), "links": Fact(kept.links, kept.source)}

"""SQLite files that a program keeps beside itself."""

import re
from typing import Final

from dockgen.languages.go.sources import Program
from dockgen.languages.kit.sqlite_files import keep, named
from dockgen.model.facts import Fact
from dockgen.reading.project import Project

_DRIVERS: Final = (
    *("github.com/mattn/go-sqlite3", "modernc.org/sqlite", "github.com/glebarez/sqlite", "gorm.io/driver/sqlite"),
    *("github.com/glebarez/go-sqlite", "github.com/ncruces/go-sqlite3", "zombiezen.com/go/sqlite"),
)
_FILE: Final = r"[\"`](?:file:)?((?:\./)?(?:[\w-]{1,60}/){0,3}[\w-][\w.-]{0,60}\.(?:db|db3|sqlite|sqlite3))[\"`?]"


def facts(project: Project, program: Program, place: str) -> dict[str, Fact]:
    """Return the folders that have to be kept, and the links into them, as `FROM=TO`.

    Args:
        project: the build context.
        program: its sources.
        place: the folder that it is started in, "." for the top.
    """
    sources = program.sources if program.using(*_DRIVERS) else ()
    places = ((match[1], source.at(match)) for source in sources for match in re.finditer(_FILE, source.text))
    folder = "" if place == "." else f"{place}/"
    kept = keep(project, folder, [source.path for source in program.sources], named(places), "/app")
    return {"keeps": Fact(kept.folders, kept.source), "links": Fact(kept.links, kept.source)}

"""Where a program keeps data beside its own files: folders that have to be writable, although all else is not."""

import posixpath
import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from dockgen.languages.kit.paths import is_plain, outermost
from dockgen.languages.kit.sources import Source
from dockgen.languages.kit.sqlite_files import Kept, Link, keep, named
from dockgen.languages.node.app import App
from dockgen.model.found import Found
from dockgen.reading.gitignore import is_missing

_BASE: Final = (
    r"(?:(?:path\.)?(?:join|resolve)\(\s{0,9}(__dirname|import\.meta\.dirname|process\.cwd\(\))\s{0,9},\s{0,9})?"
)
_NAME: Final = r"[\w-][\w.-]{0,59}"
_PATH: Final = rf"{_BASE}[\"'`]((?:\.{{0,2}}/){{0,3}}(?:{_NAME}/){{0,3}}{_NAME}"
_FOLDERS: Final = (
    rf"\b(?:mkdir|mkdirSync|mkdirp|mkdirpSync|ensureDir|ensureDirSync)\(\s{{0,9}}{_PATH})/?[\"'`]",
    rf"\bdest\s{{0,9}}:\s{{0,9}}{_PATH})/?[\"'`]",
)
_NAMED: Final = (
    rf"(?i)\b[\w.]{{0,40}}(?:dir|directory|folder)\s{{0,9}}=(?:[^\n;]{{0,120}}?(?:\|\||\?\?))?\s{{0,9}}{_PATH})/?[\"'`]"
)
"""A folder that has a name, where the program makes some folder."""
_SQLITE: Final = (
    rf"\bnew\s{{1,9}}(?:\w{{1,20}}\.)?(?:Database|DatabaseSync)\(\s{{0,9}}{_PATH})[\"'`]",
    rf"\b(?:filename|storage|database)\s{{0,9}}:\s{{0,9}}{_PATH}\.(?:db3?|sqlite3?))[\"'`]",
    r"()[\"'`](?:file|sqlite):((?:\.{0,2}/){0,3}(?:[\w-]{1,60}/){0,3}[\w-]{1,60}\.(?:db3?|sqlite3?))[\"'`?]",
)
_FILES: Final = (
    rf"\bJSONFile(?:Sync|Preset|SyncPreset)?(?:<[^<>()]{{0,60}}>)?\(\s{{0,9}}{_PATH})[\"'`]",
    rf"\b(?:createWriteStream|writeFile|writeFileSync|appendFile|appendFileSync)\(\s{{0,9}}{_PATH})[\"'`]",
    rf"\bfilename\s{{0,9}}:\s{{0,9}}{_PATH}\.log)[\"'`]",
)


class Writes(NamedTuple):
    """Where a program keeps data."""

    folders: Found[tuple[str, ...]]
    """As they are in the image."""
    links: Found[tuple[Link, ...]]
    """Files that lie among its own, and lead into those folders."""
    files: Found[tuple[str, ...]]


def kept(app: App, sources: Sequence[Source]) -> Writes:
    """Return where the program keeps data; warn of what it writes where it may not: beside its own files."""
    databases = _databases(app, sources)
    found = dict.fromkeys(databases.folders, databases.source)
    for path, where in (*_folders(app, sources), *_files(app, sources)):
        found.setdefault(path, where)
    outer = outermost(found)
    source = ", ".join(dict.fromkeys(found[path] for path in outer)) or "it makes no folder beside itself"
    folders = Found(tuple(map(app.inside, outer)), source)
    return Writes(folders, Found(databases.moved, databases.source), Found(databases.files, databases.source))


def _databases(app: App, sources: Sequence[Source]) -> Kept:
    """Return where SQLite files lie; a folder that holds anything else is taken for one of sources."""
    files = named((path, where) for path, where in _found(app, sources, _SQLITE) if "." in posixpath.basename(path))
    above = posixpath.join(app.folder, "")
    folders = {posixpath.dirname(one.path) for one in files} - {""}
    held = [f"{above}{folder}/." for folder in folders if not is_missing(app.here, folder)]
    return keep(app.project, above, held, files, posixpath.normpath(app.inside("")))


def _files(app: App, sources: Sequence[Source]) -> Iterator[tuple[str, str]]:
    """Yield the folders of files that it writes, and say where that is beside its own files."""
    for path, where in _found(app, sources, _FILES):
        folder, name = posixpath.split(path)
        if folder and is_missing(app.here, folder):
            yield folder, where
        elif "." in name and not app.here.has(path):
            place = f"in {folder}" if folder else "beside the program"
            app.project.warn(
                f"{where}: it writes {name} {place}, where it may not in the container: "
                f"give it a folder of its own, as in data/{name}",
            )


def _folders(app: App, sources: Sequence[Source]) -> Iterator[tuple[str, str]]:
    """Yield the folders that it makes, and that are no part of the repository."""
    makes = any(re.search(r"\b(?:mkdir|ensureDir)", one.text) for one in sources)
    for path, where in _found(app, sources, (*_FOLDERS, *([_NAMED] if makes else []))):
        if "." not in posixpath.basename(path) and is_missing(app.here, path):
            yield path, where


def _found(app: App, sources: Sequence[Source], patterns: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the paths that patterns find, from the app's folder, and where each stands; none where code lies."""
    code = {"dist", "build", "node_modules", *(() if app.start.entry.startswith("src/") else ("src",))}
    for one in sources:
        for match in (match for pattern in patterns for match in re.finditer(pattern, one.text)):
            is_beside = match[1] in {"__dirname", "import.meta.dirname"}
            base = posixpath.relpath(posixpath.dirname(one.path) or ".", app.folder or ".") if is_beside else "."
            path = posixpath.normpath(posixpath.join(base, match[2]))
            if is_plain(path) and path[0] != "." and path.partition("/")[0] not in code:
                yield path, one.at(match)

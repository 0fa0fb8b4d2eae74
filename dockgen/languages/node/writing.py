"""Where a program keeps data beside its own files: folders that have to be writable, although all else is not."""

import posixpath
import re
from collections.abc import Iterator, Sequence
from typing import Final

from dockgen.facts import Fact
from dockgen.gitignore import is_missing
from dockgen.languages.node.app import App, inside
from dockgen.languages.node.manifest import warn
from dockgen.languages.node.source import Source

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
_DATABASES: Final = (
    rf"\bnew\s{{1,9}}(?:\w{{1,20}}\.)?(?:Database|DatabaseSync)\(\s{{0,9}}{_PATH})[\"'`]",
    rf"\b(?:filename|storage|database)\s{{0,9}}:\s{{0,9}}{_PATH}\.(?:db3?|sqlite3?))[\"'`]",
    r"()[\"'`](?:file|sqlite):((?:\.{0,2}/){0,3}(?:[\w-]{1,60}/){0,3}[\w-]{1,60}\.(?:db3?|sqlite3?))[\"'`?]",
    rf"\bJSONFile(?:Sync|Preset|SyncPreset)?(?:<[^<>()]{{0,60}}>)?\(\s{{0,9}}{_PATH})[\"'`]",
)
_FILES: Final = (
    *_DATABASES,
    rf"\b(?:createWriteStream|writeFile|writeFileSync|appendFile|appendFileSync)\(\s{{0,9}}{_PATH})[\"'`]",
    rf"\bfilename\s{{0,9}}:\s{{0,9}}{_PATH}\.log)[\"'`]",
)


def kept(app: App, sources: Sequence[Source]) -> Fact:
    """Return the folders, as they are in the image, that the program makes to keep something in.

    A person is told of what it writes where it may not: beside its own files.
    """
    found: dict[str, str] = {}
    for path, where in _folders(app, sources):
        found.setdefault(path, where)
    for path, where in _files(app, sources):
        folder = posixpath.dirname(path)
        if folder and is_missing(app.here, folder):
            found.setdefault(folder, where)
        elif not app.here.has(path) or posixpath.splitext(path)[1] in {".db", ".sqlite", ".sqlite3"}:
            place = f"in {folder}" if folder else "beside the program"
            name = posixpath.basename(path)
            warn(
                app.project,
                f"{where}: it writes {name} {place}, where it may not in the container: "
                f"give it a folder of its own, as in data/{name}",
            )
    outer = [
        path for path in sorted(found) if not any(f"{path}/".startswith(f"{other}/") for other in found.keys() - {path})
    ]
    source = ", ".join(dict.fromkeys(found[path] for path in outer))
    return Fact(tuple(inside(app.folder, path) for path in outer), source or "it makes no folder beside itself")


def _folders(app: App, sources: Sequence[Source]) -> Iterator[tuple[str, str]]:
    """Yield the folders that it makes, and that are no part of the repository."""
    makes = any(re.search(r"\b(?:mkdir|ensureDir)", one.text) for one in sources)
    for path, where in _found(app, sources, (*_FOLDERS, *([_NAMED] if makes else []))):
        if "." not in posixpath.basename(path) and is_missing(app.here, path):
            yield path, where


def _files(app: App, sources: Sequence[Source]) -> Iterator[tuple[str, str]]:
    yield from (each for each in _found(app, sources, _FILES) if "." in posixpath.basename(each[0]))


def _found(app: App, sources: Sequence[Source], patterns: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the paths that patterns find, from the app's folder, and where each stands; none where code lies."""
    code = {"dist", "build", "node_modules", *(() if app.start.entry.startswith("src/") else ("src",))}
    for one in sources:
        for match in (match for pattern in patterns for match in re.finditer(pattern, one.text)):
            is_beside = match[1] in {"__dirname", "import.meta.dirname"}
            base = posixpath.relpath(posixpath.dirname(one.path) or ".", app.folder or ".") if is_beside else "."
            path = posixpath.normpath(posixpath.join(base, match[2]))
            if path.isascii() and not path.startswith((".", "/")) and path.partition("/")[0] not in code:
                yield path, one.at(match)

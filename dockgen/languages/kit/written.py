"""Where a program keeps data beside its own files: folders that have to be writable, although all else is not."""

import posixpath
import re
from collections.abc import Collection, Iterator, Sequence

from dockgen.languages.kit.paths import is_plain, outermost
from dockgen.languages.kit.sources import Source
from dockgen.languages.kit.sqlite_files import Kept, Link, keep, named
from dockgen.model.found import Found
from dockgen.reading.gitignore import is_missing
from dockgen.reading.project import Project
from dockgen.records import NamedTuple


class Patterns(NamedTuple):
    """How sources of a language name what they write: the second group is the path, the first says where it starts."""

    folders: tuple[str, ...]
    """Folders that are made."""
    makes: str
    """What says that some folder is made."""
    named: str
    """Then, folders that have a name."""
    databases: tuple[str, ...]
    """SQLite files."""
    files: tuple[str, ...]
    beside: frozenset[str]
    """The texts of the first group that mean the folder of the source itself."""


class Program(NamedTuple):
    """What may write."""

    project: Project
    """The build context."""
    folder: str
    """Its own folder; "" for the top."""
    sources: Sequence[Source]
    code: Collection[str]
    """The folders at its top in which only code lies."""

    @property
    def here(self) -> Project:
        """The view of its own folder."""
        return self.project.sub(self.folder)


class Written(NamedTuple):
    """Where a program keeps data; paths are from its own folder."""

    folders: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    """Files that lie among its own, and lead into those folders."""
    files: tuple[str, ...] = ()
    """The databases."""


def find(program: Program, patterns: Patterns) -> Found[Written]:
    """Return where the program keeps data; warn of what it writes where it may not: beside its own files."""
    databases = _databases(program, patterns)
    found = dict.fromkeys(databases.folders, databases.source)
    for path, where in (*_folders(program, patterns), *_files(program, patterns)):
        found.setdefault(path, where)
    outer = outermost(found)
    source = ", ".join(dict.fromkeys(found[path] for path in outer)) or "it makes no folder beside itself"
    return Found(Written(tuple(outer), databases.links, databases.files), source)


def _databases(program: Program, patterns: Patterns) -> Kept:
    """Return where SQLite files lie; a folder that holds anything else is taken for one of sources."""
    paths = _found(program, patterns, patterns.databases)
    files = named((path, where) for path, where in paths if "." in posixpath.basename(path))
    above = posixpath.join(program.folder, "")
    folders = {posixpath.dirname(one.path) for one in files} - {""}
    held = [f"{above}{folder}/." for folder in folders if not is_missing(program.here, folder)]
    return keep(program.project, above, held, files, posixpath.normpath(posixpath.join("/app", program.folder)))


def _files(program: Program, patterns: Patterns) -> Iterator[tuple[str, str]]:
    """Yield the folders of files that it writes, and say where that is beside its own files."""
    for path, where in _found(program, patterns, patterns.files):
        folder, name = posixpath.split(path)
        if folder and is_missing(program.here, folder):
            yield folder, where
        elif "." in name and not program.here.has(path):
            place = f"in {folder}" if folder else "beside the program"
            program.project.warn(
                f"{where}: it writes {name} {place}, where it may not in the container: "
                f"give it a folder of its own, as in data/{name}"
            )


def _folders(program: Program, patterns: Patterns) -> Iterator[tuple[str, str]]:
    """Yield the folders that it makes, and that are no part of the repository."""
    makes = any(re.search(patterns.makes, one.text) for one in program.sources)
    for path, where in _found(program, patterns, (*patterns.folders, *([patterns.named] if makes else []))):
        if "." not in posixpath.basename(path) and is_missing(program.here, path):
            yield path, where


def _found(program: Program, patterns: Patterns, wanted: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the paths that patterns find, from the program's folder, and where each stands; none where code lies."""
    for one in program.sources:
        beside = posixpath.relpath(posixpath.dirname(one.path) or ".", program.folder or ".")
        for match in (match for pattern in wanted for match in re.finditer(pattern, one.text)):
            path = posixpath.normpath(posixpath.join(beside if match[1] in patterns.beside else ".", match[2]))
            if is_plain(path) and path[0] != "." and path.partition("/")[0] not in program.code:
                yield path, one.at(match)

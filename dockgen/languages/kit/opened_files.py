"""Files that a compiled program opens by a path that is written out, and SQLite files: they have to lie beside it."""

import posixpath
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from dockgen.errors import FileError
from dockgen.languages.kit import ports, sqlite_files
from dockgen.languages.kit.paths import is_plain, outermost
from dockgen.languages.kit.runtime import Runtime
from dockgen.languages.kit.sources import Source, content
from dockgen.model.found import Found
from dockgen.reading.gitignore import is_ignored
from dockgen.reading.project import Project
from dockgen.secrets.let_in import is_kept_out

if TYPE_CHECKING:
    from dockgen.languages.kit.servers import Server

_MOST: Final = 20
"""The most files; more than that were not named one by one."""
_DATA: Final = (
    *(".yaml", ".yml", ".json", ".toml", ".ini", ".conf", ".cfg", ".properties", ".xml", ".csv", ".sql", ".mmdb"),
    *(".html", ".htm", ".tmpl", ".gohtml", ".tpl", ".mustache", ".hbs", ".css", ".js", ".wasm", ".graphql", ".rego"),
    *(".txt", ".md", ".tsv", ".jsonl", ".ndjson", ".geojson", ".dat", ".bin", ".gob", ".gz", ".xlsx", ".onnx", ".mo"),
    *(".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".ico", ".ttf", ".otf", ".woff2"),
)
"""A path of such a file that is written out is one that the program opens, whichever function it is handed to."""
_ENDS: Final = "|".join(map(re.escape, _DATA))
_LITERAL: Final = (
    rf"[\"`]((?:\./)?[\w@][\w@./-]{{0,150}}(?:{_ENDS}))[\"`]"
    r"|[\"`]((?:\./[\w@-]|[\w@-]{1,60}/)[\w@./-]{0,150})[\"`]"
)
_SETTING: Final = r"(?m)[:=][ \t]{0,9}[\"']?((?:\./)?[\w@][\w@./-]{0,150})[\"']?,?[ \t]{0,9}$"
"""What may be a path in a file of settings, where quotes are rare."""
_FOLDER: Final = r"[a-z][\w-]{1,40}"
_NAMED: Final = r"(?i:dir|folder|path|root)\w{0,10}\s{0,3}"
_DEFAULTS: Final = r"(?i)\bflag\.|flags\(\)|cmp\.or\(|env\w{0,9}\("
"""Calls that take a default."""
_OF_TOOLS: Final = r"(?:^|/)(?:package(?:-lock)?|composer|tsconfig|(?:docker-)?compose)\.(?:json|ya?ml)$"
_NOT_COPIED: Final = (
    r"(?:^|/)\.(?!/)|\.(?:pem|key|p12|pfx|db|sqlite3?|log|sock|pid)$|^go\.(?:mod|sum)$|^Cargo\.(?:toml|lock)$"
)


def runtime(  # noqa: PLR0913 - what is known of a program
    project: Project,
    served: "Server",
    folders: Collection[str],
    sources: Sequence[Source],
    called: Mapping[str, str],
    *,
    embedded: Collection[str] = (),
    uses_sqlite: bool,
) -> Runtime:
    """Return what a program needs when it runs.

    The folders are where programs are started without a container, best first. `called` has the paths that functions
    open, and where; embedded folders are part of the program already.
    """
    opened, opened_in = _opened(project, folders, sources, called, embedded)
    kept = sqlite_files.written_out(project, opened_in.value, sources, uses=uses_sqlite)
    keeps, links = Found(kept.folders, kept.source), Found(kept.links, kept.source)
    return Runtime(served.subcommand, served.environment, opened, opened_in, keeps, links)


def _opened(
    project: Project,
    folders: Collection[str],
    sources: Sequence[Source],
    called: Mapping[str, str],
    embedded: Collection[str],
) -> tuple[Found[tuple[str, ...]], Found[str]]:
    """Return the files that a program opens, and the folder that they are named from."""
    named = {**dict(_written_out(project, folders, sources)), **dict(_defaults(project, folders, sources)), **called}
    for folder in folders:
        found = [path for path in named if _is_to_be_copied(project, folder, path, embedded)]
        found = [path for path in found if path in called or _holds_data(project, posixpath.join(folder, path))]
        files = next((few for few in map(outermost, (found, called.keys() & found)) if len(few) <= _MOST), [])
        if files:
            files += [
                one for one in _in_settings(project, folder, files) if _is_to_be_copied(project, folder, one, embedded)
            ]
            files = outermost(files)
            where = ", ".join(dict.fromkeys(named.get(path, "settings") for path in files))
            started = Found(folder or ".", "where the program is started without a container")
            return Found(tuple(files), where), started
    return Runtime().opened, Runtime().opened_in


def _in_settings(project: Project, folder: str, files: Iterable[str]) -> Iterator[str]:
    """Yield the files of data, and the folders with such, that files of settings name."""
    for file in (one for one in files if one.endswith(ports.SETTINGS)):
        for match in re.finditer(_SETTING, content(project, posixpath.join(folder, file))):
            path = posixpath.normpath(match[1])
            if is_plain(path) and _holds_data(project, posixpath.join(folder, path)):
                yield path


def path_in(text: str) -> str | None:
    """Return the part of a path that is sure: a folder where a wildcard follows; None where no file can be meant."""
    if text.startswith(("/", "~")) or "://" in text:
        return None
    fixed = re.split(r"[*?\[%{]", text)[0]
    path = fixed if fixed == text else posixpath.dirname(fixed)
    path = posixpath.normpath(path) if path else "."
    return path if is_plain(path) and not re.search(_NOT_COPIED, path) else None


def _is_to_be_copied(project: Project, folder: str, path: str, embedded: Collection[str]) -> bool:
    whole = posixpath.join(folder, path)
    if path == "." or not project.has(whole) or any(f"{whole}/".startswith(f"{one}/") for one in embedded):
        return False
    return not is_ignored(project, whole) and not is_kept_out(project, whole)


def _holds_data(project: Project, path: str) -> bool:
    """Tell whether a path that is only written out is a file, or a folder of files that a program reads."""
    if path.endswith(_DATA):
        return True
    names = _entries(project, path)
    inner = [one for name in names if "." not in name for one in _entries(project, posixpath.join(path, name))]
    every = (*names, *inner)
    return any(name.endswith(_DATA) for name in every) and not any(name.endswith((".go", ".rs")) for name in every)


def _entries(project: Project, path: str) -> Iterable[str]:
    try:
        return project.sub(path).entries()
    except FileError:  # it is a file, or a link
        return ()


def _written_out(project: Project, folders: Collection[str], sources: Iterable[Source]) -> Iterator[tuple[str, str]]:
    """Yield each path that stands in the sources and is there, seen from one of the folders, and where it stands."""
    seen: set[str] = set()
    for source in sources:
        new = dict.fromkeys(path for _, path in _paths(source.raw) if path not in seen)
        there = {path for path in new if any(project.has(posixpath.join(folder, path)) for folder in folders)}
        for match, path in _paths(source.text) if there else ():  # what a comment names is not opened
            if path in there and path not in seen:
                seen.add(path)
                yield path, source.at(match)


def _defaults(project: Project, folders: Iterable[str], sources: Sequence[Source]) -> Iterator[tuple[str, str]]:
    """Yield the folders whose bare name stands in a line that speaks of a folder, as a flag's default does."""
    names = {name for folder in folders for name in project.sub(folder).entries() if re.fullmatch(_FOLDER, name)}
    for source in sources:
        for name in sorted(one for one in names if f'"{one}"' in source.raw):
            for match in re.finditer(rf'(?:,|{_NAMED}:?=)\s{{0,9}}"{name}"', source.text):
                line = source.text[source.text.rfind("\n", 0, match.start()) + 1 :].partition("\n")[0]
                if match[0][0] != "," or re.search(_DEFAULTS, line):
                    yield name, source.at(match)


def _paths(text: str) -> Iterator[tuple[re.Match[str], str]]:
    """Yield what may be the path of a data file, or of a folder of them."""
    for match in re.finditer(_LITERAL, text):
        if (path := path_in(match[1] or match[2])) and not re.search(_OF_TOOLS, path):
            yield match, path

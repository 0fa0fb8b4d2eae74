"""Folders that a Go program makes, and files that it writes: they have to be writable, and to outlive a container."""

import posixpath
import re
from collections import Counter
from collections.abc import Collection, Iterator
from typing import Final

from dockgen.errors import printable
from dockgen.languages.go.listening import argument, places, value
from dockgen.languages.go.sources import Source, Sources
from dockgen.languages.kit.paths import is_inside, is_plain, outermost
from dockgen.languages.kit.runtime import Runtime
from dockgen.languages.kit.sqlite_files import FOLDERS, Link
from dockgen.model.found import Found
from dockgen.reading.gitignore import is_missing
from dockgen.records import NamedTuple

_FOLDERS: Final = r"\bos\.(?:Mkdir|MkdirAll)\("
_FILES: Final = (
    r"\b(?:os\.(?:Create|WriteFile|OpenFile)|ioutil\.WriteFile|bb?olt\.Open|badger\.DefaultOptions|leveldb\.OpenFile"
    r"|pebble\.Open)\(|\blumberjack\.Logger\{[^}]{0,300}?\bFilename:"
)
_UPLOADS: Final = r"\.(?:SaveUploadedFile|SaveFile)\("
"""They take the path as their second argument."""
_WORDS: Final = (
    "Mkdir",
    "Create(",
    "WriteFile",
    "OpenFile",
    "olt.Open",
    "badger",
    "leveldb",
    "pebble",
    "lumberjack",
    "Save",
)
_READS: Final = r"os\.OpenFile\("
_WRITES: Final = r"\bO_(?:CREATE|WRONLY|RDWR|APPEND)\b"
_GIVEN: Final = (
    r"(?:(?i:env|\.string|default)\w{0,20}\(\s{0,9}(?:&[\w.]{1,60},\s{0,9})?\"[\w.-]{0,60}"
    r"(?i:dir|path|file|folder|root|stor|spool|data|archive|cache|upload|log|journal|db)[\w.-]{0,60}\"\s{0,9},\s{0,9}"
    r"(?:\"\w\",\s{0,9})?\"|[dD]efault[:=]\"(?=\./))((?:\./\w|\w[\w-]{0,60}/)[\w-]{0,60}(?:/[\w.-]{1,60}){0,5}"
    r"|(?:\./)?(?!config|settings|credentials)[\w-]{1,60}\.(?:json|jsonl|ndjson|db|csv|txt|log|gob|bolt|dat))/?\""
)
"""A path that a setting has where nothing else is said."""
_TEXT: Final = r"\s{0,9}[\"`]([^\"`\n]{1,200})[\"`]\s{0,9}(\+)?"
_DEFAULT: Final = r"\s{0,9}[\w.]{1,60}\(\s{0,9}\"[^\"\n]{1,60}\"\s{0,9},\s{0,9}\"([^\"\n]{1,200})\""
"""What a function takes where a variable of the environment, or a flag, is not set."""
_JOIN: Final = r"\s{0,9}(?:filepath|path)\.(Join|Dir|Clean)\("
_LAST: Final = r"\s{0,9}\"([\w.-]{1,60})\"\)?\s{0,9}"
_SPRINTF: Final = r"\s{0,9}fmt\.Sprintf\(\s{0,9}\"([^\"%\n]{1,200})%"
_ALIAS: Final = r"\s{0,9}\*?(?:\w{1,40}\.){0,3}(\w{2,60})\s{0,9}(\+)?"
_SYSTEM: Final = ("/bin", "/dev", "/etc", "/lib", "/proc", "/run", "/sbin", "/sys", "/tmp", "/usr", "/var/run")  # noqa: S108 - in the container
_FOR_NOW: Final = frozenset({"cache", "log", "logs", "temp", "tmp"})
"""Folders whose loss is none."""
_IN_REPOSITORY: Final = (
    ", which is in the repository and so a part of the image, where it cannot be written: give the program a path in a"
    " volume"
)
_DEPTH: Final = 4
_MOST: Final = 10


class _Path(NamedTuple):
    """A path that is written, as far as it is known."""

    text: str
    is_folder: bool
    """Whether it is the folder of what is written, whose name is not known."""


def add(runtime: Runtime, sources: Sources) -> Runtime:
    """Return what a program needs when it runs, with the folders that it writes to; warn of what may be lost."""
    place = "" if runtime.opened_in.value == "." else runtime.opened_in.value
    folders, links = dict.fromkeys(runtime.keeps.value, runtime.keeps.source), list(runtime.links.value)
    is_free = {name: name in folders or not sources.project.has(posixpath.join(place, name)) for name in FOLDERS}
    free = next((name for name in FOLDERS if is_free[name]), FOLDERS[-1])
    told: list[tuple[str, str, str]] = []
    for path, where, is_made in _written(sources):
        known = {one.path for one in links} | set(folders)
        if any(is_inside(path, one) for one in known) or len(known) >= _MOST:
            continue
        if not path.startswith("/") and not is_missing(sources.project, posixpath.join(place, path)):
            if not is_made:
                sources.project.warn(printable(f"{where} writes {path}{_IN_REPOSITORY}"))
            continue
        is_file = "." in posixpath.basename(path) and "/" not in path
        if is_file:
            links.append(Link(path, f"{free}/{path}"))
        folder = free if is_file else path
        told.append((where, path, folder))
        folders.setdefault(folder, where)
    outer = _with_common_folders(sources, folders)
    for where, path, folder in told:
        _warn(sources, where, path, next(one for one in outer if is_inside(folder, one)))
    source = ", ".join(dict.fromkeys(folders.get(one, "os.Rename") for one in outer))
    is_new = len(outer) > len(runtime.keeps.value) or len(links) > len(runtime.links.value)
    kept = runtime._replace(keeps=Found(tuple(outer), source), links=Found(tuple(links), source))
    return kept if is_new else runtime


def _with_common_folders(sources: Sources, folders: Collection[str]) -> list[str]:
    """Return the outermost folders: one for several beside each other, where a move between volumes would fail."""
    if any("os.Rename(" in source.raw for source in sources.read):
        tops = Counter(one.partition("/")[0] for one in folders if "/" in one[1:] and one[0] != "/")
        folders = [top if tops[top := one.partition("/")[0]] > 1 else one for one in folders]
    return outermost(folders)


def _warn(sources: Sources, where: str, path: str, folder: str) -> None:
    place = folder if folder.startswith("/") else f"/app/{folder}"
    if path.endswith(".log") or posixpath.basename(folder) in _FOR_NOW:
        return
    sources.project.warn(
        printable(
            f"{where} writes {path}: compose.yaml mounts a volume at {place}; elsewhere mount one there too"
            f" (docker run -v NAME:{place}), or it is gone with the container"
        )
    )


def _written(sources: Sources) -> Iterator[tuple[str, str, bool]]:
    """Yield each folder, or file beside the program, that is written, and where; and whether it is made."""
    is_known = True
    for source in (one for one in sources.read if any(word in one.raw for word in _WORDS)):
        for pattern, index in ((_FOLDERS, 0), (_FILES, 0), (_UPLOADS, 1)):
            for match in re.finditer(pattern, source.text):
                if re.match(_READS, match[0]) and not re.search(_WRITES, source.text[match.end() : match.end() + 200]):
                    continue
                found = _path(sources, source, argument(source.text, match.end(), index)[0], 0)
                is_known = is_known and found is not None
                folder = found and _folder(found, is_made=pattern == _FOLDERS)
                if folder:
                    yield folder, source.at(match), pattern == _FOLDERS
    if not is_known:
        yield from _given(sources)


def _given(sources: Sources) -> Iterator[tuple[str, str, bool]]:
    """Yield the folders of settings whose defaults are not part of the repository, for what is written to those."""
    for source in sources.read:
        for match in re.finditer(_GIVEN, source.text):
            path = posixpath.normpath(match[1])
            if "/" not in path and "." in path and is_missing(sources.project, path):
                yield path, source.at(match), False
                continue
            folder = posixpath.dirname(path) if "." in posixpath.basename(path) else path
            if is_plain(folder) and is_missing(sources.project, folder):
                yield folder, source.at(match), True


def _folder(found: _Path, *, is_made: bool) -> str:
    """Return the folder that has to be there; a file's own name where it lies beside the program; "" for neither."""
    path = posixpath.normpath(found.text)
    if not is_made and not found.is_folder:
        path = posixpath.dirname(path) or path
    if path.startswith("/"):
        is_system = path == "/" or any(is_inside(path, one) for one in _SYSTEM)
        return "" if is_system or not is_plain(path[1:]) else path
    return path if path != "." and is_plain(path) and path[0] != "." else ""


def _path(sources: Sources, source: Source, expression: str, depth: int) -> _Path | None:
    """Return the path that an expression stands for, as far as it is written out."""
    if found := _literal(expression):
        return found
    match = re.match(_JOIN, expression)
    if match is None:
        return _named(sources, source, expression, depth)
    first = _path(sources, source, value(expression, match.end()), depth)
    if first is None or match[1] == "Clean":
        return first
    if match[1] == "Dir":
        return _Path(posixpath.dirname(first.text), is_folder=True)
    inner = re.fullmatch(_LAST, expression[match.end() :].partition(",")[2])
    return _Path(posixpath.join(first.text, inner[1]), is_folder=False) if inner else first._replace(is_folder=True)


def _literal(expression: str) -> _Path | None:
    """Return a path that begins with a text, to which more may be added."""
    if match := re.match(_TEXT, expression):
        return _Path(posixpath.dirname(match[1]), is_folder=True) if match[2] else _Path(match[1], is_folder=False)
    if match := re.match(_SPRINTF, expression):
        return _Path(posixpath.dirname(match[1]), is_folder=True)
    match = re.match(_DEFAULT, expression)
    return _Path(match[1], is_folder=False) if match else None


def _named(sources: Sources, source: Source, expression: str, depth: int) -> _Path | None:
    """Return the path that a name stands for, which is a variable, a constant, or a field."""
    match = re.fullmatch(rf"{_ALIAS}(?s:.*)", expression)
    if match is None or depth == _DEPTH:
        return None
    for one in (source, *(each for each in sources.read if each is not source)):
        for _, end in places(one, match[1]):
            if assigned := re.match(r"(?:[ \t]+string)?[ \t]*(?::=|=|:)(?!=)", one.text[end : end + 60]):
                found = _path(sources, one, value(one.text, end + assigned.end()), depth + 1)
                if found and re.fullmatch(r"[\w./@-]+", found.text):
                    return found._replace(is_folder=True) if match[2] else found
    return None

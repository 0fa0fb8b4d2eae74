"""Where a program writes: folders of its data, and what of its own files it changes; all else is not writable."""

import posixpath
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final

from dockgen.languages.kit import filled_folders, sqlite_files
from dockgen.languages.kit.path_functions import UNKNOWN, joined
from dockgen.languages.kit.path_values import Argument, Place, Values
from dockgen.languages.kit.paths import is_inside, is_plain, outermost
from dockgen.languages.kit.sources import Source
from dockgen.languages.kit.sqlite_files import Kept, Link
from dockgen.languages.kit.steps import HOME
from dockgen.model.found import Found
from dockgen.reading.gitignore import is_missing
from dockgen.reading.project import Project
from dockgen.records import NamedTuple

_PASSING: Final = r"(?i)(?:^|/)\.?(?:te?mp|cache|flask_session|sessions?)$"
"""Folders of what may be lost with the container."""
_CALL: Final = r"(?<![\w$])(?P<name>[A-Za-z_$][\w$]{1,40})(?:<[^<>()\n]{0,60}>)?\("
_OF: Final = r"([A-Za-z_$][\w$]{0,40})\.$"
_MODULES: Final = frozenset(
    {"os", "io", "codecs", "gzip", "aiofiles", "anyio", "shutil", "fs", "fsp", "fse", "fsPromises", "promises", "Deno"}
)
"""What is no path before `.open(` and the like."""
_MODE: Final = r"(?=[rbt+]{0,3}[wax+])[rwxabt+]{1,4}"
_TEMPORARY: Final = ("/tmp", "/dev", "/proc", "/var/tmp")  # noqa: S108 - in the container
_AT_HOME: Final = r"~/(?!\.cache(?:/|$))"
_OF_SYSTEM: Final = r"/(?:(?:bin|boot|etc|lib\w{0,4}|root|sbin|sys|usr)(?:/.*)?|home|media|mnt|opt|run|srv|var)?"
_MOST: Final = 200
"""The most places of one source that are looked at."""
_LONGEST: Final = 200
_FILLED_IN: Final = r"%\w{1,20}%|\{[^{}]{0,40}\}"
"""What a library puts a date, or a number, in the place of."""
_NEAR: Final = 160


class Way(NamedTuple):
    """How one function writes."""

    kind: str
    """folder: it makes one; file: it writes one; files: also others beside it; database: an SQLite file."""
    argument: int = 0
    """Which of its arguments is the path."""
    name: str = ""
    """The name of that argument, where it may have one."""
    method: bool = False
    """Whether it may also be a method of a path, which then takes no such argument."""
    mode: bool = False
    """Whether it writes only where the argument after the path says so."""
    sure: bool = True
    """Whether it always writes a file, whatever else has the same name."""
    needs: str = ""
    """What has to stand in the same source."""


class Ways(NamedTuple):
    """How sources of a language say what they write."""

    calls: Mapping[str, Way]
    """By the name of the function, or with what stands before its dot."""
    properties: str
    """A pattern of what stands before other paths; its group says of which kind they are."""
    named: str
    """A pattern of the names that folders have."""
    renamed: str
    """What says, near a path, that such files are renamed, so that others come to lie beside them."""
    literals: tuple[str, ...] = ()
    """SQLite files in addresses."""


class Program(NamedTuple):
    """What may write."""

    project: Project
    """The build context."""
    folder: str
    """Its own folder; "" for the top."""
    sources: Sequence[Source]
    code: Collection[str] = ()
    """The folders at its top in which only code lies."""
    runs_as: Callable[[str], str] = str
    """Where a source is when it runs, from the top: elsewhere if it is compiled."""

    @property
    def here(self) -> Project:
        """The view of its own folder."""
        return self.project.sub(self.folder)

    @property
    def start(self) -> str:
        """Where it is started in the image."""
        return posixpath.normpath(posixpath.join("/app", self.folder))


class Written(NamedTuple):
    """Where a program writes; paths are from its own folder, or begin at the root."""

    folders: tuple[str, ...] = ()
    """Those to be kept."""
    links: tuple[Link, ...] = ()
    """Files that lie among its own, and lead into those folders."""
    files: tuple[str, ...] = ()
    """Files where the program looks for them: what lies there on this machine is no part of the image."""
    passing: tuple[str, ...] = ()
    """Folders of what may be lost with the container."""
    moved: tuple[Link, ...] = ()
    """Those links that lead to a file of the repository."""
    changed: tuple[str, ...] = ()
    """Folders with files of its own in which it makes others; "." for its own folder."""
    lasting: tuple[str, ...] = ()
    """Those of the changed folders that hold data, to be kept with what the repository has in them."""
    databases: tuple[str, ...] = ()
    """Which of the files are SQLite files."""

    @property
    def volumes(self) -> tuple[str, ...]:
        """All folders that are to be kept."""
        return (*self.folders, *self.lasting)

    @property
    def changed_in_place(self) -> tuple[str, ...]:
        """The changed folders that nothing keeps."""
        return tuple(path for path in self.changed if path not in self.lasting)

    @property
    def home(self) -> str:
        """The home folder of the user, if something there is to be kept; empty where nothing is."""
        return HOME if HOME in self.folders else ""

    @property
    def left(self) -> tuple[str, ...]:
        """What a run on this machine leaves."""
        inside = tuple(f"{folder}/" for folder in self.folders)
        own = {link.path for link in self.moved}
        others = (path for path in self.files if path not in own and not path.startswith(inside))
        return tuple(path for path in (*self.folders, *self.passing, *others) if path[0] != "/")


class _Event(NamedTuple):
    """One thing that it writes."""

    kind: str
    path: str
    """From its folder, or from the root; the first part that is not known is the last one."""
    where: str


def find(program: Program, ways: Ways, kept: Kept | None = None) -> Found[Written]:
    """Return where the program writes; warn of what cannot be known, and of what it may not keep.

    Args:
        program: its sources.
        ways: how its language writes.
        kept: the SQLite files, where the language knows them already.
    """
    events = list(dict.fromkeys(_events(program, ways)))
    if kept is None:
        databases = [(one.path, one.where) for one in events if one.kind == "database"]
        kept = _databases(program, (*databases, *_literal(program, ways.literals)))
    found = dict.fromkeys(kept.folders, kept.source)
    _add_folders(program, events, found)
    links, changed = _files(program, events, found)
    outer = outermost(found)
    source = ", ".join(dict.fromkeys((*(found[path] for path in outer), *changed.values())))
    passing = tuple(path for path in outer if re.search(_PASSING, path) and path not in kept.folders)
    return Found(
        Written(
            folders=tuple(path for path in outer if path not in passing),
            links=(*kept.links, *links),
            files=(*kept.files, *(link.path for link in links)),
            passing=passing,
            moved=tuple(link for link in links if program.here.has(link.path)),
            changed=tuple(sorted(changed)),
            lasting=_lasting(program, changed),
            databases=kept.files,
        ),
        source or "it writes nothing beside itself",
    )


def _databases(program: Program, found: Sequence[tuple[str, str]]) -> Kept:
    """Return where SQLite files lie; a folder that holds anything else is taken for one of sources."""
    files = sqlite_files.named((path, where) for path, where in found if "." in posixpath.basename(path))
    above = posixpath.join(program.folder, "")
    folders = {posixpath.dirname(one.path) for one in files} - {""}
    held = [f"{above}{folder}/." for folder in folders if not is_missing(program.here, folder)]
    return sqlite_files.keep(program.project, above, held, files, program.start)


def _literal(program: Program, patterns: Sequence[str]) -> Iterator[tuple[str, str]]:
    for one in program.sources:
        for match in (match for pattern in patterns for match in re.finditer(pattern, one.text)):
            yield posixpath.normpath(match[1]), one.at(match)


def _add_folders(program: Program, events: Sequence[_Event], found: dict[str, str]) -> None:
    """Add the folders that it makes, and those of its files, unless something else is in them."""
    for kind, path, where in events:
        folder, name = posixpath.split(path)
        if kind == "folder" and UNKNOWN not in name:
            folder = path
        is_folder = kind != "folder" or "." not in posixpath.basename(folder).lstrip(".")
        is_free = folder[:1] == "/" or (folder and filled_folders.is_free(program.here, folder))
        if kind != "database" and is_folder and is_free:
            found.setdefault(folder, where)


def _files(program: Program, events: Sequence[_Event], found: dict[str, str]) -> tuple[list[Link], dict[str, str]]:
    """Return links for files among its own, and the folders in which it needs to make files."""
    links: dict[str, Link] = {}
    changed: dict[str, str] = {}
    known: list[_Event] = []
    for kind, path, where in events:
        folder, name = posixpath.split(path)
        is_known = UNKNOWN not in name
        if kind == "database" or any(is_inside(path, one) for one in found):
            continue
        if kind == "file" and is_known:
            known.append(_Event(kind, path, where))
        elif kind != "folder" or not is_known:
            _add_changed(program, changed, (folder, name if is_known else ""), where)
        elif filled_folders.is_data(program.here, path):
            _add_changed(program, changed, (path, ""), where)
    lasting = _lasting(program, changed)
    for _, path, where in (one for one in known if not any(is_inside(one.path, folder) for folder in lasting)):
        links[path] = links.get(path) or _link(program, path, where, found)
    return list(links.values()), changed


def _lasting(program: Program, changed: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(path for path in changed if filled_folders.is_to_last(program.here, path)))


def _add_changed(program: Program, changed: dict[str, str], path: tuple[str, str], where: str) -> None:
    """Add a folder, and say once what that means."""
    folder, name = path
    if (folder or ".") in changed:
        return
    changed[folder or "."] = where
    if filled_folders.is_to_last(program.here, folder):
        _warn_of_first_content(program, f"{where} writes into {folder}", folder)
        return
    program.project.warn(
        f"{where} writes {name or 'files'} into {folder or 'the folder of the program'}, among files of the repository:"
        " they are gone with the container, and its file system cannot be read-only;"
        f" give them a folder of their own, as in data/{name}"
    )


def _warn_of_first_content(program: Program, what: str, folder: str) -> None:
    program.project.warn(
        f"{what}, which is in the repository: the image has its first content, and compose.yaml"
        f" keeps it in a volume at {program.start}/{folder}, where later edits of the repository do not reach it"
    )


def _link(program: Program, path: str, where: str, found: dict[str, str]) -> Link:
    """Return the link by which a file lies in a folder that is kept; of the repository's own, say what that means."""
    above = posixpath.join(program.folder, "")
    folder = next(
        (one for one in sqlite_files.FOLDERS if one in found or not program.project.has(above + one)),
        sqlite_files.FOLDERS[-1],
    )
    found.setdefault(folder, where)
    if program.here.has(path):
        _warn_of_first_content(program, f"{where} writes {path}", folder)
    return Link(path, f"{folder}/{path.replace('/', '-')}")


def _events(program: Program, ways: Ways) -> Iterator[_Event]:
    """Yield what sources write; warn of the first path that is not written out."""
    places = [Place(one, posixpath.join("/app", program.runs_as(one.path)), program.start) for one in program.sources]
    values, unknown = Values(places), ""
    for place in places:
        for way, match, value in (*_calls(values, place, ways), *_properties(values, place, ways)):
            where = place.source.at(match)
            if value.startswith(UNKNOWN):
                unknown = unknown or (where if way.sure else "")
            elif re.match(_AT_HOME, value):
                yield _Event("folder", HOME, where)
            elif path := _path(program, value):
                near = place.source.text[max(match.start() - _NEAR, 0) : match.end() + _NEAR]
                is_renamed = way.kind == "file" and re.search(ways.renamed, near)
                yield _Event("files" if is_renamed else way.kind, path, where)
    if any(re.search(r"\b(?:mkdir|makedirs|ensureDir)", place.source.text) for place in places):
        yield from _named(program, values, places, ways.named)
    likely = [_Event("folder", *one) for one in filled_folders.named(program.here, program.sources)] if unknown else []
    yield from likely
    if unknown and not likely:
        program.project.warn(
            f"{unknown} writes to a path that is not known before it runs: in the container, it may write to /tmp and"
            " to the folders that the Dockerfile makes for it; mount a volume at any other"
        )


def _calls(values: Values, place: Place, ways: Ways) -> Iterator[tuple[Way, re.Match[str], str]]:
    """Yield the calls that write, and what they write."""
    text, most = place.source.text, _MOST
    names = {name.rpartition(".")[2] for name in ways.calls}
    for match in re.finditer(_CALL, text):
        name = match["name"]
        if name not in names:
            continue
        before = text[max(match.start() - _LONGEST, 0) : match.start()]
        of = re.search(_OF, before[-42:])
        way = ways.calls.get(f"{of[1]}.{name}" if of else name) or ways.calls.get(name)
        if way is None or not most or (way.needs and way.needs not in text):
            continue
        most -= 1
        arguments = values.arguments(place, match.end())
        is_method = way.method and before.endswith(".") and not (of and of[1] in _MODULES)
        if way.mode and not _writes(arguments, 0 if is_method else way.argument + 1):
            continue
        if is_method:
            start = match.start() - 1
            found = values.of(place, _beginning(text, start), start)
        else:
            found = _given(values, place, arguments, way)
        way = way._replace(sure=way.sure and not (is_method and way.mode))
        yield from ((way, match, value) for value in found if way.sure or way.kind == "folder" or _is_file(value))


def _writes(arguments: Sequence[Argument], number: int) -> bool:
    """Tell whether the mode of a file says that it is written."""
    unnamed = [one.value for one in arguments if not one.name]
    modes = [one.value for one in arguments if one.name == "mode"] or unnamed[number : number + 1]
    return bool(modes) and re.fullmatch(_MODE, modes[0]) is not None


def _given(values: Values, place: Place, arguments: Sequence[Argument], way: Way) -> tuple[str, ...]:
    """Return what the argument can be that is the path."""
    unnamed = [one for one in arguments if not one.name]
    named = [one for one in arguments if way.name and one.name == way.name]
    found = next(iter((*named, *unnamed[way.argument :])), None)
    return () if found is None else values.of(place, found.position)


def _is_file(value: str) -> bool:
    """Tell whether a path may be that of a file, where the call does not say so."""
    name = posixpath.basename(value)
    return "." in name or (name != value and UNKNOWN in name)


def _beginning(text: str, end: int) -> int:
    """Return where the expression begins that ends somewhere: names, dots, and brackets with what is in them."""
    at, depth = end, 0
    while at and end - at < _LONGEST:
        letter = text[at - 1]
        depth += (letter in ")]") - (letter in "([")
        if depth < 0 or (not depth and not re.match(r"[\w.$\"'()\[\]]", letter)):
            break
        at -= 1
    return at


def _properties(values: Values, place: Place, ways: Ways) -> Iterator[tuple[Way, re.Match[str], str]]:
    """Yield what stands after a name that means a folder, or a file."""
    for match in islice(re.finditer(ways.properties, place.source.text), _MOST):
        kind = next(name for name, text in match.groupdict().items() if text is not None)
        for value in values.of(place, match.end()):
            is_database = kind != "folder" and re.search(r"\.(?:db3?|sqlite3?)$", value)
            if is_database or kind == "folder" or (kind == "file" and _is_file(value)):
                yield Way("database" if is_database else kind, sure=False), match, value


def _named(program: Program, values: Values, places: Sequence[Place], named: str) -> Iterator[_Event]:
    """Yield the folders that a name says are such, in a program that makes folders."""
    for place in places:
        for name, position in islice(values.bound(place), 10 * _MOST):
            if re.search(named, name):
                line = place.source.text.count("\n", 0, position) + 1
                for value in values.of(place, position):
                    path = "" if value.startswith(UNKNOWN) else _path(program, value)
                    if path and "." not in posixpath.basename(path):
                        yield _Event("folder", path, f"{place.source.path}:{line}")


def _path(program: Program, value: str) -> str:
    """Return a path from the program's folder, up to what is not known; empty where that is of no matter."""
    whole = posixpath.normpath(joined(program.start, re.sub(_FILLED_IN, UNKNOWN, value)))
    if whole in {"/app", program.start} or value[:1] == "~" or any(is_inside(whole, one) for one in _TEMPORARY):
        return ""
    is_own = is_inside(whole, program.start)
    path = whole[len(program.start) + 1 :] if is_own else whole
    parts = path.split("/")
    number = next((number for number, part in enumerate(parts) if UNKNOWN in part), len(parts) - 1)
    path = "/".join(parts[: number + 1])
    sure = posixpath.dirname(path) if UNKNOWN in parts[number] else path
    if not is_plain(sure.lstrip("/")) or parts[0] in program.code or parts[0] == ".git":
        return ""
    if not is_own and (is_inside(whole, "/app") or re.fullmatch(_OF_SYSTEM, sure)):
        return ""
    return path

"""Files that a program opens when it runs, by a path that is written out: they have to lie beside it."""

import posixpath
import re
from collections.abc import Collection, Iterator
from typing import Final

from dockgen.errors import FileError
from dockgen.languages.go.modules import Modules
from dockgen.languages.go.sources import Program, Source
from dockgen.languages.kit.paths import is_plain, outermost
from dockgen.model.facts import Fact
from dockgen.reading.gitignore import is_ignored
from dockgen.reading.project import Project
from dockgen.secrets.let_in import is_kept_out

MOST: Final = 20
"""More than so many are not files that somebody names one by one."""

_CALLS: Final = (
    r"(?:ParseGlob|ParseFiles|LoadHTMLGlob|LoadHTMLFiles|template\.Must\(template\.ParseFiles"
    r"|http\.Dir|os\.DirFS|os\.ReadFile|os\.Open|os\.ReadDir|ioutil\.ReadFile|ioutil\.ReadDir|filepath\.Glob"
    r"|filepath\.WalkDir|http\.ServeFile|ServeContent|static\.New|static\.LocalFile|AddConfigPath|SetConfigFile"
    r"|html\.New|django\.New|pug\.New|mustache\.New|handlebars\.New|jet\.New|ConfigFile)"
)
_OPENED: Final = rf"\b{_CALLS}\(((?:[^\"`()\n]{{0,100}}[\"`][^\"`\n]{{1,200}}[\"`]){{1,6}})"
_ROUTED: Final = (
    r"\.(?:Static|StaticFile|StaticFS|File|SendFile)\(((?:[^\"`()\n]{0,100}[\"`][^\"`\n]{0,200}[\"`]){1,2})"
)
_CONFIG_NAME: Final = r"\bSetConfigName\([\"`]([\w.-]{1,60})[\"`]\)"
_CONFIG_SUFFIXES: Final = (".yaml", ".yml", ".json", ".toml", ".ini", ".properties")
"""What Viper looks for in the folders that it is given; here in the program's own."""
# A path that is written out in a program is one that it opens, whichever function it hands it to.
_DATA: Final = (
    *(".yaml", ".yml", ".json", ".toml", ".ini", ".conf", ".cfg", ".properties", ".xml", ".csv", ".sql", ".mmdb"),
    *(".html", ".htm", ".tmpl", ".gohtml", ".tpl"),
)
_LITERAL: Final = (
    rf"[\"`]((?:\./)?[\w@][\w@./-]{{0,150}}(?:{'|'.join(map(re.escape, _DATA))}))[\"`]"
    r"|[\"`]((?:\./[\w@-]|[\w@-]{1,60}/)[\w@./-]{0,150})[\"`]"
)
_OF_TOOLS: Final = r"(?:^|/)(?:package(?:-lock)?|composer|tsconfig|(?:docker-)?compose)\.(?:json|ya?ml)$"
_URL: Final = r"[\"`]file://([^\"`\n?]{1,200})"
# One of them is in all that the patterns match; each more costs as much as reading the files again.
_OPENERS: Final = frozenset({"os", "io/fs", "io/ioutil", "path/filepath", "net/http", "html/template", "text/template"})
"""Packages that open files; those of others may too."""
_WORDS: Final = ("File", "Glob", "Dir", "Open(", "Static", ".New(", "ConfigPath(", "Content(", "file:")
_NOT_COPIED: Final = r"(?:^|/)\.(?!/)|\.(?:pem|key|p12|pfx|db|sqlite3?|log|sock|pid)$|^go\.(?:mod|sum)$"


def facts(project: Project, modules: Modules, program: Program, embedded: set[str]) -> dict[str, Fact]:
    """Return the files and folders that are opened, from the folder that they are named from; and that folder.

    Args:
        project: where they must be.
        modules: each module's folder is one that programs are started in.
        program: its sources.
        embedded: folders that are part of the program already.
    """
    module = modules.of(program.folder)
    places = dict.fromkeys((module.folder if module else "", "", program.folder))
    called = dict(_named(program, modules))
    named = dict(_written_out(project, places, program)) | called
    for place in places:
        found = [path for path in named if _is_to_be_copied(project, place, path, embedded)]
        found = [path for path in found if path in called or _holds_data(project, posixpath.join(place, path))]
        files = next((few for few in map(outermost, (found, called.keys() & found)) if len(few) <= MOST), [])
        if files:
            return {
                "opened": Fact(tuple(files), ", ".join(dict.fromkeys(named[path] for path in files))),
                "opened_in": Fact(place or ".", "where the program is started without a container"),
            }
    nothing = Fact((), "no file is opened by a path that is written out")
    return {"opened": nothing, "opened_in": Fact(".", nothing.source)}


def _is_to_be_copied(project: Project, place: str, path: str, embedded: set[str]) -> bool:
    whole = posixpath.join(place, path)
    if path == "." or not project.has(whole) or any(f"{whole}/".startswith(f"{folder}/") for folder in embedded):
        return False
    return not is_ignored(project, whole) and not is_kept_out(project, whole)


def _holds_data(project: Project, path: str) -> bool:
    """Tell whether a path that is only written out is a file, or a folder of files that a program reads."""
    if path.endswith(_DATA):
        return True
    try:
        names = project.sub(path).entries()
    except FileError:  # it is a file of another kind, or a link
        return False
    return any(name.endswith(_DATA) for name in names) and not any(name.endswith(".go") for name in names)


def _written_out(project: Project, places: Collection[str], program: Program) -> Iterator[tuple[str, str]]:
    """Yield each path that stands in the sources and is there, seen from one of the places, and where it stands."""
    seen: set[str] = set()
    for source in program.sources:
        if not _may_name(source):
            continue
        new = dict.fromkeys(path for _, path in _paths(source.raw) if path not in seen)
        there = {path for path in new if any(project.has(posixpath.join(place, path)) for place in places)}
        for match, path in _paths(source.text) if there else ():  # what a comment names is not opened
            if path in there and path not in seen:
                seen.add(path)
                yield path, source.at(match)


def _may_name(source: Source) -> bool:
    """Tell quickly whether a file has texts in quotes that look like paths: most have none but what they import."""
    if "SetConfigName(" in source.raw:
        return True
    texts = [text for mark in '"`' if mark in source.raw for text in source.raw.split(mark)]
    return any(
        ("/" in text or text.endswith(_DATA)) and "\n" not in text and text not in source.imports for text in texts
    )


def _paths(text: str) -> Iterator[tuple[re.Match[str], str]]:
    """Yield what may be the path of a data file, or of a folder of them."""
    for match in re.finditer(_LITERAL, text):
        if (path := _path(match[1] or match[2])) and not re.search(_OF_TOOLS, path):
            yield match, path
    for match in re.finditer(_CONFIG_NAME, text) if "SetConfigName(" in text else ():
        yield from ((match, f"{match[1]}{suffix}") for suffix in _CONFIG_SUFFIXES)


def _named(program: Program, modules: Modules) -> Iterator[tuple[str, str]]:
    """Yield each path that is written out, and where; the first place counts least, and all are of the program."""
    openers = {
        source.path
        for path, users in program.users.items()
        if path in _OPENERS or ("." in path and modules.folder_of(path) is None)
        for source in users
    }
    for source in reversed(program.sources):
        if source.path not in openers or not any(word in source.raw for word in _WORDS):
            continue
        for pattern in (_OPENED, _ROUTED, _URL):
            for match in re.finditer(pattern, source.text):
                texts = [match[1]] if pattern == _URL else re.findall(r"[\"`]([^\"`\n]{1,200})[\"`]", match[1])
                for text in texts:
                    if path := _path(text):
                        yield path, source.at(match)


def _path(text: str) -> str | None:
    """Return the part of a path that is sure: a folder where a wildcard follows."""
    if text.startswith(("/", "~")) or "://" in text:
        return None
    fixed = re.split(r"[*?\[%{]", text)[0]
    path = fixed if fixed == text else posixpath.dirname(fixed)
    path = posixpath.normpath(path) if path else "."
    if not is_plain(path) or re.search(_NOT_COPIED, path):
        return None
    return path

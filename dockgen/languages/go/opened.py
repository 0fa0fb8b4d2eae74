"""Files that a program opens when it runs, by a path that is written out: they have to lie beside it."""

import posixpath
import re
from collections.abc import Iterator
from typing import Final

from dockgen.facts import Fact
from dockgen.gitignore import is_ignored
from dockgen.languages.go.modules import Modules, has_plain_name
from dockgen.languages.go.sources import Program
from dockgen.project import Project

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
    named = dict(_named(program, modules))
    module = modules.of(program.folder)
    places = dict.fromkeys((module.folder if module else "", "", program.folder))
    for place in places:
        inside = project.sub(place) if place else project
        found = [path for path in named if path != "." and inside.has(path)]
        found = [path for path in found if _is_to_be_copied(project, posixpath.join(place, path), embedded)]
        outermost = [path for path in found if not any(path.startswith(f"{other}/") for other in found)]
        if outermost and len(outermost) <= MOST:
            files = sorted(outermost)
            return {
                "opened": Fact(tuple(files), ", ".join(dict.fromkeys(named[path] for path in files))),
                "opened_in": Fact(place or ".", "where the program is started without a container"),
            }
    nothing = Fact((), "no file is opened by a path that is written out")
    return {"opened": nothing, "opened_in": Fact(".", nothing.source)}


def _is_to_be_copied(project: Project, path: str, embedded: set[str]) -> bool:
    return path not in embedded and not is_ignored(project, path)


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
    if path.startswith("..") or re.search(_NOT_COPIED, path) or not has_plain_name(path):
        return None
    return path

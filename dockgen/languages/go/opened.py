"""Files that a program opens when it runs, and SQLite files that it keeps beside itself."""

import re
from collections.abc import Iterator
from typing import Final

from dockgen.languages.go.embedded import embedded
from dockgen.languages.go.sources import Sources
from dockgen.languages.kit import opened_files, sqlite_files
from dockgen.languages.kit.opened_files import Opened
from dockgen.languages.kit.sqlite_files import Kept

_CALLS: Final = (
    r"(?:ParseGlob|ParseFiles|LoadHTMLGlob|LoadHTMLFiles|template\.Must\(template\.ParseFiles"
    r"|http\.Dir|os\.DirFS|os\.ReadFile|os\.Open|os\.ReadDir|ioutil\.ReadFile|ioutil\.ReadDir|filepath\.Glob"
    r"|filepath\.WalkDir|http\.ServeFile|ServeContent|static\.New|static\.LocalFile|AddConfigPath|SetConfigFile"
    r"|html\.New|django\.New|pug\.New|mustache\.New|handlebars\.New|jet\.New|ConfigFile)"
)
_OPENED: Final = (
    rf"\b{_CALLS}\(((?:[^\"`()\n]{{0,100}}[\"`][^\"`\n]{{1,200}}[\"`]){{1,6}})",
    r"\.(?:Static|StaticFile|StaticFS|File|SendFile)\(((?:[^\"`()\n]{0,100}[\"`][^\"`\n]{0,200}[\"`]){1,2})",
    r"[\"`]file://([^\"`\n?]{1,200})",
)
_CONFIG_NAME: Final = r"\bSetConfigName\([\"`]([\w.-]{1,60})[\"`]\)"
_CONFIG_SUFFIXES: Final = (".yaml", ".yml", ".json", ".toml", ".ini", ".properties")
"""What Viper looks for in the folders that it is given; here in the program's own."""
_OPENERS: Final = frozenset({"os", "io/fs", "io/ioutil", "path/filepath", "net/http", "html/template", "text/template"})
"""Packages that open files; those of others may too."""
_WORDS: Final = ("File", "Glob", "Dir", "Open(", "Static", ".New(", "ConfigPath(", "ConfigName(", "Content(", "file:")
"""One of them is in all that the patterns match; each more costs as much as reading the files again."""

_DRIVERS: Final = (
    *("github.com/mattn/go-sqlite3", "modernc.org/sqlite", "github.com/glebarez/sqlite", "gorm.io/driver/sqlite"),
    *("github.com/glebarez/go-sqlite", "github.com/ncruces/go-sqlite3", "zombiezen.com/go/sqlite"),
)


def find(sources: Sources) -> Opened:
    """Return the files and folders that are opened, from the program's module, the top, or its own folder."""
    folders = dict.fromkeys((sources.module.folder, "", sources.folder))
    part_of_it = {one.folder for one in embedded(sources)}
    return opened_files.find(sources.project, folders, sources.read, dict(_called(sources)), part_of_it)


def _called(sources: Sources) -> Iterator[tuple[str, str]]:
    """Yield each path that is handed to what opens files, and where; the first place counts least."""
    openers = {
        source.path
        for path, users in sources.users.items()
        if path in _OPENERS or ("." in path and sources.modules.folder_of(path) is None)
        for source in users
    }
    for source in reversed(sources.read):
        if source.path not in openers or not any(word in source.raw for word in _WORDS):
            continue
        for match in (match for pattern in _OPENED for match in re.finditer(pattern, source.text)):
            for text in re.findall(r"[\"`]([^\"`\n]{1,200})[\"`]", match[1]) or [match[1]]:
                if path := opened_files.path_in(text):
                    yield path, source.at(match)
        for match in re.finditer(_CONFIG_NAME, source.text):
            yield from ((f"{match[1]}{suffix}", source.at(match)) for suffix in _CONFIG_SUFFIXES)


def databases(sources: Sources, place: str) -> Kept:
    """Return where SQLite files lie that the program keeps beside itself, which is started in a folder, "." the top."""
    return sqlite_files.written_out(sources.project, place, sources.read, uses=bool(sources.using(*_DRIVERS)))

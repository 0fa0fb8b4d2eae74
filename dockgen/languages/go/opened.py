"""Files that a program embeds, or opens when it runs, and SQLite files that it keeps beside itself."""

import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from dockgen.languages.go import written
from dockgen.languages.go.sources import Sources
from dockgen.languages.kit import opened_files, surroundings
from dockgen.languages.kit.embedded import Embedded
from dockgen.languages.kit.runtime import Runtime
from dockgen.languages.kit.servers import Server
from dockgen.model.found import Found

if TYPE_CHECKING:
    from dockgen.model.front_end import FrontEnd

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

SPEECH: Final = surroundings.Speech(
    temporary=(
        r"\b(?:os\.(?:CreateTemp|MkdirTemp|TempDir)|ioutil\.Temp(?:File|Dir)|ParseMultipartForm|FormFile|MultipartForm"
        r"|ReadForm)\(|[\"`]/tmp[/\"`]"
    ),
    temporary_words=("Temp", "MultipartForm", "FormFile", "ReadForm", "/tmp"),  # noqa: S108 - looked for
    home=r"\bos\.User(?:Home|Cache|Config)Dir\(|\bhomedir\.Dir\(",
    home_words=("os.User", "homedir"),
    user=r"\buser\.Current\(",
    user_words=("user.Current",),
    zones=r"\btime\.LoadLocation\((?!\s{0,9}\"(?:UTC|Local)?\")|\"(?:CRON_)?TZ=",
    zones_words=("LoadLocation", "TZ="),
    own_zones='"time/tzdata"',
    runs=(
        r"\bexec\.(?:Command\(|LookPath\(|CommandContext\(\s{0,9}[\w.()]{1,60},)\s{0,9}\"([^\"\n]{1,100})\""
        r"((?:\s{0,9},\s{0,9}(?:\"(?:\\.|[^\"\\\n]){0,400}\"|`[^`]{0,400}`)){0,2})"
    ),
    runs_word="os/exec",
)


def runtime(sources: Sources, served: Server, named: Mapping[str, str]) -> Runtime:
    """Return what the program needs, which is started from its module, the top, or its own folder.

    `named` are the files that its arguments name, and where.
    """
    folders = dict.fromkeys((sources.module.folder, "", sources.folder))
    part_of_it, uses = {one.folder for one in embedded(sources)}, bool(sources.using(*_DRIVERS))
    found = opened_files.runtime(
        sources.project,
        served,
        folders,
        sources.read,
        {**dict(_called(sources)), **named},
        embedded=part_of_it,
        uses_sqlite=uses,
    )
    return surroundings.add(sources.project, written.add(found, sources), sources.read, SPEECH)


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


_MOST: Final = 100
"""The largest number of patterns that are read from one file."""


def embedded_front_end(sources: Sources) -> "Found[FrontEnd | None]":
    """Return what builds the embedded folders that are not there; warn of what is embedded and not sent."""
    every = list(embedded(sources))
    for one in every:
        one.warn(sources.project)
    found: Found[FrontEnd] | None = None
    if missing := [one for one in every if one.is_missing(sources.project)]:
        from dockgen.languages.javascript import front_end  # noqa: PLC0415 - few programs have one

        found = front_end.embedded(sources.project, missing)
    return found or Found(None, "nothing embedded has to be built first")


def embedded(sources: Sources) -> Iterator[Embedded]:
    """Yield what is embedded, without what Go refuses: absolute patterns, and those with `..`."""
    for source in sources.read:
        for pattern in source.embeds[:_MOST]:
            if not pattern.startswith("/") and ".." not in pattern.split("/"):
                yield Embedded(posixpath.normpath(posixpath.join(source.folder, pattern)), source.path)

"""Files that a program reads at run time by a path that is written out: they have to lie beside it."""

import posixpath
import re
from collections.abc import Iterator
from typing import Final

from dockgen.errors import FileError
from dockgen.languages.kit.paths import is_plain, outermost
from dockgen.languages.kit.sources import Source
from dockgen.languages.rust.cargo import Workspace
from dockgen.model.found import Found
from dockgen.reading.gitignore import is_ignored
from dockgen.reading.project import Project
from dockgen.secrets.let_in import is_kept_out

MOST: Final = 20
_LITERAL: Final = r"(\w{1,60}!?\(|\b(?:path|folder)\s{0,9}=)?\s{0,9}(?:&|r)?\"((?:\./)?[\w@][\w@./*-]{0,150})\""
_COMPILED_IN: Final = (
    *("include_str!(", "include_bytes!(", "include!(", "include_dir!(", "migrate!(", "embed_migrations!("),
    *("query_file!(", "env!(", "option_env!(", "i18n!(", "compile_protos(", "path =", "folder =", "path=", "folder="),
)
"""What stands before a path that is part of the program once it is compiled."""
_DATA: Final = (
    *(".yaml", ".yml", ".json", ".toml", ".ini", ".conf", ".xml", ".csv", ".sql", ".html", ".tera", ".hbs", ".j2"),
    *(".css", ".js", ".svg", ".png", ".ico", ".txt", ".ftl", ".mmdb", ".wasm"),
)
_USUAL: Final = {
    "rocket": ("Rocket.toml",),
    "rocket_dyn_templates": ("templates",),
    "loco-rs": ("config",),
}
"""What frameworks read untold."""
_CONFIG: Final = (".toml", ".yaml", ".yml", ".json")
"""The endings that the crate `config` looks for where a name has none."""
_NOT_COPIED: Final = r"^(?:src|target|tests|benches|Cargo\.(?:toml|lock)|build\.rs)(?:/|$)|(?:^|/)\."


def find(
    project: Project, workspace: Workspace, places: tuple[str, ...], sources: tuple[Source, ...]
) -> tuple[Found[tuple[str, ...]], Found[str]]:
    """Return the files and folders, from the folder that they are named from; and that folder.

    Args:
        project: where they must be.
        workspace: which crates are used.
        places: the folders that the program may be started in, likeliest first.
        sources: the program's files.
    """
    named = dict(_named(sources))
    named |= {path: f"{crate}'s own" for crate, paths in _USUAL.items() if crate in workspace.crates for path in paths}
    for place in places:
        found = outermost([path for path in named if _is_copied(project, posixpath.join(place, path), path)])
        if found and len(found) <= MOST:
            source = ", ".join(dict.fromkeys(named[path] for path in found))
            return Found(tuple(found), source), Found(place or ".", "where cargo starts the program")
    nothing = "no file is read by a path that is written out"
    return Found((), nothing), Found(".", nothing)


def _named(sources: tuple[Source, ...]) -> Iterator[tuple[str, str]]:
    for source in sources:
        for match in re.finditer(_LITERAL, source.text):
            if (match[1] or "").strip().endswith(_COMPILED_IN):
                continue
            path = posixpath.normpath(match[2].partition("*")[0].rpartition("/")[0] if "*" in match[2] else match[2])
            for ending in ("", *_CONFIG) if "::" not in path else ():
                yield path + ending, source.at(match)


def _is_copied(project: Project, whole: str, path: str) -> bool:
    if path == "." or not is_plain(path) or re.search(_NOT_COPIED, path) or not project.has(whole):
        return False
    return not is_ignored(project, whole) and not is_kept_out(project, whole) and _holds_data(project, whole)


def _holds_data(project: Project, path: str) -> bool:
    if path.endswith(_DATA):
        return True
    try:
        names = project.sub(path).entries()
    except FileError:  # a file of another kind, or a link
        return False
    return bool(names) and not any(name.endswith(".rs") for name in names)

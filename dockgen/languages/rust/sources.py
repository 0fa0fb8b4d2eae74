"""The Rust files of a program, without comments and tests; the files that they read, and the data that they keep."""

import posixpath
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from dockgen.languages.kit import opened_files, sources, sqlite_files
from dockgen.languages.kit.paths import is_inside
from dockgen.languages.kit.sources import Source
from dockgen.languages.rust.cargo import Binary, Workspace
from dockgen.languages.rust.record import RustProgram
from dockgen.model.found import Found
from dockgen.reading.project import Project

_MOST: Final = 2000
_COMPILED_IN: Final = (
    r"\b(?:include\w{0,10}|(?:embed_)?migrat\w{0,10}|query_file\w{0,20}|(?:option_)?env|i18n)!\(\s{0,9}\"[^\"\n]{0,200}\""
    r"|\b(?:path|folder)\s{0,9}=\s{0,9}\"[^/\"\n][^\"\n]{0,200}\"|\bcompile_protos\([^\n]{0,200}"
)
_LEXEME: Final = rf"(?s)\"(?:\\.|[^\"\\])*+\"?|'(?:\\.|[^'\\\n])'|(?P<comment>//[^\n]*|/\*(?:.*?\*/|.*)|{_COMPILED_IN})"
"""Files that are compiled in are left out like comments."""
_TESTS: Final = r"(?m)^#\[cfg\(test\)\]\s{1,9}(?:pub\s{1,9})?mod\b"
_OPENED: Final = (
    r"\b(?:\w{0,30}(?:Dir|Files?|FileServer|Tera)::\w{1,30}|fs::\w{1,30}|path_loader|\w{1,30}_(?:file|dir|directory))"
    r"\((?:[^\"()\n]{0,100}\"[^\"\n]{1,200}\",)?[^\"()\n]{0,100}\"([^\"\n]{1,200})\""
)
_CONFIG: Final = ("", ".toml", ".yaml", ".yml", ".json")
"""The endings that libraries for settings try."""
_USUAL: Final = {"rocket": "Rocket.toml", "rocket_dyn_templates": "templates", "loco-rs": "config"}
"""What frameworks read without being told."""


def of(project: Project, workspace: Workspace, binary: Binary) -> tuple[Source, ...]:
    """Return the files of a program and of the packages that it needs: its own first, then those of its package."""
    folders = [posixpath.join(one.folder, "src") for one in workspace.packages]
    others = {one.path for each in workspace.packages for one in each.binaries} - {binary.path}
    ours = (path for path in project.files(".rs") if any(is_inside(path, folder) for folder in folders))
    paths = list(islice((path for path in ours if path not in others), _MOST))
    paths.sort(key=lambda path: (path != binary.path, not is_inside(path, folders[0])))
    return tuple(Source(path, raw, _clean) for path, raw in sources.read(project, paths))


def _clean(raw: str) -> str:
    return sources.uncommented(re.split(_TESTS, raw, maxsplit=1)[0], _LEXEME)


def with_files(project: Project, workspace: Workspace, own: RustProgram, read: Sequence[Source]) -> RustProgram:
    """Add what lies beside the program: files that it reads, and SQLite files that it keeps."""
    crates, package = workspace.crates, own.package.value.removeprefix(".")
    called = dict(_called(read)) | {path: f"{crate}'s own" for crate, path in _USUAL.items() if crate in crates}
    opened = opened_files.find(project, dict.fromkeys(("", package)), read, called, ())
    uses = not crates.keys().isdisjoint({"libsqlite3-sys", "rusqlite"})
    kept = sqlite_files.written_out(project, opened.folder.value, read, uses=uses)
    keeps, links = Found(kept.folders, kept.source), Found(kept.moved, kept.source)
    return own._replace(opened=opened.files, opened_in=opened.folder, keeps=keeps, links=links)


def _called(read: Sequence[Source]) -> Iterator[tuple[str, str]]:
    """Yield each path that is handed to what opens files, and where."""
    for one in read:
        for match in re.finditer(_OPENED, one.text):
            if path := opened_files.path_in(match[1]):
                yield from ((path + ending, one.at(match)) for ending in _CONFIG)

"""The Rust files of a program, without their comments."""

import posixpath
import re
from collections.abc import Iterator
from typing import Final

from dockgen.languages.kit import sources
from dockgen.languages.kit.paths import is_inside
from dockgen.languages.kit.sources import Source
from dockgen.languages.kit.tables import text
from dockgen.languages.rust.cargo import Binary, Package, Workspace
from dockgen.reading.project import Project

_MOST: Final = 2000
_LEXEME: Final = r"(?s)\"(?:\\.|[^\"\\])*+\"?|'(?:\\.|[^'\\\n])'|(?P<comment>//[^\n]*|/\*(?:.*?\*/|.*))"
_TEST_MODULE: Final = r"(?m)^#\[cfg\(test\)\]\s{1,9}(?:pub\s{1,9})?mod\b"
_TESTS: Final = ("tests", "benches", "examples")


def of(project: Project, workspace: Workspace, package: Package, binary: Binary) -> tuple[Source, ...]:
    """Return the files of a program, its own first, and those of the members that its package depends on."""
    folders = list(_folders(workspace, package))
    others = {one.path for each in workspace.packages for one in each.binaries} - {binary.path}
    paths = [path for path in project.files(".rs") if path not in others and _is_part(path, folders)][:_MOST]
    paths.sort(key=lambda path: (path != binary.path, not is_inside(path, package.folder)))
    return tuple(Source(path, raw, _uncommented) for path, raw in sources.read(project, paths))


def _folders(workspace: Workspace, package: Package) -> Iterator[str]:
    """Yield the folders of a package and of the members that it uses, also by way of others."""
    by_folder = {one.folder: one for one in workspace.packages}
    waiting, seen = [package], {package.folder}
    for one in waiting:
        yield one.folder
        for name, value in one.dependencies.items():
            path = posixpath.normpath(posixpath.join(one.folder, text(value, "path") or "."))
            shared = [each.folder for each in workspace.packages if each.name == name]
            for folder in (path, *shared):
                if folder in by_folder and folder not in seen:
                    seen.add(folder)
                    waiting.append(by_folder[folder])


def _is_part(path: str, folders: list[str]) -> bool:
    for folder in folders:
        inside = path[len(folder) + 1 :] if folder and path.startswith(f"{folder}/") else path
        if (not folder or inside != path) and inside.startswith("src/") and not inside.startswith(_TESTS):
            return True
    return False


def _uncommented(raw: str) -> str:
    """Leave out comments, and the tests at the end of a file."""
    text = re.split(_TEST_MODULE, raw, maxsplit=1)[0] if "#[cfg(test)]" in raw else raw
    return sources.uncommented(text, _LEXEME) if "//" in text or "/*" in text else text


def first(found: tuple[Source, ...], *patterns: str) -> tuple[str, str] | None:
    """Return the last group of the first pattern that is found in any file, and where."""
    return sources.first(found, *patterns)


def all_in(found: tuple[Source, ...], pattern: str, only: str) -> Iterator[tuple[str, str]]:
    """Yield the last group of each match, and where, of the files that hold a word."""
    for source in found:
        for match in re.finditer(pattern, source.text) if only in source.raw else ():
            yield match[match.lastindex or 0], source.at(match)

"""The Rust files of a program, without their comments and tests."""

import posixpath
import re
from itertools import islice
from typing import Final

from dockgen.languages.kit import sources
from dockgen.languages.kit.paths import is_inside
from dockgen.languages.kit.sources import Source
from dockgen.languages.rust.cargo import Binary, Workspace
from dockgen.reading.project import Project

_MOST: Final = 2000
_LEXEME: Final = r"(?s)\"(?:\\.|[^\"\\])*+\"?|'(?:\\.|[^'\\\n])'|(?P<comment>//[^\n]*|/\*(?:.*?\*/|.*))"
_TESTS: Final = r"(?m)^#\[cfg\(test\)\]\s{1,9}(?:pub\s{1,9})?mod\b"


def of(project: Project, workspace: Workspace, binary: Binary) -> tuple[Source, ...]:
    """Return the files of a program and of the packages that it needs: its own first, then those of its package."""
    folders = [posixpath.join(one.folder, "src") for one in workspace.packages]
    others = {one.path for each in workspace.packages for one in each.binaries} - {binary.path}
    ours = (path for path in project.files(".rs") if any(is_inside(path, folder) for folder in folders))
    paths = list(islice((path for path in ours if path not in others), _MOST))
    paths.sort(key=lambda path: (path != binary.path, not is_inside(path, folders[0])))
    return tuple(Source(path, raw, _clean) for path, raw in sources.read(project, paths))


def _clean(raw: str) -> str:
    code = re.split(_TESTS, raw, maxsplit=1)[0] if "#[cfg(test)]" in raw else raw
    return sources.uncommented(code, _LEXEME) if "//" in code or "/*" in code else code

"""Edits a source file in a unique way, so that a rebuild cannot come from a cache."""

import posixpath
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final

from dockgen.errors import FileError, UsageError
from dockgen.languages import LANGUAGES
from dockgen.model.plan import Plan
from dockgen.reading.files import is_file
from dockgen.reading.project import Project

_SLASHES: Final = "\n// edited: {0}\n"

_EDITS: Final[dict[str, str]] = {
    **dict.fromkeys((".rb", ".sh", ".pl", ".ex", ".exs"), "\n# edited: {0}\n"),
    ".md": "\n<!-- edited: {0} -->\n",
    ".css": "\n/* edited: {0} */\n",
    **dict.fromkeys((".rs", ".java", ".kt", ".cs", ".c", ".cc", ".cpp", ".h", ".swift", ".scala"), _SLASHES),
}
"""The text to append, by file suffix, in addition to those of the languages."""

_NO_PROGRAM: Final = (
    r"(?:^|/)(?:tests?|__tests__|e2e|spec|docs|scripts)/|[._-](?:test|spec|config|conf)\.\w+$"
    r"|(?:^|/)(?:test_\w{0,80}|conftest|setup)\.py$|(?:^|/)[A-Z_]{4,20}\.md$"
)
"""Files that are not part of the running program."""
_FIRST: Final = r"(?:^|/)(?:main|index|server|app|page|\+page)\.\w+$"


@cache
def _edits() -> Mapping[str, str]:
    return {ending: text for one in LANGUAGES.values() for ending, text in one.editing().edits.items()} | _EDITS


def choose(context: Path, plan: Plan | None, asked: str | None) -> str:
    """Return the path of the file to edit in the build context; raise a UsageError or a FileError if there is none."""
    if asked is not None:
        return _asked(context, asked)
    project = Project(context)
    if plan and (found := next(_started(project, plan), None)):
        return found
    suffixes = LANGUAGES[plan.language].editing().sources if plan else ()
    known = list(project.files(tuple(_edits())))
    ours = [path for path in known if not re.search(_NO_PROGRAM, path)]
    paths = [path for path in ours if path.endswith(suffixes)] or ours or known
    if not paths:
        raise FileError("found no source file to edit for the rebuild", "Name one: `--edit FILE`.")
    return min(paths, key=lambda path: (not re.search(_FIRST, path), *_far(path)))


def _far(path: str) -> tuple[int, str]:
    return path.count("/"), path


def _asked(context: Path, asked: str) -> str:
    path = posixpath.normpath(asked)
    if path.startswith(("/", "..")) or not is_file(context / path):
        raise UsageError(f"--edit: {asked} is not in {context}", "Use a path relative to that folder.")
    if Path(path).suffix not in _edits():
        raise UsageError(f"--edit: dockgen cannot edit {asked}", f"Allowed: {', '.join(_edits())}.")
    return path


def _started(project: Project, plan: Plan) -> Iterator[str]:
    """Yield the files that may contain the program's entry point, the most likely first."""
    suffixes, _, (start, tests) = LANGUAGES[plan.language].editing()
    if start:
        folder = posixpath.normpath(plan.main)
        for path in project.files(suffixes):
            is_own = (posixpath.dirname(path) or ".") == folder and not path.endswith(tests)
            if is_own and re.search(start, project.read(path) or ""):
                yield path
        return
    known = sorted((path for path in project.files(suffixes) if not re.search(_NO_PROGRAM, path)), key=_far)
    known.sort(key=lambda path: not path.startswith(plan.main.removeprefix("./") + "/"))
    for word in " ".join(plan.start[1:]).split():
        name = word.partition(":")[0]
        stem = name.removesuffix(Path(name).suffix) if name.endswith(suffixes) else name.replace(".", "/")
        places = (stem, f"src/{stem}", f"{stem}/__main__", re.sub(r"^(?:dist|build|out|lib)/", "src/", stem))
        yield from (path for place in places for path in known if f"/{path.rpartition('.')[0]}".endswith(f"/{place}"))


def edited(text: str, path: str, token: str) -> str:
    """Return a source's text after the edit; the token is then part of the build output."""
    return text + _edits()[Path(path).suffix].format(token)

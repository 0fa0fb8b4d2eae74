"""Edits a source file, so that a rebuild has something to do, in a way that no builder has seen before."""

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
"""What to add at the end, by the ending of the file, beside what the languages say themselves."""

_NO_PROGRAM: Final = (
    r"(?:^|/)(?:tests?|__tests__|e2e|spec|docs|scripts)/|[._-](?:test|spec|config|conf)\.\w+$"
    r"|(?:^|/)(?:test_\w{0,80}|conftest|setup)\.py$|(?:^|/)[A-Z_]{4,20}\.md$"
)
"""Files that are no part of what runs."""
_FIRST: Final = r"(?:^|/)(?:main|index|server|app|page|\+page)\.\w+$"


@cache
def _edits() -> Mapping[str, str]:
    return {ending: text for one in LANGUAGES.values() for ending, text in one.editing().edits.items()} | _EDITS


def choose(context: Path, plan: Plan | None, asked: str | None) -> str:
    """Return the path, from the build context, of the file that is edited.

    Args:
        context: the build context.
        plan: what dockgen knows of the program.
        asked: the file that a person wants to be edited.

    Raises:
        UsageError: the file that was asked for cannot be edited.
        FileError: there is nothing that could be.
    """
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
        raise FileError("no source file was found that could be edited for a rebuild", "Name one: `--edit FILE`.")
    return min(paths, key=lambda path: (not re.search(_FIRST, path), *_far(path)))


def _far(path: str) -> tuple[int, str]:
    """Return how deep a file lies, for order."""
    return path.count("/"), path


def _asked(context: Path, asked: str) -> str:
    path = posixpath.normpath(asked)
    if path.startswith(("/", "..")) or not is_file(context / path):
        raise UsageError(f"--edit: {asked} is not in {context}", "Name a source file by its path from there.")
    if Path(path).suffix not in _edits():
        raise UsageError(f"--edit: {asked} is no source file that dockgen can edit", f"Allowed: {', '.join(_edits())}.")
    return path


def _started(project: Project, plan: Plan) -> Iterator[str]:
    """Yield the files that hold the program's start, the surest first."""
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
    for word in plan.start[1:]:
        name = word.partition(":")[0]
        stem = name.removesuffix(Path(name).suffix) if name.endswith(suffixes) else name.replace(".", "/")
        places = (stem, f"src/{stem}", f"{stem}/__main__", re.sub(r"^(?:dist|build|out|lib)/", "src/", stem))
        yield from (path for place in places for path in known if f"/{path.rpartition('.')[0]}".endswith(f"/{place}"))


def edited(text: str, path: str, token: str) -> str:
    """Return a source's text after the edit; the token then stands in whatever is made of it."""
    return text + _edits()[Path(path).suffix].format(token)

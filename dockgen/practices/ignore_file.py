"""Keep the build context small and free of secrets."""

import posixpath
from collections.abc import Iterator
from fnmatch import fnmatchcase
from itertools import islice
from typing import Final

from dockgen.dockerfiles.build import Build
from dockgen.dockerfiles.instruction import Instruction
from dockgen.practices.practice import About, Broken, Checked
from dockgen.reading.context_files import INSTALLED, files
from dockgen.secrets.let_in import is_harmless, is_kept_out
from dockgen.secrets.secret_names import is_certain, named, pattern_of

_FIX: Final = "Write a .dockerignore with .git, **/.env*, **/*.pem, and tool output such as node_modules."
_MOST: Final = 20
_MOST_FILES: Final = 20_000
_INSTALLED: Final = (".git", "node_modules", ".venv")


def check(build: Build) -> Checked:
    """Find a COPY of a folder without a .dockerignore, or with secrets in the folder."""
    taken = next((one for one in build.copies() if build.takes_all(one)), None)
    unwanted = "is copied too: .dockerignore does not exclude it"
    found = [
        Broken(one, f"{path} {unwanted}", f"Add {_pattern(path)} to .dockerignore.")
        for path in _present(build, is_whole=taken is not None)
        if build.is_sent(path) and not _is_meant(build, path) and (one := _copied_by(build, path))
    ]
    if taken is None and not found:
        return "no COPY copies the whole folder"
    if taken is not None and build.ignore is None:
        return [Broken(taken, "the whole folder is copied, and there is no .dockerignore", _FIX), *_few(found)]
    return _few(found)


def _few(found: list[Broken]) -> list[Broken]:
    if len(found) <= _MOST:
        return found
    more = f"{len(found) - _MOST} more files named like secrets are copied: .dockerignore does not exclude them"
    return [*found[:_MOST], found[_MOST]._replace(message=more)]


def _present(build: Build, *, is_whole: bool) -> Iterator[str]:
    """Yield files and folders of the context that no image needs."""
    if build.context is None:
        yield from (".git/HEAD", ".env") if build.ignore is not None else ()
        return
    if is_whole and build.ignore is not None:
        yield from (f"{name}/x" for name in build.context.entries() if name in _INSTALLED)
    yield from (path for path in islice(files(build.context.root, INSTALLED), _MOST_FILES) if named(path))


def _copied_by(build: Build, path: str) -> Instruction | None:
    """Return the COPY or ADD of a folder that contains a file."""
    parts = path.split("/")
    above = {"/".join(parts[:depth]) for depth in range(1, len(parts))}
    for one in build.copies():
        sources = {posixpath.normpath(source).lstrip("/") for source in one.args[:-1]}
        if build.takes_all(one) or any(fnmatchcase(folder, source) for folder in above for source in sources):
            return one
    return None


def _is_meant(build: Build, path: str) -> bool:
    """Tell whether a file may be sent: a `!` pattern names it, the program reads it, or it is only a public key."""
    if any(f"!{above}{path}" in (build.ignore or ()) for above in ("", "**/")):
        return True
    one = named(path)
    if build.context is None or one is None or is_certain(one):
        return False
    return not is_kept_out(build.context, path) or is_harmless(build.context, path, one)


def _pattern(path: str) -> str:
    return pattern_of(path) if named(path) else path.partition("/")[0]


ABOUT = About(
    gain="Faster builds, no rebuild after an edit of the README, and no secrets in the image by accident.",
    cost="No pattern may match a file that the build needs.",
    not_when="The Dockerfile copies no folder.",
    bad=("# no .dockerignore\nFROM python:3.13-slim-trixie\nCOPY . /app\n"),
    good=("# .dockerignore: .git **/.env* **/*.pem\nFROM python:3.13-slim-trixie\nCOPY . /app\n"),
    check=check,
)

"""Keep the build context small and free of secrets."""

import posixpath
from fnmatch import fnmatchcase
from itertools import islice
from typing import TYPE_CHECKING, Final

from dockgen.practices.practice import About, Broken, Checked
from dockgen.reading.context_files import INSTALLED, files
from dockgen.secrets.let_in import is_harmless, is_kept_out
from dockgen.secrets.secret_names import is_certain, named, pattern_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockgen.dockerfiles.build import Build
    from dockgen.dockerfiles.dockerfile import Instruction

_FIX: Final = "Write a .dockerignore with .git, **/.env*, **/*.pem, and what tools make here, such as node_modules."
_MOST: Final = 20
_MOST_FILES: Final = 20_000
_INSTALLED: Final = (".git", "node_modules", ".venv")


def check(build: "Build") -> Checked:
    """Find a folder that is copied with nothing kept out of it, or with secrets in it."""
    taken = next((one for one in build.copies() if build.takes_all(one)), None)
    found = [
        Broken(one, f"{path} is copied too: .dockerignore lets it in", f"Add {_pattern(path)} to .dockerignore.")
        for path in _present(build, is_whole=taken is not None)
        if build.is_sent(path) and not _is_meant(build, path) and (one := _copied_by(build, path))
    ]
    if taken is None and not found:
        return "no COPY takes the whole folder"
    if taken is not None and build.ignore is None:
        return [Broken(taken, "the whole folder is copied, and there is no .dockerignore", _FIX), *_few(found)]
    return _few(found)


def _few(found: "list[Broken]") -> "list[Broken]":
    if len(found) <= _MOST:
        return found
    more = f"{len(found) - _MOST} more files that are named like secrets are copied too: .dockerignore lets them in"
    return [*found[:_MOST], found[_MOST]._replace(message=more)]


def _present(build: "Build", *, is_whole: bool) -> "Iterator[str]":
    """Yield what no image needs, as far as it is there."""
    if build.context is None:
        yield from (".git/HEAD", ".env") if build.ignore is not None else ()
        return
    if is_whole and build.ignore is not None:
        yield from (f"{name}/x" for name in build.context.entries() if name in _INSTALLED)
    yield from (path for path in islice(files(build.context.root, INSTALLED), _MOST_FILES) if named(path))


def _copied_by(build: "Build", path: str) -> "Instruction | None":
    """Return the COPY or ADD that takes a folder with a file in it."""
    parts = path.split("/")
    above = {"/".join(parts[:depth]) for depth in range(1, len(parts))}
    for one in build.copies():
        sources = {posixpath.normpath(source).lstrip("/") for source in one.args[:-1]}
        if build.takes_all(one) or any(fnmatchcase(folder, source) for folder in above for source in sources):
            return one
    return None


def _is_meant(build: "Build", path: str) -> bool:
    """Tell whether a file is meant to be sent: it is named so, the program reads it, or it is but a public key."""
    if any(f"!{above}{path}" in (build.ignore or ()) for above in ("", "**/")):
        return True
    one = named(path)
    if build.context is None or one is None or is_certain(one):
        return False
    return not is_kept_out(build.context, path) or is_harmless(build.context, path, one)


def _pattern(path: str) -> str:
    return pattern_of(path) if named(path) else path.partition("/")[0]


ABOUT = About(
    gain="Quicker builds, no rebuild after an edit of the README, no secret in an image by accident.",
    cost="A file that the build needs must not match a pattern.",
    not_when="Never, as soon as a Dockerfile copies a folder.",
    bad=("# no .dockerignore\nFROM python:3.13-slim-trixie\nCOPY . /app\n"),
    good=("# .dockerignore: .git **/.env* **/*.pem\nFROM python:3.13-slim-trixie\nCOPY . /app\n"),
    check=check,
)

"""Finds Dockerfiles and their build contexts."""

import os
import posixpath
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Final

from dockgen.dockerfiles.build import Build, ignore_patterns
from dockgen.dockerfiles.dockerfile import Dockerfile, parse
from dockgen.errors import DockgenError, FileError
from dockgen.generator import apps
from dockgen.languages import tables
from dockgen.model.facts import Facts
from dockgen.reading.files import Boundary, NotThereError, around, is_folder, is_there, text_of
from dockgen.reading.project import Project
from dockgen.reading.tree import SKIPPED_FOLDERS, walk
from dockgen.writing.write import current

_NAMES: Final = (
    r"(?:Dockerfile|Containerfile)(?:\.(?!dockerignore$|j2$|tmpl$|bak\b)[\w.-]+)?"
    r"|.+\.(?:[dD]ockerfile|[cC]ontainerfile)"
)
_COMPOSE: Final = ("compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml")
MAX_DOCKERFILE: Final = 256 * 1024
"""Bytes of a Dockerfile: the time to audit it grows with its size, and hand-written ones have a few KiB."""
_IGNORE_FILES: Final = (".containerignore", ".dockerignore")


def find(path: Path) -> list[Path]:
    """Return the Dockerfile, or all Dockerfiles in a folder and its subfolders, in order; FileError without any."""
    if not os.path.lexists(path):
        raise FileError(f"{path} does not exist", "Name a Dockerfile, or a folder with one.")
    found = list(_below(path)) if is_folder(path) else [path]
    if not found:
        hint = "Looked for Dockerfile, Dockerfile.*, *.Dockerfile and Containerfile."
        raise FileError(f"no Dockerfile in {path}", hint)
    return found


def dockerfiles(top: Path) -> Iterator[Dockerfile]:
    """Parse each Dockerfile from `find`, with its path relative to the folder; errors as for `find` and `read`."""
    for path in find(top):
        yield parse(read(path, top_of(top)), os.path.relpath(path, top) if is_folder(top) else str(path))


def top_of(path: Path) -> Path | None:
    """Return the path if it is a folder; None for a file."""
    return path if is_folder(path) else None


def _below(top: Path) -> Iterator[Path]:
    for folder, _, names in walk(str(top), lambda name: name not in SKIPPED_FOLDERS and not name.startswith(".")):
        yield from (Path(folder, name) for name in names if re.fullmatch(_NAMES, name))


def compose_files(top: Path) -> Iterator[tuple[str, str]]:
    """Yield the name and text of each compose file of a folder; FileError if one cannot be read."""
    boundary = Boundary(top)
    for name in _COMPOSE:
        with suppress(NotThereError):
            yield name, boundary.read(name).decode("utf-8", "replace")


def build_of(path: Path, shown: str, context: Path | None, top: Path | None, today: date) -> Build:
    """Read a Dockerfile, which messages call `shown`, and its build context, which is found out if it is None.

    `top` is the folder that was asked for, and may be the context of a file deeper in it; None if the file itself was
    named. FileError if it cannot be read, DockerfileError if BuildKit would refuse it.
    """
    file = parse(read(path, top), shown)
    folder = context or _context(file, path, top or path.parent)
    project = Project(folder)
    return Build(file, project, ignore(path, folder), *_facts(file, project), today)


def read(path: Path, top: Path | None) -> str:
    """Return the text of a Dockerfile; FileError if it leads out of the folder `top`, or is not a text file."""
    return text_of(content(path, top), str(path))


def content(path: Path, top: Path | None) -> bytes:
    """Return the bytes of a Dockerfile with its byte order mark; errors as for `read`."""
    boundary, inside = _bounded(path, top)
    return boundary.read(inside, MAX_DOCKERFILE)


def to_write(path: Path, top: Path | None) -> Path:
    """Return the real path of a Dockerfile to change; FileError also if it is part of Git's own files."""
    boundary, inside = _bounded(path, top)
    current(boundary, inside)
    return Path(boundary.real(inside))


def _bounded(path: Path, top: Path | None) -> tuple[Boundary, str]:
    """Return the folder that a file must stay inside, and the file's path from there."""
    return around(path) if top is None else (Boundary(top), os.path.relpath(path, top))  # also for `//folder`


def _context(file: Dockerfile, path: Path, top: Path) -> Path:
    """Return the nearest folder that holds what the file copies: its own, or one above it up to the top."""
    sources = [
        posixpath.normpath(word.lstrip("/"))
        for one in file.instructions
        if one.name in {"COPY", "ADD"} and one.flag("from") is None and not one.heredocs
        for word in one.args[:-1]
        if not re.search(r"[$*?\[:]", word) and word.strip("./")
    ]
    folders = [path.parent, *(above for above in path.parent.parents if above.is_relative_to(top))]
    holding = (folder for folder in folders if all(is_there(folder / source) for source in sources))
    return next(holding, path.parent)


def ignore(path: Path, context: Path) -> Sequence[str] | None:
    """Return the patterns of the file's own `.dockerignore`, or else of the context's."""
    own = f"{path.name}.dockerignore"
    places = [(Boundary(path.parent), own), *((Boundary(context), name) for name in _IGNORE_FILES)]
    for boundary, name in places:
        with suppress(NotThereError):
            return ignore_patterns(text_of(boundary.read(name), name))
    return None


def _facts(file: Dockerfile, project: Project) -> tuple[str, Facts]:
    """Return what dockgen finds out about the program, for checks that need it."""
    if file.image_of(file.final) != "scratch" and not any(one.says in file.text for one in tables.compilers()):
        return "", {}
    try:
        known = apps.detect(project, None)
        return (known[0].NAME, apps.program_of(project, known[0].NAME, None).facts) if known else ("", {})
    except DockgenError:
        return "", {}

"""Finds Dockerfiles, and what each is built from."""

import os
import posixpath
import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from dockgen import apps
from dockgen.audit.build import Build, ignore_patterns
from dockgen.dockerfile import Dockerfile, parse
from dockgen.errors import DockgenError, FileError
from dockgen.facts import Facts
from dockgen.project import MAX_BYTES, SKIPPED_FOLDERS, Project

_NAMES: Final = (
    r"(?:Dockerfile|Containerfile)(?:\.(?!dockerignore$|j2$|tmpl$|bak\b)[\w.-]+)?"
    r"|.+\.(?:[dD]ockerfile|[cC]ontainerfile)"
)
_COMPOSE: Final = ("compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml")
_IGNORE_FILES: Final = (".containerignore", ".dockerignore")


def find(path: Path) -> list[Path]:
    """Return a Dockerfile itself, or all in a folder and below, in order.

    Raises:
        FileError: it is not there, or no folder, or holds none.
    """
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise FileError(f"{path} is not there", "Name a Dockerfile, or a folder with one.")
    found = list(_below(path))
    if not found:
        raise FileError(
            f"no Dockerfile in {path}", "Looked for Dockerfile, Dockerfile.*, *.Dockerfile and Containerfile."
        )
    return found


def _below(top: Path) -> Iterator[Path]:
    for folder, folders, files in os.walk(top):
        folders[:] = sorted(name for name in folders if name not in SKIPPED_FOLDERS and not name.startswith("."))
        yield from (Path(folder, name) for name in sorted(files) if re.fullmatch(_NAMES, name))


def compose_files(top: Path) -> Iterator[tuple[str, str]]:
    """Yield name and text of each compose file of a folder.

    Raises:
        FileError: one cannot be read.
    """
    for path in (top / name for name in _COMPOSE):
        if path.is_file():
            try:
                yield path.name, path.read_bytes().decode("utf-8", "replace")
            except OSError as error:
                raise FileError(f"{path} cannot be read: {error.strerror}", "Check its permissions.") from error


def build_of(path: Path, shown: str, context: Path | None, top: Path, today: date) -> Build:
    """Read a Dockerfile and what is around it.

    Args:
        path: the file.
        shown: how messages name it.
        context: the build context; None to find out.
        top: the folder that was asked for, which may be the context of a file deeper in it.
        today: the day on which it is asked whether a base image still gets fixes.

    Raises:
        FileError: it cannot be read.
        DockerfileError: BuildKit would refuse it.
    """
    file = parse(read(path), shown)
    folder = context or _context(file, path, top)
    project = Project(folder)
    patterns = ignore(path, folder)
    language, facts = _facts(file, project)
    return Build(file, project, patterns, language, facts, today)


def read(path: Path) -> str:
    """Return the text of a Dockerfile.

    Raises:
        FileError: it is no text that could be one.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise FileError(f"{path} is larger than {MAX_BYTES // 1024} KiB", "Is it a Dockerfile?")
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileError(f"{path} is not UTF-8 text (byte {error.start + 1})", "Save it as UTF-8.") from error
    except OSError as error:
        raise FileError(f"{path} cannot be read: {error.strerror}", "Check the file and its permissions.") from error


def _context(file: Dockerfile, path: Path, top: Path) -> Path:
    """Return the folder that holds what the file copies: its own, or one above it up to the top."""
    sources = [
        posixpath.normpath(word.lstrip("/"))
        for one in file.instructions
        if one.name in {"COPY", "ADD"} and one.flag("from") is None and not one.heredocs
        for word in one.args[:-1]
        if not re.search(r"[$*?\[:]", word) and word.strip("./")
    ]
    folders = [path.parent, *(above for above in path.parent.parents if above.is_relative_to(top))]
    return next((folder for folder in folders if _holds(folder, sources)), path.parent)


def _holds(folder: Path, sources: Sequence[str]) -> bool:
    return all((folder / source).exists() for source in sources)


def ignore(path: Path, context: Path) -> Sequence[str] | None:
    """Return the patterns of what is not sent to the builder: of the file's own list, else of the context's."""
    places = [path.with_name(f"{path.name}.dockerignore"), *(context / name for name in _IGNORE_FILES)]
    found = next((place for place in places if place.is_file()), None)
    return ignore_patterns(read(found)) if found else None


def _facts(file: Dockerfile, project: Project) -> tuple[str, Facts]:
    """Return what dockgen finds out about the program, where a check may ask for it."""
    if file.image_of(file.final) != "scratch" and "go build" not in file.text:
        return "", {}
    try:
        known = apps.detect(project, None)
        return (known[0].NAME, apps.facts_of(project, known[0].NAME, None)) if known else ("", {})
    except DockgenError:
        return "", {}

"""Reads a pack from a folder: only plain files, up to a limit."""

import os
import re
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from dockgen.model.outputs import ANSWERS
from dockgen.packs import manifest
from dockgen.packs.errors import PackError
from dockgen.packs.manifest import Manifest
from dockgen.reading.files import is_file
from dockgen.records import NamedTuple

TEMPLATES: Final = "templates"
FILES: Final = "files"
PROJECT: Final = "project"
TOPS: Final = (TEMPLATES, FILES, PROJECT)
_USUAL: Final = r"\..*|readme.*|license.*|changelog.*|contributing.*|docs?|tests?|makefile|__.*|.*\.py|pyproject\.toml"
SUFFIX: Final = ".j2"
MOST: Final = 500
"""Files."""
LARGEST: Final = 1_000_000
LARGEST_OF_ALL: Final = 10_000_000
"""Bytes."""
_DEEPEST: Final = 16
NO_PLAIN_FILE: Final = "A pack has only plain files and folders: no links, devices, or submodules."
_POINTER: Final = b"version https://git-lfs.github.com/spec/"
"""The start of a Git LFS pointer file."""


class Pack(NamedTuple):
    """A template pack."""

    source: str
    """Its place, as in `dockgen.toml`."""
    manifest: Manifest
    templates: Mapping[str, str]
    """Templates by name, such as `Dockerfile.j2` or `go/Dockerfile.j2`."""
    files: Mapping[str, bytes]
    """Additional files; their names are templates, and so is the content of those that end with `.j2`."""
    project: Mapping[str, bytes]
    """The files for `dockgen new`, rendered in the same way."""
    others: tuple[str, ...] = ()
    """Other files in its folder, except those that every repository has."""
    programs: frozenset[str] = frozenset()
    """The executable files in `project`."""

    @property
    def name(self) -> str:
        """The pack's name."""
        return self.manifest.name

    def error(self, what: str, hint: str = "Fix the pack.") -> PackError:
        """Return an error that names the pack."""
        return PackError(f"the template pack {self.name}: {what}", hint)


def read(folder: Path, source: str) -> Pack:
    """Read a pack from its folder; `source` is its place for messages. PackError for anything that is not allowed."""
    place = folder / manifest.FILE_NAME
    if not is_file(place):
        raise PackError(f"{source} is not a template pack: it has no {manifest.FILE_NAME}", "Check the path.")
    try:
        about = manifest.parse(_text(_content(place), manifest.FILE_NAME))
        found = {top: dict(_below(folder, top)) for top in TOPS}
        names = {one.name for one in folder.iterdir()} - {*TOPS, manifest.FILE_NAME}
        others = tuple(sorted(name for name in names if not re.fullmatch(_USUAL, name, re.IGNORECASE)))
        templates = {name: _text(content, f"{TEMPLATES}/{name}") for name, content in found[TEMPLATES].items()}
    except PackError as error:
        raise PackError(f"the template pack {source}: {error}", error.hint) from error
    except OSError as error:
        raise PackError(f"{error.filename or folder}: {error.strerror or error}", "Check its permissions.") from error
    if sum(map(len, found.values())) > MOST:
        raise PackError(f"the template pack {source} has more than {MOST} files", "Check that it is a pack.")
    if sum(len(content) for files in found.values() for content in files.values()) > LARGEST_OF_ALL:
        raise PackError(f"the template pack {source} has more than {LARGEST_OF_ALL // 10**6} MB", "Is it a pack?")
    if ANSWERS.template in templates:
        what = f"{TEMPLATES}/{ANSWERS.template} cannot be overridden"
        raise PackError(f"the template pack {source}: {what}", "Remove it.")
    programs = (name for name in found[PROJECT] if (folder / PROJECT / name).lstat().st_mode & stat.S_IXUSR)
    return Pack(source, about, templates, found[FILES], found[PROJECT], others, frozenset(programs))


def _below(folder: Path, top: str) -> Iterator[tuple[str, bytes]]:
    """Yield the name and content of each file in a folder of the pack; links and devices are refused."""
    start = folder / top
    if not os.path.lexists(start):
        return
    pending, count = [start], 0
    while pending:
        place = pending.pop()
        for entry in sorted(os.scandir(place), key=lambda entry: entry.name) if _is_folder(place, folder) else ():
            path = Path(entry.path)
            shown = path.relative_to(folder).as_posix()
            count += 1
            if count > MOST or shown.count("/") > _DEEPEST:
                raise PackError(f"{top} has more than {MOST} files, or folders too deep", "Is it a pack?")
            if entry.is_dir(follow_symlinks=False):
                pending.append(path)
            else:
                yield path.relative_to(start).as_posix(), _content(path, shown)


def _is_folder(place: Path, folder: Path) -> bool:
    if not stat.S_ISDIR(place.lstat().st_mode):
        shown = place.relative_to(folder).as_posix()
        raise PackError(f"{shown} is not a folder", "A pack has plain files and folders.")
    return True


def _content(path: Path, shown: str = manifest.FILE_NAME) -> bytes:
    """Read a plain file; a link that replaces it in the meantime is not followed."""
    if not stat.S_ISREG(path.lstat().st_mode):
        raise PackError(f"{shown} is not a plain file", NO_PLAIN_FILE)
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    with os.fdopen(os.open(path, flags), "rb") as file:
        content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise PackError(f"{shown} has more than {LARGEST // 10**6} MB", "A pack consists of small text files.")
    if content.startswith(_POINTER):
        raise PackError(f"{shown} is only a Git LFS pointer", "Commit the file itself.")
    return content


def _text(content: bytes, shown: str) -> str:
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise PackError(f"{shown} is not UTF-8", "Save it as UTF-8.") from error

"""Steps on the disk that a transaction is made of, each done wholly or seen to have failed."""

import os
import stat
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from dockgen.errors import FileError
from dockgen.reading.files import MAX_GENERATED, is_there
from dockgen.text.digest import sha256


def write_out(path: Path, content: bytes, *, forced: bool) -> None:
    """Write a new file; where `forced`, wait until it is on the disk."""
    with path.open("wb") as file:
        file.write(content)
        if forced:
            file.flush()
            os.fsync(file.fileno())


def sync(folder: Path) -> None:
    """Force a folder's entries to the disk, where its file system can do that."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def copy(source: Path, target: Path) -> None:
    """Make a copy of a file, with its mode and attributes, under a name that is not taken.

    Raises:
        OSError: it cannot be made, and nothing of it is left.
    """
    content, mode = source.read_bytes(), stat.S_IMODE(source.stat().st_mode)
    with target.open("xb") as file:
        try:
            file.write(content)
            file.flush()
            target.chmod(mode)
            copy_attributes(source, target)
        except BaseException:
            target.unlink()
            raise


def copy_attributes(source: Path, target: Path) -> None:
    """Give a file the extended attributes of another one: access lists, labels, a person's own."""
    if not hasattr(os, "listxattr"):  # Linux alone has it
        return
    with suppress(OSError):  # not every file system has them
        for name in os.listxattr(source):
            with suppress(OSError):  # some are set by the system alone
                os.setxattr(target, name, os.getxattr(source, name))


def digest_of(path: Path) -> str | None:
    """Return the digest of a file; None where nothing is, and no digest at all of what cannot be one of ours."""
    try:
        status = path.lstat()
        is_possible = stat.S_ISREG(status.st_mode) and status.st_size <= MAX_GENERATED
        return sha256(path.read_bytes()) if is_possible else "not ours"
    except FileNotFoundError:
        return None


def is_inside(root: Path, path: Path) -> bool:
    """Tell whether a path, with every link in it followed, stays in a folder whose own links were followed."""
    return Path(os.path.realpath(path)).is_relative_to(root)


def is_same(one: Path, other: Path) -> bool:
    """Tell whether two names lead to one file."""
    with suppress(OSError):
        return one.samefile(other)
    return False


def free_name(root: Path, wanted: str) -> str:
    """Return `wanted`, or the first of `wanted.2`, `wanted.3`, ... that is not there: a backup is never replaced."""
    number, name = 1, wanted
    while os.path.lexists(root / name):
        number += 1
        name = f"{wanted}.{number}"
    return name


def make_folders(folder: Path) -> list[Path]:
    """Make a folder and those above it; return what was made, innermost first."""
    missing = []
    while not is_there(folder):
        missing.append(folder)
        folder = folder.parent
    try:
        for path in reversed(missing):
            path.mkdir(exist_ok=True)
    except OSError as error:
        remove_empty(missing)
        raise FileError(
            f"cannot make the folder {missing[0]}: {error.strerror}", "Check the path and its permissions."
        ) from error
    return missing


def remove_empty(folders: Sequence[Path]) -> None:
    """Remove folders that were made for nothing; one that is in use stays."""
    for folder in folders:
        with suppress(OSError):
            folder.rmdir()

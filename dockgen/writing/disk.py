"""File operations for transactions; each one completes or raises an error."""

import os
import stat
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from dockgen.errors import FileError
from dockgen.reading.files import MAX_GENERATED, is_there
from dockgen.text.digest import sha256


def write_out(path: Path, content: bytes, *, forced: bool) -> None:
    """Write a new file; with `forced`, wait until it is on disk."""
    with path.open("wb") as file:
        file.write(content)
        if forced:
            file.flush()
            os.fsync(file.fileno())


def sync(folder: Path) -> None:
    """Flush a folder's entries to disk, if the file system can."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def create(staged: Path, target: Path) -> None:
    """Put a new file in place, but never over another one. Its staged name goes with the staging folder."""
    try:
        target.hardlink_to(staged)
    except FileExistsError:
        raise
    except OSError:  # not every file system has hard links
        if os.path.lexists(target):
            raise FileExistsError from None
        staged.replace(target)


def replace(staged: Path, target: Path, backup: Path, digest: str | None) -> None:
    """Keep the old file under another name, then put the new one in its place."""
    made = _keep(target, backup, digest)
    try:
        _refuse_other(target, digest)
        staged.replace(target)
    except BaseException:
        if made:
            backup.unlink()
        raise


def _refuse_other(target: Path, digest: str | None) -> None:
    if digest_of(target) != digest:
        raise FileExistsError


def _keep(source: Path, backup: Path, digest: str | None) -> bool:
    """Give the old file a second name; return whether it is new. A name that is taken by something else stays."""
    try:
        backup.hardlink_to(source)
    except FileExistsError:
        if digest_of(backup) != digest:
            raise
        return False  # a killed run has made it
    except OSError:  # not every file system has hard links, and not every file may be linked
        copy(source, backup)
    return True


def copy(source: Path, target: Path) -> None:
    """Copy a file with its mode and attributes to a free name; after an OSError, no partial copy is left."""
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
    """Copy extended attributes to another file: access lists, labels, custom ones."""
    if not hasattr(os, "listxattr"):  # Linux only
        return
    with suppress(OSError):  # not every file system has them
        for name in os.listxattr(source):
            with suppress(OSError):  # some can only be set by the system
                os.setxattr(target, name, os.getxattr(source, name))


def digest_of(path: Path) -> str | None:
    """Return the digest of a file; None if it does not exist, `not ours` if it is not a regular file."""
    try:
        status = path.lstat()
        is_possible = stat.S_ISREG(status.st_mode) and status.st_size <= MAX_GENERATED
        return sha256(path.read_bytes()) if is_possible else "not ours"
    except FileNotFoundError:
        return None


def is_inside(root: Path, path: Path) -> bool:
    """Tell whether a path, with links resolved, stays in a folder with resolved links."""
    return Path(os.path.realpath(path)).is_relative_to(root)


def is_same(one: Path, other: Path) -> bool:
    """Tell whether two names lead to the same file."""
    with suppress(OSError):
        return one.samefile(other)
    return False


def free_name(root: Path, wanted: str) -> str:
    """Return `wanted`, or the first free name of `wanted.2`, `wanted.3`, ...: a backup is never replaced."""
    number, name = 1, wanted
    while os.path.lexists(root / name):
        number += 1
        name = f"{wanted}.{number}"
    return name


def make_folders(folder: Path) -> list[Path]:
    """Create a folder and its parents; return the new ones, innermost first."""
    missing = []
    while not is_there(folder):
        missing.append(folder)
        folder = folder.parent
    try:
        for path in reversed(missing):
            path.mkdir(exist_ok=True)
    except OSError as error:
        remove_empty(missing)
        what = f"cannot make the folder {missing[0]}: {error.strerror}"
        raise FileError(what, "Check the path and its permissions.") from error
    return missing


def remove_empty(folders: Sequence[Path]) -> None:
    """Remove new folders that are empty; others stay."""
    for folder in folders:
        with suppress(OSError):
            folder.rmdir()

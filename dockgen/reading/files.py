"""Reads a person's files: regular files only, up to a limit, without waiting, and not through a link that leads out."""

import errno
import os
import stat
from pathlib import Path
from typing import Final

from dockgen.errors import DockgenError, ExitCode, FileError

MAX_BYTES: Final = 1024 * 1024
"""Limit for configuration and source files; a larger one is data and tells nothing about the project."""

MAX_GENERATED: Final = 16 * 1024 * 1024
"""Limit for files that dockgen writes, such as the lock file of a repository with many apps."""

MAX_TOTAL: Final = 256 * 1024 * 1024
"""Bytes of memory for all texts of one run; past it, the folder is no project but a disk with many."""

_FLAGS: Final = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)  # a pipe without a writer would block
    | getattr(os, "O_NOFOLLOW", 0)  # links are followed by `Boundary.real` alone
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_CLOEXEC", 0)
)


class NotThereError(FileError):
    """There is no such file."""


class LeadsOutError(FileError):
    """A link leads out of the folder that dockgen was given."""


class TooMuchError(DockgenError):
    """The folder has more files to read than one run keeps; not a `FileError`, since no file can be left out for it."""

    exit_code = ExitCode.FILES


def is_file(path: str | Path) -> bool:
    """Tell whether a path leads to a file; `Path.is_file` raises where a name is too long, or rights are missing."""
    return os.path.isfile(path)  # noqa: PTH113 - see above


def is_folder(path: str | Path) -> bool:
    """Tell whether a path leads to a folder, without an error as in `is_file`."""
    return os.path.isdir(path)  # noqa: PTH112 - see `is_file`


def is_there(path: str | Path) -> bool:
    """Tell whether a path leads to anything, without an error as in `is_file`."""
    return os.path.exists(path)  # noqa: PTH110 - see `is_file`


class Boundary:
    """A folder out of which no link is followed."""

    def __init__(self, top: str | Path) -> None:
        """Take the folder, whose own links are followed."""
        self.top = os.path.realpath(top)
        self._folders: dict[str, str] = {}
        """The real path of each folder that was asked for; one run asks for the same few folders again and again."""

    def real(self, path: str) -> str:
        """Return a path with every link followed.

        Args:
            path: relative to the folder; it need not exist.

        Raises:
            LeadsOutError: a link in it leads out of the folder.
            FileError: the file system does not say where it leads.
        """
        return self._looked(path)[0]

    def status(self, path: str) -> os.stat_result | None:
        """Return what a path is, with every link followed; None where nothing is there.

        A link that leads back to itself is the only one that is returned as such; nothing is there below it.

        Raises:
            LeadsOutError: a link in it leads out of the folder.
            FileError: the file system does not say.
        """
        return self._looked(path)[1]

    def _looked(self, path: str) -> tuple[str, os.stat_result | None]:
        try:
            return self._look(path)
        except OSError as error:
            raise unreadable(path, error) from error

    def _look(self, path: str) -> tuple[str, os.stat_result | None]:
        folder, _, name = path.rpartition("/")
        if name in {".", ".."}:
            folder, name = path, ""
        if folder not in self._folders:
            try:
                real = os.path.realpath(f"{self.top}/{folder}")
            except ValueError:  # half a character, as JSON can hold
                return f"{self.top}/{path}", None
            self._folders[folder] = self._inside(real, path)
        real = f"{self._folders[folder]}/{name}" if name else self._folders[folder]
        status = _status(real)
        if status is not None and stat.S_ISLNK(status.st_mode):
            real = self._inside(os.path.realpath(real), path)
            status = _status(real)
        return real, status

    def read(self, path: str, limit: int = MAX_BYTES) -> bytes:
        """Return what a file holds.

        Args:
            path: relative to the folder.
            limit: bytes; a file that is larger is refused.

        Raises:
            NotThereError: it is not there.
            LeadsOutError: a link in it leads out of the folder.
            FileError: it is no regular file, is larger than the limit, or cannot be read.
        """
        real, status = self._looked(path)
        return _read(real, status, path, limit)

    def _inside(self, real: str, path: str) -> str:
        if real != self.top and not real.startswith(f"{self.top.rstrip('/')}/"):
            raise LeadsOutError(
                f"{path} is a link that leads out of {self.top}", "Remove the link, or name the file that it leads to."
            )
        return real


def around(path: Path) -> tuple[Boundary, str]:
    """Return the folder that a file named by a person may not lead out of, and the file's path from there.

    It is the current folder where the name goes down from there, else the file's own folder: who names a file of a
    project does not mean another one that a link in the project leads to.
    """
    if path.is_absolute() or ".." in path.parts:
        return Boundary(path.parent), path.name
    return Boundary(Path()), path.as_posix()


def read_named(path: str | Path, limit: int = MAX_BYTES) -> bytes:
    """Return what a file holds that a person has named, within the bounds of `around`.

    Raises:
        FileError: it is not there, leads out, is no regular file, is larger than the limit, or cannot be read.
    """
    boundary, inside = around(Path(path))
    return boundary.read(inside, limit)


def _status(real: str) -> os.stat_result | None:
    try:
        return os.lstat(real)
    except (FileNotFoundError, NotADirectoryError, ValueError):  # half a character, as JSON can hold
        return None
    except OSError as error:
        if error.errno in {errno.ENAMETOOLONG, errno.ELOOP}:
            return None
        raise


def _read(real: str, status: os.stat_result | None, shown: str, limit: int) -> bytes:
    """Return as much as the file held when one looked, even if it grows meanwhile."""
    if status is None:
        raise NotThereError(f"{shown} is not there", "Make it, then run again.")
    if stat.S_ISLNK(status.st_mode):  # all links were followed, as far as they lead anywhere
        raise FileError(f"{shown} is a link that leads back to itself", "Remove the link, then run again.")
    if not stat.S_ISREG(status.st_mode):  # opening a device may already do something
        raise FileError(f"{shown} is not a regular file", "Move it away, then run again.")
    if status.st_size > limit:
        raise FileError(f"{shown} is larger than {limit // 1024} KiB", "Is it the file that it is named for?")
    try:
        return _bytes(real, status.st_size)
    except OSError as error:
        raise unreadable(shown, error) from error


def _bytes(real: str, size: int) -> bytes:
    descriptor = os.open(real, _FLAGS)
    try:
        content = b""
        while len(content) < size and (more := os.read(descriptor, size - len(content))):
            content += more
        return content
    finally:
        os.close(descriptor)


def text_of(content: bytes, shown: str) -> str:
    """Return UTF-8 text without its byte order mark.

    Raises:
        FileError: it is not UTF-8.
    """
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileError(
            f"{shown} is not UTF-8 text (byte {error.start + 1})", "Save it as UTF-8, or move it away."
        ) from error


def unreadable(path: str, error: OSError) -> FileError:
    """Return the error for a file that the file system does not let us read."""
    return FileError(f"{path} cannot be read: {error.strerror}", "Check the file and its permissions.")

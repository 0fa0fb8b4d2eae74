"""Reads a person's files: only regular files, up to a limit, without blocking, and only inside a given folder."""

import errno
import os
import stat
from pathlib import Path
from typing import Final

from dockgen.errors import DockgenError, ExitCode, FileError

MAX_BYTES: Final = 1024 * 1024
"""Limit for configuration and source files; larger files are data."""

MAX_GENERATED: Final = 16 * 1024 * 1024
"""Limit for files that dockgen writes, such as the lock file of a repository with many apps."""

MAX_TOTAL: Final = 256 * 1024 * 1024
"""Bytes of memory for all texts of one run; a folder with more is not a single project."""

_FLAGS: Final = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)  # a pipe without a writer would block
    | getattr(os, "O_NOFOLLOW", 0)  # only `Boundary.real` follows links
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_CLOEXEC", 0)
)


class NotThereError(FileError):
    """The file does not exist."""


class LeadsOutError(FileError):
    """A link leads out of the given folder."""


class TooMuchError(DockgenError):
    """The folder has more to read than one run keeps; not a `FileError`, since skipping a file does not help."""

    exit_code = ExitCode.FILES


def is_file(path: str | Path) -> bool:
    """Tell whether a path leads to a file; `Path.is_file` raises for names that are too long or not accessible."""
    return os.path.isfile(path)  # noqa: PTH113 - see above


def is_folder(path: str | Path) -> bool:
    """Tell whether a path leads to a folder, without raising, as `is_file`."""
    return os.path.isdir(path)  # noqa: PTH112 - see `is_file`


def is_there(path: str | Path) -> bool:
    """Tell whether a path leads to anything, without raising, as `is_file`."""
    return os.path.exists(path)  # noqa: PTH110 - see `is_file`


class Boundary:
    """A folder that links must not lead out of."""

    def __init__(self, top: str | Path) -> None:
        """Keep the folder, with its own links resolved."""
        self.top = os.path.realpath(top)
        self._folders: dict[str, str] = {}
        """A cache of the real paths of folders."""

    def real(self, path: str) -> str:
        """Return a path, which need not exist, with all links resolved; LeadsOutError for a link out of the folder."""
        return self._looked(path)[0]

    def status(self, path: str) -> os.stat_result | None:
        """Return the status of a path, with all links resolved; None if it does not exist. Errors as for `real`.

        Only a link that leads back to itself is returned as a link; no path below it exists.
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
        """Return the content of a regular file up to a limit in bytes; NotThereError, LeadsOutError, or FileError."""
        real, status = self._looked(path)
        return _read(real, status, path, limit)

    def _inside(self, real: str, path: str) -> str:
        if real != self.top and not real.startswith(f"{self.top.rstrip('/')}/"):
            hint = "Remove the link, or name the file that it points to."
            raise LeadsOutError(f"{path} is a link that leads out of {self.top}", hint)
        return real


def around(path: Path) -> tuple[Boundary, str]:
    """Return the folder that a file named by a person must stay inside, and the file's path from there.

    It is the current folder for a path below it, or else the file's own folder: a person who names a file of a
    project does not expect a link in the project to lead to a file elsewhere.
    """
    if path.is_absolute() or ".." in path.parts:
        return Boundary(path.parent), path.name
    return Boundary(Path()), path.as_posix()


def read_named(path: str | Path, limit: int = MAX_BYTES) -> bytes:
    """Return the content of a file that a person named, inside the folder from `around`; errors as for `read`."""
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
    """Read up to the file's size at the time of the check, even if it grows."""
    if status is None:
        raise NotThereError(f"{shown} does not exist", "Create it, then run again.")
    if stat.S_ISLNK(status.st_mode):  # all links that lead anywhere were resolved before
        raise FileError(f"{shown} is a link that leads back to itself", "Remove the link, then run again.")
    if not stat.S_ISREG(status.st_mode):  # opening a device may have side effects
        raise FileError(f"{shown} is not a regular file", "Move it away, then run again.")
    if status.st_size > limit:
        raise FileError(f"{shown} is larger than {limit // 1024} KiB", "Check that it is the right file.")
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
    """Return UTF-8 text without its byte order mark; FileError if it is not UTF-8."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        what = f"{shown} is not UTF-8 text (byte {error.start + 1})"
        raise FileError(what, "Save it as UTF-8, or move it away.") from error


def unreadable(path: str, error: OSError) -> FileError:
    """Return the error for a file that cannot be read."""
    return FileError(f"{path} cannot be read: {error.strerror}", "Check the file and its permissions.")

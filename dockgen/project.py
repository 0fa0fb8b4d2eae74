"""A read-only view of one folder: the only code that reads a person's files."""

import errno
import os
import posixpath
import stat
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final

from dockgen.errors import FileError
from dockgen.tree import LEFT_OUT, SKIPPED_FOLDERS, Suffix, Tree, join, not_listed

__all__ = ["MAX_BYTES", "SKIPPED_FOLDERS", "Project"]

MAX_BYTES: Final = 1024 * 1024
"""Larger files are data, not configuration or source that tells anything; they are never read."""

# What may lie in a folder that is still empty for our purpose: it says nothing of what the project is.
_NO_CONTENT: Final = frozenset(
    {"readme", "license", "licence", "copying", "changelog", "contributing", "code_of_conduct"}
    | {"dockerfile", "compose", "docker-compose", "dockgen"}
)


_UTF16_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")
_MAY_BE_UTF16: Final = (".txt", "Procfile", ".env.example")
"""What PowerShell's `>` writes, and pip reads: other tools refuse their files in UTF-16, and so it has to be said."""


class _NotThereError(FileError):
    """A file is not there at all."""


class _Known:
    """What was found out so far; all views of one folder share it."""

    def __init__(self, top: Path) -> None:
        self.top = top
        self.tree = Tree(top)
        self.entries: dict[str, list[str]] = {}
        self.has: dict[str, bool] = {}
        self.contents: dict[str, str | FileError] = {}
        self.views: dict[str, Project] = {}


class Project:
    """One folder, which need not exist yet. All paths are relative to it, with slashes.

    Nothing is asked of the file system twice: what was there at first is there to the end.
    """

    def __init__(self, root: Path) -> None:
        """Take the folder's path; it is made absolute, and links in it are resolved once.

        Raises:
            FileError: the path is there and is not a folder.
        """
        try:
            self.root = root.resolve()
            if self.root.exists() and not self.root.is_dir():
                raise FileError(f"{root} is not a folder", "Name a folder, or a path that is not there yet.")
        except (OSError, RuntimeError, ValueError) as error:  # too long, a loop of links, a NUL
            why = error.strerror if isinstance(error, OSError) else error
            raise FileError(f"{root} cannot be used as a folder: {why}", "Name another folder.") from error
        self.path = ""
        """Where it lies in the folder that was opened first: "" for that one itself."""
        self._known = _Known(self.root)
        self._known.views[""] = self

    @property
    def name(self) -> str:
        """The folder's own name."""
        return self.root.name

    @property
    def warnings(self) -> list[str]:
        """What was left out of account, with paths from the folder that was opened first."""
        return self._known.tree.warnings

    def warn(self, warning: str) -> None:
        """Keep a warning once, for the reporter."""
        self._known.tree.warn(warning)

    def sub(self, path: str) -> "Project":
        """Return the view of a folder inside, which shares all that is known, and the warnings.

        Raises:
            FileError: there is no such folder inside, or it is a link.
        """
        inside = self._from_top(path)
        if inside is None or not self._is_real_folder(inside):
            raise FileError(f"{path} is not a folder in {self.root}", "Name one that is there, and no link to one.")
        if inside not in self._known.views:
            view = self._known.views[inside] = object.__new__(Project)
            view.root, view.path, view._known = self._known.top / inside, inside, self._known
        return self._known.views[inside]

    def _is_real_folder(self, inside: str) -> bool:
        status, path = self._status(inside), str(self._known.top / inside)
        return status is not None and stat.S_ISDIR(status.st_mode) and os.path.realpath(path) == path

    def entries(self) -> list[str]:
        """Return the sorted names at the top of the folder; empty where the folder is not there.

        Raises:
            FileError: the folder cannot be listed.
        """
        if self.path not in self._known.entries:
            self._known.entries[self.path] = self._listed()
        return list(self._known.entries[self.path])

    def _listed(self) -> list[str]:
        try:
            return sorted(os.listdir(self.root))  # noqa: PTH208 - names are wanted, not paths
        except FileNotFoundError:
            return []
        except OSError as error:
            raise not_listed(self.root, error) from error

    def is_new(self) -> bool:
        """Tell whether nothing in the folder says what the project is."""
        return all(entry.startswith(".") or entry.partition(".")[0].lower() in _NO_CONTENT for entry in self.entries())

    def has(self, path: str) -> bool:
        """Tell whether a file or folder of that path is there; what lies outside the first folder is not.

        Raises:
            FileError: the folder does not let us look.
        """
        inside = self._from_top(path)
        if inside is None:
            return False
        if inside not in self._known.has:
            self._known.has[inside] = self._status(inside) is not None
        return self._known.has[inside]

    def read(self, path: str) -> str | None:
        """Return a text file's content; None, and a warning, where there is none to be had."""
        try:
            return self.require(path)
        except _NotThereError:
            return None
        except FileError as error:
            self._known.tree.warn(f"{error}; {LEFT_OUT}")
            return None

    def require(self, path: str) -> str:
        """Return the content of a text file without which one cannot go on.

        Raises:
            FileError: it is not there, or is no text.
        """
        inside = self._from_top(path)
        if inside is None:
            raise _not_there(path)
        if inside not in self._known.contents:
            try:
                self._known.contents[inside] = self._content(inside)
            except FileError as error:
                self._known.contents[inside] = error
        content = self._known.contents[inside]
        if isinstance(content, FileError):
            raise content.with_traceback(None)
        return content

    def _content(self, inside: str) -> str:
        status = self._status(inside)
        if status is None:
            raise _not_there(inside)
        if not stat.S_ISREG(status.st_mode):  # a pipe would let us wait for ever
            raise FileError(f"{inside} is not a file", "Move it away, then run again.")
        if status.st_size > MAX_BYTES:
            raise FileError(f"{inside} is larger than {MAX_BYTES // 1024} KiB", "Is it the file that it is named for?")
        try:
            content = _bytes(f"{self._known.top}/{inside}", status.st_size)
            is_utf16 = content.startswith(_UTF16_MARKS) and inside.endswith(_MAY_BE_UTF16)
            return content.decode("utf-16" if is_utf16 else "utf-8-sig")
        except UnicodeDecodeError as error:
            raise FileError(
                f"{inside} is not UTF-8 text (byte {error.start + 1})", "Save it as UTF-8, or move it away."
            ) from error
        except OSError as error:
            raise _unreadable(inside, error) from error

    def _status(self, inside: str) -> os.stat_result | None:
        """Return what the file system says of a path; None where nothing can be there."""
        try:
            return os.stat(f"{self._known.top}/{inside}")  # noqa: PTH116 - Path.exists() hides a loop of links
        except (FileNotFoundError, NotADirectoryError, ValueError):  # half a character, as JSON can hold
            return None
        except OSError as error:
            if error.errno == errno.ENAMETOOLONG:
                return None
            raise _unreadable(inside, error) from error

    def files(self, suffix: Suffix) -> Iterator[str]:
        """Yield the paths of all files that end in `suffix`, in order, without hidden, vendored and linked folders.

        Raises:
            FileError: the folder cannot be listed.
        """
        start = len(self.path) + 1 if self.path else 0
        paths = self._known.tree.files(self.path, suffix)
        return (path[start:] for path in paths) if start else paths

    def folders_with(self, names: Collection[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield each folder that directly holds files of these names, in order, and the names that it holds.

        The folder itself is "". Folders are left out as in `files`.

        Raises:
            FileError: the folder cannot be listed.
        """
        start = len(self.path) + 1 if self.path else 0
        for folder, held in self._known.tree.folders_with(self.path, names):
            yield folder[start:], held

    def _from_top(self, path: str) -> str | None:
        """Return a path as it is from the first folder; None where it leads out of that, or cannot be one."""
        if path.startswith("/") or "\0" in path:
            return None
        inside = posixpath.normpath(join(self.path, path))
        if inside.partition("/")[0] == "..":
            return None
        return "" if inside == "." else inside


def _bytes(path: str, size: int) -> bytes:
    """Return the first `size` bytes of a file: all that it held when one looked, were it to grow for ever."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        content = b""
        while len(content) < size and (more := os.read(descriptor, size - len(content))):
            content += more
        return content
    finally:
        os.close(descriptor)


def _not_there(path: str) -> _NotThereError:
    return _NotThereError(f"{path} is not there", "Make it, then run again.")


def _unreadable(path: str, error: OSError) -> FileError:
    return FileError(f"{path} cannot be read: {error.strerror}", "Check the file and its permissions.")

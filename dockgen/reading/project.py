"""A read-only view of a project's folder."""

import os
import posixpath
import stat
import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from dockgen.errors import FileError
from dockgen.model.outputs import OUTPUTS
from dockgen.reading.files import MAX_BYTES, MAX_TOTAL, Boundary, LeadsOutError, NotThereError, TooMuchError, text_of
from dockgen.reading.tree import LEFT_OUT, SKIPPED_FOLDERS, Suffix, Tree, join, not_listed

__all__ = ["MAX_BYTES", "SKIPPED_FOLDERS", "Project"]

# Entries that do not tell what a project is; a folder with only these counts as empty.
_NO_CONTENT: Final = frozenset(
    {"readme", "license", "licence", "copying", "changelog", "contributing", "code_of_conduct"}
    | {"docker-compose", *(output.path.partition(".")[0].lower() for output in OUTPUTS)}
)


_UTF16_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")
_MAY_BE_UTF16: Final = (".txt", "Procfile", ".env.example")
"""Files that pip reads in UTF-16, which PowerShell's `>` writes; for other tools' files it is an error."""


class _Known:
    """The cache of what was read; all views of a folder share it."""

    def __init__(self, top: Path) -> None:
        self.top = top
        self.tree = Tree(top)
        self.boundary = Boundary(top)
        self.entries: dict[str, list[str]] = {}
        self.has: dict[str, bool] = {}
        self.contents: dict[str, str | FileError] = {}
        self.kept = 0
        """Bytes of memory used by the contents."""
        self.views: dict[str, Project] = {}


class Project:
    """One folder, which need not exist yet. All paths are relative to it, with slashes.

    Everything is read only once, so a run sees a consistent state.
    """

    def __init__(self, root: Path) -> None:
        """Keep the folder's absolute path with links resolved; FileError if it exists and is not a folder."""
        try:
            self.root = root.resolve()
            if self.root.exists() and not self.root.is_dir():  # both raise this for invalid paths
                raise FileError(f"{root} is not a folder", "Name a folder, or a path that does not exist yet.")
        except (OSError, RuntimeError, ValueError) as error:  # too long, a loop of links, a NUL
            why = error.strerror if isinstance(error, OSError) else error
            raise FileError(f"{root} cannot be used as a folder: {why}", "Name another folder.") from error
        self.path = ""
        """Its path relative to the folder that was opened first; "" for that folder."""
        self._known = _Known(self.root)
        self._known.views[""] = self

    @property
    def name(self) -> str:
        """The folder's own name."""
        return self.root.name

    @property
    def warnings(self) -> list[str]:
        """Warnings about ignored files, with paths relative to the folder that was opened first."""
        return self._known.tree.warnings

    def warn(self, warning: str) -> None:
        """Keep a warning once, for the reporter."""
        self._known.tree.warn(warning)

    @contextmanager
    def quietly(self) -> Iterator[None]:
        """Forget the warnings of what is read only to mention it."""
        kept = list(self.warnings)
        yield
        self.warnings[:] = kept

    def sub(self, path: str) -> "Project":
        """Return the view of a subfolder, which shares cache and warnings; FileError for none, or for a link."""
        inside = self._from_top(path)
        if inside is None or not self._is_real_folder(inside):
            raise FileError(f"{path} is not a folder in {self.root}", "Name an existing folder that is not a link.")
        if inside not in self._known.views:
            view = self._known.views[inside] = object.__new__(Project)
            view.root, view.path, view._known = self._known.top / inside, inside, self._known
        return self._known.views[inside]

    def _is_real_folder(self, inside: str) -> bool:
        status, path = self._known.boundary.status(inside), str(self._known.top / inside)
        return status is not None and stat.S_ISDIR(status.st_mode) and os.path.realpath(path) == path

    def entries(self) -> list[str]:
        """Return the sorted names at the top of the folder; FileError if it exists and cannot be listed."""
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
        """Tell whether the folder counts as empty."""
        return all(entry.startswith(".") or entry.partition(".")[0].lower() in _NO_CONTENT for entry in self.entries())

    def has(self, path: str) -> bool:
        """Tell whether a file or folder exists inside the first folder; FileError if the folder is not accessible."""
        inside = self._from_top(path)
        if inside is None:
            return False
        if inside not in self._known.has:
            self._known.has[inside] = self._is_there(inside)
        return self._known.has[inside]

    def _is_there(self, inside: str) -> bool:
        folder = posixpath.dirname(inside)
        try:
            return self._known.boundary.status(inside) is not None
        except LeadsOutError:  # the link itself exists, and reading it reports the error; paths below it do not exist
            return self._is_inside(folder)
        except FileError as error:
            if not folder:
                raise
            self.warn(f"{error}; {LEFT_OUT}")  # such as the data folder of a database
            return False

    def _is_inside(self, folder: str) -> bool:
        try:
            self._known.boundary.real(folder)
        except LeadsOutError:
            return False
        return True

    def read(self, path: str) -> str | None:
        """Return a text file's content; None with a warning if it cannot be read."""
        try:
            return self.require(path)
        except NotThereError:
            return None
        except FileError as error:
            self._known.tree.warn(f"{error}; {LEFT_OUT}")
            return None

    def require(self, path: str, limit: int = MAX_BYTES) -> str:
        """Return the content of a text file, up to a limit in bytes; FileError, or TooMuchError beyond `MAX_TOTAL`."""
        inside = self._from_top(path)
        if inside is None:
            raise NotThereError(f"{path} does not exist", "Create it, then run again.")
        if inside not in self._known.contents:
            try:
                self._known.contents[inside] = self._content(inside, limit)
            except FileError as error:
                self._known.contents[inside] = error
        content = self._known.contents[inside]
        if isinstance(content, FileError):
            raise content.with_traceback(None)
        return content

    def _content(self, inside: str, limit: int) -> str:
        if self._known.kept > MAX_TOTAL:
            what = f"{self._known.top} has more than {MAX_TOTAL >> 20} MiB of files to read"
            raise TooMuchError(what, "Name a folder with only one program, or with fewer.")
        content = self._decoded(inside, limit)
        self._known.kept += sys.getsizeof(content)
        return content

    def _decoded(self, inside: str, limit: int) -> str:
        content = self._known.boundary.read(inside, limit)
        if content.startswith(_UTF16_MARKS) and inside.endswith(_MAY_BE_UTF16):
            with suppress(UnicodeDecodeError):
                return content.decode("utf-16")
        return text_of(content, inside)

    def files(self, suffix: Suffix) -> Iterator[str]:
        """Yield the paths of all files that end in `suffix`, in order, without hidden, vendored and linked folders."""
        start = len(self.path) + 1 if self.path else 0
        paths = self._known.tree.files(self.path, suffix)
        return (path[start:] for path in paths) if start else paths

    def folders_with(self, names: Collection[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield each folder, in the order of `files`, that directly holds files of these names, and the names."""
        start = len(self.path) + 1 if self.path else 0
        for folder, held in self._known.tree.folders_with(self.path, names):
            yield folder[start:], held

    def _from_top(self, path: str) -> str | None:
        """Return a path relative to the first folder; None if it leads outside or is invalid."""
        if path.startswith("/") or "\0" in path:
            return None
        inside = posixpath.normpath(join(self.path, path))
        if inside.partition("/")[0] == "..":
            return None
        return "" if inside == "." else inside

"""A read-only view of one folder: the only code that reads a person's files."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from dockgen.errors import FileError, printable

MAX_BYTES: Final = 1024 * 1024
"""Larger files are data, not configuration or source that tells anything; they are never read."""

SKIPPED_FOLDERS: Final = frozenset({"node_modules", "vendor", "testdata", "__pycache__"})

# What may lie in a folder that is still empty for our purpose: it says nothing of what the project is.
_NO_CONTENT: Final = frozenset(
    {"readme", "license", "licence", "copying", "changelog", "contributing", "code_of_conduct"}
    | {"dockerfile", "compose", "docker-compose", "dockgen"}
)


class _NotThereError(FileError):
    """A file is not there at all."""


def _not_listed(folder: Path, error: OSError) -> FileError:
    return FileError(f"{folder} cannot be listed: {error.strerror}", "Check its permissions.")


class Project:
    """One folder, which need not exist yet. All paths are relative to it, with slashes."""

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
        self.warnings: list[str] = []

    @property
    def name(self) -> str:
        """The folder's own name."""
        return self.root.name

    def entries(self) -> list[str]:
        """Return the sorted names at the top of the folder; empty where the folder is not there.

        Raises:
            FileError: the folder cannot be listed.
        """
        try:
            return sorted(os.listdir(self.root))  # noqa: PTH208 - names are wanted, not paths
        except FileNotFoundError:
            return []
        except OSError as error:
            raise _not_listed(self.root, error) from error

    def is_new(self) -> bool:
        """Tell whether nothing in the folder says what the project is."""
        return all(entry.startswith(".") or entry.partition(".")[0].lower() in _NO_CONTENT for entry in self.entries())

    def has(self, path: str) -> bool:
        """Tell whether a file or folder of that path is there.

        Raises:
            FileError: the folder does not let us look.
        """
        try:
            os.stat(self.root / path)  # noqa: PTH116 - Path.exists() takes a loop of links for nothing at all
        except (FileNotFoundError, NotADirectoryError):
            return False
        except OSError as error:
            raise FileError(
                f"{path} cannot be read: {error.strerror}", "Check the file and its permissions."
            ) from error
        return True

    def read(self, path: str) -> str | None:
        """Return a text file's content; None, and a warning, where there is none to be had."""
        try:
            return self.require(path)
        except _NotThereError:
            return None
        except FileError as error:
            self._warn(f"{error}; it was left out of account")
            return None

    def require(self, path: str) -> str:
        """Return the content of a text file without which one cannot go on.

        Raises:
            FileError: it is not there, or is no text.
        """
        try:
            status = os.stat(self.root / path)  # noqa: PTH116 - as above
            if not stat.S_ISREG(status.st_mode):  # a pipe would let us wait for ever
                raise FileError(f"{path} is not a file", "Move it away, then run again.")
            if status.st_size > MAX_BYTES:
                raise FileError(
                    f"{path} is larger than {MAX_BYTES // 1024} KiB", "Is it the file that it is named for?"
                )
            return (self.root / path).read_bytes().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise FileError(
                f"{path} is not UTF-8 text (byte {error.start + 1})", "Save it as UTF-8, or move it away."
            ) from error
        except (FileNotFoundError, NotADirectoryError) as error:
            raise _NotThereError(f"{path} is not there", "Make it, then run again.") from error
        except OSError as error:
            raise FileError(
                f"{path} cannot be read: {error.strerror}", "Check the file and its permissions."
            ) from error

    def files(self, suffix: str | tuple[str, ...]) -> Iterator[str]:
        """Yield the paths of all files that end in `suffix`, in order, without hidden, vendored and linked folders."""
        waiting = [("", True)]
        while waiting:
            path, is_folder = waiting.pop()
            if is_folder:
                waiting += reversed(self._listed(path, suffix))
            else:
                yield path

    def _listed(self, folder: str, suffix: str | tuple[str, ...]) -> list[tuple[str, bool]]:
        """Return the sorted folders, and files that end in `suffix`, of one folder; and for each whether it is one."""
        try:
            with os.scandir(self.root / folder) as found:
                entries = sorted(found, key=lambda entry: entry.name)
        except FileNotFoundError:
            return []
        except OSError as error:
            if not folder:
                raise _not_listed(self.root, error) from error
            self._warn(f"{folder} cannot be listed: {error.strerror}; it was left out of account")
            return []
        start = f"{folder}/" if folder else ""
        return [
            (start + entry.name, entry.is_dir(follow_symlinks=False))
            for entry in entries
            if not entry.name.startswith(".") and entry.name not in SKIPPED_FOLDERS
            if entry.is_dir(follow_symlinks=False) or entry.name.endswith(suffix)
        ]

    def _warn(self, warning: str) -> None:
        """Keep a warning once, for the reporter."""
        if (text := printable(warning)) not in self.warnings:
            self.warnings.append(text)

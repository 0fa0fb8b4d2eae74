"""A read-only view of one folder: the only code that reads a person's files."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Final

from dockgen.errors import FileError

MAX_BYTES: Final = 1024 * 1024
"""Larger files are data, not configuration or source that tells anything; they are never read."""

SKIPPED_FOLDERS: Final = frozenset({"node_modules", "vendor", "testdata", "__pycache__"})

# What may lie in a folder that is still empty for our purpose: it says nothing of what the project is.
_NO_CONTENT: Final = frozenset(
    {"readme", "license", "licence", "copying", "changelog", "contributing", "code_of_conduct"}
)


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
            raise FileError(f"{str(root)!r} cannot be used as a folder: {error}", "Name another folder.") from error
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
            raise FileError(f"{self.root} cannot be listed: {error.strerror}", "Check its permissions.") from error

    def is_new(self) -> bool:
        """Tell whether nothing in the folder says what the project is."""
        return all(
            entry.startswith(".") or entry == "dockgen.toml" or entry.partition(".")[0].lower() in _NO_CONTENT
            for entry in self.entries()
        )

    def has(self, path: str) -> bool:
        """Tell whether a file or folder of that path is there."""
        return (self.root / path).exists()

    def read(self, path: str) -> str | None:
        """Return a text file's content; None, and mostly a warning, where there is none to be had."""
        try:
            status = (self.root / path).stat()
            if not stat.S_ISREG(status.st_mode):  # a pipe would let us wait for ever
                return None
            if status.st_size <= MAX_BYTES:
                return (self.root / path).read_bytes().decode("utf-8-sig")
            self._warn(f"{path} is larger than {MAX_BYTES // 1024} KiB and was not read")
        except (FileNotFoundError, NotADirectoryError):
            pass
        except UnicodeDecodeError:
            self._warn(f"{path} is not UTF-8 text and was not read")
        except OSError as error:
            self._warn(f"{path} cannot be read: {error.strerror}")
        return None

    def files(self, suffix: str) -> Iterator[str]:
        """Yield the paths of all files that end in `suffix`, in order, without hidden, vendored and linked folders."""
        yield from self._walk(PurePosixPath(), suffix)

    def _walk(self, folder: PurePosixPath, suffix: str) -> Iterator[str]:
        try:
            with os.scandir(self.root / folder) as found:
                entries = sorted(found, key=lambda entry: entry.name)
        except FileNotFoundError:
            return
        except OSError as error:
            self._warn(f"{folder} cannot be listed: {error.strerror}")
            return
        for entry in entries:
            if entry.name.startswith(".") or entry.name in SKIPPED_FOLDERS:
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from self._walk(folder / entry.name, suffix)
            elif entry.name.endswith(suffix):
                yield str(folder / entry.name)

    def _warn(self, warning: str) -> None:
        """Keep a warning once, for the reporter."""
        if warning not in self.warnings:
            self.warnings.append(warning)

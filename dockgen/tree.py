"""The names of all files below one folder: it is walked once, and only if somebody asks."""

import os
import re
from collections.abc import Collection, Iterator
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import Final

from dockgen.errors import FileError, printable

SKIPPED_FOLDERS: Final = frozenset(
    {"node_modules", "bower_components", "vendor", "testdata", "__pycache__", "venv", "site-packages"}
)
"""What never holds a project's own sources, as hidden folders never do: tools fill it, or tests read it."""

OUTPUT_FOLDERS: Final = {
    "build": frozenset({"package.json", "pyproject.toml", "setup.py", "setup.cfg", "build.gradle", "build.gradle.kts"}),
    "dist": frozenset({"package.json", "pyproject.toml", "setup.py", "setup.cfg"}),
    "out": frozenset({"package.json"}),
    "target": frozenset({"Cargo.toml", "pom.xml"}),
}
"""What tools make anew from the files beside it: skipped only where one of those is. Elsewhere a `build` or `target`
may be a package like any other, and a `dist` that lies alone is a finished site."""

Suffix = str | tuple[str, ...]


def not_listed(folder: str | Path, error: OSError) -> FileError:
    """Return the error of a folder whose names cannot be had."""
    return FileError(f"{folder} cannot be listed: {error.strerror}", "Check its permissions.")


def join(folder: str, name: str) -> str:
    """Return the path of what lies in a folder; the top one is ""."""
    return f"{folder}/{name}" if folder else name


class Tree:
    """All folders below one, each with the names of its files. Linked folders are not entered."""

    def __init__(self, root: Path) -> None:
        """Take an absolute path; nothing is read yet."""
        self.warnings: list[str] = []
        self._root = str(root)
        self._walks: dict[str, _Walk] = {}
        self._files: dict[tuple[str, Suffix], list[str]] = {}

    def warn(self, warning: str) -> None:
        """Keep a warning once, for the reporter."""
        if (text := printable(warning)) not in self.warnings:
            self.warnings.append(text)

    def files(self, top: str, suffix: Suffix) -> list[str]:
        """Return the paths of all files below `top` whose names end in `suffix`, in order, without the hidden ones.

        Raises:
            FileError: `top` cannot be listed.
        """
        if (top, suffix) not in self._files:
            self._files[top, suffix] = sorted(self._walk(top).files(top, suffix), key=_in_order)
        return self._files[top, suffix]

    def folders_with(self, top: str, names: Collection[str]) -> list[tuple[str, tuple[str, ...]]]:
        """Return the folders from `top` down that hold a file of one of the names, in order, and which they hold.

        Raises:
            FileError: `top` cannot be listed.
        """
        held: dict[str, list[str]] = {}
        for folder, name in self._walk(top).named(top, names) if names else ():
            held.setdefault(folder, []).append(name)
        return [(folder, tuple(sorted(held[folder]))) for folder in sorted(held, key=_in_order)]

    def _walk(self, top: str) -> "_Walk":
        """Return the walk that came to `top`: there is one, and one more for each folder that it left out."""
        walk = self._walked("")
        return walk if not top or top in walk.position else self._walked(top)

    def _walked(self, start: str) -> "_Walk":
        if start not in self._walks:
            self._walks[start] = _Walk(self._root, start)
            for warning in sorted(self._walks[start].warnings):  # a file system lists in an order of its own
                self.warn(warning)
        return self._walks[start]


class _Walk:
    """What lies below one folder, as one long text: that is searched many times quicker than many names are."""

    def __init__(self, root: str, start: str) -> None:
        self.folders: list[str] = []
        """All of them; those inside a folder come next after it."""
        self.warnings: list[str] = []
        texts = []
        waiting = [start]
        while waiting:
            folder = waiting.pop()
            try:
                names, folders = _listed(f"{root}/{folder}")
            except FileNotFoundError:
                continue
            except OSError as error:
                if folder == start:
                    raise not_listed(f"{root}/{folder}".rstrip("/"), error) from error
                self.warnings.append(f"{folder} cannot be listed: {error.strerror}; it was left out of account")
                continue
            if folders:
                waiting += [join(folder, name) for name in folders if not _is_skipped(name, names)]
            self.folders.append(folder)
            texts.append("/".join(["", *names, ""]))
        self._text = "".join(texts)
        """The names of all files: those of one folder after the other, each between slashes, which no name holds."""
        self._starts = list(accumulate(map(len, texts), initial=0))

    def files(self, top: str, suffix: Suffix) -> Iterator[str]:
        """Yield the paths of the files whose names end so, in no order."""
        suffixes = (suffix,) if isinstance(suffix, str) else suffix
        for index in {index for end in suffixes for index in self._holding(f"{end}/", *self._range(top))}:
            folder = self.folders[index]
            for name in self._text[self._starts[index] : self._starts[index + 1]].split("/"):
                if name.endswith(suffixes) and name[:1] not in {"", "."}:
                    yield join(folder, name)

    def _holding(self, part: str, first: int, end: int) -> Iterator[int]:
        """Yield which folders from `first` on hold such a part of a name."""
        at = self._text.find(part, self._starts[first], self._starts[end])
        while at >= 0:
            index = self._index(at)
            yield index
            at = self._text.find(part, self._starts[index + 1], self._starts[end])

    def named(self, top: str, names: Collection[str]) -> Iterator[tuple[str, str]]:
        """Yield the files of these names, each as its folder and its name."""
        first, end = self._range(top)
        pattern = re.compile(f"/({'|'.join(map(re.escape, sorted(names)))})(?=/)")
        for match in pattern.finditer(self._text, self._starts[first], self._starts[end]):
            yield self.folders[self._index(match.start())], match[1]

    def _index(self, at: int) -> int:
        """Return which folder's names stand at that place of the text."""
        from bisect import bisect_right  # noqa: PLC0415 - a start in an empty folder does without

        return bisect_right(self._starts, at) - 1

    def _range(self, top: str) -> tuple[int, int]:
        """Return where `top` and the folders below it begin and end."""
        if not top:
            return 0, len(self.folders)
        if top not in self.position:  # it was taken away meanwhile
            return 0, 0
        first = self.position[top]
        end = first + 1
        while end < len(self.folders) and self.folders[end].startswith(f"{top}/"):
            end += 1
        return first, end

    @cached_property
    def position(self) -> dict[str, int]:
        """The place of each folder in the order of the walk."""
        return {folder: index for index, folder in enumerate(self.folders)}


def _listed(path: str) -> tuple[list[str], list[str]]:
    """Return the names of a folder's files, and of the folders in it; nothing else of dockgen takes so long."""
    names, folders = [], []
    with os.scandir(path) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                folders.append(entry.name)
            else:
                names.append(entry.name)
    return names, folders


def _is_skipped(folder: str, beside: list[str]) -> bool:
    """Tell whether a folder holds no sources, by its name and the files beside it."""
    if folder in OUTPUT_FOLDERS:
        return not OUTPUT_FOLDERS[folder].isdisjoint(beside)
    return folder[0] == "." or folder in SKIPPED_FOLDERS


def _in_order(path: str) -> str:
    """Return a key that sorts folder by folder, which a slash does not: `a-b` is less than `a/b`."""
    return path.replace("/", "\0")

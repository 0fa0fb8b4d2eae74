"""Lists the names of all files below a folder; the folder is walked once, on first use."""

import os
import re
from collections.abc import Callable, Collection, Iterator
from itertools import accumulate
from pathlib import Path
from typing import Final

from dockgen.errors import FileError, printable
from dockgen.text.visible import HIDDEN

SKIPPED_FOLDERS: Final = frozenset(
    {"node_modules", "bower_components", "vendor", "testdata", "__pycache__", "venv", "site-packages"}
)
"""Folders that never hold a project's own sources: output of tools, or test data. Hidden folders are skipped, too."""

OUTPUT_FOLDERS: Final = {
    "build": frozenset({"package.json", "pyproject.toml", "setup.py", "setup.cfg", "build.gradle", "build.gradle.kts"}),
    "dist": frozenset({"package.json", "pyproject.toml", "setup.py", "setup.cfg"}),
    "out": frozenset({"package.json"}),
    "target": frozenset({"Cargo.toml", "pom.xml"}),
}
"""Output folders, skipped only next to a manifest of the tool that makes them. Elsewhere, a `build` or `target` may be
a package, and a `dist` a finished site."""

_AS_KEY: Final = "\0"
"""Replaces slashes for sorting: it is in no name, and sorts before all other characters."""

LEFT_OUT: Final = "it was ignored"

Suffix = str | tuple[str, ...]


def not_listed(folder: str | Path, error: OSError) -> FileError:
    """Return the error for a folder that cannot be listed."""
    return FileError(f"{folder} cannot be listed: {error.strerror}", "Check its permissions.")


def join(folder: str, name: str) -> str:
    """Return the path of an entry in a folder; the top folder is ""."""
    return f"{folder}/{name}" if folder else name


def walk(top: str, enters: Callable[[str], bool]) -> Iterator[tuple[str, list[str], list[str]]]:
    """Yield each folder from `top` down, in order, with the sorted names of its folders and of its files.

    Linked folders, and those whose names `enters` refuses, are not entered; folders that cannot be listed are skipped.
    Unlike `os.walk` of Python 3.11, it does not recurse, so any depth works.
    """
    waiting = [top]
    while waiting:
        path = waiting.pop()
        folders: list[str] = []
        others: list[str] = []
        try:
            with os.scandir(path) as entries:
                for entry in entries:
                    (folders if entry.is_dir(follow_symlinks=False) else others).append(entry.name)
        except OSError:
            continue
        folders.sort()
        yield path, folders, sorted(others)
        waiting += [f"{path.rstrip('/')}/{name}" for name in reversed(folders) if enters(name)]


class Tree:
    """All folders below a folder, with the names of their files. Linked folders are not entered."""

    def __init__(self, root: Path) -> None:
        """Keep the absolute path, without reading anything yet."""
        self.warnings: list[str] = []
        self._told: set[str] = set()
        self._root = str(root)
        self._walks: dict[str, _Walk] = {}

    def warn(self, warning: str) -> None:
        """Add a warning once."""
        if (text := printable(warning)) not in self._told:
            self._told.add(text)
            self.warnings.append(text)

    def files(self, top: str, suffix: Suffix) -> Iterator[str]:
        """Yield the paths of all files below `top` whose names end in `suffix`, in order, without hidden files."""
        suffixes = (suffix,) if isinstance(suffix, str) else suffix
        return filter(self._can_be_named, self._walk(top).files(top, suffixes))

    def folders_with(self, top: str, names: Collection[str]) -> list[tuple[str, tuple[str, ...]]]:
        """Return the folders from `top` down with files of these names, in order, and the names found."""
        held: dict[str, list[str]] = {}
        for folder, name in self._walk(top).named(top, names) if names else ():
            if self._can_be_named(join(folder, name)):
                held.setdefault(folder, []).append(name)
        return [(folder, tuple(sorted(found))) for folder, found in held.items()]

    def _can_be_named(self, path: str) -> bool:
        """Tell whether generated files can contain a path; warn if they cannot."""
        if path.isprintable() or not re.search(HIDDEN, path):
            return True
        self.warn(f"{path} has a name that a Dockerfile cannot contain; {LEFT_OUT}")
        return False

    def _walk(self, top: str) -> "_Walk":
        """Return the walk that reached `top`: the main one, or an extra one for a skipped folder."""
        walk = self._walked("")
        return walk if not top or walk.has(top) else self._walked(top)

    def _walked(self, start: str) -> "_Walk":
        if start not in self._walks:
            self._walks[start] = _Walk(self._root, start)
            for warning in sorted(self._walks[start].warnings):  # file systems list names in any order
                self.warn(warning)
        return self._walks[start]


class _Walk:
    """The names below a folder as one long text, which is much faster to search than many names."""

    def __init__(self, root: str, start: str) -> None:
        self.warnings: list[str] = []
        self._prefix = f"{root.rstrip('/')}/"
        self._cut = len(self._prefix)
        """The start of the relative path in an absolute one."""
        self._ranges: dict[str, tuple[int, int]] = {}
        self._paths: list[str] = []
        """The absolute paths of all folders, in order; subfolders follow their parent."""
        texts = []
        top = self._prefix + start if start else root
        waiting = [top]
        while waiting:
            path = waiting.pop()
            names: list[str] = [""]
            folders: list[os.DirEntry[str]] = []
            try:
                # This loop is the slowest part of dockgen; bench/walk.py shows each call.
                with os.scandir(path) as entries:
                    for entry in entries:
                        if not entry.is_dir(follow_symlinks=False):
                            names.append(entry.name)
                        elif entry.name[0] != "." and entry.name not in SKIPPED_FOLDERS:
                            folders.append(entry)
            except FileNotFoundError:
                continue
            except OSError as error:
                if path == top:
                    raise not_listed(path, error) from error
                self.warnings.append(f"{path[self._cut :]} cannot be listed: {error.strerror}; {LEFT_OUT}")
                continue
            if folders:
                inside = [e.path for e in folders if e.name not in OUTPUT_FOLDERS or not _is_output(e.name, names)]
                inside.sort(reverse=True)  # so that the first name is popped first
                waiting += inside
            names.append("")
            texts.append("/".join(names))
            self._paths.append(path)
        self._text = "".join(texts)
        """The names of all files, folder by folder, each between slashes."""
        self._starts = list(accumulate(map(len, texts), initial=0))

    def files(self, top: str, suffixes: tuple[str, ...]) -> Iterator[str]:
        """Yield the files whose names end so, in order, lazily."""
        from heapq import heappop, heappush, merge  # noqa: PLC0415 - an empty folder does without

        first, end = self._range(top)
        waiting: list[str] = []
        last = -1
        for index in merge(*(self._with_part(f"{suffix}/", first, end) for suffix in suffixes)):
            if index == last:  # it matches several suffixes
                continue
            last = index
            start = _in_order(f"{self._paths[index][self._cut :]}/").lstrip(_AS_KEY)
            while waiting and waiting[0] < start:  # all later folders sort after it
                yield heappop(waiting).replace(_AS_KEY, "/")
            for name in self._text[self._starts[index] + 1 : self._starts[index + 1] - 1].split("/"):
                if name.endswith(suffixes) and name[:1] not in {".", ""}:
                    heappush(waiting, start + name)
        while waiting:
            yield heappop(waiting).replace(_AS_KEY, "/")

    def _with_part(self, part: str, first: int, end: int) -> Iterator[int]:
        """Yield the folders from `first` on with a name that contains the text."""
        from bisect import bisect_right  # noqa: PLC0415 - an empty folder does without

        text, starts, last = self._text, self._starts, self._starts[end]
        at = text.find(part, starts[first], last)
        while at >= 0:
            first = bisect_right(starts, at, first, end)
            yield first - 1
            at = text.find(part, starts[first], last)

    def named(self, top: str, names: Collection[str]) -> Iterator[tuple[str, str]]:
        """Yield the files with these names as pairs of folder and name, folder by folder."""
        from bisect import bisect_right  # noqa: PLC0415 - an empty folder does without

        first, end = self._range(top)
        first_letters = "".join(re.escape(letter) for letter in sorted({name[0] for name in names}))
        pattern = re.compile(f"/(?=[{first_letters}])({'|'.join(map(re.escape, sorted(names)))})(?=/)")
        for match in pattern.finditer(self._text, self._starts[first], self._starts[end]):
            yield self._paths[bisect_right(self._starts, match.start()) - 1][self._cut :], match[1]

    def has(self, folder: str) -> bool:
        """Tell whether the walk reached a folder."""
        first, end = self._range(folder)
        return first < end

    def _range(self, top: str) -> tuple[int, int]:
        """Return the range of `top` and the folders below it; empty if the walk did not reach it."""
        from bisect import bisect_left  # noqa: PLC0415 - an empty folder does without

        if not top:
            return 0, len(self._paths)
        if top not in self._ranges:
            path = self._prefix + top
            first = bisect_left(self._paths, _in_order(path), key=_in_order)
            after = _in_order(path) + "\1"  # subfolders continue with the slash mark, which sorts first
            is_there = self._paths[first : first + 1] == [path]
            end = bisect_left(self._paths, after, first, key=_in_order) if is_there else first
            self._ranges[top] = first, end
        return self._ranges[top]


def _is_output(folder: str, beside: list[str]) -> bool:
    """Tell whether a folder is the output of a tool whose manifest is next to it."""
    return not OUTPUT_FOLDERS[folder].isdisjoint(beside)


def _in_order(path: str) -> str:
    """Return a key that sorts folder by folder; with slashes, `a-b` would come before `a/b`."""
    return path.replace("/", _AS_KEY)

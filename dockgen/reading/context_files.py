"""Lists the files of a build context, including hidden ones, without the output of tools."""

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final

from dockgen.reading.tree import OUTPUT_FOLDERS, SKIPPED_FOLDERS, walk

INSTALLED: Final = frozenset(
    {*SKIPPED_FOLDERS, ".git", ".hg", ".svn", ".venv", ".tox", ".nox", ".cache", ".turbo", ".parcel-cache", ".yarn"}
    | {".pnpm-store", ".mypy_cache", ".pytest_cache", ".ruff_cache"}
)
"""Folders of installed packages, caches, and version control."""
MADE: Final = INSTALLED | frozenset(
    {*OUTPUT_FOLDERS, "bin", "obj", "coverage", "_build", ".next", ".nuxt", ".output", ".svelte-kit", ".angular"}
    | {".astro", ".vite", ".gradle", ".terraform"}
)
"""Output folders of tools: the build creates the same files again."""


def files(context: Path, without: Collection[str]) -> Iterator[str]:
    """Yield the paths of all files, folder by folder, except folders with some names; links are not followed."""
    cut = len(str(context)) + 1
    for folder, _, names in walk(str(context), lambda name: name not in without):
        yield from (f"{folder}/{name}"[cut:] for name in names)

"""All files of a build context, hidden ones too, without what tools make."""

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final

from dockgen.reading.tree import OUTPUT_FOLDERS, SKIPPED_FOLDERS, walk

INSTALLED: Final = frozenset(
    {*SKIPPED_FOLDERS, ".git", ".hg", ".svn", ".venv", ".tox", ".nox", ".cache", ".turbo", ".parcel-cache", ".yarn"}
    | {".pnpm-store", ".mypy_cache", ".pytest_cache", ".ruff_cache"}
)
"""Folders of installed packages, of caches, and of version control."""
MADE: Final = INSTALLED | frozenset(
    {*OUTPUT_FOLDERS, "bin", "obj", "coverage", "_build", ".next", ".nuxt", ".output", ".svelte-kit", ".angular"}
    | {".astro", ".vite", ".gradle", ".terraform"}
)
"""Folders that tools fill: the build makes the very same files anew."""


def files(context: Path, without: Collection[str]) -> Iterator[str]:
    """Yield the paths of all files, folder by folder; links are not followed.

    Args:
        context: the folder.
        without: names of folders that are left out.
    """
    cut = len(str(context)) + 1
    for folder, _, names in walk(str(context), lambda name: name not in without):
        yield from (f"{folder}/{name}"[cut:] for name in names)

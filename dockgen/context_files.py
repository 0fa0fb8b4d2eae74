"""All files of a build context, hidden ones too, without what tools make."""

import os
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final

from dockgen.tree import OUTPUT_FOLDERS, SKIPPED_FOLDERS

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


def walk(context: Path, without: Collection[str]) -> Iterator[str]:
    """Yield the paths of all files, folder by folder; links are not followed.

    Args:
        context: the folder.
        without: names of folders that are left out.
    """
    for folder, names, files in os.walk(context):
        names[:] = sorted(name for name in names if name not in without)
        above = Path(folder).relative_to(context).as_posix()
        for name in sorted(files):
            yield name if above == "." else f"{above}/{name}"

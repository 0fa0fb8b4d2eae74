"""All files of a build context, hidden ones too, without what tools make."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from dockgen.tree import OUTPUT_FOLDERS, SKIPPED_FOLDERS

_MADE: Final = frozenset(
    {*SKIPPED_FOLDERS, *OUTPUT_FOLDERS, "bin", "obj", "coverage", ".git", ".hg", ".svn", ".venv", ".tox", ".nox"}
    | {".next", ".nuxt", ".output", ".svelte-kit", ".angular", ".astro", ".vite", ".cache", ".turbo", ".parcel-cache"}
    | {".yarn", ".pnpm-store", ".gradle", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".terraform", "_build"}
)
"""Folders that tools fill: the build makes the very same files anew, which proves nothing."""


def walk(context: Path) -> Iterator[str]:
    """Yield the paths of all files, folder by folder; links are not followed."""
    for folder, names, files in os.walk(context):
        names[:] = sorted(name for name in names if name not in _MADE)
        above = Path(folder).relative_to(context).as_posix()
        for name in sorted(files):
            yield name if above == "." else f"{above}/{name}"

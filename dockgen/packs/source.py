"""Finds packs in a folder, in a Git repository at a tag or commit, or in an installed Python package."""

import os
import posixpath
import re
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from dockgen.packs import fetching, git, names
from dockgen.packs.errors import PackError
from dockgen.packs.read import Pack, read
from dockgen.reading.files import is_file, is_folder

_GITHUB: Final = re.compile(r"gh:(?P<path>[\w.-]+/[\w.-]+)(?P<rest>[@#].*)?", re.ASCII)
_PYTHON: Final = re.compile(r"python:(?P<name>[A-Za-z_][A-Za-z0-9_]*)(?:/(?P<folder>.+))?", re.ASCII)


def is_pack(source: str, root: Path) -> bool:
    """Tell whether a template for `dockgen new` is a pack, not a cookiecutter template."""
    return source.startswith(("git+", "python:")) or is_file(root / source / "pack.toml")


def seen_from(folder: str, source: str) -> str:
    """Return a pack's path relative to a folder inside the project, given its path relative to the project."""
    is_elsewhere = re.match(r"[a-z][a-z+]+:|~|/", source) or Path(source).is_absolute()
    return source if is_elsewhere else posixpath.relpath(source, folder or ".")


def address(source: str) -> git.Address | None:
    """Return the address of a pack in Git; None for a folder or a Python package. PackError if it is invalid."""
    if match := _GITHUB.fullmatch(source):
        source = f"git+https://github.com/{match['path']}{match['rest'] or ''}"
    return git.address(source) if source.startswith("git+") else None


@lru_cache(maxsize=8)
def load(source: str, root: Path) -> Pack:
    """Load a pack, or fetch it once, its branch as a commit; PackError if it is not a pack or cannot be loaded."""
    if asked := address(source):
        return read(*git.fetched(asked, may_fetch=fetching.IS_ALLOWED.get()))
    if source.startswith("python:"):
        return read(_inside(*_package(source), source), source)
    if re.match(r"[a-z][a-z+]+:", source):
        hint = "Allowed: a folder, git+URL@TAG, gh:, python:."
        raise PackError(f"{source} is not the place of a template pack", hint)
    return read(_folder(root, source), source)


def place_of(root: Path, source: str) -> Path:
    """Return a folder's path; `..` is resolved by text, since the project's folder may not exist yet."""
    return Path(os.path.normpath(root / os.path.expanduser(source)))  # noqa: PTH111 - a home may be missing


def _folder(root: Path, source: str) -> Path:
    place = place_of(root, source)
    if is_file(place) and place.name == "pack.toml":
        raise PackError(f"{source} is a file", "Name its folder.")
    if not is_folder(place):
        hint = "Is it a Git repository? git+file:///path@v1." if "@" in source else "Check the path."
        raise PackError(f"{source}: no such folder", hint)
    return place


def _package(source: str) -> tuple[Path, str]:
    """Return the folder of a package, which is not imported, and the pack's folder in it."""
    match = _PYTHON.fullmatch(source)
    spec = find_spec(match["name"]) if match else None
    if match is None or spec is None or not spec.submodule_search_locations:
        raise PackError(f"{source}: no such Python package is installed with dockgen", "Install it, or fix the name.")
    return Path(spec.submodule_search_locations[0]), match["folder"] or ""


def _inside(top: Path, folder: str, source: str) -> Path:
    place = (top / names.inside(folder, source)).resolve()
    if not place.is_relative_to(top.resolve()):
        raise PackError(f"{source}: {folder!r} leads out of it", "Name a folder inside.")
    return place

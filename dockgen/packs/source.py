"""Where packs are: a folder, a Git repository at a tag or a commit, or an installed Python package."""

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
    """Tell whether something that a project can be made from is a pack, and nobody else's template."""
    return source.startswith(("git+", "python:")) or is_file(root / source / "pack.toml")


def seen_from(folder: str, source: str) -> str:
    """Return where a pack is from a folder inside of the project, given where it is from the project's."""
    is_folder = (
        not re.match(r"[a-z][a-z+]+:", source) and not posixpath.isabs(source) and not Path(source).is_absolute()
    )
    return posixpath.relpath(source, folder or ".") if is_folder and not source.startswith("~") else source


def address(source: str) -> git.Address | None:
    """Return the address of a pack in Git; None for one in a folder or a Python package.

    Raises:
        PackError: it is no right one.
    """
    if match := _GITHUB.fullmatch(source):
        source = f"git+https://github.com/{match['path']}{match['rest'] or ''}"
    return git.address(source) if source.startswith("git+") else None


@lru_cache(maxsize=8)
def load(source: str, root: Path) -> Pack:
    """Return a pack; one from a Git repository is fetched once, and is named by its commit if it is a branch's.

    Args:
        source: where it is, as in `dockgen.toml`.
        root: the folder that a relative path is relative to.

    Raises:
        PackError: it cannot be had, or is none.
    """
    if asked := address(source):
        return read(*git.fetched(asked, may_fetch=fetching.IS_ALLOWED.get()))
    if source.startswith("python:"):
        return read(_inside(*_package(source), source), source)
    if re.match(r"[a-z][a-z+]+:", source):
        raise PackError(f"{source} is no place of a template pack", "Allowed: a folder, git+URL@TAG, gh:, python:.")
    return read(_folder(root, source), source)


def place_of(root: Path, source: str) -> Path:
    """Return a folder's path; the project's own need not be there yet, so `..` is taken by the words alone."""
    return Path(os.path.normpath(root / os.path.expanduser(source)))  # noqa: PTH111 - a home may be missing


def _folder(root: Path, source: str) -> Path:
    place = place_of(root, source)
    if is_file(place) and place.name == "pack.toml":
        raise PackError(f"{source} is a file", "Name the folder that it is in.")
    if not is_folder(place):
        hint = "Is it a Git repository? git+file:///path@v1." if "@" in source else "Is the path right?"
        raise PackError(f"{source}: there is no such folder", hint)
    return place


def _package(source: str) -> tuple[Path, str]:
    """Return the folder of a package, of which nothing is imported, and what is wanted in it."""
    match = _PYTHON.fullmatch(source)
    spec = find_spec(match["name"]) if match else None
    if match is None or spec is None or not spec.submodule_search_locations:
        raise PackError(f"{source}: there is no such Python package beside dockgen", "Install it, or fix the name.")
    return Path(spec.submodule_search_locations[0]), match["folder"] or ""


def _inside(top: Path, folder: str, source: str) -> Path:
    place = (top / names.inside(folder, source)).resolve()
    if not place.is_relative_to(top.resolve()):
        raise PackError(f"{source}: {folder!r} leads out of it", "Name a folder inside.")
    return place

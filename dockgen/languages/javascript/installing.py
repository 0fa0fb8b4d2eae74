"""What an install of packages reads, and what has to be left out of it."""

import posixpath
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from dockgen.languages.javascript import managers
from dockgen.languages.javascript.lifecycle import lifecycle
from dockgen.languages.javascript.workspaces import Workspace
from dockgen.reading.project import Project


class Install(NamedTuple):
    """What an install needs. All paths are from the top."""

    copied: tuple[str, ...]
    """The members of the workspace whose package.json has to be there."""
    files: tuple[str, ...]
    """What it reads beside each package.json and the lock file."""
    removed: tuple[str, ...]
    """`FOLDER SCRIPT` of scripts that would build before the sources are there."""
    needs_development: bool
    """Whether scripts that run at an install call packages that only development needs."""
    has_packages: bool


def read(project: Project, workspace: Workspace, folder: str, chosen: managers.Chosen) -> Install:
    """Read what the install of one member, or of the package at the top, needs; warn where it has no lock file."""
    manager = chosen.manager
    needed = workspace.needs(folder, development=True)
    copied = tuple(workspace.members) if manager.whole else tuple(dict.fromkeys((*needed, *filter(None, [folder]))))
    every = ("", *copied)
    scripts = {each: lifecycle(project.sub(each) if each else project, workspace.at(each)) for each in every}
    names = (*manager.files, *(("patches",) if manager.name == "pnpm" else ()))
    files = [name for name in names if project.has(name)]
    files += _local(project, workspace, every)
    files += [posixpath.join(each, path) for each, one in scripts.items() for path in one.files]
    has_packages = any(workspace.at(each).dependencies for each in every)
    if has_packages and not chosen.lock:
        managers.warn_without_lock(project, manager)
    return Install(
        copied=copied,
        files=tuple(dict.fromkeys(files)),
        removed=tuple(f"{each or '.'} {name}" for each, one in scripts.items() for name in one.removed),
        needs_development=any(one.needs_development for one in scripts.values()),
        has_packages=has_packages,
    )


def manifests(lock: str, files: Iterable[str], folders: Iterable[str]) -> Iterator[str]:
    """Yield the words of COPY for what an install reads: settings, each package.json, and the scripts' files.

    Args:
        lock: the lock file; empty for none.
        files: what else it reads, from the top.
        folders: where each package.json is; "" for the top.
    """
    beside = [path for path in files if "/" not in path and "." in path.removeprefix(".")]
    yield f"{' '.join(['package.json', *filter(None, [lock]), *beside])} ./"
    yield from (f"{path} ./{path}" for path in files if path not in beside)
    yield from (f"{folder}/package.json ./{folder}/" for folder in folders if folder)


def removals(removed: Iterable[str]) -> Iterator[str]:
    """Yield the commands that take away what would build before the sources are there: of `FOLDER SCRIPT` each."""
    scripts: dict[str, list[str]] = {}
    for one in removed:
        folder, name = one.split(" ")
        scripts.setdefault(folder, []).append(f"scripts.{name}")
    for folder, names in scripts.items():
        yield f"npm pkg delete {' '.join(names)}" + ("" if folder == "." else f" --prefix {folder}")


def _local(project: Project, workspace: Workspace, folders: Iterable[str]) -> Iterator[str]:
    """Yield the folders and archives that packages of the project itself come from."""
    for folder in folders:
        for name, version in workspace.at(folder).dependencies.items():
            match = re.match(r"(?:file|link|portal):(?:\./)?([\w@.+/-]{1,200})$", version, re.ASCII)
            path = posixpath.normpath(posixpath.join(folder, match[1])) if match else ""
            if path.startswith((".", "/")):
                project.warn(f"{name} is in {path}, outside of this folder and so of the build context")
            elif path and path not in workspace.members and project.has(path):
                yield path

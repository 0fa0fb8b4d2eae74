"""What an install of packages reads, because of the project's own scripts too, and what has to be left out of it."""

import posixpath
import re
from collections.abc import Iterable, Iterator

from dockgen.languages.javascript import managers
from dockgen.languages.javascript.lifecycle import Script, Scripts, lifecycle
from dockgen.languages.javascript.manifest import FILE, Manifest, Workspace
from dockgen.model.steps import Copy
from dockgen.reading.project import Project
from dockgen.records import NamedTuple


class Install(NamedTuple):
    """What an install needs. All paths are from the top."""

    copied: tuple[str, ...] = ()
    """The members of the workspace whose package.json has to be there."""
    manifests: tuple[str, ...] = (FILE,)
    """The package.json of the top, and theirs."""
    files: tuple[str, ...] = ()
    """What it reads beside each package.json and the lock file."""
    removed: Scripts = ()
    """Scripts that would build before the sources are there."""
    later: Scripts = ()
    """Those of them that have to run when the sources are there."""
    needs_development: bool = False
    """Whether scripts that run at an install call packages that only development needs."""
    has_packages: bool = False
    is_for_development: bool = False
    """Whether only development needs them."""


def read(
    project: Project, workspace: Workspace, folder: str, chosen: managers.Chosen, *, whole: bool = False
) -> Install:
    """Read what the install of one member, or of the package at the top, needs; warn where it has no lock file.

    `whole` says that the build may need any of the members.
    """
    manager = chosen.manager
    needed = workspace.needs(folder, development=True)
    copied = (
        tuple(workspace.members) if manager.whole or whole else tuple(dict.fromkeys((*needed, *filter(None, [folder]))))
    )
    every = ("", *copied)
    tools = workspace.root.development
    scripts = {each: lifecycle(project.sub(each), workspace.at(each), tools) for each in every}
    names = (*manager.files, *(("patches",) if manager.name == "pnpm" else ()))
    files = [name for name in names if project.has(name)]
    files += _local(project, workspace, every)
    files += [posixpath.join(each, path) for each, one in scripts.items() for path in one.files]
    has_packages = any(workspace.at(each).dependencies for each in every)
    if has_packages and not chosen.lock:
        managers.warn_without_lock(project, manager)
    return Install(
        copied=copied,
        manifests=tuple(workspace.at(each).path for each in every),
        files=tuple(dict.fromkeys(files)),
        removed=tuple(script._replace(folder=each) for each, one in scripts.items() for script in one.removed),
        needs_development=any(one.needs_development for one in scripts.values()),
        has_packages=has_packages,
        is_for_development=has_packages and not any(map(_runs_with_packages, map(workspace.at, every))),
    )


def _runs_with_packages(manifest: Manifest) -> bool:
    return bool(manifest.production) or "peerDependencies" in manifest.data


def manifests(lock: str, files: Iterable[str], paths: Iterable[str]) -> Iterator[Copy]:
    """Yield the steps that copy what an install reads: the lock file, if any, other files, each package.json."""
    top, *others = paths
    beside = [path for path in files if "/" not in path and "." in path.removeprefix(".")]
    yield Copy((top, *filter(None, [lock]), *beside), "./")
    yield from (Copy((path,), f"./{path}") for path in files if path not in beside)
    yield from (Copy((path,), f"./{posixpath.dirname(path)}/") for path in others)


def removals(removed: Iterable[Script], manager: str = "npm") -> Iterator[str]:
    """Yield the commands that take away what would build before the sources are there."""
    scripts: dict[str, list[str]] = {}
    for one in removed:
        scripts.setdefault(one.folder, []).append(f"scripts.{one.name}")
    for folder, names in scripts.items():
        inside = "--prefix" if manager == "npm" else "--cwd"
        yield f"{manager} pkg delete {' '.join(names)}" + (f" {inside} {folder}" if folder else "")


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

"""What an install of packages reads, because of the project's own scripts too, and what has to be left out of it."""

import posixpath
import re
from collections.abc import Iterable, Iterator
from typing import Final

from dockgen.languages.javascript import managers
from dockgen.languages.javascript.manifest import FILE, Manifest, Workspace
from dockgen.languages.kit.command_lines import Command, parse
from dockgen.languages.kit.paths import is_plain, plain
from dockgen.model.steps import Copy
from dockgen.reading.project import Project
from dockgen.records import NamedTuple

_SCRIPTS: Final = ("preinstall", "install", "postinstall", "prepare", "preprepare", "postprepare")
_HOOKS: Final = frozenset({"husky", "lefthook", "simple-git-hooks", "is-ci", "pinst", "only-allow", "lint-staged"})
"""They set up a person's Git, or only check; without the sources they do nothing, or what they should."""
_BUILDS: Final = managers.NAMES | {"tsc", "tsup", "nest", "vite", "rollup", "node"}
_KNOWN: Final = _HOOKS | {"patch-package", "prisma"}
_MAX_DEPTH: Final = 3


class Script(NamedTuple):
    """A script of a package.json."""

    folder: str
    name: str


Scripts = tuple[Script, ...]


class Install(NamedTuple):
    """What an install needs. All paths are from the top."""

    copied: tuple[str, ...] = ()
    """The members of the workspace whose package.json has to be there."""
    files: tuple[str, ...] = ()
    """What it reads beside each package.json and the lock file."""
    removed: Scripts = ()
    """Scripts that would build before the sources are there."""
    needs_development: bool = False
    """Whether scripts that run at an install call packages that only development needs."""
    has_packages: bool = False


def read(project: Project, workspace: Workspace, folder: str, chosen: managers.Chosen) -> Install:
    """Read what the install of one member, or of the package at the top, needs; warn where it has no lock file."""
    manager = chosen.manager
    needed = workspace.needs(folder, development=True)
    copied = tuple(workspace.members) if manager.whole else tuple(dict.fromkeys((*needed, *filter(None, [folder]))))
    every = ("", *copied)
    scripts = {each: lifecycle(project.sub(each), workspace.at(each)) for each in every}
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
        removed=tuple(script._replace(folder=each) for each, one in scripts.items() for script in one.removed),
        needs_development=any(one.needs_development for one in scripts.values()),
        has_packages=has_packages,
    )


def manifests(lock: str, files: Iterable[str], folders: Iterable[str]) -> Iterator[Copy]:
    """Yield the steps that copy what an install reads: the lock file, if any, other files, each package.json."""
    beside = [path for path in files if "/" not in path and "." in path.removeprefix(".")]
    yield Copy((FILE, *filter(None, [lock]), *beside), "./")
    yield from (Copy((path,), f"./{path}") for path in files if path not in beside)
    yield from (Copy((f"{folder}/{FILE}",), f"./{folder}/") for folder in folders if folder)


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


def lifecycle(project: Project, manifest: Manifest) -> Install:
    """Return what an install needs because of the scripts that npm runs by itself; paths are from the project."""
    files: list[str] = []
    removed: list[Script] = []
    needs_development = False
    for name, command in ((script, one) for script in _SCRIPTS for one in _commands(manifest, script)):
        tool = posixpath.basename(command.words[0])
        needs_development = needs_development or tool in manifest.development or tool in _HOOKS
        if tool == "patch-package":
            files += ["patches"] if project.has("patches") else []
        elif tool == "prisma":
            files += prisma_files(project, manifest)
        elif paths := [path for word in command.words if (path := _file(project, word))]:
            files += paths
        elif tool in _BUILDS:
            removed.append(Script("", name))
    return Install((), tuple(dict.fromkeys(files)), tuple(dict.fromkeys(removed)), needs_development)


def _commands(manifest: Manifest, name: str, depth: int = 0) -> Iterator[Command]:
    """Yield the commands of a script, and those of the scripts that it calls; a manager only finds a command."""
    for command in parse(manifest.scripts.get(name, "")).commands:
        words = command.words
        if words[0] in managers.NAMES:
            words = tuple(word for word in words[1:] if word not in {"run", "run-script", "exec", "--", "-s"}) or words
        if words[0] in manifest.scripts and words is not command.words and depth < _MAX_DEPTH:
            is_build = re.match(r"build|compile", words[0])
            yield from [command] if is_build else _commands(manifest, words[0], depth + 1)
        else:
            yield command._replace(words=words) if words[0] in _KNOWN else command


def prisma_files(project: Project, manifest: Manifest) -> list[str]:
    """Return where Prisma's schema and its settings are."""
    own = plain(manifest.text("prisma", "schema") or "") or "prisma"
    names = dict.fromkeys((own, "prisma", "prisma.config.ts", "prisma.config.js", "schema.prisma"))
    return [path for path in names if project.has(path)]


def _file(project: Project, word: str) -> str | None:
    """Return a script's own file, with the folder that it lies in, since it may need what is beside it."""
    path = posixpath.normpath(word)
    if not is_plain(path) or not re.search(r"\.(?:[cm]?[jt]s|sh)$", path) or not project.has(path):
        return None
    folder = path.split("/")[0]
    return path if folder in {path, "src"} else folder

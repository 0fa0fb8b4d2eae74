"""Cargo.toml and Cargo.lock: the packages that are built together, their programs, and the crates that they use."""

import posixpath
import re
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Final, NamedTuple

from dockgen.errors import NotRecognisedError, OutsideContextError
from dockgen.languages.kit.paths import is_plain
from dockgen.languages.kit.tables import Table, at, read_toml, table, tables, text, texts
from dockgen.reading.project import Project

MANIFEST: Final = "Cargo.toml"
LOCK: Final = "Cargo.lock"
_MOST: Final = 300
"""So many members of a workspace are read."""
_DEPENDENCIES: Final = ("dependencies", "build-dependencies")
_INHERITED: Final = ("version", "edition", "rust-version", "license", "authors", "publish", "repository")
_ASIDE: Final = frozenset(
    {"xtask", "examples", "example", "benches", "benchmarks", "tests", "test", "tools", "scripts", "fuzz", "ci"}
)
"""Folders whose programs serve to make, to test or to show the others."""
_SERVERS: Final = ("server", "api", "app", "web")


class Binary(NamedTuple):
    """A program of a package."""

    name: str
    path: str
    """The file with its `main`, from the top."""
    main: str
    """What `--main` calls it."""
    features: tuple[str, ...] = ()


class Package(NamedTuple):
    """What a Cargo.toml says."""

    folder: str
    """"" for the top."""
    manifest: str
    content: Table
    name: str
    binaries: tuple[Binary, ...]

    @property
    def dependencies(self) -> Mapping[str, object]:
        """What each dependency says, by the name of its crate; those of Linux and of builds too, not those of tests."""
        parts = [self.content, *(one for name, one in _targets(self.content) if not re.search(r"windows|macos", name))]
        found = {key: value for part in parts for kind in _DEPENDENCIES for key, value in table(part, kind).items()}
        return {text(value, "package") or key: value for key, value in found.items()}


class Workspace(NamedTuple):
    """The packages that are built together."""

    top: Table
    packages: tuple[Package, ...]
    lock: Mapping[str, frozenset[str]]
    """The crates that are used, each with those that it uses itself; empty without a Cargo.lock."""

    @property
    def is_workspace(self) -> bool:
        """Whether the top says that it is one."""
        return "workspace" in self.top

    def inherited(self, package: Package, *keys: str) -> object:
        """Return a value of a package, or the workspace's where it says so."""
        value = at(package.content, "package", *keys)
        return at(self.top, "workspace", "package", *keys) if at(value, "workspace") is True else value

    @property
    def crates(self) -> Mapping[str, str]:
        """All crates that are used, and the file that names each."""
        direct = {name: package.manifest for package in self.packages for name in package.dependencies}
        return {name: LOCK for name in self.lock if name not in direct} | direct


def _targets(content: Table) -> Iterator[tuple[str, Table]]:
    return ((name, one) for name, one in table(content, "target").items() if isinstance(one, Mapping))


def read(project: Project) -> Workspace:
    """Read the manifest at the top and those of its members.

    Raises:
        NotRecognisedError: it is neither a package nor a workspace.
        OutsideContextError: it is a part of a workspace above this folder, or needs what lies outside of it.
    """
    top = read_toml(project, MANIFEST)
    if not top and not project.has(MANIFEST):
        raise OutsideContextError(f"there is no {MANIFEST}", "Name the folder of the workspace.", "..")
    if "package" not in top and "workspace" not in top:
        raise NotRecognisedError(f"{MANIFEST} has neither [package] nor [workspace]", "Make one: `cargo init`.")
    folders = [*([""] if "package" in top else ()), *_members(project, top)]
    packages = tuple(filter(None, (_package(project, folder) for folder in dict.fromkeys(folders))))
    for one in packages:
        _check_paths(top, one)
    return Workspace(top, packages, _locked(project))


def _members(project: Project, top: Table) -> Iterator[str]:
    """Yield the folders of a workspace's members: those that it names, and path dependencies of its own package."""
    if "workspace" not in top:
        return
    wanted, unwanted = texts(top, "workspace", "members"), texts(top, "workspace", "exclude")
    paths = [posixpath.normpath(path) for one in table(top, "dependencies").values() if (path := text(one, "path"))]
    patterns = [posixpath.normpath(one) for one in wanted] + paths
    for number, (folder, _) in enumerate(project.folders_with({MANIFEST})):
        if number >= _MOST:
            return
        if folder and any(_matches(folder, one) for one in patterns) and not any(_matches(folder, o) for o in unwanted):
            yield folder


def _matches(folder: str, pattern: str) -> bool:
    """Match as cargo does: `*` stands for one folder."""
    parts, wanted = folder.split("/"), pattern.split("/")
    return len(parts) == len(wanted) and all(map(fnmatchcase, parts, wanted))


def _package(project: Project, folder: str) -> Package | None:
    manifest = posixpath.join(folder, MANIFEST)
    content = read_toml(project, manifest)
    name = text(content, "package", "name")
    if not name or not re.fullmatch(r"[\w-]{1,64}", name, re.ASCII):
        return None
    return Package(folder, manifest, content, name, tuple(_binaries(project, folder, content, name)))


def _check_paths(top: Table, package: Package) -> None:
    """Refuse what lies outside the build context."""
    inherits = [key for key in _INHERITED if at(package.content, "package", key, "workspace") is True]
    inherits += [key for key, value in package.dependencies.items() if at(value, "workspace") is True]
    above = text(package.content, "package", "workspace")
    if (inherits and "workspace" not in top) or (above and posixpath.join(package.folder, above).startswith("..")):
        what = f"takes {inherits[0]} from a workspace" if inherits else "belongs to a workspace"
        hint = "`dockgen init WORKSPACE --app FOLDER` builds it from there."
        raise OutsideContextError(f"{package.manifest} {what} above this folder", hint, "..")
    for name, value in package.dependencies.items():
        path = posixpath.normpath(posixpath.join(package.folder, text(value, "path") or "."))
        if path.startswith(".."):
            raise OutsideContextError(
                f"{package.manifest} takes {name} from {text(value, 'path')}, which is outside this folder and so"
                " outside the build context",
                "Move it inside, or name the folder around both: `dockgen init FOLDER --app APP`.",
                "/".join([".."] * path.split("/").count("..")),
            )


def _binaries(project: Project, folder: str, content: Table, package: str) -> Iterator[Binary]:
    """Yield the programs that a package names, then those that cargo finds by itself."""
    named = {name: one for one in tables(content, "bin") if (name := text(one, "name"))}
    found = dict(_found(project, folder, package)) if at(content, "package", "autobins") is not False else {}
    for name, one in named.items():
        path = text(one, "path")
        usual = posixpath.normpath(posixpath.join(folder, path)) if path else found.get(name) or f"src/bin/{name}.rs"
        if project.has(usual) and is_plain(usual) and re.fullmatch(r"[\w-]{1,64}", name, re.ASCII):
            yield Binary(name, usual, _main_of(folder, usual), texts(one, "required-features"))
    taken = {posixpath.normpath(posixpath.join(folder, text(one, "path") or "")) for one in named.values()}
    for name, path in found.items():
        if name not in named and path not in taken:
            yield Binary(name, path, _main_of(folder, path))


def _found(project: Project, folder: str, package: str) -> Iterator[tuple[str, str]]:
    """Yield name and file of each program that lies where cargo looks."""
    if project.has(path := posixpath.join(folder, "src/main.rs")):
        yield package, path
    if not project.has(inside := posixpath.join(folder, "src/bin")):
        return
    for entry in project.sub(inside).entries():
        path = posixpath.join(inside, entry)
        if entry.endswith(".rs") and is_plain(path):
            yield entry.removesuffix(".rs"), path
        elif project.has(f"{path}/main.rs") and is_plain(path):
            yield entry, f"{path}/main.rs"


def _main_of(folder: str, path: str) -> str:
    """Return what `--main` calls a program: its package's folder, or its file without the ending."""
    usual = posixpath.join(folder, "src/main.rs")
    place = folder if path == usual else path.removesuffix("/main.rs").removesuffix(".rs")
    return f"./{place}" if place else "."


def _locked(project: Project) -> dict[str, frozenset[str]]:
    """Read the lock file by a pattern: it is made by cargo, and may be too large for a parser to be quick."""
    content = (project.read(LOCK) if project.has(LOCK) else None) or ""
    found: dict[str, frozenset[str]] = {}
    for part in content.replace("\r", "").split("[[package]]")[1:]:
        name = re.match(r'\s{0,9}name = "([\w-]{1,100})"', part)
        inside = part.partition("dependencies = [")[2].partition("]")[0]
        if name:
            found[name[1]] = found.get(name[1], frozenset()) | {
                line.strip(' ",').partition(" ")[0] for line in inside.split("\n") if line.strip(' ",')
            }
    return found


def serious(workspace: Workspace, asked: str | None) -> list[tuple[Package, Binary]]:
    """Return the programs without those that are only tools, unless there is no other or one is asked for."""
    members = texts(workspace.top, "workspace", "default-members")
    every = [(package, one) for package in workspace.packages for one in package.binaries]
    usual = [(package, one) for package, one in every if any(_matches(package.folder, path) for path in members)]
    kept = [(package, one) for package, one in every if not _is_aside(one)]
    best = usual or kept or every
    return best if asked is None or any(one.main == asked for _, one in best) else every


def _is_aside(one: Binary) -> bool:
    return not _ASIDE.isdisjoint(one.main.removeprefix("./").split("/")) or one.name == "xtask"


def choose(found: list[tuple[Package, Binary]]) -> tuple[str | None, str]:
    """Return the program that is meant, and why; None where the files leave it open."""
    others = ", ".join(one.main for _, one in found)
    if len(found) == 1:
        return None, "the only program"
    if len({package.folder for package, _ in found}) == 1:
        package = found[0][0]
        default = text(package.content, "package", "default-run")
        for name, why in ((default, "default-run"), (package.name, "named like the package")):
            if main := next((one.main for _, one in found if one.name == name), None):
                return main, f"{package.manifest}, {why}"
    for _, one in found:
        if one.main == ".":
            return ".", f"the program at the top goes before {others}"
    named = [one for _, one in found if one.name in _SERVERS]
    if len(named) == 1:
        return named[0].main, f"named {named[0].name}, and none of the others is: {others}"
    return None, f"several programs: {others}"

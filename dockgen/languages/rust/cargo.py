"""Cargo.toml and Cargo.lock: the packages that are built together, their programs, and the crates that they use."""

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from itertools import islice
from typing import Final, NamedTuple

from dockgen.errors import NotRecognisedError, OutsideContextError
from dockgen.languages.kit import programs
from dockgen.languages.kit.paths import is_plain
from dockgen.languages.kit.tables import Table, at, read_toml, table, tables, text, texts
from dockgen.model.found import Found
from dockgen.reading.project import Project

MANIFEST: Final = "Cargo.toml"
LOCK: Final = "Cargo.lock"
_MOST: Final = 300
"""So many members of a workspace are read."""
_NAME: Final = r"[A-Za-z0-9_-]{1,64}"
_FEATURE: Final = r"[\w+./-]{1,64}"
_LOCKED: Final = r'\s{0,9}name = "([\w-]{1,100})"'
_NOT_LINUX: Final = r"windows|macos|ios|android|wasm"
_TOOLS: Final = programs.TOOLS | {"xtask", "benches", "fuzz", "ci"}


class Binary(NamedTuple):
    """A program of a package."""

    name: str
    path: str
    """The file with its `main`, from the top."""
    main: str
    """What `--main` calls it: its package's folder, or its file without the ending."""
    features: tuple[str, ...]


class Package(NamedTuple):
    """What a Cargo.toml says."""

    folder: str
    """"" for the top."""
    content: Table
    name: str
    binaries: tuple[Binary, ...]

    @property
    def manifest(self) -> str:
        """The Cargo.toml's own path."""
        return posixpath.join(self.folder, MANIFEST)

    @property
    def dependencies(self) -> Mapping[str, object]:
        """What is said of each crate that the program, or its build on Linux, needs."""
        targets = table(self.content, "target").items()
        parts = [self.content, *(one for name, one in targets if not re.search(_NOT_LINUX, name))]
        kinds = ("dependencies", "build-dependencies")
        found = {key: value for part in parts for kind in kinds for key, value in table(part, kind).items()}
        return {text(value, "package") or key: value for key, value in found.items()}


class Workspace(NamedTuple):
    """The packages that are built together."""

    top: Table
    packages: tuple[Package, ...]
    lock: Mapping[str, frozenset[str]]
    """The crates that are used, each with those that it uses itself; empty without a Cargo.lock."""

    @property
    def crates(self) -> Mapping[str, str]:
        """All crates that are used, and the file that names each."""
        direct = {name: package.manifest for package in self.packages for name in package.dependencies}
        return dict.fromkeys(self.lock, LOCK) | direct


def read(project: Project) -> Workspace:
    """Read the manifest at the top and those of its members.

    Raises:
        NotRecognisedError: it is neither a package nor a workspace.
        OutsideContextError: it is a part of a workspace above this folder, or needs what lies outside of it.
    """
    if not project.has(MANIFEST):
        hint = f"Make them a workspace: a {MANIFEST} with [workspace] in the folder around both."
        raise OutsideContextError("a package needs another one outside of it", hint, "..")
    top = read_toml(project, MANIFEST)
    if top.keys().isdisjoint({"package", "workspace"}):
        raise NotRecognisedError(f"{MANIFEST} has neither [package] nor [workspace]", "Make one: `cargo init`.")
    folders = ["", *_members(project, top)]
    packages = tuple(package for folder in folders if (package := _package(project, folder)))
    for package in packages:
        _refuse_what_lies_outside(top, package)
    return Workspace(top, packages, _locked((project.read(LOCK) if project.has(LOCK) else None) or ""))


def _members(project: Project, top: Table) -> Iterator[str]:
    """Yield the folders of a workspace's members: those that it names, and path dependencies of its own package."""
    paths = [path for one in table(top, "dependencies").values() if (path := text(one, "path"))]
    wanted = [*texts(top, "workspace", "members"), *paths] if "workspace" in top else []
    for folder, _ in islice(project.folders_with({MANIFEST}), _MOST):
        if (
            folder
            and is_plain(folder)
            and _is_one_of(folder, wanted)
            and not _is_one_of(folder, texts(top, "workspace", "exclude"))
        ):
            yield folder


def _is_one_of(folder: str, patterns: Iterable[str]) -> bool:
    """Match as cargo does: `*` stands for one folder."""
    parts = folder.split("/")
    split = (posixpath.normpath(one).split("/") for one in patterns)
    return any(len(one) == len(parts) and all(map(fnmatchcase, parts, one)) for one in split)


def _package(project: Project, folder: str) -> Package | None:
    content = read_toml(project, posixpath.join(folder, MANIFEST))
    name = text(content, "package", "name") or ""
    if not re.fullmatch(_NAME, name):
        return None
    return Package(folder, content, name, tuple(_binaries(project, folder, content, name)))


def _refuse_what_lies_outside(top: Table, package: Package) -> None:
    """Refuse what no build context of this folder could hold.

    Raises:
        OutsideContextError: there is such.
    """
    shared = {**table(package.content, "package"), **package.dependencies}
    above = posixpath.normpath(posixpath.join(package.folder, text(package.content, "package", "workspace") or "."))
    key = next((key for key, value in shared.items() if at(value, "workspace") is True), None)
    if (key and "workspace" not in top) or above.startswith(".."):
        raise OutsideContextError(
            f"{package.manifest} belongs to a workspace above this folder",
            "`dockgen init WORKSPACE --app FOLDER` builds it from there.",
            "..",
        )
    for name, value in package.dependencies.items():
        path = posixpath.normpath(posixpath.join(package.folder, text(value, "path") or "."))
        if path.startswith(".."):
            raise OutsideContextError(
                f"{package.manifest} takes {name} from {path}, which is outside this folder and so outside the build"
                " context",
                "Move it inside, or name the folder around both: `dockgen init FOLDER --app APP`.",
                "/".join([".."] * path.split("/").count("..")),
            )


def _binaries(project: Project, folder: str, content: Table, package: str) -> Iterator[Binary]:
    """Yield the programs that a package names, then those that cargo finds by itself."""
    is_automatic = at(content, "package", "autobins") is not False
    found = dict(_found(project, folder, package))
    wanted: dict[str, tuple[str, tuple[str, ...]]] = {}
    if is_automatic:
        wanted |= {path: (name, ()) for name, path in found.items()}
    for one in tables(content, "bin"):
        name, path = text(one, "name") or "", text(one, "path")
        place = posixpath.normpath(posixpath.join(folder, path)) if path else found.get(name, "")
        features = tuple(each for each in texts(one, "required-features") if re.fullmatch(_FEATURE, each, re.ASCII))
        wanted[place] = (name, features)
    for path, (name, features) in wanted.items():
        if path and project.has(path) and is_plain(path) and re.fullmatch(_NAME, name):
            is_usual = path == posixpath.join(folder, "src/main.rs")
            place = folder if is_usual else path.removesuffix(".rs").removesuffix("/main")
            yield Binary(name, path, f"./{place}" if place else ".", features)


def _found(project: Project, folder: str, package: str) -> Iterator[tuple[str, str]]:
    """Yield name and file of each program that lies where cargo looks."""
    if project.has(usual := posixpath.join(folder, "src/main.rs")):
        yield package, usual
    inside = posixpath.join(folder, "src/bin")
    for entry in project.sub(inside).entries() if project.has(inside) else ():
        path = posixpath.join(inside, entry)
        yield entry.removesuffix(".rs"), path if entry.endswith(".rs") else f"{path}/main.rs"


def _locked(content: str) -> dict[str, frozenset[str]]:
    """Read a lock file as cargo writes it, which is quicker than a parser of any TOML."""
    found: dict[str, frozenset[str]] = {}
    for part in content.replace("\r", "").split("[[package]]")[1:]:
        if name := re.match(_LOCKED, part):
            used = part.partition("dependencies = [")[2].partition("]")[0].split("\n")
            names = {line.strip(' ",').partition(" ")[0] for line in used}
            found[name[1]] = found.get(name[1], frozenset()) | names
    return found


def only(workspace: Workspace, package: Package) -> Workspace:
    """Return what a package needs: members that it uses, also by way of others, and the crates of all of them."""
    packages, names = [package], [package.name]
    for one in packages:
        specs = one.dependencies.items()
        paths = {posixpath.normpath(posixpath.join(one.folder, text(spec, "path") or "")) for _, spec in specs}
        used = (each for each in workspace.packages if each.folder in paths or each.name in one.dependencies)
        packages += [each for each in used if each not in packages]
    known = set(names)
    for name in names:
        new = workspace.lock.get(name, frozenset()) - known
        known |= new
        names += new
    lock = {name: used for name, used in workspace.lock.items() if name in known or package.name not in workspace.lock}
    return workspace._replace(packages=tuple(packages), lock=lock)


def serious(workspace: Workspace, asked: str | None) -> list[tuple[Package, Binary]]:
    """Return the programs without those that are only tools, unless there is no other or one is asked for."""
    every = [(package, one) for package in workspace.packages for one in package.binaries]
    members = texts(workspace.top, "workspace", "default-members")
    usual = [pair for pair in every if _is_one_of(pair[0].folder or ".", members)]
    kept = [pair for pair in every if _TOOLS.isdisjoint(pair[1].main.split("/"))]
    best = usual or kept or every
    return best if asked is None or asked in {one.main for _, one in best} else every


def choose(found: list[tuple[Package, Binary]]) -> Found[str | None]:
    """Return the program that is meant, and why; None where the files leave it open."""
    package, is_one = found[0][0], len({one.folder for one, _ in found}) == 1
    default = text(package.content, "package", "default-run")
    why = f"{package.manifest}, {{}}".format
    preferred = [(default, why("default-run")), (package.name, why("named like the package"))] if is_one else []
    return programs.choose({one.main: one.name for _, one in found}, preferred)

"""The files of cargo and rustup: packages, their programs, the crates that they use and where those come from."""

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final

from dockgen import versions
from dockgen.errors import NotRecognisedError, OutsideContextError
from dockgen.languages.kit import repositories, which_program, workspaces
from dockgen.languages.kit.outside import inside
from dockgen.languages.kit.paths import is_plain, plain
from dockgen.languages.kit.sources import content
from dockgen.languages.kit.tables import Table, at, read_toml, table, tables, text, texts
from dockgen.languages.kit.versions import Tool, pins
from dockgen.languages.kit.which_program import as_main
from dockgen.languages.rust.record import RustProgram
from dockgen.model.found import Found
from dockgen.reading.project import Project
from dockgen.records import NamedTuple

MANIFEST: Final = "Cargo.toml"
LOCK: Final = "Cargo.lock"
_MOST: Final = 300
"""The most members of a workspace that are read."""
_NAME: Final = r"[A-Za-z0-9_-]{1,64}"
_NOT_LINUX: Final = r"windows|macos|ios|android|wasm"
_ELSEWHERE: Final = "Publish it in a registry"
_TOOL: Final = Tool("Rust", ("rust",), (".rust-version",))


class Binary(NamedTuple):
    """A program of a package."""

    name: str
    path: str
    """The file with its `main`, from the top."""
    place: str
    """What `--main` calls it: its package's folder for src/main.rs, else its file without the ending."""
    features: tuple[str, ...]


class Package(NamedTuple):
    """A Cargo.toml."""

    folder: str
    """"" for the top."""
    content: Table
    name: str
    manifest: str
    dependencies: Mapping[str, object]
    """What it says of each crate that the program, or its build on Linux, needs."""
    local: frozenset[str]
    """The folders of those that are not downloaded."""
    binaries: tuple[Binary, ...]


class Workspace(NamedTuple):
    """The packages that are built together."""

    top: Table
    packages: tuple[Package, ...]
    """After `only`, the package of the program comes first."""
    lock: Mapping[str, frozenset[str]]
    """The crates that are used, each with those that it uses itself; empty without a Cargo.lock."""

    @property
    def direct(self) -> dict[str, str]:
        """The crates that the packages name, also with each feature, as `sqlx[postgres]`; and the file that does."""
        shared, found = table(self.top, "workspace", "dependencies"), dict[str, str]()
        for package in self.packages:
            for crate, value in package.dependencies.items():
                features = (*texts(value, "features"), *texts(shared, crate, "features"))
                found |= dict.fromkeys((crate, *(f"{crate}[{one}]" for one in features)), package.manifest)
        return found

    @property
    def crates(self) -> dict[str, str]:
        """All crates that are used, and the file that names each."""
        return dict.fromkeys(self.lock, LOCK) | self.direct


def read(project: Project) -> Workspace:
    """Read the manifest at the top and those of its members; refuse what is no package, or needs other folders."""
    if not project.has(MANIFEST):
        hint = f"Make them a workspace: a {MANIFEST} with [workspace] in the folder around both."
        raise OutsideContextError("a package needs a crate outside its folder", hint, "..")
    top = read_toml(project, MANIFEST)
    if top.keys().isdisjoint({"package", "workspace"}):
        raise NotRecognisedError(f"{MANIFEST} has neither [package] nor [workspace]", "Make one: `cargo init`.")
    packages = filter(None, (_package(project, top, folder) for folder in ("", *_members(project, top))))
    return Workspace(top, tuple(packages), _locked(content(project, LOCK)))


def _members(project: Project, top: Table) -> Iterable[str]:
    """Return the folders of a workspace's members: those that it names, and path dependencies of its own package."""
    if "workspace" not in top:
        return ()
    paths = filter(None, (text(one, "path") for one in table(top, "dependencies").values()))
    excluded = (f"!{glob}" for glob in texts(top, "workspace", "exclude"))
    globs = (*texts(top, "workspace", "members"), *paths, *excluded)
    folders = (folder for folder, _ in islice(project.folders_with({MANIFEST}), _MOST))
    return workspaces.taken((folder for folder in folders if folder and is_plain(folder)), globs)


def _package(project: Project, top: Table, folder: str) -> Package | None:
    """Read one package; refuse it if no build context of this folder has all that it needs."""
    manifest = posixpath.join(folder, MANIFEST)
    here = read_toml(project, manifest)
    name = text(here, "package", "name") or ""
    if not re.fullmatch(_NAME, name):
        return None
    parts = [here, *(one for name, one in table(here, "target").items() if not re.search(_NOT_LINUX, name))]
    kinds = ("dependencies", "build-dependencies")
    asked = {key: value for part in parts for kind in kinds for key, value in table(part, kind).items()}
    used = {text(value, "package") or key: value for key, value in asked.items()}
    shared = any(at(value, "workspace") is True for value in (*table(here, "package").values(), *used.values()))
    above = posixpath.normpath(posixpath.join(folder, text(here, "package", "workspace") or ""))
    if (shared and "workspace" not in top) or above.startswith(".."):
        hint = "`dockgen init WORKSPACE --app FOLDER` builds it from there."
        raise OutsideContextError(f"{manifest} belongs to a workspace above this folder", hint, "..")
    paths = {crate: path for crate, value in used.items() if (path := text(value, "path"))}
    local = frozenset(inside(project, manifest, f"takes {one} from", path, _ELSEWHERE) for one, path in paths.items())
    return Package(folder, here, name, manifest, used, local, tuple(_binaries(project, folder, here, name)))


def _binaries(project: Project, folder: str, package: Table, name: str) -> Iterator[Binary]:
    """Yield the programs that cargo finds by itself, and those that a package names."""
    main, bins = posixpath.join(folder, "src/main.rs"), posixpath.join(folder, "src/bin")
    entries = project.sub(bins).entries() if project.has(bins) else ()
    usual = {name: main} if project.has(main) else {}
    usual |= {one.removesuffix(".rs"): f"{bins}/{one}" + ("" if one.endswith(".rs") else "/main.rs") for one in entries}
    is_automatic = at(package, "package", "autobins") is not False
    found: dict[str, tuple[str, Sequence[str]]] = {path: (one, ()) for one, path in usual.items() if is_automatic}
    for one in tables(package, "bin"):
        called, path = text(one, "name") or "", text(one, "path")
        place = posixpath.normpath(posixpath.join(folder, path)) if path else usual.get(called, "")
        found[place] = (called, texts(one, "required-features"))
    for path, (called, features) in found.items():
        if path and project.has(path) and is_plain(path) and re.fullmatch(_NAME, called):
            place = folder if path == main else path.removesuffix(".rs").removesuffix("/main")
            safe = tuple(one for one in features if re.fullmatch(r"[\w+./-]{1,64}", one, re.ASCII))
            yield Binary(called, path, place, safe)


def _locked(lock: str) -> dict[str, frozenset[str]]:
    """Read a lock file as cargo writes it, which is faster than a TOML parser."""
    found: dict[str, frozenset[str]] = {}
    for part in lock.replace("\r", "").split("[[package]]")[1:]:
        if name := re.match(r'\s{0,9}name = "([\w-]{1,100})"', part):
            used = part.partition("dependencies = [")[2].partition("]")[0].split("\n")
            found[name[1]] = found.get(name[1], frozenset()) | {line.strip(' ",').partition(" ")[0] for line in used}
    return found


def only(workspace: Workspace, package: Package) -> Workspace:
    """Return what a package needs: the members that it uses, and the crates of all of them."""

    def used(here: Package) -> Iterator[Package]:
        return (one for one in workspace.packages if one.folder in here.local or one.name in here.dependencies)

    names = workspaces.reached(package.name, lambda name: workspace.lock.get(name, ()))
    lock = {name: workspace.lock[name] for name in names if name in workspace.lock}
    return workspace._replace(packages=tuple(workspaces.reached(package, used)), lock=lock or workspace.lock)


def serious(workspace: Workspace, asked: str | None) -> list[tuple[Package, Binary]]:
    """Return the programs without those that are only tools, unless there is no other or one is asked for."""
    folders = [package.folder or "." for package in workspace.packages]
    usual = {*workspaces.taken(folders, texts(workspace.top, "workspace", "default-members"))} or {*folders}
    every = [(package, one) for package in workspace.packages for one in package.binaries]
    likely = [one.place for package, one in every if (package.folder or ".") in usual or as_main(one.place) == asked]
    best = which_program.serious(likely or [one.place for _, one in every], asked)
    return [pair for pair in every if pair[1].place in best]


def choose(found: Sequence[tuple[Package, Binary]]) -> Found[str | None]:
    """Return the program that is meant, and why; None if the files do not say it."""
    package, is_one = found[0][0], len({one.folder for one, _ in found}) == 1
    programs = {one.place: one.name for _, one in found}
    default = text(package.content, "package", "default-run") if is_one else None
    if len(found) > 1 and (named := [place for place, name in programs.items() if name == default]):
        return Found(as_main(named[0]), f"{package.manifest}, default-run")
    return which_program.meant(programs, [package.name] if is_one else [], "named like the package")


def with_toolchain(project: Project, workspace: Workspace, own: RustProgram) -> tuple[Found[str | None], RustProgram]:
    """Return the version that the files ask for; add what rustup installs."""
    name = next((one for one in ("rust-toolchain", "rust-toolchain.toml") if project.has(one)), "")  # as rustup
    older = re.fullmatch(r"[\w.-]{1,60}", content(project, name).strip() if name else "")  # this form has no key
    channel = older[0] if older else text(read_toml(project, name), "toolchain", "channel") if name else None
    number = _version(channel)
    if channel not in {None, "stable"} and not _has_image(number):
        return Found(None, f"{name}: rustup installs {channel}"), own._replace(toolchain=Found(name, name))
    version = Found(number, name) if number else _asked(project, workspace)
    return version, own._replace(pinned=Found(bool(channel), name)) if channel else own


def _version(asked: object) -> str | None:
    match = re.fullmatch(r"(1\.[0-9]{1,3})(?:\.[0-9]{1,3})?", asked) if isinstance(asked, str) else None
    return match[1] if match else None


def _has_image(number: str | None) -> bool:
    """Tell whether there is a supported image of a version; versions newer than the known ones have one."""
    default, supported = versions.language("rust")
    return number is not None and (number in supported or int(number[2:]) > int(default[2:]))


def _asked(project: Project, workspace: Workspace) -> Found[str | None]:
    """Return what a version manager pins; the lowest version of a package counts only if it is a new one."""
    package = workspace.packages[0]
    lowest = at(package.content, "package", "rust-version")
    inherited = at(workspace.top, "workspace", "package", "rust-version")
    floor = _version(inherited if at(lowest, "workspace") is True else lowest)
    if _has_image(floor):
        return Found(floor, f"{package.manifest}, rust-version")
    otherwise = f"{floor} or newer ({package.manifest})" if floor else f"{MANIFEST} asks for none"
    return next((Found(one.version, one.source) for one in pins(project, "", _TOOL, _version)), Found(None, otherwise))


def with_sources(project: Project, workspace: Workspace, own: RustProgram) -> RustProgram:
    """Add where crates come from: a folder, registries, and repositories."""
    name = next((one for one in (".cargo/config.toml", ".cargo/config") if project.has(one)), "")
    settings = read_toml(project, name) if name else {}
    folders = (plain(text(source, "directory") or "") for source in table(settings, "source").values())
    if vendored := next((one for one in folders if one and project.has(one)), None):
        return own._replace(vendored=Found(vendored, name))
    specs = [one for package in workspace.packages for one in package.dependencies.values()]
    specs += table(workspace.top, "workspace", "dependencies").values()
    used = {text(one, "registry") for one in specs} & table(settings, "registries").keys()
    names = sorted(one for one in used if one and re.fullmatch(r"[\w-]{1,60}", one, re.ASCII))
    tokens = tuple(f"CARGO_REGISTRIES_{one.upper().replace('-', '_')}_TOKEN" for one in names)
    addresses = [address for one in specs if (address := text(one, "git"))]
    private = repositories.private(project, addresses, MANIFEST)
    if addresses and at(settings, "net", "git-fetch-with-cli") is True:
        private = Found(value=True, source=f"{name}, git-fetch-with-cli")
    return own._replace(tokens=Found(tokens, name) if tokens else own.tokens, private=private)

"""What rustup and cargo are set to: which Rust, and where crates come from."""

import re
from typing import Final

from dockgen import versions
from dockgen.languages.kit import repositories
from dockgen.languages.kit.paths import plain
from dockgen.languages.kit.sources import content
from dockgen.languages.kit.tables import at, read_toml, table, text
from dockgen.languages.kit.versions import Tool, pins
from dockgen.languages.rust.cargo import MANIFEST, Package, Workspace
from dockgen.languages.rust.record import RustProgram
from dockgen.model.found import Found
from dockgen.reading.project import Project

_TOOLCHAINS: Final = ("rust-toolchain", "rust-toolchain.toml")
"""In the order of rustup."""
_TOOL: Final = Tool("Rust", ("rust",), (".rust-version",))
_NUMBER: Final = r"(1\.[0-9]{1,3})(?:\.[0-9]{1,3})?"
_CONFIGS: Final = (".cargo/config.toml", ".cargo/config")


def with_toolchain(
    project: Project, workspace: Workspace, package: Package, own: RustProgram
) -> tuple[Found[str | None], RustProgram]:
    """Return the version that the files ask for; add what rustup installs."""
    name = next((one for one in _TOOLCHAINS if project.has(one)), "")
    older = re.fullmatch(r"[\w.-]{1,60}", content(project, name).strip() if name else "")  # this form has no key
    channel = older[0] if older else text(read_toml(project, name), "toolchain", "channel") if name else None
    number = _version(channel)
    if channel not in {None, "stable"} and not _has_image(number):
        return Found(None, f"{name}: rustup installs {channel}"), own._replace(toolchain=Found(name, name))
    version = Found(number, name) if number else _asked(project, workspace, package)
    return version, own._replace(pinned=Found(bool(channel), name)) if channel else own


def _version(asked: object) -> str | None:
    match = re.fullmatch(_NUMBER, asked) if isinstance(asked, str) else None
    return match[1] if match else None


def _has_image(number: str | None) -> bool:
    """Tell whether there is a supported image of a version; versions newer than the known ones have one."""
    default, supported = versions.language("rust")
    return number is not None and (number in supported or int(number[2:]) > int(default[2:]))


def _asked(project: Project, workspace: Workspace, package: Package) -> Found[str | None]:
    """Return what a version manager pins; the lowest version of a package counts only if it is a new one."""
    lowest = at(package.content, "package", "rust-version")
    inherited = at(workspace.top, "workspace", "package", "rust-version")
    floor = _version(inherited if at(lowest, "workspace") is True else lowest)
    if _has_image(floor):
        return Found(floor, f"{package.manifest}, rust-version")
    otherwise = f"{floor} or newer ({package.manifest})" if floor else f"{MANIFEST} asks for none"
    return next((Found(one.version, one.source) for one in pins(project, "", _TOOL, _version)), Found(None, otherwise))


def with_sources(project: Project, workspace: Workspace, own: RustProgram) -> RustProgram:
    """Add where crates come from: a folder, registries, and repositories."""
    name = next((one for one in _CONFIGS if project.has(one)), "")
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

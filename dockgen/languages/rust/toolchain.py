"""Which Rust a project asks for."""

import re
from typing import Final, NamedTuple

from dockgen import versions
from dockgen.languages.kit.tables import read_toml, text
from dockgen.languages.kit.versions import Tool, pins
from dockgen.languages.rust.cargo import MANIFEST, Package, Workspace
from dockgen.model.found import Found
from dockgen.reading.project import Project

_FILES: Final = ("rust-toolchain", "rust-toolchain.toml")
"""As rustup looks for them."""
_TOOL: Final = Tool("Rust", ("rust",), (".rust-version",))
_NUMBER: Final = r"(1\.[0-9]{1,3})(?:\.[0-9]{1,3})?"


class Toolchain(NamedTuple):
    """What rustup, and the image, are asked for."""

    version: Found[str | None]
    file: Found[str | None]
    """The file whose toolchain rustup has to install; None where the image's will do."""
    pinned: Found[bool]


def find(project: Project, workspace: Workspace, package: Package) -> Toolchain:
    """Read the file of rustup, those of version managers, and the lowest version that the package takes."""
    name = next((one for one in _FILES if project.has(one)), None)
    nothing = Found(None, "no rust-toolchain.toml")
    if name is None:
        return Toolchain(_asked(project, workspace, package), nothing, Found(value=False, source=nothing.source))
    channel = _channel(project, name)
    number = _version(channel)
    if number is None and channel != "stable":
        return Toolchain(Found(None, f"{name}: rustup installs {channel}"), Found(name, name), Found(False, name))  # noqa: FBT003
    if number is None or _is_built_with(number):
        return Toolchain(Found(number, name), Found(None, name), Found(value=True, source=name))
    return Toolchain(
        Found(None, f"{name}: rustup installs {channel}"), Found(name, name), Found(value=False, source=name)
    )


def _channel(project: Project, name: str) -> str:
    """Return the channel that a file names, as the older form does without a key."""
    content = (project.read(name) or "").strip()
    if re.fullmatch(r"[\w.-]{1,60}", content):
        return content
    return text(read_toml(project, name), "toolchain", "channel") or "stable"


def _version(asked: str) -> str | None:
    match = re.fullmatch(_NUMBER, asked)
    return match[1] if match else None


def _is_built_with(number: str) -> bool:
    """Tell whether there is an image for that version: newer ones than are known here are assumed to have one."""
    default, supported = versions.language("rust")
    return number in supported or _minor(number) > _minor(default)


def _minor(number: str) -> int:
    return int(number.partition(".")[2])


def _asked(project: Project, workspace: Workspace, package: Package) -> Found[str | None]:
    """Return what a version manager pins; the lowest version that a package takes counts where it is a new one."""
    lowest = workspace.inherited(package, "rust-version")
    floor = _version(lowest) if isinstance(lowest, str) else None
    if floor and _is_built_with(floor):
        return Found(floor, f"{package.manifest}, rust-version")
    if pin := next(pins(project, "", _TOOL, _version), None):
        return Found(pin.version, pin.source)
    return Found(None, f"{MANIFEST} asks for none" if floor is None else f"{floor} or newer ({package.manifest})")

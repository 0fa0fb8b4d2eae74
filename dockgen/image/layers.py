"""What is in a layer, and what is left of it under the layers above."""

import re
import tarfile
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Final

from dockgen.image.packing import Reader, entries
from dockgen.records import NamedTuple

_SHELLS: Final = r"(?:usr/|usr/local/)?s?bin/(?:sh|bash|ash|dash|zsh|ksh|fish)|busybox/sh"
_MANAGERS: Final = (
    r"(?:(?:usr/|usr/local/)?s?bin|(?:opt|usr/local)/[\w.-]{1,64}/bin|(?:root|home/[^/]{1,64})/\.(?:local|cargo|bun)/bin)/"
    r"(?:apt|apt-get|aptitude|dpkg|apk|dnf5?|microdnf|yum|rpm|zypper|pacman|opkg|npm|npx|yarn|yarnpkg|pnpm|corepack"
    r"|pip3?|uv|uvx|poetry|pdm|pipenv|pipx|gem|bundler?|composer|conda|mamba)"
)
"""What installs packages; a manager of a language's own packages is one too."""
_WHITEOUT, _OPAQUE = ".wh.", ".wh..wh..opq"
_DPKG: Final = "var/lib/dpkg/status"
_DPKG_PART: Final = r"var/lib/dpkg/status\.d/(?!.*\.md5sums$)[^/]+"
_APK: Final = r"(?:usr/)?lib/apk/db/installed"
_RPM: Final = r"(?:usr/lib/sysimage|var/lib)/rpm/(?:rpmdb\.sqlite|Packages(?:\.db)?)"
_MAY_BE: Final = ("var/lib/", "lib/apk/", "usr/lib/")
_MOST: Final = 32 * 1024 * 1024
_NOT_READ: Final = "?"


class Member(NamedTuple):
    """One entry of a layer."""

    path: str
    """Without a slash at its ends."""
    is_file: bool
    is_folder: bool
    size: int
    tar: tarfile.TarFile
    entry: tarfile.TarInfo

    def content(self) -> IO[bytes]:
        """Return what is in a file; only as long as no later entry was asked for."""
        content = self.tar.extractfile(self.entry)
        assert content is not None  # noqa: S101 - it is a file
        return content


class Inventory:
    """Collects what a layer brings and takes away."""

    def __init__(self) -> None:
        self.files = 0
        self.shells: set[str] = set()
        self.managers: set[str] = set()
        self.packages: dict[str, int | None] = {}
        self.removed: set[str] = set()
        """What it takes away of the layers below it: files, and folders with all that is in them."""

    def add(self, member: Member) -> bool:
        """Take note of an entry, and tell whether it was read or stands for something that is removed."""
        folder, _, name = member.path.rpartition("/")
        if name.startswith(_WHITEOUT):
            self.removed.add(folder if name == _OPAQUE else f"{folder}/{name[len(_WHITEOUT) :]}".lstrip("/"))
            return True
        self.files += not member.is_folder
        if member.is_folder:
            return False
        if folder.endswith("bin") or folder == "busybox":
            if re.fullmatch(_SHELLS, member.path):
                self.shells.add(member.path)
            elif re.fullmatch(_MANAGERS, member.path):
                self.managers.add(member.path)
        if member.is_file and (how := _database(member.path)):
            self.packages[member.path] = None
            if how != _NOT_READ:
                text = member.content().read(_MOST).decode("utf-8", "replace")
                self.packages[member.path] = len(re.findall(how, text))
            return True
        return False


class Left(NamedTuple):
    """What is there in the end."""

    shells: Sequence[str]
    managers: Sequence[str]
    packages: int | None
    """None where a database is one that is not read here."""


def members(layer: Reader) -> Iterator[Member]:
    """Yield the entries of a layer's tar archive as they come; few are held at a time."""
    for tar, entry in entries(layer):
        path = entry.name.removeprefix("./").strip("/")
        # A sparse file may claim more zeros than can be read; no engine writes one.
        is_file = entry.isreg() and not entry.issparse()
        yield Member(path, is_file, entry.isdir(), entry.size, tar, entry)


def left(layers: Iterable[Inventory]) -> Left:
    """Return what the layers, the base's first, leave together."""
    shells: set[str] = set()
    managers: set[str] = set()
    counts: dict[str, int | None] = {}
    for layer in layers:
        shells = {path for path in shells if not is_removed(path, layer.removed)} | layer.shells
        managers = {path for path in managers if not is_removed(path, layer.removed)} | layer.managers
        counts = {path: number for path, number in counts.items() if not is_removed(path, layer.removed)}
        counts |= layer.packages
    known = [number for number in counts.values() if number is not None]
    return Left(sorted(shells), sorted(managers), sum(known) if len(known) == len(counts) else None)


def is_removed(path: str, removed: set[str]) -> bool:
    """Tell whether a path, or a folder that it lies in, is among what a layer takes away."""
    if not removed:
        return False
    parts = path.split("/")
    return any("/".join(parts[:length]) in removed for length in range(len(parts) + 1))


def _database(path: str) -> str:
    """Return the regular expression that counts a database's packages; `?` if impossible, empty for other files."""
    if not path.startswith(_MAY_BE):
        return ""
    if path == _DPKG:
        return r"(?m)^Status: install ok installed$"
    if re.fullmatch(_DPKG_PART, path):  # as distroless has them: a file for each package
        return r"(?m)^Package: "
    if re.fullmatch(_APK, path):
        return r"(?m)^P:"
    return _NOT_READ if re.fullmatch(_RPM, path) else ""

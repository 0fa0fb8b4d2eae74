"""Looks into an image: one pass over the archive that `docker image save` writes, without running anything."""

import gzip
import json
import re
import tarfile
from collections.abc import Mapping
from typing import IO, Any, Final, NamedTuple

from dockgen.engines.errors import EngineError

_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
_MANIFEST: Final = "manifest.json"
_MOST_JSON: Final = 4 * 1024 * 1024
"""What is larger than this is a layer, not a configuration."""

_SHELLS: Final = r"(?:usr/|usr/local/)?s?bin/(?:sh|bash|ash|dash)|busybox/sh"
_DPKG: Final = "var/lib/dpkg/status"
_DPKG_PART: Final = r"var/lib/dpkg/status\.d/(?!.*\.md5sums$)[^/]+"
_APK: Final = r"(?:usr/)?lib/apk/db/installed"
_RPM: Final = r"(?:usr/lib/sysimage|var/lib)/rpm/(?:rpmdb\.sqlite|Packages(?:\.db)?)"


class Image(NamedTuple):
    """What an image is."""

    size: int
    """Bytes of all layers, unpacked, and of the configuration. (`docker images` may add packed ones to them.)"""
    layers: int
    packages: int | None
    """How many packages of the distribution are in it; None where its database is one that is not read here."""
    user: str
    """As its configuration says; empty for root."""
    has_shell: bool
    has_mark: bool
    """Whether the text that was looked for is in one of its files."""

    @property
    def is_root(self) -> bool:
        """Tell whether its program runs as root."""
        return self.user.partition(":")[0] in {"", "0", "root"}


class _Layer(NamedTuple):
    size: int
    shells: frozenset[str]
    packages: Mapping[str, int | None]
    """How many packages each database of this layer holds."""
    removed: frozenset[str]
    """What it takes away of the layers below it: files, and folders with all that is in them."""
    has_mark: bool


def look(archive: IO[bytes], mark: str) -> Image:
    """Read an image.

    Args:
        archive: what `docker image save` writes; it is read once, from the start to the end.
        mark: a text to look for in all files, such as one that only an edit of the sources can have brought.

    Raises:
        EngineError: it is no such archive.
    """
    layers: dict[str, _Layer] = {}
    texts: dict[str, bytes] = {}
    sizes: dict[str, int] = {}
    try:
        with tarfile.open(fileobj=archive, mode="r|") as tar:
            for member in tar:
                content = tar.extractfile(member) if member.isfile() else None
                if content is None:
                    continue
                sizes[member.name] = member.size
                start = content.read(_MOST_JSON if member.name.endswith(".json") else 4)
                if start[:1] in (b"{", b"["):
                    texts[member.name] = start + content.read(_MOST_JSON)
                elif start:
                    layers[member.name] = _layer(_Rest(start, content), mark.encode())
        return _image(layers, texts, sizes)
    except (tarfile.TarError, KeyError, ValueError, EOFError, OSError) as error:
        raise EngineError(f"the image that the engine saved cannot be read: {error}", "Try it once more.") from error


def _image(layers: Mapping[str, _Layer], texts: Mapping[str, bytes], sizes: Mapping[str, int]) -> Image:
    manifest = json.loads(texts[_MANIFEST])[0]
    config: dict[str, Any] = json.loads(texts[manifest["Config"]])
    own = [layers[name] for name in manifest["Layers"]]
    shells: set[str] = set()
    packages: dict[str, int | None] = {}
    for layer in own:
        shells = {path for path in shells if not _is_removed(path, layer)} | layer.shells
        packages = {path: count for path, count in packages.items() if not _is_removed(path, layer)}
        packages |= layer.packages
    counts = [count for count in packages.values() if count is not None]
    return Image(
        size=sizes[manifest["Config"]] + sum(layer.size for layer in own),
        layers=len(own),
        packages=sum(counts) if len(counts) == len(packages) else None,
        user=(config.get("config") or {}).get("User") or "",
        has_shell=bool(shells),
        has_mark=any(layer.has_mark for layer in own),
    )


def _is_removed(path: str, layer: _Layer) -> bool:
    parts = path.split("/")
    return any("/".join(parts[:length]) in layer.removed for length in range(1, len(parts) + 1))


class _Rest:
    """A file of which the first bytes were read already."""

    def __init__(self, start: bytes, file: IO[bytes]) -> None:
        self.start, self._file = start, file

    def read(self, size: int = -1) -> bytes:
        if not self.start:
            return self._file.read(size)
        if size < 0 or size >= len(self.start):
            found = self.start + self._file.read(max(size - len(self.start), -1))
            self.start = b""
            return found
        found, self.start = self.start[:size], self.start[size:]
        return found


class _Watched:
    """Counts the bytes that are read, and looks for a text in them."""

    def __init__(self, file: Any, mark: bytes) -> None:  # noqa: ANN401 - whatever can be read
        self._file, self._mark, self._tail = file, mark, b""
        self.size = 0
        self.has_mark = False

    def read(self, size: int = -1) -> bytes:
        block: bytes = self._file.read(size)
        self.size += len(block)
        if self._mark and not self.has_mark:
            self.has_mark = self._mark in self._tail + block
            self._tail = block[-len(self._mark) :]
        return block


def _layer(file: _Rest, mark: bytes) -> _Layer:
    """Read one layer, packed or not."""
    if file.start.startswith(_ZSTD):
        raise EngineError("a layer of the image is packed with zstd", "Use a base image that is packed with gzip.")
    unpacked: Any = gzip.GzipFile(fileobj=file) if file.start.startswith(_GZIP) else file  # type: ignore[call-overload]
    watched = _Watched(unpacked, mark)
    shells: set[str] = set()
    packages: dict[str, int | None] = {}
    removed: set[str] = set()
    with tarfile.open(fileobj=watched, mode="r|") as tar:  # type: ignore[call-overload]
        for member in tar:
            path = member.name.removeprefix("./").strip("/")
            folder, _, name = path.rpartition("/")
            if name.startswith(".wh."):
                removed.add(folder if name == ".wh..wh..opq" else f"{folder}/{name[4:]}".lstrip("/"))
            elif re.fullmatch(_SHELLS, path):
                shells.add(path)
            elif member.isfile() and (database := _database(path)):
                packages[path] = _count(tar, member, database)
    while watched.read(1 << 20):  # what stands behind the end of the archive is a part of the layer too
        pass
    return _Layer(watched.size, frozenset(shells), packages, frozenset(removed), watched.has_mark)


def _database(path: str) -> str:
    """Return how the packages of a database are counted: a regular expression; `?` where they cannot be."""
    if path == _DPKG:
        return r"(?m)^Status: install ok installed$"
    if re.fullmatch(_DPKG_PART, path):  # as distroless has them: a file for each package
        return r"(?m)^Package: "
    if re.fullmatch(_APK, path):
        return r"(?m)^P:"
    return "?" if re.fullmatch(_RPM, path) else ""


def _count(tar: tarfile.TarFile, member: tarfile.TarInfo, database: str) -> int | None:
    content = tar.extractfile(member)
    if content is None or database == "?":
        return None
    return len(re.findall(database, content.read().decode("utf-8", "replace")))

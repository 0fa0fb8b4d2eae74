"""Inspects an image in one pass over the archive of `docker image save`, without running it."""

from typing import IO

from dockgen.engines.errors import EngineError
from dockgen.image import archive as archives
from dockgen.image.layers import Inventory, left, members
from dockgen.image.packing import Counted
from dockgen.records import NamedTuple
from dockgen.text import parsed


class Image(NamedTuple):
    """The properties of an image."""

    size: int
    """Bytes of all layers, unpacked, plus the configuration. (`docker images` may also count compressed layers.)"""
    layers: int
    packages: int | None
    """The number of distribution packages; None for a package database that dockgen cannot read."""
    user: str
    """The user in its configuration; empty for root."""
    has_shell: bool
    has_mark: bool
    """Whether one of its files contains the marker text."""

    @property
    def is_root(self) -> bool:
        """Tell whether its program runs as root."""
        return self.user.partition(":")[0] in {"", "0", "root"}


class _Layer(NamedTuple):
    size: int
    inventory: Inventory
    has_mark: bool


def look(archive: IO[bytes], mark: str) -> Image:
    """Read the output of `docker image save` once, and look for a text in all files; raise an EngineError."""
    saved = archives.read(archive, lambda layer: _layer(layer, mark.encode()))
    layers = []
    for layer in saved.layers:
        if isinstance(layer, archives.Unread):
            raise EngineError(
                f"a layer of the image cannot be read: {layer.why}",
                "Use a base image whose layers are compressed with gzip.",
            )
        layers.append(layer)
    there = left(layer.inventory for layer in layers)
    return Image(
        size=saved.config_size + sum(layer.size for layer in layers),
        layers=len(layers),
        packages=there.packages,
        user=parsed.text(saved.config, "config", "User") or "",
        has_shell=bool(there.shells),
        has_mark=any(layer.has_mark for layer in layers),
    )


class _Watched:
    """Looks for a text in data while it is read."""

    def __init__(self, file: Counted, mark: bytes) -> None:
        self._file, self._mark, self._tail = file, mark, b""
        self.has_mark = False

    def read(self, size: int = -1, /) -> bytes:
        block = self._file.read(size)
        if self._mark and not self.has_mark:
            self.has_mark = self._mark in self._tail + block
            self._tail = block[-len(self._mark) :]
        return block


def _layer(file: Counted, mark: bytes) -> _Layer:
    watched = _Watched(file, mark)
    inventory = Inventory()
    for member in members(watched):
        inventory.add(member)
    archives.drain(watched)
    return _Layer(file.size, inventory, watched.has_mark)

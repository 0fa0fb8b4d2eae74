"""Searches an image for what has no place in it: one pass over the archive that an engine saves."""

import hashlib
from array import array
from collections.abc import Collection, Mapping, Sequence
from typing import IO, Final

from dockgen.image import archive as archives
from dockgen.image import configuration, places
from dockgen.image.layers import Inventory, Member, is_removed, left, members
from dockgen.image.packing import BLOCK, Counted
from dockgen.secrets import secret_files
from dockgen.secrets.secret_names import named
from dockgen.secrets.texts import TextSearch
from dockgen.verify.evidence import Contents, Hit, Kind, Layer, Wanted

SMALLEST_CACHE: Final = 100_000
"""Bytes: removing a smaller cache is not worth it."""
_SMALLEST_SECRET: Final = 8
_MOST: Final = 500
"""Hits of a layer that are kept: more would not be read."""


class Scanned:
    """What is in one layer."""

    def __init__(self) -> None:
        self.size = 0
        self.inventory = Inventory()
        self._found: list[Hit] = []
        self._folders: dict[str, Hit] = {}
        """Folders that count as a whole."""
        self._tools: set[str] = set()
        self.paths = array("q")
        """Hashes of the paths of all files, which take the place of those below; the paths would need much room."""

    def see(self, member: Member, wanted: Wanted) -> None:
        """Look at an entry."""
        if self.inventory.add(member) or member.is_folder:
            return
        path = member.path
        self.paths.append(hash(path))
        if folder := places.cache_of(path):
            self._add_to(folder, Kind.CACHE, member.size)
        elif folder := places.repository_of(path):
            self._add_to(folder, Kind.IGNORED, member.size)
        if member.is_file and member.size:
            if (what := places.tool_of(path)) and what not in self._tools:
                self._tools.add(what)
                self._add(Kind.TOOL, path, what, member.size)
            self._search(member, wanted.ignored.get(member.size))

    def _add(self, kind: Kind, path: str, what: str, size: int) -> None:
        if len(self._found) < _MOST:
            self._found.append(Hit(kind, path, 0, what, size))

    def _add_to(self, folder: places.Folder, kind: Kind, size: int) -> None:
        if len(self._folders) < _MOST:
            so_far = self._folders.get(folder.path, Hit(kind, folder.path, 0, folder.what))
            self._folders[folder.path] = so_far._replace(size=so_far.size + size)

    def _search(self, member: Member, ignored: Mapping[str, str] | None) -> None:
        """Search the content of a file, unless it came with a dependency or the distribution."""
        path = member.path
        if places.is_brought(path):
            return
        if member.size < _SMALLEST_SECRET:  # its content tells nothing, but its name counts
            self._add_secrets(member, (), b"")
            return
        may_hold_secrets = not places.is_document(path) or _is_dump(path)
        if not (may_hold_secrets or ignored):
            return
        content = member.content()
        start = content.read(secret_files.LONGEST)
        if start.startswith(places.ELF) and places.is_system(path):
            return
        search = TextSearch(start) if may_hold_secrets else None
        digest = hashlib.sha256() if ignored else None
        block = start
        while block:
            if search:
                search.see(block)
            if digest:
                digest.update(block)
            block = content.read(BLOCK)
        if search:
            self._add_secrets(member, search.found, start)
        if ignored and digest and (source := ignored.get(digest.hexdigest())):
            self._add(Kind.IGNORED, path, f"{source}, which .dockerignore keeps out", member.size)

    def _add_secrets(self, member: Member, found: Collection[str], start: bytes) -> None:
        if not found and secret_files.is_one(member.path):
            found = list(secret_files.secrets_in(member.path, start))
        if secret_files.is_key_store(member.path, start):
            found = [*found, "a store of private keys"]
        elif secret_files.is_der_key(start):
            found = [*found, "a private key"]
        for what in found:
            kind = Kind.PRIVATE_KEY if "private key" in what else Kind.SECRET
            self._add(kind, member.path, what, member.size)
        if found or places.repository_of(member.path) or not places.is_programs(member.path):
            return
        if one := secret_files.named_in(member.path, start):
            self._add(Kind.NAMED, member.path, one.what, member.size)

    def hits(self, index: int, above: Sequence["Scanned"]) -> list[Hit]:
        """Return what was found in layer `index`; the layers above it may have removed it."""
        folders = [one for one in self._folders.values() if one.kind is not Kind.CACHE or one.size >= SMALLEST_CACHE]
        removed = {path for layer in above for path in layer.inventory.removed}
        replaced = {number for layer in above for number in layer.paths} if self._found and above else set()
        gone = [hash(one.path) in replaced for one in self._found]
        gone += [any(path.startswith(f"{one.path}/") for path in removed) for one in folders]
        return [
            one._replace(path=f"/{one.path}", layer=index, is_removed=is_gone or is_removed(one.path, removed))
            for one, is_gone in zip([*self._found, *folders], gone, strict=True)
        ]


def _is_dump(path: str) -> bool:
    one = named(path)
    return one is not None and one.id in {"dump", "archive"}


def scan_layer(layer: Counted, wanted: Wanted) -> Scanned:
    """Search a layer's unpacked tar archive, and what follows its end."""
    scanned = Scanned()
    for member in members(layer):
        scanned.see(member, wanted)
    archives.drain(layer)
    scanned.size = layer.size
    return scanned


def scan(archive: IO[bytes], wanted: Wanted) -> Contents:
    """Inspect a saved image in one pass; raise an EngineError if it is not one. `origin.placed` adds the lines."""
    saved = archives.read(archive, lambda layer: scan_layer(layer, wanted))
    layers = [layer if isinstance(layer, Scanned) else Scanned() for layer in saved.layers]
    by = configuration.instructions(saved.config, len(layers))
    there = left(layer.inventory for layer in layers)
    unread = [
        f"layer {index}: {layer.why}" for index, layer in enumerate(saved.layers) if isinstance(layer, archives.Unread)
    ]
    said = [Hit(Kind.SECRET, place, -1, what) for place, what in configuration.secrets_in(saved.config)]
    return Contents(
        size=saved.config_size + sum(layer.size for layer in layers),
        layers=[
            Layer(layer.size, layer.inventory.files, text, None, is_base=False)
            for layer, text in zip(layers, by, strict=True)
        ],
        packages=None if unread else there.packages,
        shells=[f"/{path}" for path in there.shells],
        managers=[f"/{path}" for path in there.managers],
        hits=[*said, *(hit for index in range(len(layers)) for hit in layers[index].hits(index, layers[index + 1 :]))],
        unread=[*unread, *([wanted.gap] if wanted.gap else [])],
    )

"""The archive that `docker image save` writes, of any age, and that podman and buildah write; an OCI layout too."""

import json
import posixpath
import tarfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from io import BufferedReader
from typing import IO, Final, Generic, TypeVar

from dockgen.engines.errors import EngineError
from dockgen.image.packing import LONGEST_START, Counted, NotUnpackedError, Reader, entries, is_packed, unpacked
from dockgen.records import NamedTuple
from dockgen.text import parsed

_MANIFEST, _INDEX = "manifest.json", "index.json"
_MOST_JSON: Final = 8 * 1024 * 1024
"""Bytes of one file of JSON, and of all of them together: what is larger describes no image."""
_SMALLEST_TAR: Final = 512
_DEEPEST: Final = 4
"""An index of OCI may lead to another one, and that to a manifest."""
BROKEN: Final = (tarfile.TarError, zlib.error, LookupError, ValueError, TypeError, AttributeError, EOFError, OSError)
"""What reading something else than an archive raises, or something else than the JSON that has to be in it."""

T = TypeVar("T")


class Unread(NamedTuple):
    """Takes the place of a layer that could not be read."""

    why: str


class Saved(NamedTuple, Generic[T]):
    """An image."""

    config: Mapping[str, object]
    """As the specification of OCI has it: `config`, `history`, `rootfs` and so on."""
    config_size: int
    layers: Sequence[T | Unread]
    """What was made of each layer, the base's first."""


class _Files(Generic[T]):
    def __init__(self, look: Callable[[Counted], T]) -> None:
        self._look = look
        self._texts: dict[str, bytes] = {}
        self._links: dict[str, str] = {}
        self._layers: dict[str, T | Unread | Exception] = {}

    def add(self, member: tarfile.TarInfo, tar: tarfile.TarFile) -> None:
        name = posixpath.normpath(member.name)
        if member.issym() or member.islnk():  # an older docker links layers that it wrote already
            folder = posixpath.dirname(name) if member.issym() else ""
            self._links[name] = posixpath.normpath(posixpath.join(folder, member.linkname))
            return
        content = tar.extractfile(member) if member.isreg() and not member.issparse() else None
        if not isinstance(content, BufferedReader):  # which it always is for a file
            return
        start = content.peek(LONGEST_START)[:LONGEST_START]
        if start[:1] in (b"{", b"["):
            self._keep(name, content.read(_MOST_JSON))
        elif is_packed(start) or member.size >= _SMALLEST_TAR:
            self._layers[name] = self._seen(start, content)

    def _keep(self, name: str, text: bytes) -> None:
        if len(text) + sum(map(len, self._texts.values())) <= _MOST_JSON or name in {_MANIFEST, _INDEX}:
            self._texts[name] = text

    def _seen(self, start: bytes, content: IO[bytes]) -> T | Unread | Exception:
        """Look at a layer; one that is broken only matters where the image has it."""
        try:
            file = Counted(unpacked(start, content))
            found = self._look(file)
            drain(file)
        except NotUnpackedError as error:
            return Unread(str(error))
        except BROKEN as error:
            return error
        return found

    def image(self) -> Saved[T]:
        if _MANIFEST in self._texts:
            manifest = parsed.tables(self._json(_MANIFEST))[0]
            config, layers = parsed.need_text(manifest, "Config"), parsed.texts(manifest, "Layers")
        else:
            manifest = self._manifest()
            config = _blob(manifest["config"])
            layers = tuple(_blob(layer) for layer in parsed.need_items(manifest, "layers"))
        text = self._texts[self._name(config)]
        return Saved(_mapping(json.loads(text)), len(text), [self._layer(name) for name in layers])

    def _layer(self, name: str) -> T | Unread:
        found = self._layers[self._name(name)]
        if isinstance(found, Exception):
            raise found
        return found

    def _name(self, name: str) -> str:
        name = posixpath.normpath(name)
        return self._links.get(name, name)

    def _json(self, name: str) -> object:
        found: object = json.loads(self._texts[self._name(name)])
        return found

    def _manifest(self) -> Mapping[str, object]:
        """Return the manifest of the first image of an OCI layout, past attestations."""
        found = self._json(_INDEX)
        for _ in range(_DEEPEST):
            if parsed.at(found, "manifests") is None:
                return _mapping(found)
            images = [one for one in parsed.tables(found, "manifests") if _is_image(one)]
            found = self._json(_blob(images[0]))
        raise ValueError("its index leads nowhere")


def read(archive: IO[bytes], look: Callable[[Counted], T]) -> Saved[T]:
    """Read an archive once, from start to end; `look` gets each layer's tar archive, unpacked. Raise an EngineError."""
    files = _Files(look)
    try:
        for tar, entry in entries(archive):
            files.add(entry, tar)
        return files.image()
    except (*BROKEN, RecursionError) as error:
        raise EngineError(f"the image that the engine saved cannot be read: {error}", "Try it once more.") from error


def drain(file: Reader) -> None:
    """Read to the end: what stands behind the end of a tar archive is a part of the layer too."""
    while file.read(1 << 18):
        pass


def _blob(descriptor: object) -> str:
    return "blobs/" + parsed.need_text(descriptor, "digest").replace(":", "/")


def _is_image(descriptor: Mapping[str, object]) -> bool:
    return "vnd.docker.reference.type" not in parsed.table(descriptor, "annotations")


def _mapping(found: object) -> Mapping[str, object]:
    if not isinstance(found, dict):
        raise TypeError("something else than an object stands in its JSON")
    return found

"""What needs builds of its own: whether two builds are equal, other platforms, and what buildx attaches."""

import hashlib
import json
import tarfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, Final

from dockgen.engines.errors import BuildError, EngineError
from dockgen.engines.face import Engine, Order
from dockgen.image import archive as archives
from dockgen.image.layers import members
from dockgen.image.packing import Counted
from dockgen.text import parsed
from dockgen.verify.evidence import Attested, Twice

PLATFORMS: Final = ("linux/amd64", "linux/arm64")
_EPOCH: Final = 1_700_000_000
"""Some time in the past, in seconds since 1970."""
_MOST_JSON: Final = 256 * 1024 * 1024
_SPDX: Final = "https://spdx.dev/Document"
_PROVENANCE: Final = "https://slsa.dev/provenance/"

_MOST: Final = 10
_BLOCK: Final = 1 << 20

_Tell = Callable[[str], None]


def twice(engine: Engine, order: Order, tell: _Tell) -> Twice | str:
    """Build an image twice without a cache, and compare; a text says why that cannot be."""
    if "reproducible" not in engine.abilities:
        return f"{engine.name} cannot give the files of an image a time of their own"
    orders = [
        order._replace(tag=f"{order.tag}-{number}", fresh=True, epoch=_EPOCH, what=f"{order.what}, build {number}")
        for number in (1, 2)
    ]
    try:
        for one in orders:
            tell(f"{one.what} without a cache")
            engine.build(one, lambda step: tell(f"without a cache: {step}"))
        first, second = (engine.config(one.tag) for one in orders)
        if first is None or second is None:
            return "the engine did not keep the images"
        if first.layers == second.layers:
            return Twice(first.layers, second.layers)
        with engine.saved(orders[0].tag) as left, engine.saved(orders[1].tag) as right:
            return Twice(first.layers, second.layers, differences(left, right))
    except EngineError as error:
        return str(error)


def platforms(engine: Engine, order: Order, tell: _Tell) -> Mapping[str, str]:
    """Return for each platform the step that fails; nothing where only one can be built."""
    if "platforms" not in engine.abilities:
        return {}
    found: dict[str, str] = {}
    for platform in PLATFORMS:
        tell(f"building it for {platform}")
        try:
            engine.build(
                order._replace(platform=platform, keep=False, tag=f"{order.tag}-{platform.rpartition('/')[2]}"),
                lambda step, platform=platform: tell(f"{platform}: {step}"),  # type: ignore[misc]  # mypy on defaults
            )
            found[platform] = ""
        except BuildError as error:
            found[platform] = f"{error.step}: {error.log[-1]}" if error.log else error.step
        except EngineError as error:
            found[platform] = str(error)
    return found


def attested(engine: Engine, order: Order, tell: _Tell) -> Attested | str:
    """Build an image with what buildx attaches, and read that; a text says why it cannot be."""
    if "attestations" not in engine.abilities:
        return f"{engine.name} attaches no SBOM"
    tell("building it with SBOM and provenance")
    try:
        archive = engine.attested(order, lambda step: tell(f"with SBOM: {step}"))
    except EngineError as error:
        return str(error)
    try:
        return read_attested(archive)
    finally:
        archive.unlink(missing_ok=True)


def read_attested(archive: Path) -> Attested | str:
    """Read the attestations in an OCI archive: opencontainers/image-spec, and in-toto statements."""
    try:
        with tarfile.open(archive) as tar:
            return _said(_statements(tar))
    except (tarfile.TarError, OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        return f"what buildx made cannot be read: {error}"


def _said(statements: Sequence[object]) -> Attested:
    kinds = [parsed.need_text(one, "predicateType") for one in statements]
    sboms = [one for one, kind in zip(statements, kinds, strict=True) if kind == _SPDX]
    # An image without a distribution may have none.
    packages = [len(parsed.items(sbom, "predicate", "packages")) for sbom in sboms]
    provenance = next((kind for kind in kinds if kind.startswith(_PROVENANCE)), "")
    return Attested(sum(packages) if packages else None, provenance)


def _statements(tar: tarfile.TarFile) -> Sequence[object]:
    """Return the statements of all attestation manifests below the archive's index."""
    found: list[object] = []
    todo = list(parsed.need_items(_json(tar, "index.json"), "manifests"))
    while todo:
        one = todo.pop()
        blob = _blob(tar, one)
        todo += parsed.items(blob, "manifests")
        if parsed.text(one, "annotations", "vnd.docker.reference.type") == "attestation-manifest":
            found += [_blob(tar, layer) for layer in parsed.need_items(blob, "layers")]
    return found


def _blob(tar: tarfile.TarFile, descriptor: object) -> object:
    return _json(tar, f"blobs/{parsed.need_text(descriptor, 'digest').replace(':', '/')}")


def _json(tar: tarfile.TarFile, name: str) -> object:
    content = tar.extractfile(name)
    if content is None:
        raise ValueError(f"{name} is no file")
    found: object = json.loads(content.read(_MOST_JSON))
    return found


def differences(left: IO[bytes], right: IO[bytes]) -> Sequence[str]:
    """Return the first differences between two saved images, a line for each file."""
    first, second = (archives.read(one, _entries).layers for one in (left, right))
    found: list[str] = []
    for one, other in zip(first, second, strict=False):
        if isinstance(one, Mapping) and isinstance(other, Mapping):
            found += [_told(path, one, other) for path in sorted(one | other) if one.get(path) != other.get(path)]
    more = [f"and {len(found) - _MOST} more"] if len(found) > _MOST else []
    return found[:_MOST] + more


def _told(path: str, one: Mapping[str, tuple[str, str]], other: Mapping[str, tuple[str, str]]) -> str:
    if path not in one or path not in other:
        return f"/{path} is only in one of them"
    what = "content" if one[path][0] != other[path][0] else "time, owner or mode"
    return f"/{path}: {what}"


def _entries(layer: Counted) -> dict[str, tuple[str, str]]:
    """Return for each entry of a layer a digest of its content, and of all else."""
    found = {}
    for member in members(layer):
        digest = hashlib.sha256()
        if member.is_file:
            content = member.content()
            while block := content.read(_BLOCK):
                digest.update(block)
        entry = member.entry
        about = f"{entry.mode} {entry.uid} {entry.gid} {entry.mtime} {entry.type!r} {entry.linkname}"
        found[member.path] = (digest.hexdigest(), about)
    return found

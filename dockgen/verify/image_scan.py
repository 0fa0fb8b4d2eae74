"""Looks into an image: one pass over the archive that an engine saves, without running anything."""

from typing import IO

from dockgen.image import archive as archives
from dockgen.image import configuration
from dockgen.image.layers import left
from dockgen.verify.evidence import Contents, Hit, Kind, Layer, Wanted
from dockgen.verify.layer_scan import Scanned, scan_layer


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

"""Archives as engines save them, made of nothing but what a test wants."""

import gzip
import io
import json
import tarfile

CONFIG, MANIFEST, INDEX = "blobs/sha256/config", "blobs/sha256/manifest", "index.json"


def tar(files):
    """Return a tar archive of files; a content of None is a folder, and a text is where a link leads."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for path, content in files.items():
            member = tarfile.TarInfo(path)
            if isinstance(content, bytes):
                member.size = len(content)
            else:
                member.type = tarfile.DIRTYPE if content is None else tarfile.SYMTYPE
                member.linkname = content or ""
            archive.addfile(member, io.BytesIO(content) if isinstance(content, bytes) else None)
    return packed.getvalue()


def image(layers, config=None, history=(), *, pack=lambda layer: layer):
    """Return what `docker image save` writes.

    Args:
        layers: each a mapping of files, as `tar` takes them.
        config: the part `config` of the configuration.
        history: `created_by` of each step; one that begins with `-` made no layer.
        pack: packs a layer.
    """
    steps = [{"created_by": step.removeprefix("-"), "empty_layer": step.startswith("-")} for step in history]
    blobs = {f"blobs/sha256/{number}": pack(tar(files)) for number, files in enumerate(layers)}
    text = json.dumps({"config": config or {}, "history": steps}).encode()
    manifest = json.dumps([{"Config": CONFIG, "Layers": list(blobs)}]).encode()
    return io.BytesIO(tar({**blobs, CONFIG: text, "manifest.json": manifest}))


def oci_layout(layers, *, attested=False):
    """Return an OCI layout in a tar archive, as buildah writes it, and attested as buildx does."""
    blobs = {f"blobs/sha256/{number}": gzip.compress(tar(files)) for number, files in enumerate(layers)}
    manifest = {
        "config": {"digest": "sha256:config"},
        "layers": [{"digest": f"sha256:{n}"} for n in range(len(layers))],
    }
    attestation = {"digest": "sha256:none", "annotations": {"vnd.docker.reference.type": "attestation-manifest"}}
    one = {"digest": "sha256:manifest"}
    top = {"manifests": [{"digest": "sha256:inner"}]} if attested else {"manifests": [one]}
    texts = {
        CONFIG: {"config": {}},
        MANIFEST: manifest,
        "blobs/sha256/inner": {"manifests": [attestation, one]},
        INDEX: top,
        "oci-layout": {"imageLayoutVersion": "1.0.0"},
    }
    return io.BytesIO(tar({**blobs, **{path: json.dumps(text).encode() for path, text in texts.items()}}))


def old_archive(layers):
    """Return what docker wrote before it knew OCI: a folder for each layer, of which equal ones are links."""
    files = {}
    for number, layer in enumerate(layers):
        files |= {f"{number}/VERSION": b"1.0", f"{number}/json": b"{}", f"{number}/layer.tar": tar(layer)}
    files["again/layer.tar"] = "../0/layer.tar"
    names = [*(f"{number}/layer.tar" for number in range(len(layers))), "again/layer.tar"]
    files |= {
        "c.json": b'{"config": {}}',
        "manifest.json": json.dumps([{"Config": "c.json", "Layers": names}]).encode(),
    }
    return io.BytesIO(tar(files))

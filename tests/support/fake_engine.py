"""An engine that builds nothing: its images are small archives, its times are what a test wants."""

import gzip
import io
import json
import re
import tarfile
from contextlib import contextmanager

from dockgen.engines.errors import BuildError
from dockgen.engines.face import Built

ALPINE = {"bin/sh": b"", "lib/apk/db/installed": b"P:musl\nV:1\n\nP:busybox\nV:1\n"}


def layer(files):
    """Return a layer's tar archive."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        for path, content in files.items():
            member = tarfile.TarInfo(path)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return packed.getvalue()


def archive(layers, user="", *, packed=False):
    """Return what `docker image save` writes for an image of these layers, each a mapping of files."""
    blobs = {f"blobs/sha256/{number}": layer(files) for number, files in enumerate(layers)}
    if packed:
        blobs = {name: gzip.compress(content) for name, content in blobs.items()}
    config = json.dumps({"config": {"User": user}}).encode()
    manifest = json.dumps([{"Config": "blobs/sha256/config", "Layers": list(blobs)}]).encode()
    saved = layer({**blobs, "blobs/sha256/config": config, "manifest.json": manifest})
    return io.BytesIO(saved)


class FakeEngine:
    """Takes the place of the real one."""

    name = "fake"

    def __init__(self, *, times=(), fails=(), stops_at=None):
        """Take how long builds take in turn, which Dockerfiles fail, and the build at which a person stops."""
        self.times = iter(times)
        self.fails = fails
        self.stops_at = stops_at
        self.orders = []
        self.removed = []
        self.pulled = []
        self.left = set()
        self.contexts = []
        self.texts = {}

    def version(self):
        return "Fake 1"

    def pull(self, image):
        self.pulled.append(image)

    def build(self, order, tell):
        if self.stops_at == len(self.orders):
            raise KeyboardInterrupt
        self.orders.append(order)
        self.left.add(order.session)
        if order.what in self.fails:
            raise BuildError(order.what, "[2/2] RUN false", ["boom", "exit code: 1"])
        tell("[1/2] RUN true")
        files = sorted(path.relative_to(order.context) for path in order.context.rglob("*") if path.is_file())
        self.contexts.append({path.as_posix(): (order.context / path).read_bytes() for path in files})
        self.texts[order.tag] = order.dockerfile.read_text()
        return Built(next(self.times, 1.0))

    @contextmanager
    def saved(self, tag):
        text = self.texts[tag]
        sources = b"".join(self.contexts[-1].values())
        base = {} if "FROM scratch" in text else ALPINE
        user = re.findall(r"(?m)^USER (\S+)", text)
        yield archive([base, {"program": sources}], user[-1] if user else "")

    @contextmanager
    def run(self, _):
        yield Running()

    def sessions(self):
        return set(self.left)

    def remove(self, session):
        self.removed.append(session)
        self.left.discard(session)


class Running:
    """A container that runs, on a machine that cannot be reached."""

    def address(self):
        return None

    def exit_code(self):
        return None

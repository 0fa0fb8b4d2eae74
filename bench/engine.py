"""The container engine, as far as measuring needs it: `docker` with BuildKit."""

import gzip
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple

# BuildKit keeps cache mounts apart by this name: they can be emptied without touching those of others, another
# benchmark that runs at the same time included.
CACHE = f"--build-arg=BUILDKIT_CACHE_MOUNT_NS=dockgen-bench-{os.getpid()}"
CACHE_FOLDERS = ("/root/.cache/go-build", "/go/pkg/mod")
PATIENCE = 30.0
NO_SUCH_FILE = 127


class Image(NamedTuple):
    """What an image is."""

    bytes: int
    """Layers, unpacked, and the configuration. (`docker images` adds packed and unpacked sizes up.)"""
    layers: int
    user: str
    has_shell: bool

    @property
    def is_root(self) -> bool:
        """Tell whether its program runs as root."""
        return self.user.partition(":")[0] in {"", "0", "root"}


def missing() -> str:
    """Return why there is no engine, or nothing where there is one."""
    if shutil.which("docker") is None:
        return "no `docker` on PATH"
    answer = subprocess.run(["docker", "version"], check=False, capture_output=True, text=True)
    return answer.stderr.strip() if answer.returncode else ""


def version() -> str:
    """Return the engine's name and version."""
    return "Docker " + docker("version", "--format", "{{.Server.Version}}")


def docker(*arguments: str, text: str | None = None) -> str:
    """Run a docker command and return what it prints; when it fails, end with what it said."""
    answer = subprocess.run(["docker", *arguments], check=False, capture_output=True, text=True, input=text)
    if answer.returncode:
        raise SystemExit(f"`docker {' '.join(arguments)}` failed:\n{answer.stderr}")
    return answer.stdout.strip()


def pull(images: set[str]) -> None:
    """Fetch base images, so that no measurement waits for them."""
    for image in sorted(images - {"scratch"}):
        docker("pull", "--quiet", image)


def is_standin(image: str) -> bool:
    """Tell whether an image is a stand-in for the official one; such an image says so itself."""
    return docker("image", "inspect", "--format", '{{index .Config.Labels "dockgen.standin"}}', image) != ""


def empty_caches(image: str, folders: Sequence[str] = CACHE_FOLDERS) -> None:
    """Empty the cache mounts of all measurements, with the tools of `image`."""
    mounts = " ".join(f"--mount=type=cache,target={folder}" for folder in folders)
    recipe = f"FROM {image}\nRUN {mounts} find {' '.join(folders)} -mindepth 1 -delete\n"
    docker("build", "--quiet", "--no-cache", "--output=type=cacheonly", CACHE, "-", text=recipe)


def build(folder: Path, tag: str, *flags: str) -> float:
    """Build a folder's image and return how many seconds that took."""
    start = time.perf_counter()
    docker("build", "--quiet", f"--tag={tag}", CACHE, *flags, str(folder))
    return time.perf_counter() - start


def own_tag(measurement: str, name: str) -> str:
    """Return a name for an image that no other process uses."""
    return f"dockgen-bench-{measurement}-{os.getpid()}:{name}"


def remove(tag: str) -> None:
    """Remove an image, where it is there."""
    subprocess.run(["docker", "image", "rm", "--force", tag], check=False, capture_output=True)


def look_at(tag: str) -> Image:
    """Measure an image and look into it."""
    size, layers = _saved(tag)
    user = docker("image", "inspect", "--format", "{{.Config.User}}", tag)
    return Image(size, layers, user, _has_shell(tag))


def size(tag: str) -> int:
    """Return an image's unpacked size in bytes, its configuration included."""
    return _saved(tag)[0]


def _saved(tag: str) -> tuple[int, int]:
    """Return an image's unpacked size in bytes and how many layers it has."""
    with tempfile.TemporaryFile() as file:
        subprocess.run(["docker", "image", "save", tag], check=True, stdout=file)
        file.seek(0)
        with tarfile.open(fileobj=file) as archive:
            manifest = json.load(_member(archive, "manifest.json"))[0]
            layers = [_unpacked(_member(archive, layer)) for layer in manifest["Layers"]]
            return archive.getmember(manifest["Config"]).size + sum(layers), len(layers)


def _member(archive: tarfile.TarFile, name: str) -> IO[bytes]:
    file = archive.extractfile(name)
    if file is None:
        raise SystemExit(f"`docker image save` wrote {name} not as a file.")
    return file


def _unpacked(layer: IO[bytes]) -> int:
    """Return how many bytes a layer's tar archive has, packed with gzip or not at all."""
    magic = layer.read(4)
    layer.seek(0)
    if magic == b"\x28\xb5\x2f\xfd":
        raise SystemExit("This image's layers are packed with zstd; this benchmark unpacks only gzip.")
    if not magic.startswith(b"\x1f\x8b"):
        return layer.seek(0, os.SEEK_END)
    with gzip.open(layer) as stream:
        return sum(len(block) for block in iter(lambda: stream.read(1 << 20), b""))


def _has_shell(tag: str) -> bool:
    command = ["docker", "run", "--rm", "--network=none", "--entrypoint=/bin/sh", tag, "-c", "true"]
    code = subprocess.run(command, check=False, capture_output=True).returncode
    if code not in {0, NO_SUCH_FILE}:
        raise SystemExit(f"Whether {tag} has a shell cannot be said: exit code {code}.")
    return code == 0


@contextmanager
def running(tag: str, port: int = 3000, *more: str) -> Iterator[str]:
    """Run an image, locked down, and give the address it answers at; remove the container afterwards."""
    flags = ("--detach", f"--publish=127.0.0.1::{port}", "--read-only", "--cap-drop=ALL")
    name = docker("run", *flags, *more, tag)
    try:
        yield "http://" + docker("port", name, str(port)).splitlines()[0]
    finally:
        docker("rm", "--force", name)


def answer(address: str) -> str:
    """Return what a server answers, once it does."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            with urllib.request.urlopen(address, timeout=PATIENCE) as response:  # noqa: S310 - always our own http
                return str(response.read().decode())
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)

"""The container engine, as far as measuring needs it: `docker` with BuildKit."""

import os
import shutil
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from dockgen.ladder.image import Image, look

# BuildKit keeps cache mounts apart by this name: they can be emptied without touching those of others, another
# benchmark that runs at the same time included.
CACHE = f"--build-arg=BUILDKIT_CACHE_MOUNT_NS=dockgen-bench-{os.getpid()}"
CACHE_FOLDERS = ("/root/.cache/go-build", "/go/pkg/mod")
PATIENCE = 30.0


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


def export(context: Path, folder: Path, *flags: str, text: str | None = None) -> None:
    """Build, and write the files of the result into a folder."""
    docker("build", "--quiet", f"--output=type=local,dest={folder}", *flags, str(context), text=text)


def own_tag(measurement: str, name: str) -> str:
    """Return a name for an image that no other process uses."""
    return f"dockgen-bench-{measurement}-{os.getpid()}:{name}"


def remove(tag: str) -> None:
    """Remove an image, where it is there."""
    subprocess.run(["docker", "image", "rm", "--force", tag], check=False, capture_output=True)


def look_at(tag: str) -> Image:
    """Look into an image."""
    with tempfile.TemporaryFile() as file:
        subprocess.run(["docker", "image", "save", tag], check=True, stdout=file)
        file.seek(0)
        return look(file, "")


def size(tag: str) -> int:
    """Return an image's unpacked size in bytes, its configuration included."""
    return look_at(tag).size


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

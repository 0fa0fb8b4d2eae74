"""Name the exact base image."""

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from dockgen.practices.practice import Broken, Checked, Practice

if TYPE_CHECKING:
    from dockgen.audit.build import Build
    from dockgen.dockerfile import Dockerfile, Instruction

_RELEASES: Final = r"(?:trixie|bookworm|bullseye|noble|jammy|focal)(?:-slim)?|nonroot|debug|debug-nonroot"
"""Tags that are versions though they have no number: a distribution's release, and a variant of distroless."""
_EXAMPLES: Final[Mapping[str, str]] = {
    "golang": "golang:1.27-alpine3.23",
    "node": "node:24-trixie-slim",
    "python": "python:3.13-slim-trixie",
    "alpine": "alpine:3.23",
    "debian": "debian:trixie-slim",
    "ubuntu": "ubuntu:24.04",
    "nginx": "nginx:1.30-alpine",
}


def check(build: "Build") -> Checked:
    """Find images without a version: no tag, `latest`, or a tag that names no number."""
    images = list(_images(build.file))
    if not images:
        return "it is built from scratch"
    return [Broken(one, f"{image} {why}", _fix(image)) for one, image in images if (why := _moves(image))]


def _images(file: "Dockerfile") -> "Iterator[tuple[Instruction, str]]":
    """Yield the images that are taken from a registry, and where."""
    for stage in file.stages:
        if stage.base != "scratch" and file.stage_called(stage.base, stage.number) is None:
            yield stage.start, stage.base
        for one in stage.all("COPY", "ADD"):
            source = one.flag("from")
            if source and file.stage_called(source, len(file.stages)) is None and not source.isdigit():
                yield one, file.expand(source, one)


def _moves(image: str) -> str:
    """Say why an image will be another one some day; nothing where it will not, or where that is not known."""
    if "$" in image or "@" in image:
        return ""
    tag = image.rpartition("/")[2].partition(":")[2]
    if tag in {"", "latest"}:
        return "has no version: it is the newest one on the day of the build"
    is_version = re.search(r"[0-9]", tag) or re.fullmatch(_RELEASES, tag)
    return "" if is_version else f"has a tag that moves: {tag} names no version"


def _fix(image: str) -> str:
    name = image.rpartition("/")[2].partition(":")[0]
    return f"Write the version that you mean, with its distribution: {_EXAMPLES.get(name, name + ':1.2')}."


PRACTICE = Practice(
    id="pin",
    title="Pin the base image",
    why=(
        "A tag without a version means another image every few months: the build that passed yesterday fails today, "
        "and nobody changed anything. A version with its distribution follows security patches and nothing else."
    ),
    gain="The same compiler and the same system for everyone; with an Alpine tag also far less to download.",
    cost="Somebody has to raise the version now and then.",
    not_when="You try something out and throw it away.",
    bad="FROM golang\n",
    good="FROM golang:1.27-alpine3.23\n",
    check=check,
)

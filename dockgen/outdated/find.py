"""Finds outdated images in a project's files, from dockgen's own data."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final, Literal

from dockgen.dockerfiles.dockerfile import Dockerfile
from dockgen.practices.pin import images
from dockgen.records import NamedTuple
from dockgen.versions.ends import ends_of, newer_than

Kind = Literal["ended", "soon", "update", "newer"]
KINDS: Final[tuple[Kind, ...]] = ("ended", "soon", "update", "newer")
"""Kinds of items, the most urgent first."""

SOON: Final = 90
"""Days before the end of life, to leave time for the change; as in the practice `supported`."""

_IMAGE: Final = re.compile(r"^[ \t]{0,40}image:[ \t]{0,40}[\"']?([^\s\"'#$]{1,300})", re.MULTILINE)


class Item(NamedTuple):
    """One outdated image or file."""

    kind: Kind
    path: str
    line: int
    """The line, from 1; 0 for the whole file."""
    message: str
    fix: str


def in_dockerfile(file: Dockerfile, path: str, today: date) -> Iterator[Item]:
    """Yield the outdated images of a Dockerfile, each once."""
    seen = set()
    for instruction, image in images(file):
        if image not in seen:
            seen.add(image)
            yield from _in_image(image, path, instruction.line, today)


def in_compose(text: str, path: str, today: date) -> Iterator[Item]:
    """Yield the outdated images of a compose file."""
    for line, image in compose_images(text):
        yield from _in_image(image, path, line, today)


def compose_images(text: str) -> Iterator[tuple[int, str]]:
    """Yield the images of a compose file, each with its line, from 1."""
    for match in _IMAGE.finditer(text):
        yield text.count("\n", 0, match.start()) + 1, match[1]


def _in_image(image: str, path: str, line: int, today: date) -> Iterator[Item]:
    newer = dict(newer_than(image, today))
    for what, end in ends_of(image):
        instead = f"Use {newer[what]}." if what in newer else "Use a newer release."
        if end < today:
            since = "" if end.year == 1 else f", since {end}"
            yield Item("ended", path, line, f"{what} in {image} no longer gets security fixes{since}", instead)
            newer.pop(what, None)
        elif (end - today).days <= SOON:
            yield Item("soon", path, line, f"{what} in {image} gets no security fixes after {end}", instead)
            newer.pop(what, None)
    for what, other in newer.items():
        yield Item("newer", path, line, f"{what} in {image}: {other} is available", f"Use {other}.")

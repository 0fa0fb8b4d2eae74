"""What has become old in a project: pure, from what its files say and what dockgen knows."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final, Literal, NamedTuple

from dockgen.dockerfiles.dockerfile import Dockerfile
from dockgen.practices.pin import images
from dockgen.versions.ends import ends_of, newer_than

Kind = Literal["ended", "soon", "update", "newer"]
KINDS: Final[tuple[Kind, ...]] = ("ended", "soon", "update", "newer")
"""What one can find, the most urgent first."""

SOON: Final = 90
"""Days, in which a base image can be changed without haste; as the practice `supported` has it."""

_IMAGE: Final = re.compile(r"^[ \t]{0,40}image:[ \t]{0,40}[\"']?([^\s\"'#$]{1,300})", re.MULTILINE)


class Item(NamedTuple):
    """One thing that is old."""

    kind: Kind
    path: str
    line: int
    """From 1; 0 where it is about the whole file."""
    message: str
    fix: str


def in_dockerfile(file: Dockerfile, path: str, today: date) -> Iterator[Item]:
    """Yield what is old among the images of a Dockerfile; of each image once."""
    seen = set()
    for instruction, image in images(file):
        if image not in seen:
            seen.add(image)
            yield from _in_image(image, path, instruction.line, today)


def in_compose(text: str, path: str, today: date) -> Iterator[Item]:
    """Yield what is old among the images that a compose file names."""
    for line, image in compose_images(text):
        yield from _in_image(image, path, line, today)


def compose_images(text: str) -> Iterator[tuple[int, str]]:
    """Yield the images that a compose file names, each with its line, from 1."""
    for match in _IMAGE.finditer(text):
        yield text.count("\n", 0, match.start()) + 1, match[1]


def _in_image(image: str, path: str, line: int, today: date) -> Iterator[Item]:
    newer = dict(newer_than(image, today))
    for what, end in ends_of(image):
        instead = f"Use {newer[what]}." if what in newer else "Use a newer release."
        if end < today:
            since = "" if end.year == 1 else f", since {end}"
            yield Item("ended", path, line, f"{what} in {image} gets no fixes any more{since}", instead)
            newer.pop(what, None)
        elif (end - today).days <= SOON:
            yield Item("soon", path, line, f"{what} in {image} gets no fixes after {end}", instead)
            newer.pop(what, None)
    for what, other in newer.items():
        yield Item("newer", path, line, f"{what} in {image}: {other} is there", f"Use {other}.")

"""Finds newer tags of the same kind in a list of tags."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from dockgen.languages import LANGUAGES, tables
from dockgen.records import NamedTuple
from dockgen.registry.reference import Reference

_NUMBER: Final = r"[0-9]{1,8}(?:\.[0-9]{1,8}){0,3}"
_TAG: Final = re.compile(rf"(v?)({_NUMBER})((?:[-_][A-Za-z0-9][A-Za-z0-9_.-]{{0,100}})?)")
_ALPINE: Final = re.compile(rf"(?<=alpine)({_NUMBER})")


class Tag(NamedTuple):
    """A parsed tag."""

    text: str
    version: tuple[int, ...]
    alpine: tuple[int, ...]
    """The Alpine release after the version; empty for none."""
    kind: str
    """Equal for tags of the same kind: the rest of the tag, and how many numbers the version has."""


def parse(text: str) -> Tag | None:
    """Parse a tag such as `1.27-alpine3.23`; None if it does not start with a version."""
    match = _TAG.fullmatch(text)
    if not match:
        return None
    version, rest = _numbers(match[2]), match[3]
    alpine = _ALPINE.search(rest)
    kind = f"{match[1]}{'.'.join('N' * len(version))}{_ALPINE.sub('N', rest, count=1)}"
    return Tag(text, version, _numbers(alpine[1]) if alpine else (), kind)


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split("."))


def like(reference: Reference, tags: Iterable[str]) -> Iterator[Tag]:
    """Yield the tags of the same kind as an image's own that are not older, including its own if it exists.

    Releases that are not for production, such as some with odd numbers, are left out.
    """
    own = parse(reference.tag)
    if own is None:
        return
    for tag in filter(None, map(parse, tags)):
        if tag.kind == own.kind and tag.version >= own.version and tag.alpine >= own.alpine and _lives(reference, tag):
            yield tag


def _lives(reference: Reference, tag: Tag) -> bool:
    language = tables.language_of(reference.repository.rpartition("/")[2])
    even = LANGUAGES[language].tooling().even_releases if language else 0
    return not (tag.version[0] % 2 and tag.version[0] < even)


def newest(tags: Iterable[Tag]) -> Tag | None:
    """Return the newest tag, by version, then by distribution; None if there is none."""
    return max(tags, key=lambda tag: (tag.version, tag.alpine), default=None)

"""Keeps digests that images were pinned to: dockgen does not know them, and an update must not remove them."""

import re
from collections.abc import Mapping
from typing import Final

_PINNED: Final = re.compile(r"(?<![\w.:/@-])([a-zA-Z0-9][\w./:-]{0,300}:[\w.-]{1,128})(@sha256:[0-9a-f]{64})(?![\w@-])")


def found(text: str) -> dict[str, str]:
    """Return the digest, such as `@sha256:...`, of each `image:tag` that a text pins."""
    return dict(_PINNED.findall(text))


def put(text: str, pins: Mapping[str, str]) -> str:
    """Return a generated text with the digests of the person's file."""
    return re.sub(r"[\w.:/@-]++", lambda word: word[0] + pins.get(word[0], ""), text) if pins else text

"""What can be said of a path from its text alone."""

import posixpath
from collections.abc import Iterator


def around(path: str) -> Iterator[str]:
    """Yield the folders that a path lies in, the nearest first, without the top: also of an absolute path, it ends."""
    while (path := posixpath.dirname(path)).strip("/"):
        yield path

"""Builds once more where the engine, and not the Dockerfile, was at fault."""

import re
import time
from collections.abc import Callable, Sequence
from typing import Final

from dockgen.engines.errors import EngineError
from dockgen.engines.process import Followed

_TAKEN_AWAY: Final = (
    r'(?i)^(?:error: |time="[^"]{1,60}" level=(?:fatal|error) ).{0,2000}parent snapshot \S{1,200} does not exist',
    r"^Error: .{0,1000}(?:image|layer|container) not known",
)
"""What BuildKit and Buildah say where another program removed an image, and with it what this build had in its cache.

Lines of the builder alone: what a step prints has a number before it, or ends before the last lines.
"""
_LAST: Final = 5


def timed(build: Callable[[], Followed]) -> tuple[Followed, float]:
    """Build, and once more if the engine lost a part of its cache; return also the seconds of the last build."""
    why = ""
    for _ in range(2):
        start = time.perf_counter()
        done = build()
        seconds = time.perf_counter() - start
        why = _taken_away(done.log[-_LAST:]) if done.code else ""
        if not why:
            return done, seconds
    raise EngineError(
        f"the engine lost a part of its build cache twice: {why}",
        "It is not the Dockerfile. Other programs may be removing images; run again when they are done.",
    )


def _taken_away(log: Sequence[str]) -> str:
    return next((line for line in log if any(re.search(pattern, line) for pattern in _TAKEN_AWAY)), "")

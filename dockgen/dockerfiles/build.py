"""The input of a practice's check: a Dockerfile, its build context, and its ignore patterns."""

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Final

from dockgen.dockerfiles.dockerfile import Dockerfile
from dockgen.dockerfiles.instruction import Instruction
from dockgen.model.facts import Fact
from dockgen.reading.project import Project
from dockgen.records import NamedTuple

_MOST_PATTERNS: Final = 1000
_MOST_WILDCARDS: Final = 4
_LONGEST_PATH: Final = 1000


class Build(NamedTuple):
    """A Dockerfile with its build context."""

    file: Dockerfile
    context: Project | None = None
    """The build context; None if only the text is known."""
    ignore: Sequence[str] | None = None
    """The patterns of the `.dockerignore`; None if there is none."""
    language: str = ""
    """The project's language, if dockgen knows it."""
    facts: Mapping[str, Fact] = {}
    """The facts about the program."""
    today: date = date.max

    def copies(self) -> Iterator[Instruction]:
        """Yield the COPY and ADD instructions that copy from the build context."""
        for one in self.file.instructions:
            if one.name in {"COPY", "ADD"} and one.flag("from") is None and not one.heredocs:
                yield one

    def takes_all(self, one: Instruction) -> bool:
        """Tell whether a COPY or ADD copies the whole build context."""
        return any(posixpath.normpath(source.rstrip("*") or ".").lstrip("/") in {"", "."} for source in one.args[:-1])

    def is_sent(self, path: str) -> bool:
        """Tell whether a file of the context is sent to the builder."""
        keeps_out = matcher(tuple(self.ignore or ()))
        return keeps_out is None or not keeps_out(path)


@lru_cache(maxsize=8)
def matcher(patterns: tuple[str, ...]) -> Callable[[str], bool] | None:
    """Return a function that tells whether patterns exclude a path; None if the patterns are not usable."""
    from e2b_dockerfile_utils import PatternMatcher  # noqa: PLC0415 - slow to import

    # Each path is matched against each pattern, in a time of the path's length to the power of the wildcards.
    if len(patterns) > _MOST_PATTERNS or any(len(re.findall(r"\*+", each)) > _MOST_WILDCARDS for each in patterns):
        return None
    try:
        matches = PatternMatcher(list(patterns)).matches if patterns else None
    except ValueError:  # a pattern that BuildKit would reject, too
        return None
    return matches and (lambda path: len(path) <= _LONGEST_PATH and matches(path))


def ignore_patterns(text: str) -> list[str]:
    """Return the patterns of a `.dockerignore`, as moby/patternmatcher's ignorefile reads them."""
    patterns = []
    for line in text.removeprefix("\ufeff").splitlines():
        pattern = line.strip() if not line.startswith("#") else ""
        if pattern and pattern != "!":
            mark = "!" if pattern.startswith("!") else ""
            path = posixpath.normpath(pattern.removeprefix("!").strip() or ".")
            patterns.append(mark + (path.lstrip("/") if len(path) > 1 else path))
    return patterns

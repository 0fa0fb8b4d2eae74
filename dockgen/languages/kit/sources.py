"""A program's source files: read once, without their comments, with the line of what is found."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

from dockgen.model.found import Found
from dockgen.reading.project import Project


class Source:
    """One file."""

    def __init__(self, path: str, raw: str, clean: Callable[[str], str] = str) -> None:
        """Take the file's content, and what takes out its comments and leaves its lines."""
        self.path = path
        self.raw = raw
        self._clean = clean

    @cached_property
    def text(self) -> str:
        """The file without its comments, with the same lines."""
        return self._clean(self.raw)

    @property
    def stem(self) -> str:
        """Its name without the suffix."""
        return self.path.rpartition("/")[2].rpartition(".")[0]

    def first(self, *patterns: str) -> Found[str] | None:
        """Return the last group of the first pattern that is found, and where."""
        return first((self,), *patterns)

    def at(self, match: re.Match[str]) -> str:
        """Say in which line a match begins."""
        return self.at_position(match.start())

    def at_position(self, position: int) -> str:
        """Say in which line a place of the text is."""
        return f"{self.path}:{self.text.count(chr(10), 0, position) + 1}"


def read(project: Project, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield path and content of the files that can be read."""
    return ((path, text) for path in paths if (text := project.read(path)) is not None)


def content(project: Project, path: str) -> str:
    """Return a file's content; empty where there is none, or it cannot be read."""
    return (project.read(path) if project.has(path) else None) or ""


def first(sources: Iterable[Source], *patterns: str) -> Found[str] | None:
    """Return the last group of the first pattern that is found in any file, and where."""
    known = tuple(sources)
    found = ((match, one) for pattern in patterns for one in known if (match := re.search(pattern, one.text)))
    return next((Found(match[match.lastindex or 0], one.at(match)) for match, one in found), None)


def uncommented(text: str, lexeme: str) -> str:
    """Take out comments: what the pattern `lexeme`, which also matches strings, has in its group `comment`."""
    return re.sub(lexeme, _without_comment, text)


def _without_comment(lexeme: re.Match[str]) -> str:
    comment = lexeme["comment"]
    return lexeme[0] if comment is None else "\n" * comment.count("\n") or " "

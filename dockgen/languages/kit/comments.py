"""JavaScript's comments, and what else JSON does not know, in one pass over the file."""

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from dockgen.languages.kit.tables import Table, read
from dockgen.reading.project import Project

# Strings and comments, to tell a comment from a string that looks like one; a template or a comment that never ends
# is the rest of the file. A regular expression literal may hide a comment's beginning: then the rest of its line is
# lost, and it may hold a single quote: then the line is read on behind it.
_STRINGS: Final = r"\"(?:\\.|[^\"\\\n])*+\"|'(?:\\.|[^'\\\n])*+'|`(?:\\.|[^`\\])*+`?"
_UNCLOSED: Final = r"(?P<unclosed>\"(?:\\.|[^\"\\\n])*+|'(?:\\.|[^'\\\n])*+)"
_COMMENT: Final = r"(?P<comment>(?<![:\\])//[^\n]*+|/\*(?:.*?\*/|.*))"
_COMMA: Final = r"(?P<comma>,)(?=\s{0,200}[}\]])"
_LEXEME: Final = rf"(?s){_STRINGS}|{_UNCLOSED}|{_COMMENT}|{_COMMA}|."
_ORDINARY: Final = rf"(?s)(?:[^\"'`/,]++|{_STRINGS}|,(?!\s{{0,200}}[}}\]])|/(?![/*])|(?<=[:\\])/(?!\*))*+"
"""As much as can be that is none of what is looked for."""
_NO_MARK: Final = r"[^\"'`/,]*+"


@lru_cache(maxsize=16)  # several look into the same file
def without_comments(text: str, *, commas: bool = True) -> str:
    """Return JavaScript or JSON without its comments, with the same lines; in JSON also without commas too many."""
    parts: list[str] = []
    end = 0
    for match in _lexemes(text):
        if match["comment"] is not None:
            parts += text[end : match.start()], "\n" * match["comment"].count("\n") or " "
            end = match.end()
        elif commas:
            parts.append(text[end : match.start()])
            end = match.end()
    return "".join(parts) + text[end:]


def read_json(project: Project, path: str) -> Table:
    """Return the object in a JSON file that may have comments and commas too many, as tsconfig.json does."""
    return read(project, path, "JSON", lambda text: json.loads(without_comments(text)))


def _lexemes(text: str) -> Iterator[re.Match[str]]:
    """Yield comments, and commas too many.

    Where a quote is never closed, so is none of its kind up to where it was looked for: it is not looked for again,
    else a line of such quotes would take the square of its length.
    """
    lexeme, ordinary, no_mark = map(re.compile, (_LEXEME, _ORDINARY, _NO_MARK))
    at = 0
    unclosed = {'"': 0, "'": 0}
    while at < len(text):
        skipped = ordinary if at >= max(unclosed.values()) else no_mark
        at = skipped.match(text, at).end()  # type: ignore[union-attr]  # both match always
        quote = text[at : at + 1]
        match = None if at < unclosed.get(quote, 0) else lexeme.match(text, at)
        if match and match["unclosed"]:
            unclosed[quote] = match.end()
        if match is None or match["unclosed"]:
            at += 1
            continue
        if match["comment"] or match["comma"]:
            yield match
        at = match.end()

"""JavaScript's comments, and what else JSON does not know."""

import re
from typing import Final

# Strings and comments, to tell a comment from a string that looks like one; what never ends is the rest of the line,
# or of the file. A regular expression literal may hide a comment's beginning: then the rest of its line is lost.
_LEXEME: Final = (
    r"(?s)\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`?"
    r"|(?P<comment>(?<![:\\])//[^\n]*|/\*(?:.*?\*/|.*))|(?P<comma>,)(?=\s{0,200}[}\]])"
)


def without_comments(text: str, *, commas: bool = True) -> str:
    """Return JavaScript or JSON without its comments, with the same lines; in JSON also without commas too many."""

    def blank(token: re.Match[str]) -> str:
        if token["comment"] is not None:
            return "\n" * token["comment"].count("\n") or " "
        return "" if token["comma"] and commas else token[0]

    return re.sub(_LEXEME, blank, text)

r"""Makes untrusted text safe to show: escapes control sequences, CI commands, and invisible characters.

All output goes through here, as do comments in generated files, Markdown, and HTML. Escapes are Python's: `\n`,
`\x1b`, `\u202e`. Text without such characters stays as it is, and a second pass changes nothing.
"""

import re
from typing import Final

HIDDEN: Final = (
    "[\0-\x1f\x7f-\x9f"  # C0, DEL and C1 drive terminals
    "\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff"  # invisible, or reorder
    "\U000e0000-\U000e007f"  # tags: can hide a whole text
    "\ud800-\udfff]"  # bytes of a file name that are not UTF-8
)
"""Control and invisible characters; listed here, since `str.isprintable` changes with the Unicode version."""

_HIDDEN_IN_LINES: Final = rf"(?!\n|\t|\r\n){HIDDEN}"
_AT_START: Final = r"(?m)^([^\S\n]*):(?=:)"
_ANYWHERE: Final = r"#(?=#(?:vso|teamcity)?\[)"
"""Text that CI systems run as commands: `::name::` at the start of a line (GitHub Actions), and anywhere `##[` (GitHub
Actions, Azure Pipelines), `##vso[` (Azure Pipelines), and `##teamcity[`."""


def one_line(text: str) -> str:
    """Return text as one line; line ends become escapes, too."""
    if text.isascii() and text.isprintable() and "::" not in text and "##" not in text:
        return text  # most lines; compiling the patterns takes longer than printing all of them
    return _without_commands(re.sub(HIDDEN, _escaped, text))


def lines(text: str) -> str:
    """Return text of several lines, such as a diff or a source file; line ends and tabs stay."""
    return _without_commands(re.sub(_HIDDEN_IN_LINES, _escaped, text))


def as_json(document: object) -> str:
    """Return a document as JSON, indented, with a line end.

    Hidden characters become JSON escapes; bytes of a file name that are not UTF-8 cannot be written in JSON.
    """
    import json  # noqa: PLC0415 - most runs print none, and __main__ imports this before it can catch Ctrl-C

    text = json.dumps(document, indent=2, ensure_ascii=False)
    text = re.sub("[\ud800-\udfff]", "\N{REPLACEMENT CHARACTER}", text)
    text = re.sub(_HIDDEN_IN_LINES, lambda found: json.dumps(found[0])[1:-1], text)
    return re.sub(_ANYWHERE, r"\\u0023", text) + "\n"


def html(text: str) -> str:
    """Return text escaped for HTML, including quoted attributes."""
    from html import escape  # noqa: PLC0415 - slow to import, and only reports need it

    return escape(lines(text))


def markdown(text: str) -> str:
    """Return text escaped for one line of Markdown or one table cell."""
    text = one_line(text).replace("&", "&amp;").replace("<", "&lt;")
    return re.sub(r"[\\`*_\[\]|]", r"\\\g<0>", text)


def _escaped(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode()


def _without_commands(text: str) -> str:
    return re.sub(_ANYWHERE, r"\\x23", re.sub(_AT_START, r"\1\\x3a", text))

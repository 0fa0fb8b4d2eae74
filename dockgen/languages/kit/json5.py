"""JSON5: what it adds to JSON with comments is written as JSON has it."""

import json
import re
from typing import Final

from dockgen.languages.kit.comments import without_comments

_NAME: Final = r"[^\W\d][\w$]*+|\$[\w$]*+"
_NUMBER: Final = r"[+-]?(?:0[xX][0-9a-fA-F]{1,16}|\.?[0-9][0-9a-fA-FeE.+-]{0,40})"
_TOKEN: Final = rf"(?s)\"(?:\\.|[^\"\\])*+\"?|'(?:\\.|[^'\\])*+'?|{_NUMBER}|{_NAME}"
_ESCAPE: Final = r"(?s)\\(?:x(?P<code>[0-9a-fA-F]{2})|u[0-9a-fA-F]{4}|\r\n|.)|\""
_WORDS: Final = frozenset({"true", "false", "null", "Infinity", "NaN"})


def parse(text: str) -> object:
    """Return what a JSON5 text holds.

    Raises:
        ValueError: it is not valid.
    """
    plain = without_comments(without_comments(text))  # twice: a comment may stand behind a comma too many
    return json.loads(re.sub(_TOKEN, _as_json, plain), strict=False)


def _as_json(token: re.Match[str]) -> str:
    text = token[0]
    if text[0] in "\"'" and (text[0] != text[-1] or not text[1:]):  # it never ends
        return text
    if text[0] in "\"'":
        return f'"{re.sub(_ESCAPE, _escaped, text[1:-1])}"'
    if not re.match(r"[+.\d-]", text):
        return text if text in _WORDS else json.dumps(text)
    sign, number = ("-" if text[0] == "-" else ""), text.lstrip("+-")
    if number[:2].lower() == "0x":
        return f"{sign}{int(number, 16)}"
    return sign + re.sub(r"\.(?=$|e)", ".0", f"0{number}" if number[0] == "." else number)


def _escaped(escape: re.Match[str]) -> str:
    text, kind = escape[0], escape[0][1:2]
    if not kind or kind in '"\\/bfnrtu':
        return text if kind else '\\"'
    if kind in "\r\n":  # the line goes on
        return ""
    found = chr(int(escape["code"], 16)) if escape["code"] else {"0": "\0", "v": "\v"}.get(kind, kind)
    return json.dumps(found)[1:-1]

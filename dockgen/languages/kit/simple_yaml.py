"""The part of YAML that a person writes a manifest in: tables and lists of texts. Each value is a text."""

import json
import re
from collections.abc import Iterator
from typing import Final

from dockgen.records import NamedTuple

_KEY: Final = r"(\"[^\"]{0,300}\"|'[^']{0,300}'|[^\s\"'#&*!|>%@`\[\]{},-][^\s:]{0,300}):(?:\s+(.*))?"
_COMMENT: Final = r"(?:^|\s)#.*"
_QUOTED: Final = r"(\"(?:\\.|[^\"\\])*+\"|'(?:''|[^'])*+')\s{0,99}(?:#.*)?"
_MOST: Final = 20
"""How deep tables may lie in each other."""


class _Line(NamedTuple):
    number: int
    indent: int
    text: str


def parse(text: str) -> object:
    """Return the table that a text holds.

    Raises:
        ValueError: it holds something else, or more than tables, lists, and texts.
    """
    lines = [*_lines(text)]
    found, rest = _table(lines, 0, _MOST)
    if rest < len(lines):
        raise ValueError(f"line {lines[rest].number} is not understood")
    return found


def _lines(text: str) -> Iterator[_Line]:
    for number, line in enumerate(text.splitlines(), 1):
        inside = line.strip()
        if inside and inside[0] != "#" and line.rstrip() not in {"---", "..."}:
            yield _Line(number, len(line) - len(line.lstrip(" ")), inside)


def _table(lines: list[_Line], at: int, depth: int) -> tuple[dict[str, object], int]:
    """Return the table that begins at a line, and the first line behind it."""
    found: dict[str, object] = {}
    indent = lines[at].indent if at < len(lines) else 0
    while at < len(lines) and lines[at].indent == indent and (match := re.fullmatch(_KEY, lines[at].text)):
        number, value, at = lines[at].number, re.sub(r"^#.*", "", match[2] or ""), at + 1
        if not depth or value[:1] in {"&", "*", "!", "{"} - ({"{"} if value == "{}" else set()):
            raise ValueError(f"line {number} is not understood")
        inner = lines[at].indent if at < len(lines) else -1
        if value[:1] in {"|", ">"}:
            end = next((n for n in range(at, len(lines)) if lines[n].indent <= indent), len(lines))
            found[_scalar(match[1])] = ("\n" if value[0] == "|" else " ").join(line.text for line in lines[at:end])
            at = end
        elif value:
            found[_scalar(match[1])] = _value(value)
        elif at < len(lines) and inner >= indent and lines[at].text.startswith("- "):
            found[_scalar(match[1])], at = _list(lines, at)
        elif inner > indent:
            found[_scalar(match[1])], at = _table(lines, at, depth - 1)
        else:
            found[_scalar(match[1])] = None
    return found, at


def _list(lines: list[_Line], at: int) -> tuple[list[object], int]:
    found: list[object] = []
    indent = lines[at].indent
    while at < len(lines) and lines[at].indent == indent and lines[at].text.startswith("- "):
        found.append(_value(lines[at].text[2:].strip()))
        at += 1
    return found, at


def _value(text: str) -> object:
    if text == "{}":
        return {}
    if match := re.fullmatch(r"\[([^\]]*+)\]\s{0,99}(?:#.*)?", text):
        return [_value(part.strip()) for part in match[1].split(",") if part.strip()]
    scalar = _scalar(text)
    return {"true": True, "false": False, "null": None}.get(scalar, scalar) if text[:1] not in {'"', "'"} else scalar


def _scalar(text: str) -> str:
    if match := re.fullmatch(_QUOTED, text):
        inside = match[1]
        return inside[1:-1].replace("''", "'") if inside[0] == "'" else str(json.loads(inside, strict=False))
    return re.sub(_COMMENT, "", text).strip()

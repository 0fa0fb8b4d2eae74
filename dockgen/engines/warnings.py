"""What BuildKit warns of while it builds."""

import base64
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from dockgen.engines.face import Warned
from dockgen.text import parsed

_LINE: Final = r" \(line (\d{1,6})\)$"


def in_metadata(path: Path) -> list[Warned] | None:
    """Return the warnings that `--metadata-file` has; None where it says nothing of warnings."""
    try:
        said = json.loads(path.read_bytes())["buildx.build.warnings"]
        return _sorted([_warned(one) for one in said])
    except (OSError, ValueError, TypeError, KeyError, IndexError, RecursionError):
        return None


def _warned(said: object) -> Warned:
    found = _in_text(base64.b64decode(parsed.need_text(said, "short")).decode("utf-8", "replace"))
    ranges = parsed.tables(said, "range")
    line = parsed.number(ranges[0], "start", "line") if ranges else 0
    return Warned(found.message, line or found.line, parsed.text(said, "url") or "")


def in_log(log: Sequence[str]) -> list[Warned]:
    """Return the warnings that the end of a plain log lists."""
    found = {
        _in_text(match[1])
        for line in log
        if (
            match := re.match(r"(?:\x1b\[0m)? - ([A-Z]\w{1,80}: .{1,1000})", line) or re.match(r"#\d+ WARN: (.+)", line)
        )
    }
    return _sorted(found)


def _in_text(text: str) -> Warned:
    line = re.search(_LINE, text)
    return Warned(text[: line.start()], int(line[1])) if line else Warned(text)


def _sorted(found: "Sequence[Warned] | set[Warned]") -> list[Warned]:
    """Sort by line: BuildKit tells them in an order that differs from build to build."""
    return sorted(found, key=lambda one: (one.line or 0, one.message))

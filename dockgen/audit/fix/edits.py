"""Changes lines of a Dockerfile; every other line stays as it is, with its line ending."""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Final

from dockgen.dockerfiles.dockerfile import Dockerfile, Stage
from dockgen.dockerfiles.instruction import Instruction
from dockgen.records import NamedTuple

LONG: Final = 100
"""The longest line in characters; additions to a longer line go to a new one."""
_FROM: Final = r"(?i)(\s*FROM\s+)((?:--\S+\s+)*)(\S+)(\s+AS\s+\S+)?(\s*)"


class Edit(NamedTuple):
    """A replacement for some lines."""

    first: int
    """The first line, counted from 1."""
    last: int
    """The last line to replace; `first - 1` only inserts lines before the first."""
    lines: tuple[str, ...]
    """The new lines, without line endings."""


def applied(text: str, edits: Iterable[Edit]) -> str:
    """Return a text with lines replaced by edits that do not overlap; new lines end as the first line does."""
    parts = re.findall(r"[^\n]*\n|[^\n]+", text)
    end = "\r\n" if parts and parts[0].endswith("\r\n") else "\n"
    is_open = bool(parts) and not parts[-1].endswith("\n")
    for edit in sorted(edits, reverse=True):
        if is_open and edit.first > len(parts):
            parts[-1] += end
        parts[edit.first - 1 : edit.last] = [f"{line}{end}" for line in edit.lines]
    if is_open and parts:
        parts[-1] = parts[-1].removesuffix("\n").removesuffix("\r")
    return "".join(parts)


def all_or_none(edits: Sequence[Edit | None]) -> list[Edit]:
    """Return the edits, or none if one of them is not possible."""
    return [] if None in edits else [edit for edit in edits if edit is not None]


def lines_of(file: Dockerfile, first: int, last: int) -> tuple[str, ...]:
    """Return lines without line endings."""
    return tuple(line.removesuffix("\r") for line in _lines(file.text)[first - 1 : last])


@lru_cache(maxsize=4)
def _lines(text: str) -> list[str]:
    return text.split("\n")


def removed(file: Dockerfile, first: int, last: int) -> Edit:
    """Remove lines, and the blank lines before them if blank lines follow, so that no gap grows."""
    around = (*lines_of(file, first - 1, first - 1), *lines_of(file, last + 1, last + 1))
    is_double = first > 1 and not "".join(around).strip()
    return Edit(first - 1 if is_double else first, last, ())


def top_of(file: Dockerfile, one: Instruction) -> int:
    """Return the first line of the comments right above an instruction, or its own if there are none."""
    ends = {other.end for other in file.instructions}
    line = one.line
    while line > 1 and line - 1 not in ends and re.match(r"\s*#", lines_of(file, line - 1, line - 1)[0]):
        line -= 1
    return line if any(end < line for end in ends) else one.line  # at the top of a file they may be directives


def indent_of(file: Dockerfile, one: Instruction) -> str:
    """Return the indentation of an instruction."""
    return re.match(r"\s*", lines_of(file, one.line, one.line)[0])[0]  # type: ignore[index]  # it always matches


def escape_of(file: Dockerfile) -> str:
    """Return the line continuation character: a backslash, or the one of the `escape` directive."""
    for line in file.text.split("\n"):
        match = re.match(r"#\s*(\w+)\s*=\s*(\S+)", line)
        if match is None:
            break
        if match[1].lower() == "escape":
            return match[2]
    return "\\"


def instead(file: Dockerfile, one: Instruction, text: str) -> Edit:
    """Rewrite an instruction as one line; comments inside it move above it."""
    inside = () if one.heredocs else lines_of(file, one.line + 1, one.end)
    comments = (line for line in inside if re.match(r"\s*#", line))
    return Edit(one.line, one.end, (*comments, f"{indent_of(file, one)}{text}"))


def before(file: Dockerfile, one: Instruction, *lines: str) -> Edit:
    """Insert lines above an instruction and its comments, with the same indentation and spacing."""
    top, indent = top_of(file, one), indent_of(file, one)
    is_apart = top > 1 and not lines_of(file, top - 1, top - 1)[0].strip()
    return Edit(top, top - 1, (*(f"{indent}{line}" for line in lines), *([""] if is_apart else [])))


def with_flags(file: Dockerfile, one: Instruction, flags: Sequence[str], without: str) -> Edit | None:
    """Add flags to a RUN, before its own flags, and remove what matches `without`; None for an unusual first line."""
    lines = [re.sub(without, "", line) for line in lines_of(file, one.line, one.end)]
    match = re.fullmatch(r"(?i)(\s*RUN)\s+(\S.*)", lines[0])
    if match is None:
        return None
    head, rest = match[1], match[2]
    if one.heredocs or (len(lines) == 1 and len(lines[0]) + sum(map(len, flags)) < LONG):
        return Edit(one.line, one.end, (" ".join((head, *flags, rest)), *lines[1:]))
    inner = " " * (len(head) - len("RUN") + 4)
    first, *others = flags
    starts = [f"{head} {first}", *(f"{inner}{flag}" for flag in others)]
    escape = escape_of(file)
    others = lines[1:] if rest == escape else [f"{inner}{rest}", *lines[1:]]
    return Edit(one.line, one.end, (*(f"{start} {escape}" for start in starts), *others))


def substituted(
    file: Dockerfile, one: Instruction, pattern: str, new: str | Callable[[re.Match[str]], str], times: int
) -> Edit | None:
    """Replace what matches in the lines of an instruction, except comments; None unless `times` places match."""
    lines = lines_of(file, one.line, one.end)
    changed = [
        (line, 0) if not one.heredocs and re.match(r"\s*#", line) else re.subn(pattern, new, line) for line in lines
    ]
    is_right = sum(number for _, number in changed) == times
    return Edit(one.line, one.end, tuple(line for line, _ in changed)) if is_right else None


def from_line(file: Dockerfile, stage: Stage, *, image: str = "", name: str = "", platform: str = "") -> Edit | None:
    """Change a FROM; None if it spans several lines."""
    one = stage.start
    match = re.fullmatch(_FROM, lines_of(file, one.line, one.line)[0]) if one.line == one.end else None
    if match is None:
        return None
    word = "as" if "from" in match[1] else "AS"
    flags = match[2] + (f"--platform={platform} " if platform else "")
    named = match[4] or (f" {word} {name}" if name else "")
    return Edit(one.line, one.line, (f"{match[1]}{flags}{image or match[3]}{named}{match[5]}",))

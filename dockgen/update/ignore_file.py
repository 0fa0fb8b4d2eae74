"""Completes a person's `.dockerignore`: their lines stay, and marked blocks hold what is missing.

The last pattern that matches a path decides. So the person's lines override the first block, at the top. The second
one, at the end, is only for secrets that a `!` line would let in, and for files that the build reads.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from dockgen.dockerfiles.build import ignore_patterns, matcher
from dockgen.records import NamedTuple
from dockgen.writing import merge

TOP: Final = "# >>> dockgen: what was missing here. Your lines below override it."
BOTTOM: Final = "# >>> dockgen: overrides your lines, so that no secret gets in and the build finds its files."
END: Final = "# <<< dockgen"
_ENV: Final = "**/.env"


class Completed(NamedTuple):
    """A person's file with the blocks."""

    text: str
    hidden: tuple[str, ...] = ()
    """Files of the program that the person's lines keep out of the build."""


class Context(NamedTuple):
    """What the patterns are about."""

    reads: Sequence[str]
    """The files that the build names."""
    program: Sequence[str]
    """Files that the program consists of; the build copies them together with all others."""
    folders: Sequence[str]
    """Folders that `!` lines name."""


def completed(yours: str, generated: str, context: Context) -> Completed:
    """Complete a person's file.

    Args:
        yours: their text, with or without the blocks of an earlier run.
        generated: what dockgen would write if there were none.
        context: what they are about.
    """
    own = without_blocks(yours)
    theirs, wanted = ignore_patterns(own), ignore_patterns(generated)
    top = [one for one in dict.fromkeys(wanted) if one not in theirs]
    secrets = _let_in_secrets(theirs, wanted, context.folders)
    bottom = [*secrets, *(f"!{path}" for path in _hidden([*top, *theirs], context.reads))]
    hidden = _hidden([*top, *theirs, *bottom], context.program)
    return Completed(_joined(own, top, bottom), tuple(hidden))


def exceptions(text: str) -> list[str]:
    """Return what the person's `!` lines name."""
    return [one[1:] for one in ignore_patterns(without_blocks(text)) if one.startswith("!")]


def without_blocks(text: str) -> str:
    """Return the person's own lines; a block without an end is theirs."""
    kept: list[str] = []
    block: list[str] = []
    for line in text.splitlines(keepends=True):
        word = line.rstrip("\r\n")
        if word in {TOP, BOTTOM}:
            kept += block
            block = [line]
        elif block and word == END:
            block = []
        else:
            (block or kept).append(line)
    return "".join((*kept, *block))


def _let_in_secrets(theirs: Sequence[str], wanted: Sequence[str], folders: Sequence[str]) -> Iterator[str]:
    """Yield the patterns of what is always a secret, if one of the person's `!` lines is for more than one file."""
    opening = [one for one in theirs if one.startswith("!") and (set("*?[") & set(one) or one[1:] in folders)]
    if not opening:
        return
    if not any(one.startswith("!") and ".env" in one for one in theirs):
        yield _ENV
    last = _after(theirs, opening)
    yield from (one for one in _after(wanted, [one for one in wanted if one.startswith("!")]) if one not in last)


def _after(patterns: Sequence[str], some: Sequence[str]) -> Sequence[str]:
    """Return the patterns after the last one of some."""
    return patterns[max((number for number, one in enumerate(patterns) if one in some), default=-1) + 1 :]


def _hidden(patterns: Sequence[str], paths: Iterable[str]) -> Iterator[str]:
    """Yield the paths that patterns keep out of the build."""
    keeps_out = matcher(tuple(patterns))
    return (path for path in paths if keeps_out is not None and keeps_out(path))


def _joined(own: str, top: Sequence[str], bottom: Sequence[str]) -> str:
    end = merge.read(own).end
    first = _block(TOP, top, end) if top else ""
    between = "" if own.endswith("\n") or not own else end
    return first + own + (between + _block(BOTTOM, bottom, end) if bottom else "")


def _block(title: str, patterns: Sequence[str], end: str) -> str:
    return "".join(f"{line}{end}" for line in (title, *patterns, END))

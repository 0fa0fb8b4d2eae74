"""Finds the places in a Dockerfile that name images of a registry, as BuildKit's parser reads it."""

import re
from collections.abc import Iterator
from typing import Final

from dockgen.dockerfiles.dockerfile import Dockerfile
from dockgen.dockerfiles.instruction import Instruction
from dockgen.errors import UsageError
from dockgen.records import NamedTuple
from dockgen.registry.reference import Reference, parse

_SYNTAX: Final = re.compile(
    r"(?im)\A(?:#[ \t]{0,20}[a-z]+[ \t]{0,20}=[^\n]{0,500}\n){0,9}#[ \t]{0,20}syntax[ \t]{0,20}=[ \t]{0,20}(\S{1,400})"
)
_WHOLE_VARIABLE: Final = re.compile(r"\$(?:([A-Za-z_][A-Za-z0-9_]{0,100})|\{([A-Za-z_][A-Za-z0-9_]{0,100})\})")


class Place(NamedTuple):
    """One image name in a file."""

    start: int
    end: int
    """Its start and end, in characters of the text."""
    line: int
    """The line, from 1."""
    reference: Reference


class Skipped(NamedTuple):
    """An image name that cannot be pinned."""

    line: int
    image: str
    why: str


def places(file: Dockerfile) -> tuple[list[Place], list[Skipped]]:
    """Return the places of image names, in order, and the names that cannot be pinned."""
    found: dict[int, Place] = {}
    skipped: dict[tuple[int, str], Skipped] = {}
    starts = _line_starts(file.text)
    found |= {place.start: place for place in _directive(file)}
    for one, image in _named(file):
        place = _place(file, starts, one, image)
        if isinstance(place, Place):
            found[place.start] = place
        else:
            skipped[place.line, place.image] = place
    return [found[start] for start in sorted(found)], list(skipped.values())


def _line_starts(text: str) -> list[int]:
    return [0, *(match.end() for match in re.finditer("\n", text))]


def _directive(file: Dockerfile) -> Iterator[Place]:
    """Yield the frontend image that `# syntax=` names."""
    match = _SYNTAX.match(file.text.removeprefix("\ufeff"))
    if match:
        shift = len(file.text) - len(file.text.removeprefix("\ufeff"))
        line = file.text.count("\n", 0, match.start(1)) + 1
        try:
            reference = parse(match[1])
        except UsageError:
            return
        yield Place(match.start(1) + shift, match.end(1) + shift, line, reference)


def _named(file: Dockerfile) -> Iterator[tuple[Instruction, str]]:
    """Yield each instruction that uses an image, and the name it uses."""
    for stage in file.stages:
        image = stage.start.args[0] if stage.start.args else ""
        if "scratch" not in {image, stage.base} and file.stage_called(stage.base, stage.number) is None:
            yield stage.start, image
        for one in stage.instructions:
            sources = [one.flag("from")] if one.name in {"COPY", "ADD"} else []
            sources += [mount.get("from") for mount in one.mounts()] if one.name == "RUN" else []
            for source in filter(None, sources):
                if file.stage_called(source, len(file.stages)) is None and not source.isdigit() and source != "scratch":
                    yield one, source


def _place(file: Dockerfile, starts: list[int], one: Instruction, image: str) -> Place | Skipped:
    if variable := _WHOLE_VARIABLE.fullmatch(image):
        return _argument(file, starts, one, variable[1] or variable[2])
    if "$" in image:
        return Skipped(one.line, image, "it is made of variables")
    leading = r"(?<![\w.:/@$=,-])" if one.name == "FROM" else r"(?<=[=,])from=" if one.name == "RUN" else r"--from="
    return _in_instruction(file, starts, one, image, leading)


def _argument(file: Dockerfile, starts: list[int], user: Instruction, name: str) -> Place | Skipped:
    """Return the default of the argument that an instruction uses as its image."""
    for one in reversed(file.instructions):  # the last default counts
        if one.stage < 0 and one.name == "ARG" and (value := one.pairs().get(name)):
            image = value.strip("\"'")
            if "$" in image:
                return Skipped(one.line, image, "it is made of variables")
            return _in_instruction(file, starts, one, image, rf"(?<![^\s]){re.escape(name)}=[\"']?")
    return Skipped(user.line, f"${name}", "its argument has no default")


def _in_instruction(file: Dockerfile, starts: list[int], one: Instruction, image: str, leading: str) -> Place | Skipped:
    """Find a name in the lines of its instruction."""
    try:
        reference = parse(image)
    except UsageError:
        return Skipped(one.line, image, "it is not an image name")
    begin = starts[one.line - 1]
    end = starts[one.end] if one.end < len(starts) else len(file.text)
    pattern = re.compile(rf"{leading}({re.escape(image)})(?![\w.:/@-])")
    for match in pattern.finditer(file.text, begin, end):
        if not _is_comment(file.text, match.start(1)):
            return Place(match.start(1), match.end(1), file.text.count("\n", 0, match.start(1)) + 1, reference)
    return Skipped(one.line, image, "its name spans several lines")


def _is_comment(text: str, place: int) -> bool:
    """Tell whether a place is in a comment between the lines of an instruction."""
    return text[text.rfind("\n", 0, place) + 1 : place].lstrip().startswith("#")

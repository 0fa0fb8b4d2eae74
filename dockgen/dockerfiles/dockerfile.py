"""Parses a Dockerfile as BuildKit does: stages, instructions, and their lines.

The parser is E2B's port of BuildKit's own (`frontend/dockerfile/parser`); what is here gives its result names, and
joins stages with what they are built on.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from dockgen.dockerfiles.grammar import refusal
from dockgen.dockerfiles.instruction import Heredoc, Instruction
from dockgen.errors import DockgenError, ExitCode
from dockgen.records import NamedTuple

_LONGEST_LINE: Final = 65536  # bytes that BuildKit reads a line into, with its end
_VARIABLE: Final = r"\$(?:(\w+)|\{(\w+)(?:(:?[-+?])([^{}]*))?\})"
_IGNORE: Final = r"#\s*dockgen:ignore=([\w,-]+)[ \t]*(.*)"
_ONBUILD: Final = r"(?i)^[ \t]*ONBUILD[ \t]+(?=(?:ADD|COPY|RUN)[ \t])"
_KNOWN: Final = (
    "ADD|ARG|CMD|COPY|ENTRYPOINT|ENV|EXPOSE|FROM|HEALTHCHECK|LABEL|MAINTAINER|ONBUILD|RUN|SHELL|STOPSIGNAL|USER|VOLUME"
    "|WORKDIR"
)
_BEGINS: Final = rf"^[ \t]*+(?:{_KNOWN})[ \t]"
_DEEP: Final = 100
# The library needs quadratic time for nested variables and for spaces in a directive.
_NESTED: Final = r"(?:\$\{(?:[^${}]|\$(?!\{))*+){20}"
_COMMENTS: Final = r"(?:[ \t]*+#[^\n]*+\n)*+"
_BLANKS: Final = r"(?<![ \t\v\f\r])[ \t\v\f\r]{9,}+"
MOST_INSTRUCTIONS: Final = 2000
"""A limit on time: each instruction is compared with all earlier ones."""


class DockerfileError(DockgenError):
    """A Dockerfile that BuildKit would reject."""

    exit_code = ExitCode.FILES

    def __init__(self, path: str, message: str, line: int, hint: str = "`docker build` would fail, too.") -> None:
        """Keep the path and the line, for reports on several files."""
        super().__init__(f"{path}:{line}: {message}", hint)
        self.path = path
        self.line = line
        self.message = message


class Stage(NamedTuple):
    """A stage: a FROM and the instructions after it."""

    number: int
    name: str
    """In lower case; empty for a stage without a name."""
    base: str
    """The image or stage after FROM, with the defaults of arguments filled in."""
    platform: str
    start: Instruction
    instructions: tuple[Instruction, ...]

    def all(self, *names: str) -> list[Instruction]:
        """Return the instructions of these names, in order."""
        return [one for one in self.instructions if one.name in names and not one.is_trigger]


class Dockerfile(NamedTuple):
    """One Dockerfile."""

    path: str
    text: str
    instructions: tuple[Instruction, ...]
    stages: tuple[Stage, ...]
    arguments: Mapping[str, str]
    """The defaults of the ARGs before the first FROM."""
    ignored: Mapping[int, Mapping[str, str]]
    """The ids of findings to ignore, with the reasons, by the line of the instruction; line 0 is for the whole
    file."""
    named: Mapping[str, Sequence[int]]
    """The numbers of the stages of each name, in order."""
    lineages: Sequence[tuple[int, ...]]
    """For each stage, the numbers of the stages that it is based on, from the bottom, and its own last."""

    @property
    def final(self) -> Stage:
        """The stage that `docker build` builds by default."""
        return self.stages[-1]

    def stage_called(self, name: str, before: int) -> Stage | None:
        """Return the stage that FROM or `--from` names, by name or number; None for an image."""
        number = _number_called(self.named, name, before)
        return None if number is None else self.stages[number]

    def lineage(self, stage: Stage) -> list[Stage]:
        """Return the stages that a stage is based on, from the bottom, and itself last."""
        return [self.stages[number] for number in self.lineages[stage.number]]

    def inherited(self, stage: Stage, *names: str) -> list[Instruction]:
        """Return the instructions of these names in a stage, after those of the stages below it."""
        return [one for part in self.lineage(stage) for one in part.all(*names)]

    def image_of(self, stage: Stage) -> str:
        """Return the image at the bottom of a stage."""
        return self.lineage(stage)[0].base

    def expand(self, text: str, before: Instruction) -> str:
        """Fill in variables that the file sets before an instruction."""
        return expanded(text, self.values(before)) if "$" in text else text

    def values(self, before: Instruction) -> dict[str, str]:
        """Return the values of variables that the file sets before an instruction.

        An argument before the first FROM has a value in a stage only if an ARG there names it again.
        """
        values = {} if before.stage >= 0 else dict(self.arguments)
        stages = frozenset(self.lineages[before.stage]) if before.stage >= 0 else frozenset()
        for one in self.instructions:
            if one.line >= before.line:
                break
            if one.stage in stages and one.name in {"ARG", "ENV"} and not one.is_trigger:
                given = {name: value.strip("\"'") for name, value in one.pairs().items() if value or one.name == "ENV"}
                known = one.pairs().keys() & self.arguments.keys() if one.name == "ARG" else ()
                values |= {name: self.arguments[name] for name in known} | given
        return values


def parse(text: str, path: str) -> Dockerfile:
    """Parse a Dockerfile.

    Args:
        text: its content.
        path: its path, for messages.

    Raises:
        DockerfileError: BuildKit would reject it.
    """
    instructions = tuple(_instructions(text, path))
    for one in instructions:
        if not one.is_trigger and (why := _refusal(one)):
            raise DockerfileError(path, why, one.line)
    arguments = {name: value for one in instructions if one.stage < 0 for name, value in one.pairs().items()}
    arguments = {name: value.strip("\"'") for name, value in arguments.items()}
    starts = [one for one in instructions if one.name == "FROM" and not one.is_trigger]
    if not starts:
        raise DockerfileError(path, "there is no FROM", 1)
    inside: dict[int, list[Instruction]] = {}
    for one in instructions:
        if one.name != "FROM" or one.is_trigger:
            inside.setdefault(one.stage, []).append(one)
    stages = tuple(_stage(start, inside.get(start.stage, []), arguments) for start in starts)
    named: dict[str, list[int]] = {}
    for stage in stages:
        named.setdefault(stage.name, []).append(stage.number)
    ignored = _ignored(text, instructions)
    return Dockerfile(path, text, instructions, stages, arguments, ignored, named, _lineages(stages, named))


def _number_called(named: Mapping[str, Sequence[int]], name: str, before: int) -> int | None:
    """Return the number of the last stage with a name before another stage, or the name as a number."""
    if re.fullmatch(r"[0-9]{1,9}", name) and int(name) < before:
        return int(name)
    numbers = named.get(name.lower(), ()) if name else ()
    after = bisect_left(numbers, before)
    return numbers[after - 1] if after else None


def _lineages(stages: Sequence[Stage], named: Mapping[str, Sequence[int]]) -> list[tuple[int, ...]]:
    found: list[tuple[int, ...]] = []
    for stage in stages:
        below = _number_called(named, stage.base, stage.number)
        found.append((*(found[below] if below is not None else ()), stage.number))
    return found


def _instructions(text: str, path: str) -> Iterator[Instruction]:
    if len(re.findall(_BEGINS, text, re.IGNORECASE | re.MULTILINE)) > MOST_INSTRUCTIONS:
        message = f"there are more than {MOST_INSTRUCTIONS} instructions"
        raise DockerfileError(path, message, 1, "That is more than dockgen reads. Check that it is a Dockerfile.")
    long = next((number for number, line in enumerate(text.split("\n"), 1) if _is_too_long(line)), None)
    if long is not None:
        raise DockerfileError(path, f"the line is longer than {_LONGEST_LINE - 1} bytes", long)
    nodes, triggers = _without_onbuild(text, path)
    stage = -1
    for node in nodes:
        one = _instruction(node, stage)
        if one.line in triggers:
            yield one._replace(name="ONBUILD", args=(_original(node).strip(),), flags=(), is_exec=False)
            yield one._replace(is_trigger=True)
            continue
        if one.name == "FROM":
            stage += 1
            one = one._replace(stage=stage)
        yield one
        if one.name == "ONBUILD":
            yield from _trigger(one, path)


def _is_too_long(line: str) -> bool:
    return len(line) >= _LONGEST_LINE // 4 and len(line.encode()) >= _LONGEST_LINE


def _without_onbuild(text: str, path: str) -> tuple[Sequence[object], frozenset[int]]:
    """Return the instructions, and the lines of those that follow ONBUILD.

    The library does not recognize a heredoc after ONBUILD, so the word is removed where one may follow, unless it is
    part of another instruction, such as a heredoc's text.
    """
    if "<<" not in text or not re.search(_ONBUILD, text, re.MULTILINE):
        return _nodes(text, path), frozenset()
    lines = text.split("\n")
    found = {number: line for number, line in enumerate(lines, 1) if re.match(_ONBUILD, line)}
    for number, line in found.items():
        lines[number - 1] = re.sub(_ONBUILD, "", line, count=1)
    nodes = _nodes("\n".join(lines), path)
    triggers = found.keys() & {_line(node) for node in nodes}
    if triggers == found.keys():
        return nodes, frozenset(triggers)
    for number in found.keys() - triggers:
        lines[number - 1] = found[number]
    return _nodes("\n".join(lines), path), frozenset(triggers)


def _line(node: object) -> int:
    line: int = node.start_line  # type: ignore[attr-defined]  # the library's own class, not imported here
    return line


def _nodes(text: str, path: str, line: int = 0) -> Sequence[object]:
    """Return the instructions from the library; errors get a line number if the text is only a part."""
    from e2b_dockerfile_utils import DockerfileSyntaxError, parse_dockerfile_ast  # noqa: PLC0415 - slow to import

    if "<<" in text and (nested := re.search(_NESTED, text)):
        at = line or text.count("\n", 0, nested.start()) + 1
        raise DockerfileError(path, "variables are nested too deeply", at, "Use an ARG.")
    head = re.match(_COMMENTS, text)
    end = head.end() if head else 0
    try:
        return parse_dockerfile_ast(re.sub(_BLANKS, " ", text[:end]) + text[end:]).instructions
    except DockerfileSyntaxError as error:
        message = re.sub(r"^Dockerfile parse error(?: on line \d+)?: ", "", str(error))
        raise DockerfileError(path, message, line or error.line or 1) from error
    except RecursionError:
        deep = (number for number, one in enumerate(text.split("\n"), 1) if one.count("[") > _DEEP)
        at = line or next(deep, 1)
        raise DockerfileError(path, "brackets are nested too deeply", at, "Write a list of texts.") from None


def _original(node: object) -> str:
    text: str = node.original  # type: ignore[attr-defined]  # the library's own class, not imported here
    return text


def _instruction(node: object, stage: int) -> Instruction:
    name: str = node.name  # type: ignore[attr-defined]  # as above
    args: list[str] = node.args  # type: ignore[attr-defined]  # as above
    if name in {"ENV", "LABEL"}:
        args = [word for index, word in enumerate(args) if index % 3 != 2]  # noqa: PLR2004 - key, value, delimiter
    elif name in {"ADD", "COPY"} and not node.json:  # type: ignore[attr-defined]  # as above
        args = " ".join(args).split()  # unlike BuildKit, the library keeps quoted words together
    elif name == "ONBUILD":
        rest = _original(node).strip()[len("ONBUILD") :].strip()
        args = [rest] if rest else []
    return Instruction(
        name=name,
        args=tuple(args),
        flags=tuple(node.flags),  # type: ignore[attr-defined]  # as above
        is_exec=node.json,  # type: ignore[attr-defined]  # as above
        heredocs=tuple(Heredoc(one.name, one.content) for one in node.heredocs),  # type: ignore[attr-defined]  # as above
        line=_line(node),
        end=node.end_line,  # type: ignore[attr-defined]  # as above
        stage=stage,
    )


def _trigger(outer: Instruction, path: str) -> Iterator[Instruction]:
    """Yield the instruction after ONBUILD; an unknown one would fail only in the next build."""
    word = outer.args[0].split()[0] if outer.args else ""
    if re.fullmatch(_KNOWN, word, re.IGNORECASE):
        node = _nodes(outer.args[0], path, outer.line)[0]
        yield _instruction(node, outer.stage)._replace(line=outer.line, end=outer.end, is_trigger=True)


def _refusal(one: Instruction) -> str:
    if one.stage < 0 and one.name != "ARG":
        return "no build stage in current context"
    return refusal(one)


def _stage(start: Instruction, inside: Sequence[Instruction], arguments: Mapping[str, str]) -> Stage:
    words = [expanded(word, arguments) for word in start.args]
    name = words[2].lower() if len(words) > 2 and words[1].lower() == "as" else ""  # noqa: PLR2004 - IMAGE AS NAME
    return Stage(start.stage, name, words[0], start.flag("platform") or "", start, tuple(inside))


def _ignored(text: str, instructions: Sequence[Instruction]) -> dict[int, dict[str, str]]:
    """Return the ids and reasons in comments of the form `# dockgen:ignore=ID reason`."""
    found: dict[int, dict[str, str]] = {}
    inside = {line for one in instructions for line in range(one.line + 1, one.end + 1) if one.heredocs}
    first = instructions[0].line if instructions else 0
    ends = [one.end for one in instructions]
    lines = [*(line.rstrip("\r") for line in text.split("\n")), ""]
    for number, line in enumerate(lines[:-1], 1):
        match = re.match(rf"\s*{_IGNORE}", line)
        if not match or number in inside:
            continue
        after = bisect_left(ends, number)
        is_head = number < first and not lines[number]
        target = 0 if is_head or after == len(ends) else instructions[after].line
        for name in filter(None, match[1].split(",")):
            found.setdefault(target, {})[name] = match[2].strip()
    return found


def expanded(text: str, values: Mapping[str, str]) -> str:
    """Fill in the variables of a text; one without a value stays as it is written."""

    def fill(match: re.Match[str]) -> str:
        name, operator, word = match[1] or match[2], match[3] or "", match[4] or ""
        value = values.get(name)
        if operator.endswith("+"):
            return word if value else ""
        if value or (value is not None and operator == "-"):
            return value
        return word if operator.endswith("-") else match[0]

    return re.sub(_VARIABLE, fill, text)

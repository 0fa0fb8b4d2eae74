"""Fetches dependencies in a separate layer, before the sources."""

import posixpath
import re
from collections.abc import Container, Sequence
from functools import cache
from itertools import takewhile
from typing import Final

from dockgen.audit.fix.edits import Edit, indent_of, lines_of, top_of
from dockgen.audit.fix.words import folder_at
from dockgen.audit.run import Finding
from dockgen.dockerfiles.build import Build
from dockgen.dockerfiles.dockerfile import Stage
from dockgen.dockerfiles.instruction import Instruction
from dockgen.languages import tables
from dockgen.languages.language import Needs, Tool
from dockgen.practices.installs import install_of

_BETWEEN: Final = frozenset({"ENV", "ARG", "LABEL", "EXPOSE", "RUN", "STOPSIGNAL"})
_PACKAGES: Final = r"apt-get .*|apk (?:add|update)\b.*|rm -rf /var/lib/apt/lists/\*"


@cache
def _sets_up() -> str:
    """Return a pattern of commands that install the package tools and read no file of the project."""
    return tables.joined((one.sets_up for one in tables.of_all()), _PACKAGES)


def fix(build: Build, found: Sequence[Finding]) -> list[Edit]:
    """In each stage, move the COPY of the sources after the steps that do not need them."""
    lines = {one.line for one in found if one.level != "note"}  # a note is about a missing cache mount
    return [edit for stage in build.file.stages for edit in _of_stage(build, stage, lines)]


def _of_stage(build: Build, stage: Stage, lines: Container[int]) -> list[Edit]:
    steps = (one for one in stage.all("RUN") if one.line in lines)
    return next((edits for one in steps if (edits := _edits(build, stage, one))), [])


def _edits(build: Build, stage: Stage, step: Instruction) -> list[Edit]:
    copy = _sources(build, stage, step)
    if copy is None or step.heredocs or any(mount["type"] == "bind" for mount in step.mounts()):
        return []
    commands = step.commands()
    if tool := _only_compiles(commands):
        return _download_first(build, copy, tool)
    first = takewhile(lambda words: _is_tool(words) or _needs(build, words) is not None, commands)
    number = len(list(first))  # of the commands that need no sources
    wanted = [found for words in commands[:number] if (found := _needs(build, words)) is not None]
    files = list(dict.fromkeys(path for one in wanted for path in one.files))
    split = _split(build, step, number, len(commands))
    if not files or split is None:
        return []
    top = top_of(build.file, copy)
    sources = lines_of(build.file, top, copy.end)
    moved = (*split[0], *sources, *split[1])
    return [Edit(top, copy.end, tuple(_copies(build, copy, files))), Edit(step.line, step.end, moved)]


def _sources(build: Build, stage: Stage, step: Instruction) -> Instruction | None:
    """Return the COPY of all sources into a step's folder, if no step in between needs them."""
    copies = set(build.copies())
    before = [one for one in stage.instructions if one.line < step.line]
    found = [one for one in before if one in copies and one.name == "COPY" and build.takes_all(one)]
    if len(found) != 1 or len(found[0].args) != 2 or found[0].is_trigger:  # noqa: PLR2004 - from, to
        return None
    copy = found[0]
    between = [one for one in before if one.line > copy.line]
    folder = folder_at(build.file, stage, copy.line)
    target = build.file.expand(copy.args[1], copy)
    is_here = folder is not None and posixpath.normpath(posixpath.join(folder, target)) == folder
    is_plain = all(flag.startswith("--chown=") for flag in copy.flags)
    is_alone = all(one.name in _BETWEEN and not one.is_trigger and _needs_nothing(one) for one in between)
    return copy if is_here and is_plain and is_alone and folder_at(build.file, stage, step.line) == folder else None


def _needs(build: Build, words: Sequence[str]) -> Needs | None:
    """Return the files that a command reads; None if it may read the sources, or if that is unknown."""
    install = install_of(words)
    if install is None or install.compiles or build.context is None:
        return None
    read = tables.tools()[install.tool].reads
    found = read(build.context, words) if read is not None else None
    if found is None or not all(build.context.has(path) and build.is_sent(path) for path in found.files):
        return None
    return None if any(build.is_sent(f"{folder}/x") for folder in found.made) else found


def _needs_nothing(one: Instruction) -> bool:
    if one.name != "RUN":
        return True
    return not one.heredocs and all(_is_tool(words) for words in one.commands())


def _is_tool(words: Sequence[str]) -> bool:
    text = " ".join(words)
    return re.fullmatch(_sets_up(), text) is not None and not re.search(r"(?:^|\s)(?:\.{0,2}/|\$)", text)


def _only_compiles(commands: Sequence[Sequence[str]]) -> Tool | None:
    """Return the tool that fetches while it compiles, if no other tool fetches."""
    installs = [install for words in commands if (install := install_of(words)) is not None]
    tools = {one.tool for one in installs}
    tool = tables.tools()[tools.pop()] if len(tools) == 1 and all(one.compiles for one in installs) else None
    return tool if tool is not None and tool.fetch else None


def _download_first(build: Build, copy: Instruction, tool: Tool) -> list[Edit]:
    """Fetch the dependencies in a step that reads only the files that list them."""
    found = _needs(build, tool.fetch.split())
    if found is None or build.facts.get("private") is None or build.facts["private"].value:
        return []
    named = tool.installs[0].manifests.split()[:-1]
    files = [name if name in found.files or name not in tool.optional else f"{name}*" for name in named]
    top, indent = top_of(build.file, copy), indent_of(build.file, copy)
    return [Edit(top, top - 1, (*_copies(build, copy, files), f"{indent}RUN {tool.fetch}"))]


def _split(build: Build, step: Instruction, number: int, of: int) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """Split a step in two: commands that can run before the sources are copied, and the rest."""
    lines = lines_of(build.file, step.line, step.end)
    if number == of:
        return lines, ()
    match = re.fullmatch(r"(?i)(\s*RUN\s+)(\S.*)", lines[0])
    parts = re.split(r"(?<!\s)\s++&&\s++", match[2]) if match else []
    if number == 0 or match is None or len(lines) > 1 or step.is_exec or len(parts) != of:
        return None
    if step.flags or re.search(r"[;|()`$\\]|\bcd\b|\bexport\b", match[2]):
        return None
    return (match[1] + " && ".join(parts[:number]),), (match[1] + " && ".join(parts[number:]),)


def _copies(build: Build, copy: Instruction, files: Sequence[str]) -> list[str]:
    """Return a COPY for each folder of the files."""
    folders = dict.fromkeys(posixpath.dirname(path) for path in files)
    head = " ".join((f"{indent_of(build.file, copy)}COPY", *copy.flags))
    held = {folder: " ".join(path for path in files if posixpath.dirname(path) == folder) for folder in folders}
    return [f"{head} {paths} {f'./{folder}/'.replace('//', '/')}" for folder, paths in held.items()]

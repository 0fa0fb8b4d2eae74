"""Keeps what a package manager downloads on a cache mount."""

import re
from collections.abc import Sequence
from functools import cache
from typing import Final

from dockgen.audit.fix.edits import Edit, all_or_none, with_flags
from dockgen.audit.fix.proof import only_compiles
from dockgen.audit.fix.words import installs, names_set, repository_of, start_of, takes_root
from dockgen.audit.run import Finding
from dockgen.dockerfiles.build import Build
from dockgen.dockerfiles.dockerfile import Stage
from dockgen.dockerfiles.instruction import Instruction
from dockgen.languages import tables
from dockgen.languages.language import Compiler, Tool

_ROOT_IMAGES: Final = frozenset({"alpine", "debian", "ubuntu", "buildpack-deps"})
"""Distributions in which root runs the commands, with its home in /root."""
_HARMLESS: Final = frozenset(
    {"mkdir", "cp", "mv", "rm", "echo", "chmod", "touch", "ls", "strip", "apt-get", "apk", "true"}
)
_NO_DOWNLOAD: Final = frozenset({"new", "init", "version", "--version"})
_ELSEWHERE: Final = r"HOME|(?:(?!CACHE)\w)*+CACHE\w*+"
"""Variables that move a cache or turn it off."""
_CLEARS: Final = r"cache clean|cache purge|cache prune|\.cache\b|/root/\.|--cache-dir|--cache[ =]|--no-cache(?!-dir)\b"
_STARTS_OTHERS: Final = frozenset({("sh",), ("bash",), ("/bin/sh",), ("make",)})
_OLD_SYNTAX: Final = r"(?i)^#\s*syntax\s*=\s*docker/dockerfile:(?:1\.[01]\b|experimental)"


def fix(build: Build, found: Sequence[Finding]) -> list[Edit]:
    """Add cache mounts to each step that downloads."""
    if re.search(_OLD_SYNTAX, build.file.text):
        return []
    if not any(one.level == "note" for one in found):  # a warning is about sources that are copied too early
        return []
    edits: dict[int, Edit] = {}
    for stage in build.file.stages:
        for one in stage.all("RUN"):
            has_one = one.line in edits or any(mount["type"] == "cache" for mount in one.mounts())
            # One finding stands for all similar places, so each may have its own comment that ignores it.
            is_silenced = "cache" in build.file.ignored.get(one.line, {})
            if not has_one and not is_silenced and _is_sure(build, stage, one):
                edits |= {edit.first: edit for edit in _edits(build, stage, one)}
    return list(edits.values())


@cache
def _elsewhere() -> str:
    return tables.joined((one.cache_variables for one in tables.of_all()), _ELSEWHERE)


@cache
def _clears() -> str:
    return tables.joined((one.clears for one in tables.of_all()), _CLEARS)


def _is_sure(build: Build, stage: Stage, one: Instruction) -> bool:
    """Tell whether root downloads to the default cache, and nothing clears it."""
    script = one.script()
    names = (*names_set(build.file, stage), *re.findall(r"\b(\w+)=", script))
    is_moved = any(re.fullmatch(_elsewhere(), name, re.IGNORECASE) for name in names)
    image = repository_of(build.file.image_of(stage))
    known = tables.images().get(image)
    is_known = image in _ROOT_IMAGES or (known is not None and known.has_root_home)
    return is_known and not is_moved and takes_root(build.file, stage, one.line) and not re.search(_clears(), script)


def _edits(build: Build, stage: Stage, one: Instruction) -> list[Edit]:
    tools = [tables.tools()[name] for name in sorted(set(installs(one)))]
    starts = start_of(build.file)[:1] if stage in build.file.lineage(build.file.final) else ()
    if any(tool.asks_cache_at_start and tool.name in starts for tool in tools):
        return []
    if tools and all(tool.caches for tool in tools) and not (len(tools) == 1 and _needs_cache(build, tools[0])):
        targets = dict.fromkeys(target for tool in tools for target in tool.caches)
        edit = _with_mounts(build, one, list(targets))
        return [edit] if edit else []
    return _of_store(build, stage, tools[0]) if len(tools) == 1 and tools[0].store else []


def _needs_cache(build: Build, tool: Tool) -> bool:
    """Tell whether installed files may need the tool's cache later."""
    shares = tool.shares_cache
    return shares is not None and (build.context is None or not shares(build.context))


def _with_mounts(build: Build, one: Instruction, targets: Sequence[str]) -> Edit | None:
    """Add cache mounts, and remove flags that turn off pip's cache."""
    flags = [f"--mount=type=cache,target={target}" for target in targets]
    return with_flags(build.file, one, flags, r"\s--no-cache-dir\b(?!=)")


def _of_store(build: Build, stage: Stage, tool: Tool) -> list[Edit]:
    """Mount the tool's store in all steps of a stage; no change if anything else, such as the program, may read it."""
    if not _is_only_theirs(build, stage, tool):
        return []
    steps = [one for one in stage.all("RUN") if any(_wants(tool.program, words) for words in one.commands())]
    bare = [one for one in steps if not any(mount["type"] == "cache" for mount in one.mounts())]
    return all_or_none([_with_mounts(build, one, _fitting(tool, one)) for one in bare])


def _wants(name: str, words: Sequence[str]) -> bool:
    return re.fullmatch(name, words[0]) is not None and _NO_DOWNLOAD.isdisjoint(words[1:2])


def _compiler(tool: Tool) -> Compiler | None:
    return next((one for one in tables.compilers() if one.command[0] == tool.name), None)


def _fitting(tool: Tool, one: Instruction) -> Sequence[str]:
    """Return the stores that a step fills; a step that only fetches fills no compiler cache."""
    compiler = _compiler(tool)
    if compiler is None or any(
        words[0] == tool.name and not compiler.compiling.isdisjoint(words[1:2]) for words in one.commands()
    ):
        return tool.store
    return tool.store[:1]


def _is_only_theirs(build: Build, stage: Stage, tool: Tool) -> bool:
    file, compiler = build.file, _compiler(tool)
    words = [words for one in stage.all("RUN") for words in one.commands()]
    if compiler is not None:
        is_plain = only_compiles(stage, compiler)
    else:
        is_plain = all(re.fullmatch(tool.program, found[0]) or found[0] in _HARMLESS for found in words)
    others = [one for one in file.instructions if one.name in {"COPY", "ADD", "VOLUME", "CMD", "ENTRYPOINT"}]
    named = any(word.startswith(tool.store) for one in others for word in one.args)
    above = any(file.stage_called(other.base, other.number) is stage for other in file.stages)
    below = file.stage_called(stage.base, stage.number) is not None
    if named or above or below or not is_plain:
        return False
    runs = stage in file.lineage(file.final)
    start = start_of(file)[:1]
    return not runs or (compiler is not None and start not in {(), (tool.name,), *_STARTS_OTHERS})

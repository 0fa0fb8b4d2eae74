"""Keeps what a package manager downloads on a cache mount."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from dockgen.audit.build import Build
from dockgen.audit.fix.edits import Edit, with_flags
from dockgen.audit.fix.proof import only_runs_go
from dockgen.audit.fix.words import installs, names_set, repository_of, start_of, takes_root
from dockgen.audit.run import Finding
from dockgen.dockerfile import Instruction, Stage

_ROOT_IMAGES: Final = (
    r"golang|node|python|ruby|rust|php|alpine|debian|ubuntu|buildpack-deps|maven|gradle|eclipse-temurin|amazoncorretto"
    r"|oven/bun"
)
"""Images in which root runs the commands, with its home in /root."""
_CACHES: Final[Mapping[str, tuple[str, ...]]] = {
    "npm": ("/root/.npm",),
    "yarn": ("/usr/local/share/.cache/yarn",),
    "pnpm": ("/root/.local/share/pnpm/store",),
    "bun": ("/root/.bun/install/cache",),
    "pip": ("/root/.cache/pip",),
    "poetry": ("/root/.cache/pypoetry/cache", "/root/.cache/pypoetry/artifacts"),  # beside them it keeps environments
    "uv": ("/root/.cache/uv",),
    "pipenv": ("/root/.cache/pipenv", "/root/.cache/pip"),
    "pdm": ("/root/.cache/pdm",),
    "bundler": ("/usr/local/bundle/cache",),
}
"""What holds copies only: whatever is installed from it lies elsewhere."""
_STORES: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "go": (r"go", ("/go/pkg/mod", "/root/.cache/go-build")),
    "cargo": (r"cargo", ("/usr/local/cargo/registry",)),
    "maven": (r"(?:\./)?mvnw?", ("/root/.m2/repository",)),
    "gradle": (r"(?:\./)?gradlew?", ("/root/.gradle",)),
}
"""What later steps need too: each step that runs the tool gets the mount."""
_HARMLESS: Final = frozenset(
    {"mkdir", "cp", "mv", "rm", "echo", "chmod", "touch", "ls", "strip", "apt-get", "apk", "true"}
)
_ELSEWHERE: Final = (
    r"HOME|(?:(?!CACHE)\w)*+CACHE\w*+|GOPATH|GOENV|CARGO_\w+|MAVEN_\w+|GRADLE_\w+|NPM_CONFIG_\w+|PNPM_HOME|YARN_\w+|BUNDLE_\w+|GEM_HOME"
    r"|PIP_(?:CONFIG_FILE|TARGET)|UV_\w*DIR"
)
"""Variables that move a cache, or switch it off."""
_CLEARS: Final = (
    r"cache clean|cache purge|cache prune|\.cache\b|/root/\.|--cache-dir|--cache[ =]|--no-cache(?!-dir)\b|--store-dir"
    r"|\bnpm config\b|\bpip config\b|\byarn config\b|-Dmaven\.repo|--gradle-user-home|-g \.|clean -modcache"
)
_OLD_SYNTAX: Final = r"(?i)^#\s*syntax\s*=\s*docker/dockerfile:(?:1\.[01]\b|experimental)"


def mend(build: Build, found: Sequence[Finding]) -> list[Edit]:
    """Add the mounts that fit to each step that downloads."""
    if re.search(_OLD_SYNTAX, build.file.text):
        return []
    if not any(one.level == "note" for one in found):  # a warning says that the sources come too early
        return []
    edits: dict[int, Edit] = {}
    for stage in build.file.stages:
        for one in stage.all("RUN"):
            has_one = one.line in edits or any(mount["type"] == "cache" for mount in one.mounts())
            if not has_one and not _is_silenced(build, one) and _is_sure(build, stage, one):
                edits |= {edit.first: edit for edit in _edits(build, stage, one)}
    return list(edits.values())


def _is_silenced(build: Build, one: Instruction) -> bool:
    """Tell whether the file asks not to be told of it; one place is told for many that are alike."""
    return "cache" in build.file.ignored.get(one.line, {})


def _is_sure(build: Build, stage: Stage, one: Instruction) -> bool:
    """Tell whether root downloads to where the tools do by themselves, and nothing clears that."""
    is_known = re.fullmatch(_ROOT_IMAGES, repository_of(build.file.image_of(stage))) is not None
    is_moved = any(re.fullmatch(_ELSEWHERE, name, re.IGNORECASE) for name in names_set(build.file, stage))
    script = one.script()
    set_here = re.findall(r"\b(\w+)=", script)
    is_moved = is_moved or any(re.fullmatch(_ELSEWHERE, name, re.IGNORECASE) for name in set_here)
    return is_known and not is_moved and takes_root(build.file, stage, one.line) and not re.search(_CLEARS, script)


def _edits(build: Build, stage: Stage, one: Instruction) -> list[Edit]:
    tools = set(installs(one))
    if "uv" in tools and stage in build.file.lineage(build.file.final) and "uv" in start_of(build.file)[:1]:
        return []  # it looks for its cache again when it starts the program
    if tools and tools <= _CACHES.keys() and not (tools == {"yarn"} and not _is_yarn_1(build)):
        targets = dict.fromkeys(target for tool in sorted(tools) for target in _CACHES[tool])
        edit = _with_mounts(build, one, list(targets))
        return [edit] if edit else []
    return _of_store(build, stage, tools.pop()) if len(tools) == 1 and tools <= _STORES.keys() else []


def _with_mounts(build: Build, one: Instruction, targets: Sequence[str]) -> Edit | None:
    """Add cache mounts; what keeps pip from filling its cache goes."""
    return with_flags(
        build.file, one, [f"--mount=type=cache,target={target}" for target in targets], r"\s--no-cache-dir\b(?!=)"
    )


def _is_yarn_1(build: Build) -> bool:
    """Tell whether it is the Yarn that copies from its cache; later ones may run programs from there."""
    context = build.context
    lock = (context.read("yarn.lock") if context is not None and context.has("yarn.lock") else None) or ""
    return "# yarn lockfile v1" in lock


def _of_store(build: Build, stage: Stage, tool: str) -> list[Edit]:
    """Give all steps of a stage the tool's store; nothing where something else may want it, as what runs does."""
    name, targets = _STORES[tool]
    steps = [one for one in stage.all("RUN") if any(_wants(name, words) for words in one.commands())]
    if not _is_only_theirs(build, stage, name, targets):
        return []
    if any(mount["type"] == "cache" for one in steps for mount in one.mounts()):
        steps = [one for one in steps if not any(mount["type"] == "cache" for mount in one.mounts())]
    edits = [_with_mounts(build, one, _fitting(tool, one, targets)) for one in steps]
    return [edit for edit in edits if edit is not None] if None not in edits else []


def _wants(name: str, words: Sequence[str]) -> bool:
    return re.fullmatch(name, words[0]) is not None and words[1:2] not in (
        ["new"],
        ["init"],
        ["version"],
        ["--version"],
    )


def _fitting(tool: str, one: Instruction, targets: Sequence[str]) -> Sequence[str]:
    """Return the stores that a step fills: to fetch Go's modules compiles nothing."""
    fetches = all(words[:2] != ["go", word] for words in one.commands() for word in ("build", "install", "test", "vet"))
    return targets[:1] if tool == "go" and fetches else targets


def _is_only_theirs(build: Build, stage: Stage, name: str, targets: Sequence[str]) -> bool:
    file = build.file
    words = [words for one in stage.all("RUN") for words in one.commands()]
    if name == "go":
        is_plain = only_runs_go(stage)
    else:
        is_plain = all(re.fullmatch(name, found[0]) or found[0] in _HARMLESS for found in words)
    others = [one for one in file.instructions if one.name in {"COPY", "ADD", "VOLUME", "CMD", "ENTRYPOINT"}]
    named = any(word.startswith(tuple(targets)) for one in others for word in one.args)
    above = any(file.stage_called(other.base, other.number) is stage for other in file.stages)
    below = file.stage_called(stage.base, stage.number) is not None
    if named or above or below or not is_plain:
        return False
    runs = stage in file.lineage(file.final)
    start = start_of(file)
    return not runs or (name == "go" and bool(start) and start[0] not in {"go", "sh", "bash", "/bin/sh", "make"})

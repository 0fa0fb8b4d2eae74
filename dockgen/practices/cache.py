"""Reuse what did not change."""

import re
from functools import cache
from typing import Final

from dockgen.dockerfiles.build import Build
from dockgen.dockerfiles.dockerfile import Stage
from dockgen.dockerfiles.instruction import Instruction
from dockgen.languages import tables
from dockgen.languages.language import Install
from dockgen.practices.installs import install_of
from dockgen.practices.practice import About, Broken, Checked

_SOURCES: Final = r"(?:\./)?(?:src|app|lib)(?:/[\w-]+)*/?"
_FOLDER: Final = (
    r"(?:\./)?(?:src|cmd|internal|pkg|app|lib|crates)(?:/[\w-]+)*/?|(?:\./)?(?!gradle/|config/|prisma/|patches/)[\w-]+/"
)
"""A source that looks like a folder, except for folders that package managers read."""


class _Steps:
    """What each step copies and fetches; cached, since each step is compared with all earlier ones."""

    def __init__(self, build: Build) -> None:
        self.build = build
        self.installs = {one.line: _installs(one) for stage in build.file.stages for one in stage.all("RUN")}
        self._copied = [stage.all("COPY", "ADD") for stage in build.file.stages]
        self._fetched = [
            [(one.line, install.tool) for one in stage.all("RUN") for install in self.installs[one.line]]
            for stage in build.file.stages
        ]
        self._copies = [one for one in build.copies() if not one.is_trigger]
        self._whole = frozenset(one.line for one in self._copies if build.takes_all(one))

    def copied(self, stage: Stage, one: Instruction) -> list[Instruction]:
        """Return what is copied before a step, in its stage and in the stages below, in order."""
        numbers = self.build.file.lineages[stage.number]
        own = stage.number
        return [step for number in numbers for step in self._copied[number] if number != own or step.line < one.line]

    def fetched(self, stage: Stage, one: Instruction) -> set[str]:
        """Return the tools that fetched something before a step, in its stage and in the stages below."""
        numbers = (number for number in self.build.file.lineages[stage.number] if number <= one.stage)
        return {tool for number in numbers for line, tool in self._fetched[number] if line < one.line}

    def sources(self, before: list[Instruction], install: Install) -> Instruction | None:
        """Return the step if it copies the sources: everything, or a folder together with the dependency manifests."""
        whole = next((one for one in before if one.line in self._whole), None)
        naming = self._naming(install.tool, install.manifests)
        if whole is not None or not any(one.line in naming for one in before):
            return whole
        folders = self._folders(_FOLDER if install.compiles else _SOURCES)
        return next((one for one in before if one.line in folders), None)

    @cache  # noqa: B019 - it lives as long as one check
    def _naming(self, tool: str, manifests: str) -> set[int]:
        return {one.line for one in self._copies if any(_names(tool, manifests, source) for source in one.args[:-1])}

    @cache  # noqa: B019 - as above
    def _folders(self, pattern: str) -> set[int]:
        return {one.line for one in self._copies if any(re.fullmatch(pattern, source) for source in one.args[:-1])}


def check(build: Build) -> Checked:
    """Find sources that are copied before dependencies are installed, and downloads without a cache mount."""
    steps = _Steps(build)
    fetching = [(stage, one) for stage in build.file.stages for one in stage.all("RUN") if steps.installs[one.line]]
    if not fetching:
        return "no language's package manager is used"
    late = [(stage, broken) for stage, one in fetching if (broken := _too_late(steps, stage, one)) is not None]
    bare = [(stage, broken) for stage, one in fetching if (broken := _without_cache(build, stage, one)) is not None]
    found = _first(build, late) + _first(build, bare)
    return sorted(found, key=lambda broken: broken.at.line if broken.at else 0)


def _first(build: Build, found: list[tuple[Stage, Broken]]) -> list[Broken]:
    """Report the same problem of the same step once; if it remains after a fix, the next audit reports it."""
    first = []
    told: dict[str, set[int]] = {}
    for stage, broken in found:
        stages = told.setdefault(broken.fix, set())
        if stages.isdisjoint(build.file.lineages[stage.number]):
            first.append(broken)
        stages.add(stage.number)
    return first


def _installs(one: Instruction) -> list[Install]:
    return [install for words in one.commands() if (install := install_of(words))]


def _too_late(steps: _Steps, stage: Stage, one: Instruction) -> Broken | None:
    """Find a step that downloads, after the sources are copied, what could be downloaded before."""
    copied = steps.copied(stage, one)
    is_mounted = any(mount["type"] == "bind" and "from" not in mount and _is_top(mount) for mount in one.mounts())
    for install in steps.installs[one.line]:
        sources = steps.sources(copied, install)
        if sources is None and not is_mounted:
            continue
        fetched = steps.fetched(stage, sources or one)
        if install.tool in fetched or _is_vendored(steps.build, one, install) or _lists_nothing(steps.build, install):
            continue
        if install.manifests or tables.tools()[install.tool].fetch:
            where = f"line {sources.line}" if sources is not None else "its own mount"
            message = f"all sources are copied ({where}) before {install.tool} fetches the dependencies, so each edit"
            return Broken(one, f"{message} fetches them again", f"Before the sources: {_how(one, install)}.")
    return None


def _names(tool: str, manifests: str, source: str) -> bool:
    """Tell whether a file lists dependencies for a tool."""
    if named_in := tables.tools()[tool].named_in:
        return re.search(named_in, source) is not None
    stem = manifests.partition(" ")[0].partition(".")[0]
    return bool(stem) and source.rpartition("/")[2].startswith(stem)


def _how(one: Instruction, install: Install) -> str:
    """Say which files to copy and what to run after that."""
    tool = tables.tools()[install.tool]
    if tool.fetch:
        return f"COPY {tool.installs[0].manifests}, then RUN {tool.fetch}"
    named = re.search(r"(?:-r|--requirements?)[ =]?(?P<folder>/?(?:[\w.-]+/)*)(?P<name>[\w.-]+)", one.script())
    if named is None or not install.names_manifest:
        alone = f" with {tool.without_project}" if tool.without_project else ""
        return f"COPY {install.manifests}, then RUN this command{alone}"
    folder = named["folder"] if named["folder"] not in {"", "./"} else "./"
    source = named["name"] if folder.startswith(("/", "./")) else f"{folder}{named['name']}"
    return f"COPY {source} {folder}, then RUN this command"


def _is_vendored(build: Build, one: Instruction, install: Install) -> bool:
    """Tell whether the dependencies are vendored, so that nothing is fetched."""
    flag, file = tables.tools()[install.tool].vendored
    return bool(flag) and (flag in one.script() or (build.context is not None and build.context.has(file)))


def _lists_nothing(build: Build, install: Install) -> bool:
    """Tell whether no file of the context lists dependencies."""
    names = tables.tools()[install.tool].installs[0].manifests.split()
    if build.context is None or not names or any("*" in name for name in names):
        return False
    return next(build.context.folders_with(set(names)), None) is None


def _is_top(mount: dict[str, str]) -> bool:
    return mount.get("source", mount.get("src", "")) in {"", ".", "./", "/"}


def _without_cache(build: Build, stage: Stage, one: Instruction) -> Broken | None:
    if any(mount["type"] == "cache" for mount in one.mounts()):
        return None
    install = _installs(one)[0]
    what = f"what {install.tool} downloads is not cached: when one dependency changes, all are downloaded again"
    if install.keeps_objects:
        what = f"what {install.tool} compiles is not cached: after an edit everything is compiled again"
    off = re.search(r"--no-cache-dir|--no-cache\b", one.script())
    without = f", without {off[0]}" if off else ""
    return Broken(one, what, f"RUN --mount=type=cache,{_target(build, stage, one, install)} ...{without}", "note")


def _target(build: Build, stage: Stage, one: Instruction, install: Install) -> str:
    """Return the mount target: the tool's cache in the home of the user that runs the command."""
    users = [user for user in build.file.inherited(stage, "USER") if user.line < one.line and user.args]
    name = users[-1].args[0].partition(":")[0] if users else "root"
    if name in {"root", "0"} or not install.cache.startswith("/root/"):
        return f"target={install.cache}"
    return f"target=/home/{name}/{install.cache.removeprefix('/root/')},uid={name if name.isdigit() else 'UID'}"


ABOUT = About(
    gain="A rebuild after an edit takes about a second; the caches never reach the image.",
    cost="Needs BuildKit (the default since Docker 23); each builder has its own cache.",
    not_when="Each build runs on a fresh machine without a cache: then it has no effect.",
    bad=("FROM golang:1.27-alpine3.23\nWORKDIR /src\nCOPY . .\nRUN go build -o /hello .\n"),
    good=(
        "FROM golang:1.27-alpine3.23\n"
        "WORKDIR /src\n"
        "COPY go.mod go.sum* ./\n"
        "RUN --mount=type=cache,target=/go/pkg/mod go mod download\n"
        "RUN --mount=type=bind,target=. \\\n"
        "    --mount=type=cache,target=/go/pkg/mod \\\n"
        "    --mount=type=cache,target=/root/.cache/go-build \\\n"
        "    go build -o /hello .\n"
    ),
    check=check,
)

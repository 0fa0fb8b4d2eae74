"""Keep what did not change."""

import re
from typing import TYPE_CHECKING, Final

from dockgen.practices.installs import Install, install_of
from dockgen.practices.practice import Broken, Checked, Practice

if TYPE_CHECKING:
    from dockgen.audit.build import Build
    from dockgen.dockerfile import Instruction, Stage

_FETCH: Final = {
    "go": "COPY go.mod go.sum ./, then RUN go mod download",
    "cargo": "COPY Cargo.toml Cargo.lock ./, then RUN cargo fetch",
    "maven": "COPY pom.xml ./, then RUN mvn dependency:go-offline",
    "gradle": "COPY build.gradle* settings.gradle* ./, then RUN gradle dependencies",
    "dotnet": "COPY *.csproj ./, then RUN dotnet restore",
}
"""For a tool that compiles and fetches in one, how to fetch alone."""
_WITHOUT_PROJECT: Final = {"uv": "--no-install-project", "poetry": "--no-root", "pdm": "--no-self"}
"""For a tool that installs the project too, how to leave that out."""
_MANIFESTS: Final = {
    "go": r"(?:^|/)go\.mod$",
    "cargo": r"(?:^|/)Cargo\.",
    "maven": r"(?:^|/)pom\.xml$",
    "gradle": r"\.gradle",
    "dotnet": r"\.(?:csproj|sln|fsproj)",
}
"""What names the dependencies of such a tool."""
_SOURCES: Final = r"(?:\./)?(?:src|app|lib)(?:/[\w-]+)*/?"
_FOLDER: Final = (
    r"(?:\./)?(?:src|cmd|internal|pkg|app|lib|crates)(?:/[\w-]+)*/?|(?:\./)?(?!gradle/|config/|prisma/|patches/)[\w-]+/"
)
"""A source that is a folder by its name, and not one that package managers read."""


def check(build: "Build") -> Checked:
    """Find sources that come before the dependencies, and downloads that no cache keeps."""
    steps = [(stage, one) for stage in build.file.stages for one in stage.all("RUN") if _installs(one)]
    if not steps:
        return "nothing is fetched by a package manager of a language"
    late = [(stage, broken) for stage, one in steps if (broken := _too_late(build, stage, one)) is not None]
    bare = [(stage, broken) for stage, one in steps if (broken := _without_cache(build, stage, one)) is not None]
    found = _first(build, late) + _first(build, bare)
    return sorted(found, key=lambda broken: broken.at.line if broken.at else 0)


def _first(build: "Build", found: "list[tuple[Stage, Broken]]") -> list[Broken]:
    """Leave out what the same step of the same stages says already: mended there, it is told here if it remains."""
    return [
        broken
        for index, (stage, broken) in enumerate(found)
        if not any(
            earlier.fix == broken.fix and before in build.file.lineage(stage) for before, earlier in found[:index]
        )
    ]


def _installs(one: "Instruction") -> list[Install]:
    return [install for words in one.commands() if (install := install_of(words))]


def _too_late(build: "Build", stage: "Stage", one: "Instruction") -> Broken | None:
    """Find a step that fetches what another step before the sources could have fetched."""
    before = [
        other
        for part in build.file.lineage(stage)
        for other in part.all("COPY", "ADD", "RUN")
        if other.line < one.line or part is not stage
    ]
    is_mounted = any(mount["type"] == "bind" and "from" not in mount and _is_top(mount) for mount in one.mounts())
    for install in _installs(one):
        sources = _sources(build, before, install)
        if sources is None and not is_mounted:
            continue
        until = before.index(sources) if sources is not None else len(before)
        fetched = {found.tool for other in before[:until] if other.name == "RUN" for found in _installs(other)}
        if install.tool in fetched or (install.tool == "go" and _is_vendored(build, one)):
            continue
        if install.manifests or install.tool in _FETCH:
            where = f"line {sources.line}" if sources is not None else "its own mount"
            message = f"all sources are there ({where}) before {install.tool} fetches what they depend on: each edit"
            return Broken(one, f"{message} fetches it again", f"Before the sources: {_how(one, install)}.")
    return None


def _sources(build: "Build", before: "list[Instruction]", install: Install) -> "Instruction | None":
    """Return the step that brings the sources: one that takes all, or a folder beside what names the dependencies."""
    copies = set(build.copies())
    taken = [other for other in before if other in copies]
    whole = next((other for other in taken if build.takes_all(other)), None)
    if whole is not None or not any(_names(install, source) for other in taken for source in other.args[:-1]):
        return whole
    folder = _FOLDER if install.compiles else _SOURCES
    return next((other for other in taken if any(re.fullmatch(folder, source) for source in other.args[:-1])), None)


def _names(install: Install, source: str) -> bool:
    """Tell whether a file names the dependencies of a tool."""
    if install.tool in _MANIFESTS:
        return re.search(_MANIFESTS[install.tool], source) is not None
    stem = install.manifests.partition(" ")[0].partition(".")[0]
    return bool(stem) and source.rpartition("/")[2].startswith(stem)


def _how(one: "Instruction", install: Install) -> str:
    """Say which files to copy, and what to run then."""
    if install.tool in _FETCH:
        return _FETCH[install.tool]
    named = re.search(r"(?:-r|--requirements?)[ =]?(?P<folder>/?(?:[\w.-]+/)*)(?P<name>[\w.-]+)", one.script())
    if named is None or install.manifests != "requirements.txt ./":
        alone = _WITHOUT_PROJECT.get(install.tool, "")
        return f"COPY {install.manifests}, then RUN this command{f' with {alone}' if alone else ''}"
    folder = named["folder"] if named["folder"] not in {"", "./"} else "./"
    source = named["name"] if folder.startswith(("/", "./")) else f"{folder}{named['name']}"
    return f"COPY {source} {folder}, then RUN this command"


def _is_vendored(build: "Build", one: "Instruction") -> bool:
    """Tell whether a Go program's modules lie in the repository, so that nothing is fetched."""
    return "-mod=vendor" in one.script() or (build.context is not None and build.context.has("vendor/modules.txt"))


def _is_top(mount: dict[str, str]) -> bool:
    source = mount.get("source", mount.get("src", ""))
    return source in {"", ".", "./", "/"}


def _without_cache(build: "Build", stage: "Stage", one: "Instruction") -> Broken | None:
    if any(mount["type"] == "cache" for mount in one.mounts()):
        return None
    install = _installs(one)[0]
    kept = (
        "compiles is kept by no cache: after an edit all is compiled"
        if _is_go_build(install)
        else ("downloads is kept by no cache: after a change of one dependency all are fetched")
    )
    off = re.search(r"--no-cache-dir|--no-cache\b", one.script())
    without = f", without {off[0]}" if off else ""
    return Broken(
        one,
        f"what {install.tool} {kept} again",
        f"RUN --mount=type=cache,{_target(build, stage, one, install)} ...{without}",
        "note",
    )


def _is_go_build(install: Install) -> bool:
    return install.tool == "go" and install.compiles


def _target(build: "Build", stage: "Stage", one: "Instruction", install: Install) -> str:
    """Return where the cache is mounted: in the home of the user that runs the command."""
    users = [user for user in build.file.inherited(stage, "USER") if user.line < one.line and user.args]
    name = users[-1].args[0].partition(":")[0] if users else "root"
    if name in {"root", "0"} or not install.cache.startswith("/root/"):
        return f"target={install.cache}"
    return f"target=/home/{name}/{install.cache.removeprefix('/root/')},uid={name if name.isdigit() else 'UID'}"


PRACTICE = Practice(
    id="cache",
    title="Dependencies before sources, caches on mounts",
    why=(
        "A layer is built again when a file it reads changes. Modules are fetched in a step that reads only the files "
        "that name them, and the compiler keeps its own cache on a mount, so that an edit compiles one package."
    ),
    gain="A rebuild after an edit takes about a second; the caches never reach the image.",
    cost="BuildKit is needed (the default since Docker 23); a cache belongs to one builder.",
    not_when="Each build runs on a fresh machine that keeps no cache: then it helps nothing and harms nothing.",
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

"""Keep what did not change."""

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


def check(build: "Build") -> Checked:
    """Find sources that come before the dependencies, and downloads that no cache keeps."""
    steps = [(stage, one) for stage in build.file.stages for one in stage.all("RUN") if _installs(one)]
    if not steps:
        return "nothing is fetched by a package manager of a language"
    return [
        broken
        for stage, one in steps
        for broken in (_too_late(build, stage, one), _without_cache(one))
        if broken is not None
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
    copies = set(build.copies())
    sources = next((other for other in before if other in copies and build.takes_all(other)), None)
    is_mounted = any(mount["type"] == "bind" and "from" not in mount and _is_top(mount) for mount in one.mounts())
    if sources is None and not is_mounted:
        return None
    until = before.index(sources) if sources is not None else len(before)
    fetched = {install.tool for other in before[:until] if other.name == "RUN" for install in _installs(other)}
    late = next((install for install in _installs(one) if install.tool not in fetched), None)
    if (
        late is None
        or (late.tool == "go" and _is_vendored(build, one))
        or (not late.manifests and late.tool not in _FETCH)
    ):
        return None
    where = f"line {sources.line}" if sources is not None else "its own mount"
    return Broken(
        one,
        f"all sources are there ({where}) before {late.tool} fetches what they depend on: each edit fetches it again",
        f"Before the sources: {_FETCH.get(late.tool) or f'COPY {late.manifests}, then RUN this command'}.",
    )


def _is_vendored(build: "Build", one: "Instruction") -> bool:
    """Tell whether a Go program's modules lie in the repository, so that nothing is fetched."""
    return "-mod=vendor" in one.script() or (build.context is not None and build.context.has("vendor/modules.txt"))


def _is_top(mount: dict[str, str]) -> bool:
    source = mount.get("source", mount.get("src", ""))
    return source in {"", ".", "./", "/"}


def _without_cache(one: "Instruction") -> Broken | None:
    if any(mount["type"] == "cache" for mount in one.mounts()):
        return None
    install = _installs(one)[0]
    return Broken(
        one,
        f"what {install.tool} downloads is kept by no cache: after a change of one dependency all are fetched again",
        f"RUN --mount=type=cache,target={install.cache} ...",
        "note",
    )


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
    bad="COPY . .\nRUN go build -o /hello .\n",
    good=(
        "COPY go.mod go.sum* ./\n"
        "RUN --mount=type=cache,target=/go/pkg/mod go mod download\n"
        "RUN --mount=type=bind,target=. \\\n"
        "    --mount=type=cache,target=/go/pkg/mod \\\n"
        "    --mount=type=cache,target=/root/.cache/go-build \\\n"
        "    go build -o /hello .\n"
    ),
    check=check,
)

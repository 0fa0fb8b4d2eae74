"""Compile for another platform without emulation."""

from dockgen.dockerfiles.build import Build
from dockgen.dockerfiles.dockerfile import Stage
from dockgen.languages import tables
from dockgen.languages.language import Compiler
from dockgen.practices.practice import About, Broken, Checked


def check(build: Build) -> Checked:
    """Find a compiler that would be emulated when the image is built for another platform."""
    found = [
        (stage, compiler)
        for stage in build.file.stages
        for compiler in tables.compilers()
        if any(map(compiler.is_build, (words for one in stage.all("RUN") for words in one.commands())))
    ]
    if not found or len(build.file.stages) == 1:
        return f"no separate stage compiles {' or '.join(one.title for one in tables.compilers())}"
    libc = build.facts.get("libc")
    has_libc = libc is not None and libc.value
    if reason := next((one.why_not_cross for stage, one in found if has_libc or _links(stage, one)), ""):
        return reason
    message = "builds for another platform emulate the compiler, which is many times slower"
    fix = "FROM --platform=$BUILDPLATFORM, ARG TARGETOS TARGETARCH"
    return [
        Broken(stage.start, message, f"{fix}, {compiler.cross} {compiler.says} ...", "note")
        for stage, compiler in found
        if not any(part.platform for part in build.file.lineage(stage))
    ]


def _links(stage: Stage, compiler: Compiler) -> bool:
    """Tell whether a stage links a C library."""
    name, _, yes = compiler.linking
    return any(f"{name}={yes}" in one.script() for one in stage.all("RUN"))


ABOUT = About(
    gain="An arm64 image from an amd64 machine takes as long as an amd64 one.",
    cost="One more line. Programs with cgo need a cross compiler, so it is left out for them.",
    not_when="You build only for the platform that you build on.",
    bad=(
        "FROM golang:1.27-alpine3.23 AS build\n"
        "COPY . .\n"
        "RUN go build -o /out/hello .\n"
        "\n"
        "FROM alpine:3.23\n"
        "COPY --from=build /out/hello /hello\n"
    ),
    good=(
        "FROM --platform=$BUILDPLATFORM golang:1.27-alpine3.23 AS build\n"
        "ARG TARGETOS TARGETARCH\n"
        "COPY . .\n"
        "RUN GOOS=$TARGETOS GOARCH=$TARGETARCH go build -o /out/hello .\n"
        "\n"
        "FROM alpine:3.23\n"
        "COPY --from=build /out/hello /hello\n"
    ),
    check=check,
)

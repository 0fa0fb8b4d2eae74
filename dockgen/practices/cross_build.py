"""Compile for another platform without emulating it."""

from typing import TYPE_CHECKING

from dockgen.practices.practice import Broken, Checked, Practice

if TYPE_CHECKING:
    from dockgen.audit.build import Build
    from dockgen.dockerfile import Instruction


def check(build: "Build") -> Checked:
    """Find a Go compiler that runs emulated when the image is built for another platform."""
    stages = [stage for stage in build.file.stages if any(map(_is_go_build, stage.all("RUN")))]
    if not stages or len(build.file.stages) == 1:
        return "no stage of its own compiles Go"
    cgo = any("CGO_ENABLED=1" in one.script() for stage in stages for one in stage.all("RUN"))
    libc = build.facts.get("libc")
    if cgo or (libc is not None and libc.value):
        return "cgo would need a cross compiler"
    return [
        Broken(
            stage.start,
            "for another platform the compiler would be emulated, many times slower",
            "FROM --platform=$BUILDPLATFORM, ARG TARGETOS TARGETARCH, GOOS=$TARGETOS GOARCH=$TARGETARCH go build ...",
            "note",
        )
        for stage in stages
        if not any(part.platform for part in build.file.lineage(stage))
    ]


def _is_go_build(one: "Instruction") -> bool:
    return any(words[:2] == ["go", "build"] for words in one.commands())


PRACTICE = Practice(
    id="cross-build",
    title="Cross-compile for other platforms",
    gain="An arm64 image from an amd64 machine takes as long as an amd64 one.",
    cost="One more line; cgo would need a cross compiler, so it goes without.",
    not_when="You build on the platform that you run on, and on no other.",
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
    needs=("multi-stage",),
)

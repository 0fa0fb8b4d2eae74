"""Compile for another platform without emulating it."""

from dockgen.practices.practice import Practice

PRACTICE = Practice(
    id="cross-build",
    title="Cross-compile for other platforms",
    why=(
        "The build stage runs on the machine's own platform and the compiler is told the target's. The other way, an "
        "emulated compiler, is many times slower. The last stage runs no command, so it needs no emulation either."
    ),
    gain="An arm64 image from an amd64 machine takes as long as an amd64 one.",
    cost="One more line; cgo would need a cross compiler, so it goes without.",
    not_when="You build on the platform that you run on, and on no other.",
    bad="FROM golang:1.27-alpine3.23 AS build\n",
    good=(
        "FROM --platform=$BUILDPLATFORM golang:1.27-alpine3.23 AS build\nARG TARGETOS TARGETARCH\n"
        "RUN GOOS=$TARGETOS GOARCH=$TARGETARCH go build -o /out/hello .\n"
    ),
    needs=("multi-stage",),
)

"""Build in one image, run in another."""

from dockgen.practices.practice import Practice

PRACTICE = Practice(
    id="multi-stage",
    title="Build in one stage, run in another",
    why=(
        "The compiler, its caches and the sources are needed to build the program and never to run it. A second stage "
        "starts from a small image and takes over the result alone."
    ),
    gain="Hundreds of megabytes, and every tool an intruder could have used.",
    cost="What the program reads at run time has to be copied by name.",
    not_when="The container is for development, with the compiler in it.",
    bad="FROM golang:1.27-alpine3.23\nWORKDIR /src\nCOPY . .\nRUN go build -o /hello .\n",
    good=(
        "FROM golang:1.27-alpine3.23 AS build\nWORKDIR /src\nCOPY . .\nRUN go build -o /out/hello .\n\n"
        "FROM alpine:3.23\nCOPY --from=build /out/hello /hello\n"
    ),
)

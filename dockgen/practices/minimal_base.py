"""Use a final image without a shell."""

import re
from typing import Final

from dockgen.dockerfiles.build import Build
from dockgen.dockerfiles.instruction import Instruction
from dockgen.languages import tables
from dockgen.practices.practice import About, Broken, Checked

_WITHOUT_SHELL: Final = r"^scratch$|distroless|^cgr\.dev/chainguard/static"


def check(build: Build) -> Checked:
    """Find a static binary on a base image with a shell."""
    final = build.file.final
    image = build.file.image_of(final)
    if re.search(_WITHOUT_SHELL, image):
        return []
    name = image.rpartition("/")[2].partition(":")[0]
    if name not in {"alpine", "debian", "ubuntu", "busybox"}:
        return "the program needs files of its base image"
    checks = build.file.inherited(final, "HEALTHCHECK")
    if any(not one.is_exec or {"wget", "curl", "nc", "sh"} & set(one.args) for one in checks):
        return "the health check needs a command of the base image"
    if build.file.inherited(final, "RUN") or len(build.file.stages) == 1:
        return "the final stage runs commands, which need a shell"
    if not any(_is_static(one) for stage in build.file.stages for one in stage.all("RUN")):
        return f"no static {' or '.join(one.title for one in tables.compilers())} binary is copied into it"
    start = build.file.lineage(final)[0].start
    return [Broken(start, f"a static binary needs nothing from {image}", "FROM scratch", "note")]


def _is_static(one: Instruction) -> bool:
    return any(
        any(map(compiler.is_build, one.commands())) and compiler.static in one.script()
        for compiler in tables.compilers()
    )


ABOUT = About(
    gain="The image is the binary and a few files; scanners have nothing to report.",
    cost="No shell for debugging: use `docker debug` or an ephemeral container instead.",
    not_when="The program calls other programs, or needs a C library.",
    bad=(
        "FROM golang:1.27-alpine3.23 AS build\n"
        "WORKDIR /src\n"
        "COPY . .\n"
        "RUN CGO_ENABLED=0 go build -o /out/hello .\n"
        "\n"
        "FROM alpine:3.23\n"
        "COPY --from=build /out/hello /hello\n"
        'ENTRYPOINT ["/hello"]\n'
    ),
    good=(
        "FROM golang:1.27-alpine3.23 AS build\n"
        "WORKDIR /src\n"
        "COPY . .\n"
        "RUN CGO_ENABLED=0 go build -o /out/hello .\n"
        "\n"
        "FROM scratch\n"
        "COPY --from=build /out/hello /hello\n"
        'ENTRYPOINT ["/hello"]\n'
    ),
    check=check,
)

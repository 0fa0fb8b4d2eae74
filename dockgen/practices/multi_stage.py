"""Build in one stage, run in another."""

import re
from typing import Final

from dockgen.dockerfiles.build import Build
from dockgen.dockerfiles.instruction import Instruction
from dockgen.languages import tables
from dockgen.practices.installs import install_of
from dockgen.practices.practice import About, Broken, Checked

_TOOLS: Final = r"build-essential|build-base|gcc|g\+\+|make|cmake|clang|[\w.+-]+-dev|[\w.+-]+-devel"
_FIX: Final = "Build in a separate stage (FROM ... AS build), and COPY --from=build only the result."


def check(build: Build) -> Checked:
    """Find build tools in the final stage."""
    final = build.file.final
    runs = build.file.inherited(final, "RUN")
    found = [broken for one in runs if (broken := _compiles(one)) is not None]
    found += [broken for one in runs if (broken := _installs_tools(one)) is not None]
    image = build.file.image_of(final)
    name = image.rpartition("/")[2].partition(":")[0]
    starts = build.file.inherited(final, "CMD", "ENTRYPOINT")
    if not found and not starts:
        return "the file starts no program"
    known = tables.images().get(name)
    is_for_builds = name == "buildpack-deps" or (known is not None and known.is_for_builds)
    if is_for_builds and not re.search(r"\bjre\b|runtime|aspnet", image):
        start = build.file.lineage(final)[0].start
        message = f"the final stage is based on {image}: the compiler and its libraries are part of the image"
        return [Broken(start, message, _FIX)]  # one finding is enough
    return found


def _compiles(one: Instruction) -> Broken | None:
    for words in one.commands():
        install = install_of(words)
        if install is not None and install.compiles and not install.installs_project:
            return Broken(one, f"{' '.join(words[:2])} compiles in the final stage", _FIX)
    return None


def _installs_tools(one: Instruction) -> Broken | None:
    """Find compilers that a step installs with the distribution's package manager and does not remove."""
    tools = tables.joined((one.left.packages for one in tables.of_all()), _TOOLS)
    added = [
        word
        for words in one.commands()
        if words[0] in {"apt-get", "apt", "apk", "yum", "dnf", "microdnf"} and {"install", "add"} & set(words)
        for word in words[1:]
        if re.fullmatch(tools, word)
    ]
    if not added or re.search(r"\b(?:apk del|purge|remove|autoremove)\b|--virtual|(?:^|\s)-t\s", one.script()):
        return None
    are, stay = ("is", "stays") if len(added) == 1 else ("are", "stay")
    return Broken(one, f"{', '.join(added[:3])} {are} only needed to build, but {stay} in the final image", _FIX)


ABOUT = About(
    gain="Saves hundreds of megabytes, and leaves an intruder no build tools.",
    cost="Files that the program reads at run time must be copied explicitly.",
    not_when="The container is for development and needs the compiler.",
    bad=('FROM golang:1.27-alpine3.23\nWORKDIR /src\nCOPY . .\nRUN go build -o /hello .\nENTRYPOINT ["/hello"]\n'),
    good=(
        "FROM golang:1.27-alpine3.23 AS build\n"
        "WORKDIR /src\n"
        "COPY . .\n"
        "RUN go build -o /out/hello .\n"
        "\n"
        "FROM alpine:3.23\n"
        "COPY --from=build /out/hello /hello\n"
        'ENTRYPOINT ["/hello"]\n'
    ),
    check=check,
)

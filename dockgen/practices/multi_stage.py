"""Build in one image, run in another."""

import re
from typing import TYPE_CHECKING, Final

from dockgen.languages import tables
from dockgen.practices.installs import install_of
from dockgen.practices.practice import About, Broken, Checked

if TYPE_CHECKING:
    from dockgen.dockerfiles.build import Build
    from dockgen.dockerfiles.dockerfile import Instruction

_TOOLS: Final = r"build-essential|build-base|gcc|g\+\+|make|cmake|clang|[\w.+-]+-dev|[\w.+-]+-devel"
_FIX: Final = "Build in a stage of its own (FROM ... AS build), and COPY --from=build only the result."


def check(build: "Build") -> Checked:
    """Find tools that only a build needs in the stage that runs."""
    final = build.file.final
    runs = build.file.inherited(final, "RUN")
    found = [broken for one in runs if (broken := _compiles(one)) is not None]
    found += [broken for one in runs if (broken := _installs_tools(one)) is not None]
    image = build.file.image_of(final)
    name = image.rpartition("/")[2].partition(":")[0]
    starts = build.file.inherited(final, "CMD", "ENTRYPOINT")
    if not found and not starts:
        return "nothing is started here"
    if _is_for_builds(name) and not re.search(r"\bjre\b|runtime|aspnet", image):
        start = build.file.lineage(final)[0].start
        message = f"the image stands on {image}: the compiler and its libraries are part of what runs"
        return [Broken(start, message, _FIX)]  # what it compiles or installs besides makes it no worse
    return found


def _is_for_builds(name: str) -> bool:
    known = tables.images().get(name)
    return name == "buildpack-deps" or (known is not None and known.is_for_builds)


def _compiles(one: "Instruction") -> Broken | None:
    for words in one.commands():
        install = install_of(words)
        if install is not None and install.compiles and not install.installs_project:
            return Broken(one, f"{' '.join(words[:2])} compiles in the stage that runs", _FIX)
    return None


def _installs_tools(one: "Instruction") -> Broken | None:
    """Find compilers that a package manager of the distribution installs, and that the same step does not remove."""
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
    return Broken(one, f"{', '.join(added[:3])} {are} only needed to build, and {stay} in what runs", _FIX)


ABOUT = About(
    gain="Hundreds of megabytes, and every tool an intruder could have used.",
    cost="What the program reads at run time has to be copied by name.",
    not_when="The container is for development, with the compiler in it.",
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

"""Stand on a base image that still gets fixes."""

import re
from typing import TYPE_CHECKING, Final

from dockgen.practices.practice import About, Broken, Checked

if TYPE_CHECKING:
    from datetime import date

    from dockgen.dockerfiles.build import Build

_SOON: Final = 90  # days, in which a base image can be changed without haste


def check(build: "Build") -> Checked:
    """Find base images whose language or distribution gets no fixes any more, or will get none soon."""
    from dockgen.versions.ends import ends_of, instead_of  # noqa: PLC0415 - reads a data file

    found: list[Broken] = []
    is_known = False
    for stage in build.file.stages:
        if build.file.stage_called(stage.base, stage.number) is not None:
            continue
        image = stage.base.partition("@")[0]
        for what, end in ends_of(image):
            is_known = True
            if end < build.today:
                message = f"{what} in {image} gets no fixes any more{_since(end)}"
                instead = instead_of(image)
                fix = f"Use another image: {instead}." if instead else "Use a release that is still supported."
                found.append(Broken(stage.start, message, fix))
            elif (end - build.today).days <= _SOON:
                message = f"{what} in {image} gets no fixes after {end}"
                found.append(Broken(stage.start, message, "Change to a newer release before that day.", "note"))
    return found if is_known else "when support for its base images ends is not known"


def _since(end: "date") -> str:
    return "" if re.fullmatch(r"0001-.*", str(end)) else f", since {end}"


ABOUT = About(
    gain="Rebuilding fixes known vulnerabilities.",
    cost="A newer release now and then, with what it changed.",
    not_when="Somebody sells you fixes for the old one.",
    bad=("FROM node:16-alpine\nCOPY server.js ./\n"),
    good=("FROM node:24-alpine3.23\nCOPY server.js ./\n"),
    check=check,
)

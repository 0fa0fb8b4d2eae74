"""Use base images that are still supported."""

from typing import Final

from dockgen.dockerfiles.build import Build
from dockgen.practices.practice import About, Broken, Checked
from dockgen.versions.ends import ends_of, instead_of

_SOON: Final = 90  # days before the end of life, to leave time for the change


def check(build: Build) -> Checked:
    """Find base images whose language or distribution is past its end of life, or soon will be."""
    found: list[Broken] = []
    is_known = False
    for stage in build.file.stages:
        if build.file.stage_called(stage.base, stage.number) is not None:
            continue
        image = stage.base.partition("@")[0]
        for what, end in ends_of(image):
            is_known = True
            if end < build.today:
                since = "" if end.year == 1 else f", since {end}"  # year 1: the day is unknown
                message = f"{what} in {image} no longer gets security fixes{since}"
                instead = instead_of(image)
                fix = f"Use another image: {instead}." if instead else "Use a supported release."
                found.append(Broken(stage.start, message, fix))
            elif (end - build.today).days <= _SOON:
                message = f"{what} in {image} gets no security fixes after {end}"
                found.append(Broken(stage.start, message, "Change to a newer release before then.", "note"))
    return found if is_known else "the end of life of its base images is unknown"


ABOUT = About(
    gain="Rebuilding fixes known vulnerabilities.",
    cost="You have to move to a newer release from time to time.",
    not_when="You pay a vendor for fixes to the old release.",
    bad=("FROM node:16-alpine\nCOPY server.js ./\n"),
    good=("FROM node:24-alpine3.23\nCOPY server.js ./\n"),
    check=check,
)

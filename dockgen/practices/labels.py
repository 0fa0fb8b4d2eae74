"""Describe the image with labels."""

from dockgen.dockerfiles.build import Build
from dockgen.practices.practice import About, Broken, Checked


def check(build: Build) -> Checked:
    """Find an image without a descriptive label."""
    found = build.file.inherited(build.file.final, "LABEL")
    if any(name.strip("\"'").startswith("org.opencontainers.image.") for one in found for name in one.pairs()):
        return []
    message = "no label describes the image"
    return [Broken(None, message, 'LABEL org.opencontainers.image.title="..."', "note")]


ABOUT = About(
    gain="The image itself tells what it is and where it came from.",
    cost="A few bytes.",
    not_when="Your build system sets the labels.",
    bad=("FROM scratch\nCOPY hello /hello\n"),
    good=('FROM scratch\nCOPY hello /hello\nLABEL org.opencontainers.image.title="hello"\n'),
    check=check,
)

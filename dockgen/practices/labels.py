"""Say in the image what it is."""

from typing import TYPE_CHECKING

from dockgen.practices.practice import About, Broken, Checked

if TYPE_CHECKING:
    from dockgen.dockerfiles.build import Build


def check(build: "Build") -> Checked:
    """Find an image that does not say what it is."""
    found = build.file.inherited(build.file.final, "LABEL")
    if any(name.strip("\"'").startswith("org.opencontainers.image.") for one in found for name in one.pairs()):
        return []
    message = "no label says what the image is"
    return [Broken(None, message, 'LABEL org.opencontainers.image.title="..."', "note")]


ABOUT = About(
    gain="One can tell where an image came from.",
    cost="A few bytes.",
    not_when="Your build system sets them all.",
    bad=("FROM scratch\nCOPY hello /hello\n"),
    good=('FROM scratch\nCOPY hello /hello\nLABEL org.opencontainers.image.title="hello"\n'),
    check=check,
)

"""Which files an install reads, where they are all that it reads."""

from collections.abc import Sequence

from dockgen.dockerfiles.build import Build
from dockgen.languages import tables
from dockgen.languages.language import Needs
from dockgen.practices.installs import install_of


def needs(build: Build, words: Sequence[str]) -> Needs | None:
    """Return what a command reads; None where it may read the sources, or that is not known."""
    install = install_of(words)
    if install is None or install.compiles or build.context is None:
        return None
    read = tables.tools()[install.tool].reads
    found = read(build.context, words) if read is not None else None
    if found is None or not all(build.context.has(path) and build.is_sent(path) for path in found.files):
        return None
    return None if any(build.is_sent(f"{folder}/x") for folder in found.made) else found

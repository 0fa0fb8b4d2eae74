"""Finds the files that an install reads, if it reads nothing else."""

from collections.abc import Sequence

from dockgen.dockerfiles.build import Build
from dockgen.languages import tables
from dockgen.languages.language import Needs
from dockgen.practices.installs import install_of


def needs(build: Build, words: Sequence[str]) -> Needs | None:
    """Return the files that a command reads; None if it may read the sources, or if that is unknown."""
    install = install_of(words)
    if install is None or install.compiles or build.context is None:
        return None
    read = tables.tools()[install.tool].reads
    found = read(build.context, words) if read is not None else None
    if found is None or not all(build.context.has(path) and build.is_sent(path) for path in found.files):
        return None
    return None if any(build.is_sent(f"{folder}/x") for folder in found.made) else found

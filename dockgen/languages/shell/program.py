"""What only a shell program has."""

from typing import Final

from dockgen.languages.kit.written import Written
from dockgen.model.found import Found
from dockgen.records import NamedTuple

_START: Final = "start.sh"


class Shell(NamedTuple):
    """What only a shell program has; the defaults are those of the sample app."""

    script: Found[str] = Found(_START, _START)
    """The script that starts it."""
    shell: Found[str] = Found("sh", _START)
    """What reads it: sh, bash, or zsh."""
    runs: Found[tuple[str, ...]] = Found((), "it starts no program that the base image lacks")
    """The programs of the distribution that it needs, in the words of kit/system_packages.py."""
    kept: Found[Written] = Found(Written(), "it writes nothing beside itself")

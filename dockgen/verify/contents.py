"""The contents of an image that checks look at."""

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import NamedTuple


class Kind(Enum):
    """What something is that has no place in an image."""

    SECRET = "secret"  # noqa: S105 - a word
    PRIVATE_KEY = "private key"
    IGNORED = "ignored"
    """A file that `.dockerignore` keeps out, or a repository's own folder such as `.git`."""
    NAMED = "named like a secret"
    """A file that has the name of a secret, a dump or a database, whatever it holds (see `secrets/secret_names.py`)."""
    TOOL = "build tool"
    CACHE = "cache"


class Hit(NamedTuple):
    """One such thing."""

    kind: Kind
    path: str
    """In the image, from `/`; or `ENV NAME` and the like where it stands in the configuration."""
    layer: int
    """From 0; -1 where it stands in the configuration."""
    what: str
    """Such as `an AWS access key`, or `the Go compiler`."""
    size: int = 0
    """In bytes, of the file or folder."""
    is_removed: bool = False
    """Whether a later layer takes it away: it then is in the image all the same."""


class Layer(NamedTuple):
    """One layer."""

    size: int
    """Bytes, unpacked."""
    files: int
    by: str
    """The instruction that made it, as the image's history has it; empty where that is not known."""
    line: int | None
    """Of the Dockerfile; None for the base's, and where it is not known."""
    is_base: bool


class Contents(NamedTuple):
    """All that was found in an image."""

    size: int
    """Bytes of all layers, unpacked, and of the configuration."""
    layers: Sequence[Layer]
    packages: int | None
    """How many packages of the distribution are in it; None where its database is one that is not read here."""
    shells: Sequence[str]
    """Paths of the shells that are there in the end."""
    managers: Sequence[str]
    """Paths of package managers, such as `/usr/bin/apt-get` or `/usr/local/bin/npm`, that are there in the end."""
    hits: Sequence[Hit]
    unread: Sequence[str] = ()
    """Layers that could not be searched, and why."""


class Wanted(NamedTuple):
    """What else to look for."""

    ignored: Mapping[int, Mapping[str, str]] = {}
    """By size and then by SHA-256 in hexadecimal digits: the path, in the build context, of a file that
    `.dockerignore` keeps out."""
    gap: str = ""
    """Why not all of them are there; empty where they are."""

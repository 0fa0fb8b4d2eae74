"""All that was seen of an image: what the checks judge by. Nothing here asks the engine."""

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Final

from dockgen.engines.face import Ability, Built, Config, Process
from dockgen.records import NamedTuple
from dockgen.verify.target import Target

ANYONE: Final = "12345:0"
"""A user that no image knows, in the group that OpenShift gives: docs.openshift.com, "Support arbitrary user ids"."""


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


class Answer(NamedTuple):
    """What a server answered."""

    status: int
    text: str
    """The start of it."""
    seconds: float
    """From the start of the container until it came."""


class Observed(NamedTuple):
    """One run of the image."""

    works: bool
    """Whether it did what is expected: answered, or ended or went on as it should."""
    trouble: str = ""
    """Why it does not work, in one line."""
    has_started: bool = False
    """Whether its program ran at all, and did not end by itself too early."""
    answer: Answer | None = None
    exit_code: int | None = None
    """None where it went on."""
    killed_for_memory: bool = False
    """Whether it was, or where it works a process of it."""
    limit: str = ""
    """Which limit of its own it has hit although it works, and how to raise that."""
    error: str = ""
    """Why the engine could not start it."""
    logs: str = ""
    """The end of what it printed."""
    processes: Sequence[Process] = ()
    dead: Sequence[str] | None = None
    """The names of its dead processes; None where they cannot be seen."""
    changes: Sequence[str] = ()
    """What it made or changed in its file system; only where that was asked for."""
    seconds: float = 0
    """Until it worked, or it was clear that it does not."""


class Health(NamedTuple):
    """What became of the health check."""

    status: str
    """`healthy`, `unhealthy`, or `starting` where it came to nothing in time."""
    seconds: float
    log: str = ""
    """What its command printed, where it did not succeed."""
    notices: bool | None = None
    """Whether it failed while the program hung; None where that could not be tried."""
    why_not_tried: str = ""


class Stop(NamedTuple):
    """How it ended when it was asked to."""

    seconds: float
    exit_code: int | None
    was_killed: bool


class Diagnosis(NamedTuple):
    """Which limits a program cannot live with, where it does not work under all of them."""

    plain: Observed
    """The run without any limits."""
    read_only: Observed | None = None
    """The run with only this one; None where it does not work without limits either."""
    no_privileges: Observed | None = None
    cure: Sequence[str] = ()
    """Folders with which, in memory, it works on a read-only root file system."""


class Twice(NamedTuple):
    """Two builds of the same, without a cache."""

    first: Sequence[str]
    """The digest of each layer."""
    second: Sequence[str]
    different: Sequence[str] = ()
    """Paths of files that are not the same, the first few."""


class Attested(NamedTuple):
    """What buildx attached."""

    packages: int | None
    """How many packages the SBOM lists; None without an SBOM."""
    provenance: str
    """The kind of provenance; empty without."""


class Evidence(NamedTuple):
    """Everything. A field is None where it was not looked for, or nothing came of it; `gaps` says why."""

    target: Target
    engine: str
    """Its name and version."""
    abilities: frozenset[Ability]
    built: Built
    config: Config
    base_layers: int
    """How many of the layers, from the first one, are the base image's; 0 where that is not known."""
    contents: Contents | None = None
    careful: Observed | None = None
    """The run as a careful operator would: read-only, without privileges."""
    diagnosis: Diagnosis | None = None
    anyone: Observed | None = None
    """The run as a user that the image knows nothing of."""
    health: Health | None = None
    stop: Stop | None = None
    twice: Twice | str | None = None
    """A text says why it could not be found out."""
    platforms: Mapping[str, str] | None = None
    """For each platform that was tried: empty where it builds, else the step that fails."""
    attested: Attested | str | None = None
    """A text says why it could not be found out."""
    gaps: Mapping[str, str] = {}
    """By field: why there is nothing."""

    @property
    def best(self) -> Observed | None:
        """The run with the most limits that works; else the careful one."""
        if self.diagnosis is not None and self.careful is not None and not self.careful.works:
            return self.diagnosis.plain
        return self.careful

"""All that was seen of an image: what the checks judge by. Nothing here asks the engine."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from dockgen.engines.face import Ability, Built, Config, Process
from dockgen.verify.contents import Contents
from dockgen.verify.target import Target


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
    """Whether its program ran at all, and did not end when nobody had asked it to."""
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

"""The interface of all container engines, for measuring and verifying.

Whatever is made in an engine carries the name of a session, so that it can be removed even where the session itself was
killed: containers, networks and volumes as a label, images as a label or in their name, cache mounts in theirs.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import IO, Final, Literal, Protocol

from dockgen.engines.limits import Limits
from dockgen.records import NamedTuple

LABEL: Final = "dockgen.session"
CACHES: Final = "dockgen-ladder-"
"""What the names of a session's cache mounts begin with: BuildKit keeps them apart by it."""

Ability = Literal[
    "publish",
    "own-network",
    "read-only",
    "capabilities",
    "healthcheck",
    "signal",
    "execute",
    "processes",
    "changes",
    "networks",
    "warnings",
    "platforms",
    "attestations",
    "reproducible",
]
"""What not every engine can do: offer a port on this machine; give each container a network of its own, so that two can
listen on the same port; run on a root file system that is read-only; run without capabilities and without new
privileges; run an image's health check and tell its status; send a signal; run a command in a container; list its
processes; list the files that it changed; join containers by name; tell what a build warns of; build for other
platforms; attach an SBOM and provenance; rewrite the times of files, so that two builds can be equal.
"""


class Order(NamedTuple):
    """What is to be built."""

    what: str
    """How messages name it."""
    context: Path
    dockerfile: Path
    tag: str
    session: str
    caches: str = ""
    """Keeps the cache mounts of one measurement apart from all others; empty to share them with all."""
    fresh: bool = False
    """Whether nothing may be taken from earlier builds."""
    labelled: bool = True
    """Whether the image carries the session as a label; without it, the image is the one of a normal build."""
    target: str = ""
    """The stage to build; empty for the last one."""
    arguments: Mapping[str, str | None] = {}
    """Build arguments; None for what the environment has under that name."""
    secrets: Sequence[str] = ()
    """Build secrets, each as `--secret` takes it."""
    contexts: Mapping[str, str] = {}
    """Named build contexts, such as what to use in the place of an image."""
    platform: str = ""
    """Such as linux/arm64; empty for that of the engine."""
    epoch: int | None = None
    """SOURCE_DATE_EPOCH, in seconds; also the newest time that a file of the image may have. None to leave it."""
    keep: bool = True
    """Whether the image is wanted; a build without only shows that it can be done."""


class Warned(NamedTuple):
    """One warning of a build."""

    message: str
    line: int | None = None
    """Of the Dockerfile, from 1."""
    url: str = ""


class Built(NamedTuple):
    """What came of a build."""

    seconds: float
    warnings: Sequence[Warned] = ()


class Config(NamedTuple):
    """What an image says of itself; texts are empty and lists too where it says nothing."""

    id: str
    user: str
    environment: Mapping[str, str]
    entrypoint: Sequence[str]
    command: Sequence[str]
    ports: Sequence[int]
    """The TCP ports that it exposes, in order."""
    labels: Mapping[str, str]
    volumes: Sequence[str]
    health: Sequence[str]
    """The health check as the image has it, such as `["CMD", "/app", "health"]`; empty without, or switched off."""
    stop_signal: str
    layers: Sequence[str]
    """The digest of each layer, unpacked; the base's come first."""
    platform: str = ""


class Run(NamedTuple):
    """How an image is to be run."""

    tag: str
    session: str
    port: int | None = None
    """The port of the container that is offered on this machine, at 127.0.0.1."""
    read_only: bool = False
    no_privileges: bool = False
    """Without capabilities, and without a way to new privileges."""
    user: str = ""
    """Such as 12345:0; empty for the image's own."""
    tmpfs: Sequence[str] = ()
    """Folders that are writable, in memory."""
    volumes: Sequence[str] = ()
    """As `--volume` takes them: PATH for an anonymous one that goes with the container, or SOURCE:PATH[:ro]."""
    environment: Mapping[str, str] = {}
    network: str = ""
    name: str = ""
    """Under which others of the network find it."""
    arguments: Sequence[str] = ()
    """Take the place of the image's CMD."""
    quick_health: bool = False
    """Whether the health check runs each second from the start, whatever its interval is."""
    limits: Limits = Limits()


class State(NamedTuple):
    """What a container is doing."""

    running: bool
    exit_code: int | None
    """None while it runs."""
    health: str = ""
    """`starting`, `healthy` or `unhealthy`; empty where it has no health check."""
    killed_for_memory: bool = False
    error: str = ""
    """Why the engine could not start it."""
    pid: int = 0
    """Its first process, as the engine's machine counts; 0 where it does not run, or the engine does not say."""


class Process(NamedTuple):
    """A process in a container."""

    pid: int
    """As the engine's machine counts."""
    uid: str
    """A number, or a name where the engine tells only that."""
    state: str
    """As ps says it: `Z` for a zombie."""
    command: str


class Done(NamedTuple):
    """What came of a command in a container."""

    exit_code: int | None
    """None where it was stopped, since it took too long."""
    output: str
    """The end of what it printed."""


class Container(Protocol):
    """A container that runs, or has ended. Every call may raise an EngineError."""

    def address(self) -> tuple[str, int] | None:
        """Return where its port can be reached; None where it has none, or is on another machine."""

    def state(self) -> State:
        """Return what it does."""

    def exit_code(self) -> int | None:
        """Return its exit code; None while it runs."""

    def logs(self, most: int = 16_384) -> str:
        """Return the end of what it printed, on stdout and stderr, at most so many bytes; it may have printed much."""

    def processes(self) -> Sequence[Process]:
        """Return its processes, the first one first."""

    def changes(self) -> Sequence[str]:
        """Return the paths in its file system that it made or changed, but not what lies below a new folder twice."""

    def written(self) -> int:
        """Return how many bytes it holds in its own file system beside the image's; 0 where that is not known."""

    def execute(self, words: Sequence[str], seconds: float, user: str = "") -> Done:
        """Run a command in it, and wait at most so long."""

    def signal(self, name: str) -> None:
        """Send a signal, such as STOP, to its first process."""

    def stop(self, seconds: int) -> float:
        """Ask it to stop, kill it after so many seconds, and return how many it took."""


class Engine(Protocol):
    """An engine. Every call may raise an EngineError."""

    @property
    def name(self) -> str:
        """Return its program's name, such as docker."""

    @property
    def abilities(self) -> frozenset[Ability]:
        """Return what it can do; complete only after `version`."""

    def version(self) -> str:
        """Return name and version; it is also the question whether the engine works."""

    def pull(self, image: str) -> None:
        """Fetch an image, unless it cannot be fetched but is there."""

    def build(self, order: Order, tell: Callable[[str], None]) -> Built:
        """Build an image, and tell each step as it begins; raise a BuildError if it does not build."""

    def attested(self, order: Order, tell: Callable[[str], None]) -> Path:
        """Build with SBOM and provenance, and return an OCI archive in a temporary file, which the caller removes."""

    def config(self, image: str) -> Config | None:
        """Return what an image says of itself; None where the engine has no such image."""

    def saved(self, tag: str) -> AbstractContextManager[IO[bytes]]:
        """Return an image as the archive that `docker image save` makes, as a stream."""

    def tag(self, image: str, name: str) -> None:
        """Give an image one more name, under which it stays."""

    def run(self, run: Run) -> AbstractContextManager[Container]:
        """Run an image; the container and its anonymous volumes are removed at the end."""

    def network(self, session: str) -> AbstractContextManager[str]:
        """Make a network, return its name, and remove it at the end."""

    def sessions(self) -> set[str]:
        """Return the sessions of which something is left."""

    def remove(self, session: str) -> None:
        """Remove all that was made in a session; what cannot be removed stays silently."""

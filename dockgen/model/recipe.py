"""What a language makes of the choices: how its program is built, started, and kept."""

from collections.abc import Mapping
from typing import Literal

from dockgen.model.note import Note
from dockgen.model.steps import Env, Group, Stage, TextFile
from dockgen.records import NamedTuple


class BuildSecret(NamedTuple):
    """Where the value of a secret comes from that the build needs."""

    kind: Literal["file", "environment"]
    where: str
    """The file's path, or the variable's name."""


class Job(NamedTuple):
    """A command that has to succeed before the program starts, such as the migrations of its database."""

    words: tuple[str, ...]
    """Exec form."""
    stage: str = ""
    """The stage that has what it needs; empty for the image itself."""
    image: str = ""
    """The image of a tool that it needs instead; then, `{host}` and `{password}` in its words are the service's."""
    service: str = ""
    """The database that it is about."""
    mounts: tuple[tuple[str, str], ...] = ()
    """The folders of the build context that it reads, and where in that image."""


class Recipe(NamedTuple):
    """What the core and the shared templates read of a language's answer; `own` is what only its templates read."""

    stages: tuple[Stage, ...] = ()
    """All stages before the last one; with a single stage, that one."""
    packages: tuple[Group, ...] = ()
    """Steps of the last stage that install what runs, before the certificates."""
    program: tuple[Group, ...] = ()
    """Steps of the last stage that put the program there."""
    env: tuple[Env, ...] = ()
    """Variables of the last stage."""
    start: tuple[str, ...] = ()
    """The command that starts the program, in exec form; empty where none was found."""
    command: tuple[str, ...] = ()
    """The words that a health check by the program itself begins with."""
    workers: Mapping[str, tuple[str, ...]] = {}
    """Programs that run beside the server from the same image: their names and commands."""
    jobs: Mapping[str, Job] = {}
    """What runs once in `compose.yaml` before the program starts, by name."""
    sets_up: tuple[str, ...] = ()
    """The command that makes the tables of its database, which is run by hand: it may take away what is there."""
    keeps: Mapping[str, str] = {}
    """Folders that outlive a container: a short name for each volume, and the path in the image."""
    writes: tuple[str, ...] = ()
    """Folders that the program writes to, beside those."""
    changes: tuple[str, ...] = ()
    """Folders with the program's own files in which it makes others: the file system cannot be read-only."""
    ignored: tuple[str, ...] = ()
    """What lies beside the sources and must not come into the build: what builds leave, and data of this machine."""
    reads: tuple[str, ...] = ()
    """Files that a tool of the build reads, although no step names them."""
    arguments: tuple[str, ...] = ()
    """Build arguments that have no default."""
    compose_secrets: Mapping[str, BuildSecret] = {}
    """Secrets of the build, by id."""
    build_tools: Note | None = None
    """What the build image has."""
    start_note: Note | None = None
    """What the comment of the start command says beside the usual."""
    start_file: TextFile | None = None
    """A file of the last stage that the start command, or one of the workers, names."""
    start_period: str = "10s"
    """How long a failing health check is no failure yet."""
    stop_signal: str = ""
    """The signal that stops the program; empty for SIGTERM."""
    stop_signal_reason: Note | None = None
    sample_packages: Mapping[str, str] = {}
    """The packages that the sample app depends on, and their versions."""

    @property
    def nothing_built(self) -> bool:
        """Whether no stage needs the image of the build."""
        return all(one.image or one.is_last for one in self.stages)

    @property
    def has_last(self) -> bool:
        """Whether the last stage is among them, where nothing has to be built for it."""
        return any(one.is_last for one in self.stages)

    @property
    def names(self) -> Mapping[str, object]:
        """Everything by name, as templates see it."""
        return self._asdict() | {"nothing_built": self.nothing_built, "has_last": self.has_last}

"""The stages of a build, step by step, as a language decides them; templates/stages.j2 writes them."""

from collections.abc import Mapping
from typing import Literal

from dockgen.model.note import Note
from dockgen.records import NamedTuple

Paragraph = Note | tuple[Note, ...]
"""A comment of one paragraph."""


class Mount(NamedTuple):
    """What a RUN sees beside the stage's own files."""

    kind: Literal["bind", "cache", "secret"]
    target: str = ""
    """An absolute path; empty for a secret that is a variable."""
    source: str = ""
    """From the build context, or from the root of `stage`; all of it where this is empty."""
    stage: str = ""
    """The stage that it comes from."""
    id: str = ""
    env: str = ""
    """The variable that holds the secret."""
    sharing: str = ""
    writable: bool = False
    """Whether the RUN may write into a bind mount; what it writes is thrown away."""


class Run(NamedTuple):
    """Commands that make one layer; each one must succeed before the next runs."""

    commands: tuple[str, ...]
    mounts: tuple[Mount, ...] = ()
    env: str = ""
    """Assignments of shell variables for the first command, in a line of their own."""
    ignores: str = ""
    """The rule of hadolint that does not apply, and why is in the note."""
    notes: tuple[Paragraph, ...] = ()

    @property
    def kind(self) -> Literal["run"]:
        """Tells templates the kind of step."""
        return "run"


class Copy(NamedTuple):
    """Files of the build context, or of another stage."""

    sources: tuple[str, ...]
    to: str
    stage: str = ""
    chmod: str = ""
    notes: tuple[Paragraph, ...] = ()

    @property
    def kind(self) -> Literal["copy"]:
        """Tells templates the kind of step."""
        return "copy"


class Env(NamedTuple):
    """Variables, each in an instruction of its own."""

    variables: Mapping[str, str]
    is_joined: bool = False
    """Whether one instruction sets them all, with values that need no quotes and may name other variables."""
    path: str = ""
    """Folders where commands are looked for, before those of the image."""
    notes: tuple[Paragraph, ...] = ()

    @property
    def kind(self) -> Literal["env"]:
        """Tells templates the kind of step."""
        return "env"


class Arg(NamedTuple):
    """Build arguments: names without a default, or one with it."""

    names: tuple[str, ...]
    default: str | None = None
    heading: Note | None = None
    """What `docker build --call=targets` shows of it."""
    notes: tuple[Paragraph, ...] = ()

    @property
    def kind(self) -> Literal["arg"]:
        """Tells templates the kind of step."""
        return "arg"


class Workdir(NamedTuple):
    """The folder that later steps count from."""

    path: str
    notes: tuple[Paragraph, ...] = ()

    @property
    def kind(self) -> Literal["workdir"]:
        """Tells templates the kind of step."""
        return "workdir"


class User(NamedTuple):
    """The user of the plan, for a stage that runs beside the last one."""

    notes: tuple[Paragraph, ...] = ()

    @property
    def kind(self) -> Literal["user"]:
        """Tells templates the kind of step."""
        return "user"


class TextFile(NamedTuple):
    """A file that the Dockerfile contains itself."""

    path: str
    text: str
    """Lines without a final line end, and without shell variables."""
    notes: tuple[Paragraph, ...] = ()

    @property
    def kind(self) -> Literal["text-file"]:
        """Tells templates the kind of step."""
        return "text-file"


class WebServerConfig(NamedTuple):
    """The web server's configuration; templates/nginx.j2 holds its text."""

    mode: str
    """`pages`, where each page is a file, or `spa`: one page, whose script reads the path."""
    hashed: str
    """A regular expression of paths whose names change with their content; empty for none."""
    served: tuple[str, ...]
    """Regular expressions of files that are named like secrets and that the pages ask for."""
    base: str = "/"
    """The path under which the files are served."""
    fallback: str = "index.html"
    """The page of an `spa`."""
    notes: tuple[Paragraph, ...] = (Note("web-server-configuration"),)

    @property
    def kind(self) -> Literal["web-server"]:
        """Tells templates the kind of step."""
        return "web-server"


Step = Run | Copy | Env | Arg | Workdir | User | TextFile | WebServerConfig
Group = tuple[Step, ...]
"""Steps that stand together, with blank lines around them."""


class BaseImage(NamedTuple):
    """An image beside the two of the plan, with an argument of its own."""

    argument: str
    image: str
    heading: Note
    """What `docker build --call=targets` shows of the argument."""


class Stage(NamedTuple):
    """One FROM, and what follows it."""

    groups: tuple[Group, ...]
    name: str = ""
    """Empty for the only stage."""
    heading: Note | None = None
    """What `docker build --call=targets` shows of it."""
    image: BaseImage | None = None
    """None for one of the plan's two."""
    after: str = ""
    """The stage that it continues, instead of an image."""
    is_native: bool = False
    """Whether it runs on the builder's own platform, for whichever platform is built."""
    is_last: bool = False
    """Whether it is on the image that the program runs on, not on that of the build."""


def groups(*parts: Group) -> tuple[Group, ...]:
    """Leave out empty groups."""
    return tuple(part for part in parts if part)

"""What a language's tables are made of: small records, which only its own package fills."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from dockgen.records import NamedTuple

if TYPE_CHECKING:
    from dockgen.model.program import Program
    from dockgen.reading.project import Project


class Needs(NamedTuple):
    """What an install reads, where that is all that it reads."""

    files: tuple[str, ...]
    made: tuple[str, ...] = ()
    """Folders that it fills beside them: those of the build context must not come over them afterwards."""


class Install(NamedTuple):
    """One command that fetches dependencies, or compiles."""

    tool: str
    command: str
    """A regular expression for the words of the command, joined by a space."""
    cache: str
    """The folder to keep between builds, for root."""
    manifests: str
    """The files to copy before it, as they stand after COPY; empty where it needs the sources."""
    compiles: bool = False
    """Whether it compiles the sources, so that they have to be there."""
    installs_project: bool = False
    """Whether that is only to install the project where it runs, which needs no stage of its own."""
    names_manifest: bool = False
    """Whether the command says which file names the dependencies."""
    keeps_objects: bool = False
    """Whether the cache holds what was compiled, and not what was downloaded."""
    at_home: bool = False
    """Whether a part of what it installs lies in root's home."""


class Tool(NamedTuple):
    """A package manager, or a compiler that fetches too."""

    name: str
    installs: tuple[Install, ...]
    """The first one that matches a command counts."""
    caches: tuple[str, ...] = ()
    """Folders with copies only: whatever is installed from them lies elsewhere."""
    store: tuple[str, ...] = ()
    """Folders that later steps need too: each step that runs the tool gets them."""
    program: str = ""
    """A regular expression for the first word of such a step."""
    fetch: str = ""
    """For a tool that compiles and fetches in one, the command that fetches alone."""
    optional: tuple[str, ...] = ()
    """Those of its manifests that a project may lack."""
    named_in: str = ""
    """For such a tool, a regular expression for the files that name its dependencies."""
    vendored: tuple[str, str] = ("", "")
    """A flag, and a file, that say that the dependencies lie in the repository."""
    without_project: str = ""
    """For a tool that installs the project too, the flag that leaves it out."""
    fills: tuple[tuple[str, str], ...] = ()
    """What says that packages may lie in a folder of the project, and the folder."""
    reads: "Callable[[Project, Sequence[str]], Needs | None] | None" = None
    """Returns what a command reads; None where it may read the sources, or that is not known."""
    shares_cache: "Callable[[Project], bool] | None" = None
    """Tells whether what is installed does not need the cache any more, where that depends on the project."""
    asks_cache_at_start: bool = False
    """Whether it looks for its cache again when it starts the program."""


class Image(NamedTuple):
    """A base image of Docker's official ones, or one that is as well known."""

    name: str
    example: tuple[str, ...] = ()
    """Where `versions.toml` has the tag that an audit shows."""
    folder: str = "/"
    """The working directory that it starts with."""
    user: str = ""
    """The number of its limited user, who is called like the image."""
    is_plain: bool = True
    """Whether it has no entry point, or one that starts whatever CMD says and asks for no rights."""
    has_root_home: bool = True
    """Whether root runs the commands, with its home in /root."""
    is_for_builds: bool = False
    """Whether it holds what only a build needs."""


class Strip(NamedTuple):
    """How a compiler leaves the symbol table out."""

    fix: str
    """A command that does."""
    flag: str
    """The flag that carries it."""
    extend: tuple[str, str]
    """Pattern and replacement, where a command has that flag."""
    insert: tuple[str, str]
    """Pattern and replacement, where a command has it not; {trim} stands for the next one."""
    trim: str
    """The flag that cuts the paths of the build."""
    variables: frozenset[str]
    """The variables that may hold such flags."""
    debugged: str
    """What says that a debugger is meant."""


class Proof(NamedTuple):
    """What sources say that an empty image, or a limited user, does not have; all are regular expressions."""

    suffix: str
    tests: str
    """How the names of tests end, which are no part of the program."""
    manifest: str
    """The file that names what else is compiled in."""
    writes: str
    """What writes files, or runs what does."""
    wants: str
    """What wants other files of the system."""
    left_out: str
    """Files that no image should hold."""
    zones: str
    """What computes with time zones, and how a program brings them along."""
    own_zones: str
    own_place: str
    """What asks in which file it was compiled."""
    env_file: str
    """The library that reads a `.env`."""


class Made(NamedTuple):
    """What one command of a compiler makes."""

    output: str
    """The path that it says; empty for none."""
    main: str
    """The folder of the program, as `Program.mains` has it."""
    name: str
    """What the file is called where no path is said; empty where the project tells."""


class Compiler(NamedTuple):
    """A compiler that makes one program, which can run alone and be made for another platform."""

    language: str
    title: str
    image: str
    command: tuple[str, str]
    also: str
    """Another command of it that leaves a program."""
    compiling: frozenset[str]
    """All commands of it that compile, and so fill a cache of what was compiled."""
    harmless: str
    """A regular expression for all its commands that need nothing of the image but the compiler."""
    reads: Callable[[Sequence[str]], Made | None]
    """Returns what its command makes; None where that is not sure to be one program without a C library."""
    default_name: "Callable[[Program], str]"
    """Returns what a program at the top is called."""
    needs_more: "Callable[[Program], bool]"
    """Tells whether it takes more than the compiler's image to build a program."""
    is_accompanied: "Callable[[Program], bool]"
    """Tells whether a program needs more than itself to run."""
    elsewhere: str
    """A variable that says that the sources of more than one folder are meant."""
    variables: str
    """A regular expression for the variables that it reads while it compiles."""
    linking: tuple[str, str, str]
    """The variable that says whether a C library is linked, its value for no and for yes."""
    why_not_cross: str
    """Why a program with a C library is not made for another platform."""
    cross: str
    """The variables that name the other platform, with what BuildKit gives them."""
    cross_set: str
    """A regular expression for what says that they are given already."""
    strip: Strip
    proof: Proof

    @property
    def says(self) -> str:
        """The command as a person writes it."""
        return " ".join(self.command)

    @property
    def static(self) -> str:
        """What a command says to link no C library."""
        return f"{self.linking[0]}={self.linking[1]}"

    def is_build(self, words: Sequence[str]) -> bool:
        """Tell whether a command compiles a program."""
        return tuple(words[:2]) == self.command

    def leaves_program(self, words: Sequence[str]) -> bool:
        """Tell whether a command compiles a program of this project, also to where programs lie."""
        return words[0] == self.command[0] and words[1:2] in ([self.command[1]], [self.also])


class Interpreter(NamedTuple):
    """What starts programs that are not compiled, and what can be asked of it."""

    programs: str
    """A regular expression for the commands that start a program and write nothing beside it."""
    suffixes: tuple[str, ...]
    """The files in which a program says what it does."""
    writes: str
    """A regular expression for what writes files, or wants a home."""
    ask: tuple[str, ...]
    """The command that asks a server; {} stands for its address."""
    signal: tuple[str, ...]
    """The command that sends a signal to all processes but the first one and itself; {} stands for its name."""
    list: tuple[str, ...]
    """The command that prints /proc/PID/stat of each process."""
    hides_signals: Mapping[str, str] = {}
    """Commands that stand between the engine and the program, each with how to start the program itself."""


class Editing(NamedTuple):
    """How the ladder edits a source, so that a rebuild has something to do."""

    sources: tuple[str, ...]
    """The endings of its sources, those that it can edit."""
    edits: Mapping[str, str]
    """What to add at the end, by the ending of the file: where a compiler would drop a comment, a statement that it
    must keep. {0} stands for a token."""
    start: tuple[str, str] = ("", "")
    """A regular expression for what only the file with the program's start holds, in the program's own folder, and the
    ending of the names of tests; empty where its start command names that file."""


class Left(NamedTuple):
    """What builds leave in an image."""

    caches: tuple[tuple[str, str], ...] = ()
    """A regular expression for the path of a cache, and what it is."""
    marks: tuple[str, ...] = ()
    """One of these, or "cache", is in every such path: looking for them first is quick."""
    tools: tuple[tuple[str, str], ...] = ()
    """The same of what only builds need."""
    packages: str = ""
    """A regular expression for a distribution's packages with them."""


class Tooling(NamedTuple):
    """What the checks and fixes of Dockerfiles, and those of images, need to know of a language."""

    images: tuple[Image, ...]
    tools: tuple[Tool, ...]
    manifests_too: tuple[str, ...] = ()
    """Other files that these tools read before the sources are there."""
    sets_up: str = ""
    """A regular expression for the commands that install such tools, and read no file of the project."""
    readable: str = ""
    """The same for commands whose results everyone can read, and that no program changes."""
    clears: str = ""
    """The same for what clears or moves a cache."""
    cache_variables: str = ""
    """The same for the variables that do."""
    compiler: Compiler | None = None
    interpreter: Interpreter | None = None
    left: Left = Left()
    even_releases: int = 0
    """Below this release those with odd numbers are not for production; 0 where all are alike."""

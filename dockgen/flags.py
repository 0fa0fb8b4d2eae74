"""What a command says of its parameters, for the command line that `cli.py` makes of them.

A parameter is `Annotated` with a `Flag` or a `Word`, or is a record (a NamedTuple) whose fields are. Flags that several
commands have stand below.
"""

from typing import Annotated, NamedTuple


class Flag(NamedTuple):
    """An option."""

    names: str
    """Such as `--file -f`, or `--tools/--no-tools`."""
    help: str
    metavar: str | None = None
    """What stands for the value in help texts; None for the name of its type."""


class Word(NamedTuple):
    """A word of the command line that is no option."""

    metavar: str
    help: str
    default: str = ""
    """What help texts say of it, where it is not the parameter's own default."""


class Without(NamedTuple):
    """Goes with a record of which a command has no such field."""

    field: str


Json = Annotated[bool, Flag("--json", "Print it as JSON.")]
Language = Annotated[str | None, Flag("--language", "As in `dockgen init`.", "NAME")]
App = Annotated[str | None, Flag("--app", "As in `dockgen init`.", "FOLDER")]
Main = Annotated[str | None, Flag("--main", "As in `dockgen init`.", "FOLDER")]
Memory = Annotated[
    str | None, Flag("--memory", "What each container may take, such as 4g; 0: no limit. (Default: 2g.)", "SIZE")
]
Pids = Annotated[
    int | None, Flag("--pids", "Processes and threads of each container; 0: no limit. (Default: 512.)", "N")
]
Cpus = Annotated[float | None, Flag("--cpus", "Processors of each container; 0: no limit. (Default: 2.)", "N")]
PackPlace = Annotated[str | None, Flag("--pack", "A template pack, as in `dockgen init`.", "PACK")]
TrustPack = Annotated[
    bool, Flag("--trust-pack", "Trust the template pack that dockgen.toml names, as in `dockgen init`.")
]

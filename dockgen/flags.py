"""What a command says of its parameters, for the command line that `cli.py` makes of them.

A parameter is `Annotated` with a `Flag` or a `Word`, or is a record (a NamedTuple) whose fields are. Flags that several
commands have stand below.
"""

from typing import Annotated

from dockgen.records import NamedTuple


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


class Catalogue:
    """Goes with a mapping: answers by field of `Settings`, from the flags of the catalogue (`choices/options.py`)."""


class Without(NamedTuple):
    """Goes with a record of which a command has no such field."""

    field: str


Plain = Annotated[
    bool, Flag("--plain", "Ask in plain lines of text: for screen readers, and terminals that cannot show lists.")
]
Json = Annotated[bool, Flag("--json", "Print the result as JSON.")]
Language = Annotated[str | None, Flag("--language", "Same as for `dockgen init`.", "NAME")]
App = Annotated[str | None, Flag("--app", "Same as for `dockgen init`.", "FOLDER")]
Main = Annotated[str | None, Flag("--main", "Same as for `dockgen init`.", "FOLDER")]
Memory = Annotated[
    str | None, Flag("--memory", "Memory limit of each container, such as 4g; 0 for no limit. (Default: 2g.)", "SIZE")
]
Pids = Annotated[
    int | None, Flag("--pids", "Limit of processes and threads in each container; 0 for no limit. (Default: 512.)", "N")
]
Cpus = Annotated[float | None, Flag("--cpus", "CPU limit of each container; 0 for no limit. (Default: 2.)", "N")]
PackPlace = Annotated[str | None, Flag("--pack", "A template pack, same as for `dockgen init`.", "PACK")]
TrustPack = Annotated[bool, Flag("--trust-pack", "Trust the template pack that dockgen.toml names.")]

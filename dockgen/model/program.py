"""What a folder holds, as the whole house sees it."""

from typing import Final, Protocol, TypeVar

from dockgen.model import front_end
from dockgen.model.facts import Fact, Facts, FactValue
from dockgen.model.found import Found
from dockgen.model.front_end import FrontEnd
from dockgen.records import NamedTuple

T = TypeVar("T")


class Own(Protocol):
    """What only some languages read: a named tuple, each field of which is a `Found`, or another such tuple."""

    def _asdict(self) -> "dict[str, Found[FactValue] | Own]": ...


UNNAMED: Final = "the sources name no port"
"""Ends the source of a port that is only the usual one: a person is asked for it."""


class ServiceVariable(NamedTuple):
    """A variable that tells a program where a service is, or that it is not in development."""

    variable: str
    service: str
    """The service's name; "" where it is about the program itself."""
    text: str
    """Its value, in which {host} and {password} are to be filled in."""

    def __str__(self) -> str:
        return f"{self.variable}={self.service} {self.text}"


class Program(NamedTuple):
    """One program of a project: what dockgen found out about it, each value with its source."""

    version: Found[str | None]
    """The version of the language that the project asks for."""
    name: Found[str | None]
    mains: Found[tuple[str, ...]]
    """Folders that hold a program."""
    serves: Found[bool]
    port: Found[int | None]
    port_env: Found[bool]
    """Whether it reads PORT from its environment."""
    health: Found[str | None]
    """A path to request, or the arguments with which the program checks itself."""
    outbound: Found[bool]
    """Whether it calls other servers over TLS, and needs certificates for that."""
    libc: Found[bool]
    """Whether it needs a C library that fits the one it was built with."""
    services: Found[tuple[str, ...]]
    """The databases and queues that its dependencies want, as in services.py."""
    main: Found[str | None] | None = None
    """The folder of the program that is meant, where a project has several; None where a language has only one."""
    start: Found[str | None] | None = None
    """The command as a person writes it; None where it follows from what is built."""
    module: Found[str | None] | None = None
    """The module path; None for a language without one."""
    base: Found[str | None] | None = None
    """The base image that its files speak for."""
    debian: Found[bool] | None = None
    """Whether the build wants Debian's tools."""
    compiles_c: Found[bool] | None = None
    """Whether the build compiles C, also where the program needs no C library; None where `libc` says it."""
    members: Found[tuple[str, ...]] | None = None
    """Folders that are part of it, and no projects of their own."""
    command: Found[tuple[str, ...]] | None = None
    """The words of `start`."""
    writes: Found[tuple[str, ...]] | None = None
    """Folders that it writes to."""
    runtime: Found[str] | None = None
    """What runs it, where the language has more than one: its images and versions are in the templates' folder of this
    name. None for the language's own."""
    env_example: Found[bool] | None = None
    """Whether the project has an `.env.example` of its own."""
    let_in: Found[tuple[str, ...]] | None = None
    """Files that are named like secrets, and that the program reads."""
    zones: Found[bool] | None = None
    """Whether it reads the time zone database and does not bring it; None for a language that does not look."""
    within: Found[str] | None = None
    """Its project's folder in the build context; None where that folder is the build context."""
    required: Found[tuple[str, ...]] | None = None
    """Variables without which it does not start; None where none are known."""
    service_env: Found[tuple[ServiceVariable, ...]] | None = None
    front_end: Found[FrontEnd | None] = Found(None, "")
    """The front end that is built with it; the source is empty for a language that looks for none."""
    own: Own | None = None
    """What only its language reads."""

    @property
    def is_site(self) -> bool:
        """Whether it is only files, which a web server serves."""
        return self.command is not None and self.command.value[:1] == ("nginx",)

    @property
    def facts(self) -> Facts:
        """Everything that was found, by name."""
        found: dict[str, Fact] = {
            name: one for name, one in zip(self._fields[:-3], self[:-3], strict=True) if isinstance(one, Found)
        }
        if self.service_env:
            told = tuple(str(variable) for variable in self.service_env.value)
            found["service_env"] = Found(told, self.service_env.source)
        if self.front_end.source:
            found |= front_end.facts(self.front_end)
        return found | (_flat(self.own) if self.own else {})


def _flat(own: Own) -> dict[str, Fact]:
    found: dict[str, Fact] = {}
    for name, one in own._asdict().items():
        found |= {name: one} if isinstance(one, Found) else _flat(one)
    return found


def own_of(program: Program, kind: type[T]) -> T:
    """Return what only the program's language reads.

    Raises:
        TypeError: it is another language's.
    """
    if not isinstance(program.own, kind):
        raise TypeError(program.own)
    return program.own

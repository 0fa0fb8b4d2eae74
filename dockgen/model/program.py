"""What a folder holds, as the whole house sees it."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol, TypeVar, cast

from dockgen.model import front_end
from dockgen.model.facts import Fact, Facts, FactValue
from dockgen.model.found import Found
from dockgen.model.front_end import FrontEnd

T = TypeVar("T")


class Own(Protocol):
    """What only one language reads: a named tuple, each field of which is a `Found`."""

    def _asdict(self) -> dict[str, Found[FactValue]]: ...


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
    version_past: Found[bool] | None = None
    """Whether the version is past its end of support, and a newer one would not do."""
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
    service_env: Found[tuple[str, ...]] | None = None
    env_example: Found[bool] | None = None
    """Whether the project has an `.env.example` of its own."""
    let_in: Found[tuple[str, ...]] | None = None
    """Files that are named like secrets, and that the program reads."""
    front_end: Found[FrontEnd | None] = Found(None, "")
    """The front end that is built with it; the source is empty for a language that looks for none."""
    own: Own | Mapping[str, Fact] = MappingProxyType({})
    """What only its language reads."""

    @property
    def facts(self) -> Facts:
        """Everything that was found, by name."""
        found: dict[str, Fact] = {
            name: one for name, one in zip(self._fields[:-2], self[:-2], strict=True) if isinstance(one, Found)
        }
        if self.front_end.source:
            found |= front_end.facts(self.front_end)
        return {**found, **(self.own if isinstance(self.own, Mapping) else self.own._asdict())}


def own_of(program: Program, kind: type[T]) -> T:
    """Return what only the program's language reads.

    Raises:
        TypeError: it is another language's.
    """
    if not isinstance(program.own, kind):
        raise TypeError(program.own)
    return program.own


def from_facts(facts: Facts | Program) -> Program:
    """Return the program that a language's facts describe, where it does not return one itself.

    Raises:
        TypeError: a fact has a value of another type.
    """
    if isinstance(facts, Program):
        return facts
    return Program(
        version=_text(facts["version"]),
        name=_text(facts["name"]),
        mains=_texts(facts["mains"]),
        serves=_flag(facts["serves"]),
        port=_number(facts["port"]),
        port_env=_flag(facts["port_env"]),
        health=_text(facts["health"]),
        outbound=_flag(facts["outbound"]),
        libc=_flag(facts["libc"]),
        services=_texts(facts["services"]),
        main=_text(facts["main"]) if "main" in facts else None,
        start=_text(facts["start"]) if "start" in facts else None,
        module=_text(facts["module"]) if "module" in facts else None,
        base=_text(facts["base"]) if "base" in facts else None,
        version_past=_flag(facts["version_past"]) if "version_past" in facts else None,
        debian=_flag(facts["debian"]) if "debian" in facts else None,
        members=_texts(facts["members"]) if "members" in facts else None,
        command=_texts(facts["command"]) if "command" in facts else None,
        writes=_texts(facts["writes"]) if "writes" in facts else None,
        service_env=_texts(facts["service_env"]) if "service_env" in facts else None,
        env_example=_flag(facts["env_example"]) if "env_example" in facts else None,
        let_in=_texts(facts["let_in"]) if "let_in" in facts else None,
        front_end=_front_end(facts),
        own={
            name: fact
            for name, fact in facts.items()
            if name not in Program._fields and not name.startswith("frontend")
        },
    )


def _front_end(facts: Facts) -> Found[FrontEnd | None]:
    if "frontend" not in facts:
        return Found(None, "")
    names = ("frontend", *(f"frontend_{name}" for name in FrontEnd._fields[1:]))
    folder = facts["frontend"]
    values = cast("Sequence[Any]", [facts[name].value for name in names])  # a bridge: the languages still pack them
    return Found(None if folder.value is None else FrontEnd._make(values), folder.source)


def _text(fact: Fact) -> Found[str | None]:
    if fact.value is not None and not isinstance(fact.value, str):
        raise TypeError(fact)
    return Found(fact.value, fact.source)


def _flag(fact: Fact) -> Found[bool]:
    if not isinstance(fact.value, bool):
        raise TypeError(fact)
    return Found(fact.value, fact.source)


def _number(fact: Fact) -> Found[int | None]:
    if isinstance(fact.value, bool | str | tuple):
        raise TypeError(fact)
    return Found(fact.value, fact.source)


def _texts(fact: Fact) -> Found[tuple[str, ...]]:
    if not isinstance(fact.value, tuple):
        raise TypeError(fact)
    return Found(fact.value, fact.source)

"""Whether a program is a server, on which port, and how one asks whether it works: for compiled languages."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from dockgen.languages.kit import ports
from dockgen.languages.kit.sources import Source, first
from dockgen.model.found import Found, whether
from dockgen.reading.project import Project
from dockgen.records import NamedTuple

NO_GRPC_CLIENT: Final[Found[str | None]] = Found(
    None, "it speaks gRPC, and nothing in the image can: only a health command of its own could ask"
)


class Speech(NamedTuple):
    """How a language says it: patterns, best first, whose last group is what is looked for."""

    serves: tuple[str, ...]
    ports: tuple[str, ...]
    port_env: tuple[str, ...]
    """What reads PORT from the environment."""
    health_commands: tuple[str, ...]
    health_paths: tuple[str, ...]
    loopback: str
    """What listens on an address that nothing outside of a container reaches."""


class Framework(NamedTuple):
    """What a framework brings."""

    port: int
    """Where it listens if nothing else is said."""
    subcommand: str = ""
    """The word with which its programs serve."""
    environment: Mapping[str, str] = {}
    """Variables that say where it listens, whatever the sources say; {port} stands for the port."""


class Server(NamedTuple):
    """What was found out."""

    serves: Found[bool]
    port: Found[int | None]
    port_env: Found[bool]
    health: Found[str | None]
    subcommand: Found[str | None] = Found(None, "it serves without one")
    """The word after its name with which it serves."""
    environment: Found[Mapping[str, str]] = Found({}, "no framework's own")
    """The variables that its framework needs."""


def find(project: Project, sources: Sequence[Source], speech: Speech) -> Server:
    """Return how a program serves, by its own file, which comes first, before the others."""
    serves = whether(first(sources, *speech.serves), "no server found")
    if not serves.value:
        return Server(serves, Found(None, serves.source), serves, Found(None, serves.source))
    if found := first(sources, speech.loopback):
        project.warn(loopback(found.source, found.value))
    port = ports.port_in(sources[:1], speech.ports) or ports.port_in(sources, speech.ports)
    env = first([one for one in sources if "PORT" in one.raw], *speech.port_env)
    return Server(
        serves=serves,
        port=port or Found(None, "no port is written out"),
        port_env=whether(env, "PORT is not read"),
        health=_health(sources, speech),
    )


def loopback(where: str, host: str) -> str:
    """Warn of an address that only the container itself can reach."""
    return f"{where} listens on {host}, which nothing outside the container can reach: listen on 0.0.0.0"


def with_framework(server: Server, name: str, framework: Framework, port: Found[int] | None) -> Server:
    """Add what a framework brings; the port is what its own settings say."""
    own, env = port or Found(framework.port, f"{name}'s own port"), framework.environment
    found = server._replace(port=own if env or server.port.value is None else server.port)
    if env:
        found = found._replace(
            environment=Found({key: value.format(port=own.value) for key, value in env.items()}, own.source)
        )
    if framework.subcommand:
        found = found._replace(subcommand=Found(framework.subcommand, f"{name}'s own command"))
    return found


def _health(sources: Sequence[Source], speech: Speech) -> Found[str | None]:
    if command := first([one for one in sources if "ealth" in one.raw], *speech.health_commands):
        return command
    path = first(sources, *speech.health_paths)
    return (
        path._replace(value=re.sub("^/*", "/", path.value)) if path else Found(None, "no health command or path found")
    )

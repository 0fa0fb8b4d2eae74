"""Finds the services that a program's dependencies need, and how the program is told where they are."""

import re
from collections.abc import Mapping
from typing import Final

from dockgen.model.found import Found
from dockgen.model.program import ServiceVariable
from dockgen.records import NamedTuple
from dockgen.services import ENV_EXAMPLE, MARK, SERVICES, SQL, Service, development, service_env
from dockgen.services.clients import Clients

NOTHING: Final = "no client of a database or a queue found"
USUAL: Final = "the usual names"
_DEFAULT_FILE: Final = (
    r"(?:\|\||\?\?|default:|(?i:env)\w{0,20}\(\s{0,9}[\"'`]\w{1,60}[\"'`],)"
    r"\s{0,9}[\"'`][\w./-]{1,100}\.(?:db|sqlite3?)[\"'`]"
)
"""An SQLite file that is taken where a variable names nothing else."""
_MOST_KINDS: Final = 3
"""With clients of all SQL databases and of more kinds than this, a program is a tool for other systems."""


def wanted(clients: Clients, dependencies: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return the services that the dependencies need, each with its source, in the table's order.

    Args:
        clients: those of the program's language.
        dependencies: the direct run-time dependencies by name, each with the file that names it. A name may have
            extras (`celery[redis]`), a module its major version (`.../v5`), and `prisma:mysql` means the provider
            in a Prisma schema.
    """
    names = {name: full for full in dependencies for name in clients.names(full)}
    return tuple(
        (service.name, f"{dependencies[names[client]]}: {names[client]}")
        for service in SERVICES
        if (client := _client(service, clients, names)) is not None
    )


def _client(service: Service, clients: Clients, names: Mapping[str, str]) -> str | None:
    for client in clients.of.get(service.name, ()):
        if client in names and not any(other in names for other in clients.unless.get(client, ())):
            return client
    return None


class Wants(NamedTuple):
    """What a program wants of services: fields of `model.program.Program`."""

    services: Found[tuple[str, ...]]
    service_env: Found[tuple[ServiceVariable, ...]]
    env_example: Found[bool]


def wants(clients: Clients, dependencies: Mapping[str, str], texts: Mapping[str, str]) -> Wants:
    """Return which services a program wants, and how it is told where they are.

    Args:
        clients: as for `wanted`.
        dependencies: as for `wanted`.
        texts: files that may name the program's variables, by path and best first: the files of
            `service_env.ENV_EXAMPLES` that exist, then sources.
    """
    read = {path: text for path, text in texts.items() if not (path == ENV_EXAMPLE and text.startswith(MARK))}
    example = next((path for path in read if path in service_env.ENV_EXAMPLES), None)
    found, left = _without_choices(clients, dict(wanted(clients, dependencies)), dependencies, read)
    chosen = [service for service in SERVICES if service.name in found]
    told, sources = service_env.told(chosen, clients, dependencies, read)
    return Wants(
        services=Found(tuple(found), "; ".join([*found.values(), *left]) or NOTHING),
        service_env=Found((*told, *(one for one, _ in development.overridden(read))), ", ".join(sources) or USUAL),
        env_example=Found(example is not None, example or "no .env.example of its own"),
    )


def _without_choices(
    clients: Clients, found: dict[str, str], dependencies: Mapping[str, str], texts: Mapping[str, str]
) -> tuple[dict[str, str], list[str]]:
    """Leave out SQL databases that a program supports as alternatives, unless its files name one.

    Where they name several, or a file is the default, and an embedded one needs no server, that is the usual one.

    A program with clients of even more kinds is a tool for other systems and needs none of them itself.

    Returns:
        The remaining services, and the reasons for those that are left out.
    """
    choices = [service for service in SERVICES if service.name in SQL and service.name in found]
    embedded = any(name in clients.embedded for dependency in dependencies for name in clients.names(dependency))
    if embedded and len(choices) == len(SQL) and len(found) > _MOST_KINDS:
        choices = [service for service in SERVICES if service.name in found]
    if len(choices) + embedded <= 1:
        return found, []
    told = {service.name for service in choices if service_env.is_told(service, texts)}
    if embedded and (len(told) > 1 or any(re.search(_DEFAULT_FILE, text) for text in texts.values())):
        examples = {path: text for path, text in texts.items() if path in service_env.ENV_EXAMPLES}
        told = {service.name for service in choices if service_env.is_told(service, examples)}
    open_ = {service.name for service in choices} - told
    reasons = [
        f"{found[name]} is one of several databases, and no file says which one is used"
        for name in found
        if name in open_
    ]
    return {name: reason for name, reason in found.items() if name not in open_}, reasons

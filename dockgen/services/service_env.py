"""Through which environment variables a program is told where its services are: those that its own files name."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from dockgen.services import USER, Service

if TYPE_CHECKING:
    from dockgen.services.clients import Clients

ENV_EXAMPLES: Final = (".env.example", ".env.sample", ".env.template", ".env.dist", "env.example")
"""Where projects say which variables they read, each with a harmless value. Never `.env`: it holds secrets."""

# How the parts of an address are called, after a prefix such as `DB_`.
_PARTS: Final[dict[str, tuple[str, ...]]] = {
    "host": ("HOST", "SERVER", "HOSTNAME"),
    "port": ("PORT",),
    "user": ("USER", "USERNAME"),
    "password": ("PASSWORD", "PASS", "PASSWD", "PWD"),
    "database": ("NAME", "DATABASE", "DB", "DBNAME", "DB_NAME"),
}
_ADDRESS: Final = ("ADDR", "ADDRESS")


def told(
    services: Sequence[Service], clients: "Clients", dependencies: Mapping[str, str], texts: Mapping[str, str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what each variable is told, as `VARIABLE=SERVICE TEXT`, and the files that name the variables.

    In TEXT {host} and {password} are still open. A variable that two services could have is the first one's; a
    service of which no file names a variable has its usual one.

    Args:
        services: those that are wanted, in order.
        clients: as for `services.wanted`.
        dependencies: as for `services.wanted`.
        texts: as for `services.wants`.
    """
    found: dict[str, str] = {}
    sources: dict[str, None] = {}
    names = {name for dependency in dependencies for name in clients.names(dependency)}
    for service in services:
        url = clients.urls.get(service.name, service.url)
        scheme = _scheme(service, clients, names, texts)
        mine: dict[str, str] = {}
        for path, text in texts.items():
            for variable, value in _named(service, url, scheme, path, text):
                if variable not in found and variable not in mine:
                    mine[variable] = value
                    sources[path] = None
        if not mine:
            usual = next(variable for variable in service.variables if variable not in found)
            mine = {usual: url.replace("{scheme}", scheme)}
        found |= {variable: f"{service.name} {value}" for variable, value in mine.items()}
    return tuple(f"{variable}={value}" for variable, value in sorted(found.items())), tuple(sources)


def is_told(service: Service, texts: Mapping[str, str]) -> bool:
    """Tell whether a text names a variable of a service, or writes a URL with its scheme."""
    url = service.url
    return any(
        any(f"{scheme}://" in text for scheme in service.schemes)
        or next(_named(service, url, service.schemes[0], path, text), None) is not None
        for path, text in texts.items()
    )


def _scheme(service: Service, clients: "Clients", names: set[str], texts: Mapping[str, str]) -> str:
    """Return the scheme with a driver that a file writes out, or that a library needs for the client; or the usual."""
    pattern = rf"(?<![A-Za-z0-9])((?:{'|'.join(service.schemes)})\+[a-z0-9]{{1,30}})://"
    for text in texts.values():
        if "+" in text and (match := re.search(pattern, text)):
            return match[1]
    if clients.needs_driver.isdisjoint(names):
        return service.schemes[0]
    drivers = clients.drivers.get(service.name, {})
    return next((scheme for client, scheme in drivers.items() if client in names), service.schemes[0])


def _named(service: Service, url: str, scheme: str, path: str, text: str) -> Iterator[tuple[str, str]]:
    """Yield the variables of a service that one file names, with what each is told."""
    if path in ENV_EXAMPLES and "://" in text:
        schemes = "|".join(service.schemes)
        name = r"(?m)^[ \t]{0,9}(?:export[ \t]{1,9})?([A-Za-z_][A-Za-z0-9_]{0,60})[ \t]{0,9}=[ \t]{0,9}[\"']?"
        for match in re.finditer(rf"{name}((?:{schemes})(?:\+[a-z0-9]{{1,30}})?)s?://", text):
            yield match[1], url.replace("{scheme}", match[2])
    for variable in service.variables:
        if _has(variable, path, text):
            yield variable, url.replace("{scheme}", scheme)
    values = {"host": "{host}", "port": str(service.port), "user": USER, "password": "{password}", "database": USER}
    for prefix in service.prefixes:
        for name in _ADDRESS:
            if _has(prefix + name, path, text):
                yield prefix + name, f"{{host}}:{service.port}"
        if any(_has(prefix + name, path, text) for name in _PARTS["host"]):
            for part in service.parts:
                yield from ((prefix + name, values[part]) for name in _PARTS[part] if _has(prefix + name, path, text))


def _has(variable: str, path: str, text: str) -> bool:
    """Tell whether a text reads a variable, also as settings classes do: by a field, which may be in lower case."""
    if path in ENV_EXAMPLES:
        return variable in text and re.search(rf"(?<![A-Za-z0-9_]){variable}(?![A-Za-z0-9_])", text) is not None
    # A key of Flask's own configuration is no variable of the environment.
    read = r"(?:(?<!config\[)[\"'`]|\benv\.|\$\{?)"
    return any(
        name in text
        and re.search(rf"{read}{name}(?![A-Za-z0-9_])|(?m:^[ \t]{{1,20}}{name}\??[ \t]{{0,5}}:(?!=))", text)
        for name in (variable, variable.lower())
    )

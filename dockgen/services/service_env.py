"""Finds the environment variables for a program's services, from the program's own files."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from dockgen.model.program import ServiceVariable
from dockgen.services import SQL, USER, Service
from dockgen.services.clients import Clients

ENV_EXAMPLES: Final = (".env.example", ".env.sample", ".env.template", ".env.dist", "env.example")
"""Files in which projects document their variables, with harmless values. Never `.env`: it holds secrets."""

# Names of the parts of an address, after a prefix such as `DB_`.
_PARTS: Final[dict[str, tuple[str, ...]]] = {
    "host": ("HOST", "SERVER", "HOSTNAME"),
    "port": ("PORT",),
    "user": ("USER", "USERNAME"),
    "password": ("PASSWORD", "PASS", "PASSWD", "PWD"),
    "database": ("NAME", "DATABASE", "DB", "DBNAME", "DB_NAME"),
}
_ADDRESS: Final = ("ADDR", "ADDRESS")
_OF_OTHERS: Final = r"TEST|CELERY|REDIS|MONGO|MYSQL|MARIADB|POSTGRES|RABBIT|AMQP|MAIL|SMTP|ELASTIC"
"""In the part of a name before the usual ones, these mean another service, or another database."""
_MOST_LEADS: Final = 3
_CHOICE: Final = (
    r"(?i:env)\w{{0,20}}(?:\.get)?[(\[.]\s{{0,9}}[\"'`]?([A-Z][A-Z0-9_]{{1,60}})\b[^=\n]{{0,40}}?"
    r"(?:={{2,3}}|\bin)\s{{0,9}}[\[({{]?\s{{0,9}}[\"'`]({})[\"'`]"
)
"""A comparison of a variable with the name of a kind of database."""


def told(
    services: Sequence[Service], clients: Clients, dependencies: Mapping[str, str], texts: Mapping[str, str]
) -> tuple[tuple[ServiceVariable, ...], tuple[str, ...]]:
    """Return each variable with its value, and the files that name the variables.

    A variable that fits two services goes to the first one; a service without a variable in
    any file gets its usual one.

    Args:
        services: the needed services, in order.
        clients: as for `wanting.wanted`.
        dependencies: as for `wanting.wanted`.
        texts: as for `wanting.wants`.
    """
    found: dict[str, ServiceVariable] = {}
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
        if service.name in SQL:
            mine |= {variable: kind for variable, kind in _chosen(service, texts) if variable not in found | mine}
        if not mine:
            usual = next(variable for variable in service.variables if variable not in found)
            mine = {usual: url.replace("{scheme}", scheme)}
        found |= {variable: ServiceVariable(variable, service.name, value) for variable, value in mine.items()}
    return tuple(found[variable] for variable in sorted(found)), tuple(sources)


def _chosen(service: Service, texts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield variables that choose between kinds of databases, each with what it is compared with for this one."""
    for text in texts.values():
        for match in re.finditer(_CHOICE.format("|".join(service.schemes)), text):
            yield match[1], match[2]


def is_told(service: Service, texts: Mapping[str, str]) -> bool:
    """Tell whether a text names a variable of a service or contains a URL with its scheme."""
    url = service.url
    return any(
        any(f"{scheme}://" in text for scheme in service.schemes)
        or next(_named(service, url, service.schemes[0], path, text), None) is not None
        for path, text in texts.items()
    )


def _scheme(service: Service, clients: Clients, names: set[str], texts: Mapping[str, str]) -> str:
    """Return the URL scheme: the one in a file, the one that a library needs, or the usual one."""
    pattern = rf"(?<![A-Za-z0-9])((?:{'|'.join(service.schemes)})\+[a-z0-9]{{1,30}})://"
    for text in texts.values():
        if "+" in text and (match := re.search(pattern, text)):
            return match[1]
    if clients.needs_driver.isdisjoint(names):
        return service.schemes[0]
    drivers = clients.drivers.get(service.name, {})
    return next((scheme for client, scheme in drivers.items() if client in names), service.schemes[0])


def _named(service: Service, url: str, scheme: str, path: str, text: str) -> Iterator[tuple[str, str]]:
    """Yield the variables of a service that a file names, with their values."""
    if path in ENV_EXAMPLES and "://" in text:
        schemes = "|".join(service.schemes)
        name = r"(?m)^[ \t]{0,9}(?:export[ \t]{1,9})?([A-Za-z_][A-Za-z0-9_]{0,60})[ \t]{0,9}=[ \t]{0,9}[\"']?"
        for match in re.finditer(rf"{name}((?:{schemes})(?:\+[a-z0-9]{{1,30}})?)s?://", text):
            yield match[1], url.replace("{scheme}", match[2])
    leads = _leads(service, text)
    for variable in (lead + variable for lead in leads for variable in service.variables):
        if _has(variable, path, text):
            yield variable, url.replace("{scheme}", scheme)
    values = {"host": "{host}", "port": str(service.port), "user": USER, "password": "{password}", "database": USER}
    # Settings in settings have names with two underscores, such as DB__HOST.
    nested = tuple(f"{prefix}_" for prefix in service.prefixes) if "__" in text else ()
    for prefix in (lead + prefix for lead in leads for prefix in (*service.prefixes, *nested)):
        for name in _ADDRESS:
            if _has(prefix + name, path, text):
                yield prefix + name, f"{{host}}:{service.port}"
        if any(_has(prefix + name, path, text) for name in _PARTS["host"]):
            for part in service.parts:
                yield from ((prefix + name, values[part]) for name in _PARTS[part] if _has(prefix + name, path, text))


def _leads(service: Service, text: str) -> tuple[str, ...]:
    """Return what a text puts before the usual names, such as the program's name in SHOP_DB_HOST; "" comes first."""
    parts = "|".join(name for part in ("host", "password") for name in _PARTS[part])
    usual = f"(?:{'|'.join(service.prefixes)})_?(?:{parts})|{'|'.join(service.variables)}"
    found = re.findall(rf"(?m)(?:[\"'`]|^)((?:[A-Z][A-Z0-9]{{0,20}}_){{1,3}})(?:{usual})(?![A-Za-z0-9_])", text)
    return ("", *sorted({lead for lead in found if not re.search(_OF_OTHERS, lead)}))[:_MOST_LEADS]


def _has(variable: str, path: str, text: str) -> bool:
    """Tell whether a text reads a variable, directly or as a field of a settings class."""
    if path in ENV_EXAMPLES:
        return variable in text and re.search(rf"(?<![A-Za-z0-9_]){variable}(?![A-Za-z0-9_])", text) is not None
    # A key of Flask's configuration is not an environment variable.
    read = r"(?:(?<!config\[)[\"'`]|\benv\.|\$\{?)"
    return any(
        name in text
        and re.search(rf"{read}{name}(?![A-Za-z0-9_])|(?m:^[ \t]{{1,20}}{name}\??[ \t]{{0,5}}:(?!=))", text)
        for name in (variable, variable.lower())
    )

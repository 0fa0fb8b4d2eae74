"""Where an address leads: what one server is told goes to no other."""

import ipaddress
import socket
from collections.abc import Mapping
from typing import Final
from urllib.parse import urljoin, urlsplit

from dockgen.registry.errors import ElsewhereError

_PORTS: Final = {"http": 80, "https": 443}
_LOOPBACK: Final = "this machine"
_METADATA: Final = frozenset({"fd00:ec2::254", "100.100.100.200"})
"""Where clouds tell a machine its keys, beside the link-local 169.254.169.254."""
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})


def origin(url: str) -> tuple[str, str, int]:
    """Return scheme, host and port; two addresses with the same are of the same server.

    Raises:
        ElsewhereError: it is no address of HTTP.
    """
    try:
        parts = urlsplit(url)
        scheme, host, port = parts.scheme, parts.hostname or "", parts.port
    except ValueError:
        scheme, host, port = "", "", None
    if scheme not in _PORTS or not host:
        raise ElsewhereError(f"{url[:200]!r} is no address of a registry", "Check the registry.")
    return scheme, host, port or _PORTS[scheme]


def near(url: str) -> str:
    """Return the place of an address that needs no server to be read, as `place_of` does."""
    host = origin(url)[1].rstrip(".")
    if host == "localhost" or host.endswith(".localhost"):
        return _LOOPBACK
    try:  # reads each way to write a number, such as 127.1, and asks no server for a name
        found = socket.getaddrinfo(host, None, flags=socket.AI_NUMERICHOST)
    except (OSError, UnicodeError):
        return ""
    return place_of(str(found[0][4][0]))


def place_of(written: str) -> str:
    """Tell whether an address is this machine, or one that only its own network knows, such as a cloud's metadata.

    Returns:
        Empty for an address that is neither; what has the same place may name each other.
    """
    address = ipaddress.ip_address(written.partition("%")[0])
    address = getattr(address, "ipv4_mapped", None) or address
    if address.is_loopback or address.is_unspecified:
        return _LOOPBACK
    return str(address) if address.is_link_local or str(address) in _METADATA else ""


def require_reachable_from(url: str, to: str, what: str) -> None:
    """Refuse a way that a server must not send us: off TLS, or from elsewhere to this machine.

    Args:
        url: who sends us.
        to: where.
        what: what for, in a message.

    Raises:
        ElsewhereError: it does.
    """
    host = urlsplit(url).netloc
    if origin(url)[0] == "https" and origin(to)[0] != "https":
        raise ElsewhereError(
            f"{host} wants {what} sent without TLS, to {to[:200]}", "It is not sent. Check the registry."
        )
    require_same_place(near(url), near(to), url, to, what)


def require_same_place(allowed: str, place: str, url: str, to: str, what: str = "a request") -> None:
    """Refuse a place near this machine, unless the server that sends us there is at the same one.

    Raises:
        ElsewhereError: it is not.
    """
    if place and place != allowed:
        raise ElsewhereError(
            f"{urlsplit(url).netloc} wants {what} sent to this machine or its network, to {to[:200]}",
            "It is not sent. Check the registry.",
        )


def redirected(url: str, status: int, headers: Mapping[str, str], *, is_login: bool) -> str:
    """Return where an answer sends us; empty where it does not.

    Raises:
        ElsewhereError: it must not send us there: a login is for the server that was asked.
    """
    location = headers.get("location", "")
    if status not in _REDIRECTS or not location:
        return ""
    try:
        to = urljoin(url, location)
    except ValueError:
        to = location
    require_reachable_from(url, to, "a request")
    if is_login and origin(to) != origin(url):
        raise ElsewhereError(
            f"{urlsplit(url).netloc} wants a login sent to another server, to {to[:200]}",
            "It is not sent. Check the registry.",
        )
    return to

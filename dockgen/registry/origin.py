"""Checks where addresses lead, so that a login for one server is not sent to another."""

import ipaddress
import socket
from collections.abc import Mapping
from typing import Final
from urllib.parse import urljoin, urlsplit

from dockgen.registry.errors import ElsewhereError

_PORTS: Final = {"http": 80, "https": 443}
_LOOPBACK: Final = "this machine"
_METADATA: Final = frozenset({"fd00:ec2::254", "100.100.100.200"})
"""Addresses of cloud metadata services, besides the link-local 169.254.169.254."""
_NOT_SENT: Final = "It is not sent. Check the registry."
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})


def origin(url: str) -> tuple[str, str, int]:
    """Return scheme, host, and port, equal for addresses of the same server; ElsewhereError if it is not HTTP."""
    try:
        parts = urlsplit(url)
        scheme, host, port = parts.scheme, parts.hostname or "", parts.port
    except ValueError:
        scheme, host, port = "", "", None
    if scheme not in _PORTS or not host:
        raise ElsewhereError(f"{url[:200]!r} is not the address of a registry", "Check the registry.")
    return scheme, host, port or _PORTS[scheme]


def near(url: str) -> str:
    """Return the place of a host name that is a number, without a lookup, as `place_of` does."""
    host = origin(url)[1].rstrip(".")
    if host == "localhost" or host.endswith(".localhost"):
        return _LOOPBACK
    try:  # parses every notation of a number, such as 127.1, without a DNS lookup
        found = socket.getaddrinfo(host, None, flags=socket.AI_NUMERICHOST)
    except (OSError, UnicodeError):
        return ""
    return place_of(str(found[0][4][0]))


def place_of(written: str) -> str:
    """Return the place of an address on this machine or in its local network, such as cloud metadata; empty for others.

    Servers at the same place may refer to each other.
    """
    address = ipaddress.ip_address(written.partition("%")[0])
    address = getattr(address, "ipv4_mapped", None) or address
    if address.is_loopback or address.is_unspecified:
        return _LOOPBACK
    return str(address) if address.is_link_local or str(address) in _METADATA else ""


def require_reachable_from(url: str, to: str, what: str) -> None:
    """Refuse an address that a server must not send us to, with ElsewhereError: without TLS, or on this machine."""
    host = urlsplit(url).netloc
    if origin(url)[0] == "https" and origin(to)[0] != "https":
        raise ElsewhereError(f"{host} asks for {what} to be sent without TLS, to {to[:200]}", _NOT_SENT)
    require_same_place(near(url), near(to), url, to, what)


def require_same_place(allowed: str, place: str, url: str, to: str, what: str = "a request") -> None:
    """Refuse a place on this machine or its network, with ElsewhereError, unless the server is at the same place."""
    if place and place != allowed:
        where = f"to this machine or its network, to {to[:200]}"
        raise ElsewhereError(f"{urlsplit(url).netloc} asks for {what} to be sent {where}", _NOT_SENT)


def redirected(url: str, status: int, headers: Mapping[str, str], *, is_login: bool) -> str:
    """Return the address of a redirect, or ""; ElsewhereError if it would pass a login to another server."""
    location = headers.get("location", "")
    if status not in _REDIRECTS or not location:
        return ""
    try:
        to = urljoin(url, location)
    except ValueError:
        to = location
    require_reachable_from(url, to, "a request")
    if is_login and origin(to) != origin(url):
        where = f"to another server, to {to[:200]}"
        raise ElsewhereError(f"{urlsplit(url).netloc} asks for a login to be sent {where}", _NOT_SENT)
    return to

"""Asks a server, the way a load balancer would."""

import http.client
import socket
import ssl
import time
from contextlib import suppress
from typing import Final

from dockgen.engines.process import after
from dockgen.records import NamedTuple

_MOST: Final = 65_536
"""Bytes of an answer that are read."""


class Said(NamedTuple):
    """What came back."""

    status: int | None
    """None for something that is not HTTP."""
    text: str


def ask(address: tuple[str, int], path: str, *, tls: bool = False, seconds: float = 5) -> Said | None:
    """Ask once, waiting up to `seconds` for the head of an answer and again for its body; None while no server answers.

    A slow or endless body is cut. Any TLS certificate is accepted.
    """
    host, port = address
    if tls:
        connection: http.client.HTTPConnection = http.client.HTTPSConnection(
            host, port, timeout=seconds, context=_anybody()
        )
    else:
        connection = http.client.HTTPConnection(host, port, timeout=seconds)
    try:
        # Some frameworks answer only to names that they know, and localhost is mostly one of them.
        connection.connect()
        with after(seconds, lambda: _cut(connection.sock)):  # its own time limit counts again with each byte
            connection.request("GET", path, headers={"Host": "localhost", "Connection": "close", "Accept": "*/*"})
            response = connection.getresponse()
        return Said(response.status, _body(response, seconds).decode("utf-8", "replace"))
    except ConnectionError:  # RemoteDisconnected too: the engine's proxy listens before the server does
        return None
    except http.client.HTTPException as error:  # it says something, in another language
        return Said(None, str(error))
    except OSError:
        return None
    finally:
        connection.close()


def _cut(connected: socket.socket) -> None:
    with suppress(OSError):
        connected.shutdown(socket.SHUT_RDWR)


def _body(response: http.client.HTTPResponse, seconds: float) -> bytes:
    body, deadline = b"", time.monotonic() + seconds
    with suppress(OSError, http.client.HTTPException):  # it has answered, whatever becomes of its body
        while len(body) < _MOST and time.monotonic() < deadline and (block := response.read1(_MOST - len(body))):
            body += block
    return body


def _anybody() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context

"""Asks a server, the way a load balancer would."""

import http.client
import ssl
from typing import Final, NamedTuple

_MOST: Final = 65_536
"""Bytes of an answer that are read."""


class Said(NamedTuple):
    """What came back."""

    status: int | None
    """None for something that is not HTTP."""
    text: str


def ask(address: tuple[str, int], path: str, *, tls: bool = False, seconds: float = 5) -> Said | None:
    """Ask once.

    Args:
        address: host and port.
        path: what to ask for.
        tls: whether it speaks TLS; its certificate may be anybody's.
        seconds: how long to wait for each step.

    Returns:
        What it said; None where nobody answers yet.
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
        connection.request("GET", path, headers={"Host": "localhost", "Connection": "close", "Accept": "*/*"})
        response = connection.getresponse()
        return Said(response.status, response.read(_MOST).decode("utf-8", "replace"))
    except ConnectionError:  # RemoteDisconnected too: the engine's proxy listens before the server does
        return None
    except http.client.HTTPException as error:  # it says something, in another language
        return Said(None, str(error))
    except OSError:
        return None
    finally:
        connection.close()


def _anybody() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context

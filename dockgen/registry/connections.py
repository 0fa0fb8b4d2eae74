"""Connections with a time limit on the whole response and a check of the server's address."""

import http.client
import io
import socket
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

TIMES: Final = 3
"""Limit for a whole response, headers and body, as a multiple of the timeout for one piece of it."""


class SlowError(Exception):
    """A response takes too long in total; not an OSError, so that urllib3 does not wrap it."""


def pools(check: Callable[[str], None]) -> dict[str, type[HTTPConnectionPool]]:
    """Return the connection classes by scheme; `check` gets the resolved address first, and raises if it is refused."""

    class Plain(HTTPConnection):
        response_class = _Response

        def _new_conn(self) -> socket.socket:
            connected = super()._new_conn()
            try:
                check(str(connected.getpeername()[0]))
            except BaseException:
                connected.close()
                raise
            return connected

    class Secure(Plain, HTTPSConnection):
        pass

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    return {"http": PlainPool, "https": SecurePool}


class _Response(http.client.HTTPResponse):
    """A response with a time limit for all of it, from the first byte on."""

    def __init__(
        self, sock: socket.socket, debuglevel: int = 0, method: str | None = None, url: str | None = None
    ) -> None:
        super().__init__(sock, debuglevel, method, url)
        self.fp.close()
        self.fp = io.BufferedReader(_Limited(sock))


class _Limited(io.RawIOBase):
    """Reads from a socket with a total time limit; the socket's own is for each piece, which may be one byte."""

    def __init__(self, sock: socket.socket) -> None:
        self._socket = sock
        self._raw = sock.makefile("rb", buffering=0)
        self._piece = sock.gettimeout() or 0.0
        self._end = time.monotonic() + TIMES * self._piece

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int | None:
        left = self._end - time.monotonic()
        if left <= 0:
            raise SlowError
        self._socket.settimeout(min(self._piece, left))
        try:
            return self._raw.readinto(buffer)
        except TimeoutError as error:
            if left < self._piece:
                raise SlowError from error
            raise

    def close(self) -> None:
        self._raw.close()
        super().close()

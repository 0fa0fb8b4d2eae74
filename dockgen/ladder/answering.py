"""Finds out whether an image's program starts, and answers where it serves."""

import http.client
import time
from typing import Final

from dockgen.engines.errors import EngineError
from dockgen.engines.face import Container, Engine, Run

PATIENCE: Final = 15.0
_MOMENT: Final = 1.0
"""What runs so long without serving has started."""


def ask(engine: Engine, tag: str, session: str, port: int | None) -> str:
    """Run an image.

    Returns:
        `yes` where it answers, or without a port goes on or ends well; else `no`, or `not asked`.
    """
    try:
        with engine.run(Run(tag, session, port)) as container:
            if port is None:
                return "yes" if _goes_on(container) else "no"
            address = container.address()
            if address is None:
                return "not asked" if container.exit_code() is None else "no"
            return "yes" if _answers(container, *address) else "no"
    except EngineError:  # such as a program that is not there
        return "no"


def _goes_on(container: Container) -> bool:
    deadline = time.monotonic() + _MOMENT
    while (code := container.exit_code()) is None and time.monotonic() < deadline:
        time.sleep(0.1)
    return not code


def _answers(container: Container, host: str, port: int) -> bool:
    deadline = time.monotonic() + PATIENCE
    while not _says_something(host, port):
        if time.monotonic() > deadline or container.exit_code() is not None:
            return False
        time.sleep(0.1)
    return True


def _says_something(host: str, port: int) -> bool:
    """Tell whether a server sends anything back: an error is an answer, and so is another protocol's greeting."""
    connection = http.client.HTTPConnection(host, port, timeout=5)
    try:
        connection.request("GET", "/", headers={"Connection": "close"})
        connection.getresponse()
    except ConnectionError:  # RemoteDisconnected too: the engine's proxy listens before the server does
        return False
    except http.client.HTTPException:
        return True
    except OSError:
        return False
    finally:
        connection.close()
    return True

"""Finds out whether an image's program starts and responds."""

import time
from typing import Final

from dockgen.engines.errors import EngineError
from dockgen.engines.face import Container, Engine, Run
from dockgen.ladder.result import OF_LIMIT
from dockgen.verify import probe
from dockgen.verify.observe import Disk, limit_hit

PATIENCE: Final = 15.0
_MOMENT: Final = 1.0
"""Seconds after which a program without a port counts as started."""


def ask(engine: Engine, run: Run) -> str:
    """Run an image; return `yes` if it responds or keeps running, or else `no`, `no (limit)`, or `not asked`."""
    try:
        with engine.run(run) as container:
            if run.port is None:
                return "yes" if _goes_on(container) else _no(container, run)
            address = container.address()
            if address is None:
                return "not asked" if container.exit_code() is None else _no(container, run)
            return "yes" if _answers(container, address, Disk(container, run)) else _no(container, run)
    except EngineError:  # such as a missing program
        return "no"


def _no(container: Container, run: Run) -> str:
    return OF_LIMIT if limit_hit(container, container.state(), run.limits) else "no"


def _goes_on(container: Container) -> bool:
    deadline = time.monotonic() + _MOMENT
    while (code := container.exit_code()) is None and time.monotonic() < deadline:
        time.sleep(0.1)
    return not code


def _answers(container: Container, address: tuple[str, int], disk: Disk) -> bool:
    deadline = time.monotonic() + PATIENCE
    while probe.ask(address, "/") is None:  # an error is a response, and so is the greeting of another protocol
        if time.monotonic() > deadline or container.exit_code() is not None or disk.is_full():
            return False
        time.sleep(0.1)
    return True

"""Gives a program what it needs to run: databases and queues beside it, and a certificate for TLS."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from dockgen import services
from dockgen.engines.errors import EngineError, UnusableError
from dockgen.engines.face import Container, Engine, Run
from dockgen.engines.limits import Limits
from dockgen.services import Beside
from dockgen.verify import health, observe
from dockgen.verify.target import Target
from dockgen.verify.targets import filled

_WITHIN: Final = 90.0
_PAUSE: Final = 0.3
_NAMES: Final = ("tls.crt", "tls.key")
_FOLDER: Final = "certs"
_COMMAND: Final = (
    *("openssl", "req", "-x509", "-days", "2", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc"),
    *("-keyout", "tls.key", "-out", "tls.crt", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"),
)
_SECONDS: Final = 20
INSIDE: Final = "/run/secrets/dockgen-tls"
VARIABLES: Final = {"TLS_CERT_FILE": f"{INSIDE}/tls.crt", "TLS_KEY_FILE": f"{INSIDE}/tls.key"}


class NotReadyError(EngineError):
    """What a program needs beside it does not start: nothing can be said of the program then."""


@contextmanager
def running(engine: Engine, target: Target, session: str) -> Iterator[str]:
    """Run all of them until each is ready, and return their network; raise a NotReadyError if one does not start."""
    if target.plan is None or not target.expect.services:
        yield ""
        return
    with ExitStack() as stack:
        network = stack.enter_context(engine.network(session))
        found = services.composed([target.plan]).services
        for one in found:
            _pull(engine, one)
        started = [(one, stack.enter_context(engine.run(_run(one, target, session, network)))) for one in found]
        for one, container in started:
            _wait(one, container, target.expect.limits)
        yield network


def _pull(engine: Engine, one: Beside) -> None:
    try:
        engine.pull(one.image)
    except UnusableError:
        raise
    except EngineError as error:
        raise NotReadyError(f"{one.service.title} beside the program cannot be had: {error}", error.hint) from error


def _run(one: Beside, target: Target, session: str, network: str) -> Run:
    passwords = target.expect.passwords
    return Run(
        tag=one.image,
        session=session,
        volumes=(one.service.volume,),
        environment={name: filled(text, passwords) for name, text in one.environment.items()},
        network=network,
        name=one.name,
        limits=target.expect.limits,
    )


def _wait(one: Beside, container: Container, limits: Limits) -> None:
    deadline = time.monotonic() + _WITHIN
    command = health.words_of([word.replace("$$", "$") for word in one.service.health])
    while container.execute(command, _WITHIN).exit_code != 0:
        state = container.state()
        if not state.running or time.monotonic() > deadline:
            last = container.logs().strip().splitlines()[-1:]
            why = observe.limit_hit(container, state, limits) or "".join(last) or state.error
            raise NotReadyError(
                f"{one.service.title} beside the program does not start: {why}", f"Try it: `docker run {one.image}`."
            )
        time.sleep(_PAUSE)


def certificates(context: Path, scratch: Path) -> Path | None:
    """Return a folder with certificate and key, from the context's `certs/` or made by openssl; None without both."""
    made = scratch / _FOLDER
    made.mkdir(exist_ok=True)
    made.chmod(0o755)  # whatever the umask says
    if not _copies(context / _FOLDER, made) and not _makes(made):
        return None
    for name in _NAMES:
        (made / name).chmod(0o644)
    return made


def _copies(own: Path, made: Path) -> bool:
    """Take the project's own, if they are there and readable."""
    try:
        for name in _NAMES:
            shutil.copyfile(own / name, made / name)
    except OSError:
        return False
    return True


def _makes(where: Path) -> bool:
    try:
        done = subprocess.run(_COMMAND, cwd=where, capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603 - a fixed command
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0

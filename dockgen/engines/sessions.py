"""A name for all that one run makes in an engine, so that nothing of it stays: not even what a killed run left."""

import fcntl
import os
import re
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from dockgen.engines.errors import EngineError
from dockgen.engines.face import Engine
from dockgen.engines.process import end_what_runs
from dockgen.engines.stopping import undisturbed
from dockgen.errors import FileError

_PATIENCE: Final = 10.0


def cache_folder() -> Path:
    """Return the folder for caches, by the XDG Base Directory Specification; raise a FileError if there is none."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    if base.startswith("/"):
        return Path(base, "dockgen")
    try:
        return Path.home() / ".cache/dockgen"
    except RuntimeError as error:  # a user that the system does not know, as in a container
        raise FileError("there is no home folder for the cache", "Name another place: XDG_CACHE_HOME.") from error


@contextmanager
def in_session(engine: Engine) -> Iterator[str]:
    """Remove what killed runs left, return the name of a new session, and remove all of it at the end."""
    _remove_what_is_over(engine)
    with session(engine.name) as name:
        try:
            try:
                yield name
            finally:
                _clean(engine, name)
        except KeyboardInterrupt:  # which may have come just before the cleaning up
            _clean(engine, name)
            raise


def _clean(engine: Engine, name: str) -> None:
    """Remove all of a session once, to the end."""
    if not _lock_of(name).exists():
        return
    with undisturbed(), suppress(EngineError):  # where the engine is gone, the next run will see what is left
        end_what_runs()
        _remove_files(name)
        engine.remove(name)
        forget(name)


def temporary(session: str) -> str:
    """Return what the names of a session's temporary files begin with, so that they are found after a `kill -9`."""
    return f"dockgen-{session}-"


def _remove_files(name: str) -> None:
    for path in Path(tempfile.gettempdir()).glob(f"{temporary(name)}*"):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            with suppress(OSError):
                path.unlink()


def _remove_what_is_over(engine: Engine) -> None:
    over = [name for name in sessions() if _engine_of(name) in {"", engine.name} and is_over(name)]
    left = engine.sessions() if over else set()
    for name in over:
        _end_what_still_builds(name)
        _remove_files(name)
        if name in left:
            engine.remove(name)
        forget(name)


@contextmanager
def session(engine: str = "") -> Iterator[str]:
    """Return a new name, for things in one engine; its lock is held, and visible only then, while the process lives."""
    name = secrets.token_hex(6)
    path = _lock_of(name)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.with_suffix(".new").open("w")
    except OSError as error:
        raise FileError(
            f"{path.parent} cannot be written: {error.strerror}", "Name another place: XDG_CACHE_HOME."
        ) from error
    with file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.write(engine)
        file.flush()
        path.with_suffix(".new").rename(path)
        yield name


def _engine_of(name: str) -> str:
    """Return the engine of a session; empty if it is not known."""
    try:
        return _lock_of(name).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def is_over(name: str) -> bool:
    """Tell whether a session of this machine was killed: its lock went with the process, and its file stayed."""
    try:
        with _lock_of(name).open("r+") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
    except OSError:  # another process holds it, or it is a session of another machine
        return False


def sessions() -> set[str]:
    """Return the sessions of this machine that have a lock, held or not."""
    return {path.stem for path in _lock_of("").parent.glob("*.lock")}


def forget(name: str) -> None:
    """Take a session's lock file away once nothing is left of it."""
    _lock_of(name).unlink(missing_ok=True)


def _lock_of(name: str) -> Path:
    return cache_folder() / "sessions" / f"{name}.lock"


def _end_what_still_builds(name: str) -> None:
    """End the builds of a session that was killed: they would make an image after all others were removed."""
    deadline = time.monotonic() + _PATIENCE
    while (found := _processes_of(name)) and time.monotonic() < deadline:
        for pid in found:
            with suppress(OSError):
                os.kill(pid, signal.SIGTERM)
        time.sleep(0.1)


def _processes_of(name: str) -> list[int]:
    """Return the processes that have a session's name in their command line."""
    if not re.fullmatch(r"[0-9a-f]{12}", name):
        return []
    try:
        listed = subprocess.run(
            ["ps", "-A", "-o", "pid=,args="],  # noqa: S607 - wherever it is
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=_PATIENCE,
            check=False,
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return []
    ours = rf"\s*(\d+) .*\bdockgen(?:\.session=|-ladder-|-verify-|-){name}\b"
    return [int(found[1]) for line in listed.splitlines() if name in line and (found := re.match(ours, line))]

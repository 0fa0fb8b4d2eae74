"""Runs an engine's program, and sees that it ends: whatever it prints, and whenever a person stops dockgen.

Programs get a session of their own, so that the terminal's Ctrl-C reaches only dockgen. What takes no time, such as
creating a container, is then waited for: nothing comes into being after the cleaning up. What takes long is ended.
"""

import os
import re
import signal
import subprocess
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import IO, Final, NoReturn, TypeVar, cast

from dockgen.engines.errors import EngineError, raise_where_engine_fails
from dockgen.engines.limits import ARCHIVE, shown
from dockgen.records import NamedTuple

_T = TypeVar("_T")

SECONDS: Final = 60.0
MANY_SECONDS: Final = 3600.0
"""So long a build or a download may take."""
_PATIENCE: Final = 10.0
_TRIES: Final = 5
_LONG_LINE: Final = 65_536
"""Bytes; what is longer comes in pieces."""
_INSTALL: Final = {
    "docker": "Install Docker (docs.docker.com/get-docker), start it, and run again.",
    "podman": "Install Podman (podman.io/docs/installation), and run again.",
    "nerdctl": "Install nerdctl (github.com/containerd/nerdctl), and run again.",
    "buildah": "Install Buildah (github.com/containers/buildah), and run again.",
}


_running: Final[set["subprocess.Popen[bytes]"]] = set()
"""Those that take long, and have not ended yet."""


class Finished(NamedTuple):
    """What came of a command."""

    code: int
    out: str
    err: str


Followed = tuple[int, Sequence[str]]
"""The exit code of a command, and the end of its log."""


class Program(NamedTuple):
    """A program of an engine, and how it is to be run."""

    name: str
    environment: Mapping[str, str]
    seconds: float = SECONDS
    """How long to wait for what should take no time."""

    def __repr__(self) -> str:
        """Show no environment: it may hold what is secret."""
        return f"Program({self.name!r})"

    def finished(self, *arguments: str, seconds: float | None = None) -> Finished:
        """Run a command to its end, even after Ctrl-C; raise an EngineError if it takes too long or cannot be run."""
        return _waited_for(lambda: self._finished(arguments, self.seconds if seconds is None else seconds))

    def words(self, *arguments: str) -> list[str]:
        """Return what a command lists, and nothing where it cannot be had.

        Podman and Buildah list nothing at all where another one removes an image meanwhile, so they are asked again.
        """
        done = self.finished(*arguments)
        for _ in range(_TRIES):
            if done.code == 0 or not re.search(r"not known|no such|does not exist", done.err):
                break
            time.sleep(0.1)
            done = self.finished(*arguments)
        return done.out.split()

    def output(self, *arguments: str, seconds: float | None = None) -> str:
        """Return the output of a command; raise an EngineError if it failed."""
        return self.checked(arguments, self.finished(*arguments, seconds=seconds)).out.strip()

    def checked(self, arguments: Sequence[str], done: Finished) -> Finished:
        """Return the result of a command; raise an EngineError if it failed."""
        if done.code != 0:
            self.failed(arguments, done.err or str(done.code))
        return done

    def failed(self, arguments: Sequence[str], said: str) -> NoReturn:
        """Raise the EngineError for a command that failed."""
        raise_where_engine_fails(said)
        shown = " ".join(word for word in arguments[:2] if word.isalpha())
        last = next((line for line in reversed(said.splitlines()) if line.strip()), "")
        raise EngineError(f"`{self.name} {shown}` failed: {last.strip()}")

    def followed(
        self, arguments: Sequence[str], tell: Callable[[str], None], *, seconds: float = MANY_SECONDS
    ) -> Followed:
        """Run a long command, and tell each line of its output; Ctrl-C ends it. Raise an EngineError if it is slow."""
        code, log = self._read(arguments, seconds, lambda stream: log_of(stream, tell))
        if code is None:
            raise self.late(arguments[0], seconds)
        return code, log

    def end_of(self, arguments: Sequence[str], most: int, seconds: float) -> tuple[int | None, str]:
        """Return the exit code of a command, None where it was ended, and the last bytes of all that it prints."""
        code, kept = self._read(arguments, seconds, lambda stream: _end_of_stream(stream, most))
        return code, kept.decode("utf-8", "replace")

    def _read(
        self, arguments: Sequence[str], seconds: float, read: Callable[[IO[bytes] | None], _T]
    ) -> tuple[int | None, _T]:
        with (
            self.started(arguments, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process,
            ended_after(process, seconds) as is_late,
        ):
            found = read(process.stdout)
            code = process.wait()
        return (None if is_late.is_set() else code), found

    @contextmanager
    def piped(self, arguments: Sequence[str], *, seconds: float = MANY_SECONDS) -> Iterator[IO[bytes]]:
        """Stream the output of a command; raise an EngineError if it failed before everything was read."""
        with (
            tempfile.TemporaryFile() as said,
            self.started(arguments, stdout=subprocess.PIPE, stderr=said.fileno()) as process,
            ended_after(process, seconds) as is_late,
        ):
            assert process.stdout is not None  # noqa: S101 - it was asked for
            yield cast("IO[bytes]", _Bounded(process.stdout))
            code = _code_at_the_end(process)
            if is_late.is_set():
                raise self.late(arguments[0], seconds)
            if code:
                said.seek(0)
                self.checked(arguments, Finished(code, "", said.read(_LONG_LINE).decode("utf-8", "replace")))

    @contextmanager
    def started(
        self, arguments: Sequence[str], *, stdout: int, stderr: int, stdin: int | IO[bytes] = subprocess.DEVNULL
    ) -> Iterator["subprocess.Popen[bytes]"]:
        """Start a command, and see that it ends."""

        def start() -> "subprocess.Popen[bytes]":
            process = self._process(arguments, stdin, stdout, stderr)
            _running.add(process)
            return process

        process = _waited_for(start, undo=_end)
        with process:
            try:
                yield process
            finally:
                _end(process)

    def late(self, what: str, seconds: float) -> EngineError:
        """Return the error for what takes too long."""
        return EngineError(
            f"`{self.name} {what}` has not ended after {seconds:g} seconds",
            f"Does the engine work? Try `{self.name} info`.",
        )

    def _finished(self, arguments: Sequence[str], seconds: float) -> Finished:
        pipe = subprocess.PIPE
        with self._process(arguments, subprocess.DEVNULL, pipe, pipe) as process:
            try:
                out, err = process.communicate(timeout=seconds)
            except subprocess.TimeoutExpired as error:
                raise self.late(arguments[0], seconds) from error
            finally:
                _end(process)
        return Finished(process.returncode, out.decode("utf-8", "replace"), err.decode("utf-8", "replace"))

    def _process(
        self, arguments: Sequence[str], stdin: int | IO[bytes], stdout: int, stderr: int
    ) -> "subprocess.Popen[bytes]":
        try:
            return subprocess.Popen(  # noqa: S603 - a program of a fixed name, and arguments that are no shell's
                [self.name, *arguments],
                stdin=stdin,
                stdout=stdout,
                stderr=stderr,
                env=self.environment,
                start_new_session=True,
            )
        except OSError as error:
            if isinstance(error, FileNotFoundError):
                message = f"there is no container engine: `{self.name}` is not on PATH"
                raise EngineError(message, _INSTALL.get(self.name, "")) from error
            raise EngineError(f"`{self.name}` cannot be run: {error.strerror}", "Check the program.") from error


class _Bounded:
    """A stream of which no more is read than any image should have."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._left = ARCHIVE

    def read(self, size: int = -1, /) -> bytes:
        piece = self._stream.read(size)
        self._left -= len(piece)
        if self._left < 0:
            raise EngineError(f"the image has more than {shown(ARCHIVE)}", "No more of it is read.")
        return piece


def end_what_runs() -> None:
    """Ask long-running programs to stop after Ctrl-C; short ones finish."""
    for process in list(_running):
        if process.poll() is None:
            _send(process, signal.SIGTERM)


def at_once(*works: Callable[[], _T]) -> list[_T]:
    """Ask an engine several things at the same time, since each answer takes a while, and return all answers."""
    with ThreadPoolExecutor(len(works)) as pool:
        return [future.result() for future in [pool.submit(work) for work in works]]


def lines_of(stream: IO[bytes] | None) -> Iterator[str]:
    """Return the lines of a stream as they come; a very long one in pieces."""
    assert stream is not None  # noqa: S101 - it was asked for
    while line := stream.readline(_LONG_LINE):
        yield line.decode("utf-8", "replace").rstrip()


def log_of(stream: IO[bytes] | None, tell: Callable[[str], None]) -> Sequence[str]:
    """Tell the lines of a stream as they come, and return the last ones."""
    log: deque[str] = deque(maxlen=400)
    for line in lines_of(stream):
        log.append(line)
        tell(line)
    return list(log)


def pieces_of(stream: IO[bytes] | None) -> Iterator[bytes]:
    """Return what a stream has, as it comes."""
    assert stream is not None  # noqa: S101 - it was asked for
    while piece := os.read(stream.fileno(), _LONG_LINE):
        yield piece


@contextmanager
def ended_after(process: "subprocess.Popen[bytes]", seconds: float) -> Iterator[threading.Event]:
    """End a process that takes too long; the event then says so."""
    is_late = threading.Event()

    def end() -> None:
        is_late.set()
        _send(process, signal.SIGKILL)

    with after(seconds, end):
        yield is_late


@contextmanager
def after(seconds: float, do: Callable[[], None]) -> Iterator[None]:
    """Do something after a while, unless the context ends before."""
    timer = threading.Timer(seconds, do)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _end_of_stream(stream: IO[bytes] | None, most: int) -> bytes:
    """Read all of a stream, and keep its last bytes."""
    kept = b""
    for piece in pieces_of(stream):
        kept = (kept + piece)[-most:]
    return kept


def _code_at_the_end(process: "subprocess.Popen[bytes]") -> int | None:
    """Return the exit code of a process of which all was read; None where it still has something to say."""
    assert process.stdout is not None  # noqa: S101 - it was asked for
    if process.stdout.closed or process.stdout.read(1):
        return None
    with suppress(subprocess.TimeoutExpired):
        return process.wait(_PATIENCE)
    return None


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Ask a process to stop, so that it can cancel what the engine does for it, and then make it stop."""
    if process.stdout is not None:
        process.stdout.close()
    if process.poll() is None:
        _send(process, signal.SIGTERM)
        try:
            process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            _send(process, signal.SIGKILL)
    _running.discard(process)


def _send(process: "subprocess.Popen[bytes]", number: int) -> None:
    """Send a signal to a process and to those that it started, such as docker's plug-ins."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


def _waited_for(work: Callable[[], _T], undo: Callable[[_T], None] | None = None) -> _T:
    """Do something to its end, for which a KeyboardInterrupt waits some seconds.

    Python raises it in the main thread only, so another one does the work. After
    Ctrl-C the caller gets no result, so `undo` takes it back.
    """
    if threading.current_thread() is not threading.main_thread():
        return work()
    future: Future[_T] = Future()
    has_begun = threading.Event()

    def do() -> None:
        has_begun.set()
        try:
            future.set_result(work())
        except BaseException as error:  # noqa: BLE001 - the caller gets it
            future.set_exception(error)

    try:
        threading.Thread(target=do, daemon=True).start()
        return future.result()
    except KeyboardInterrupt:
        _wait_until_done(future, has_begun, undo)
        raise


def _wait_until_done(future: Future[_T], has_begun: threading.Event, undo: Callable[[_T], None] | None) -> None:
    """Wait some seconds for what had begun, also where a person stops again."""
    deadline = time.monotonic() + _PATIENCE
    while has_begun.wait(0.2) and not future.done() and time.monotonic() < deadline:
        with suppress(KeyboardInterrupt, TimeoutError):
            future.exception(max(0.0, deadline - time.monotonic()))
    if undo is not None and future.done() and future.exception() is None:
        undo(future.result())

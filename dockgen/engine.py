"""The container engine behind a small face: what measuring needs of `docker`'s command line, and no more.

Whatever is made carries the label of a session, so that it can be removed even where the session itself was killed.
"""

import os
import re
import subprocess
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import IO, Final, NamedTuple, Protocol

from dockgen.engine_errors import BuildError, EngineError, failure, raise_where_engine_fails

LABEL: Final = "dockgen.session"
CACHES: Final = "dockgen-ladder-"
"""What the names of a session's cache mounts begin with: BuildKit keeps them apart by it."""

_SECONDS: Final = 60
_MANY_SECONDS: Final = 3600
"""So long a build or a download may take."""
_STEP: Final = r"#\d{1,4} (\[[^\]]{1,80}\] .{1,300})"
_PATIENCE: Final = 10

_ENVIRONMENT: Final = {
    "DOCKER_BUILDKIT": "1",
    "DOCKER_CLI_HINTS": "false",
    "BUILDKIT_PROGRESS": "plain",
    "BUILDX_NO_DEFAULT_ATTESTATIONS": "1",  # they would count as a part of the image
}


class Order(NamedTuple):
    """What is to be built."""

    what: str
    """How messages name it."""
    context: Path
    dockerfile: Path
    tag: str
    session: str
    caches: str
    """Keeps the cache mounts of one measurement apart from all others."""
    fresh: bool
    """Whether nothing may be taken from earlier builds."""


class Container(Protocol):
    """A container that runs, or has ended."""

    def address(self) -> tuple[str, int] | None:
        """Return where its port can be reached; None where it has none, or is on another machine."""
        ...

    def exit_code(self) -> int | None:
        """Return its exit code; None while it runs."""
        ...


class Engine(Protocol):
    """What measuring asks of an engine. Every call may raise an EngineError."""

    def version(self) -> str:
        """Return name and version; it is also the question whether the engine works."""
        ...

    def pull(self, image: str) -> None:
        """Fetch an image, unless it cannot be fetched but is there."""
        ...

    def build(self, order: Order, tell: Callable[[str], None]) -> float:
        """Build an image, tell each step as it begins, and return how many seconds it took."""
        ...

    def saved(self, tag: str) -> AbstractContextManager[IO[bytes]]:
        """Return an image as the archive that `docker image save` makes."""
        ...

    def running(self, tag: str, session: str, port: int | None) -> AbstractContextManager[Container]:
        """Run an image; the container is removed at the end."""
        ...

    def sessions(self) -> set[str]:
        """Return the sessions of which something is left."""
        ...

    def remove(self, session: str) -> None:
        """Remove all containers, images and cache mounts of a session; what cannot be removed stays silently."""
        ...


class Docker:
    """Docker, or what has its command line and BuildKit."""

    def __init__(self, program: str = "docker", seconds: float = _SECONDS) -> None:
        """Take the program's name, and how long to wait for what should take no time; nothing is started."""
        self._program = program
        self._seconds = seconds
        self._environment = os.environ | _ENVIRONMENT

    def version(self) -> str:
        """Ask the client and the server."""
        return "Docker " + self._output("version", "--format", "{{.Server.Version}}")

    def pull(self, image: str) -> None:
        """Fetch an image; without a network the one that is there will do."""
        try:
            self._output("pull", "--quiet", image, seconds=_MANY_SECONDS)
        except EngineError:
            if self._run(("image", "inspect", image)).returncode != 0:
                raise

    def build(self, order: Order, tell: Callable[[str], None]) -> float:
        """Build with BuildKit."""
        command = (
            *("build", "--load", "--tag", order.tag, "--file", str(order.dockerfile)),
            *("--label", f"{LABEL}={order.session}", "--build-arg", f"BUILDKIT_CACHE_MOUNT_NS={order.caches}"),
            *(("--no-cache",) if order.fresh else ()),
            str(order.context),
        )
        start = time.perf_counter()
        code, log = self._followed(command, tell)
        seconds = time.perf_counter() - start
        if code != 0:
            has_begun = any(line.startswith("#") for line in log)
            raise_where_engine_fails("\n".join(log), has_begun=has_begun)
            raise BuildError(order.what, *failure(log))
        return seconds

    def _followed(self, arguments: Sequence[str], tell: Callable[[str], None]) -> tuple[int, list[str]]:
        """Run a build, telling its steps; return its exit code and the end of its log."""
        log: deque[str] = deque(maxlen=400)
        with (
            self._started(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process,
            _ended_after(process, _MANY_SECONDS) as is_late,
        ):
            for line in process.stderr or ():
                log.append(line.decode("utf-8", "replace").rstrip())
                if step := re.match(_STEP, log[-1]):
                    tell(step[1])
            code = process.wait()
        if is_late.is_set():
            raise _late("build", _MANY_SECONDS)
        return code, list(log)

    @contextmanager
    def saved(self, tag: str) -> Iterator[IO[bytes]]:
        """Stream the archive; nothing is written to a disk."""
        arguments = ("image", "save", tag)
        with (
            self._started(arguments, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process,
            _ended_after(process, _MANY_SECONDS),
        ):
            assert process.stdout is not None  # noqa: S101 - it was asked for
            yield process.stdout

    @contextmanager
    def running(self, tag: str, session: str, port: int | None) -> Iterator["_DockerContainer"]:
        """Run with the port on this machine only."""
        publish = () if port is None else ("--publish", f"127.0.0.1::{port}")
        name = self._output("run", "--detach", "--label", f"{LABEL}={session}", *publish, tag)
        try:
            yield _DockerContainer(self, name, port)
        finally:
            self._run(("rm", "--force", "--volumes", name))

    def sessions(self) -> set[str]:
        """Look at the labels of containers and images, and at the names of cache mounts."""
        containers = self._output("ps", "--all", "--filter", f"label={LABEL}", "--format", f'{{{{.Label "{LABEL}"}}}}')
        found = set(containers.split())
        if images := self._images(LABEL):
            labels = f'{{{{index .Config.Labels "{LABEL}"}}}}'
            found |= set(self._run(("image", "inspect", "--format", labels, *images)).stdout.split())
        return found | {session for _, session in self._caches()}

    def remove(self, session: str) -> None:
        """Remove all that carries the session's label or name."""
        label = f"{LABEL}={session}"
        if containers := self._run(("ps", "--all", "--quiet", "--filter", f"label={label}")).stdout.split():
            self._run(("rm", "--force", "--volumes", *containers))
        if images := self._images(label):
            self._run(("image", "rm", "--force", *images))
        if caches := [identifier for identifier, of in self._caches() if of == session]:
            # As one regular expression, since each call takes a second; its quotes are of the filter's own language.
            self._run(("buildx", "prune", "--force", "--filter", f'id="^({"|".join(caches)})$"'), _MANY_SECONDS)

    def _images(self, label: str) -> list[str]:
        done = self._run(("image", "ls", "--all", "--quiet", "--no-trunc", "--filter", f"label={label}"))
        return sorted(set(done.stdout.split()))

    def _caches(self) -> list[tuple[str, str]]:
        """Return the id of each cache mount of ours, and its session."""
        done = self._run(("buildx", "du", "--verbose", "--filter", "type=exec.cachemount"))
        return [
            (identifier[1], name[1])
            for record in re.split(r"\n[ \t]*\n", done.stdout)
            if (identifier := re.search(r"^ID:\s{1,20}(\S+)", record, re.MULTILINE))
            and (name := re.search(rf'with id "/?{CACHES}(\w{{1,64}})-', record))
        ]

    def _output(self, *arguments: str, seconds: float | None = None) -> str:
        """Return what a command prints.

        Raises:
            EngineError: it failed.
        """
        done = self._run(arguments, seconds)
        if done.returncode != 0:
            said = done.stderr.strip().splitlines()
            raise_where_engine_fails(done.stderr)
            raise EngineError(f"`{self._program} {arguments[0]}` failed: {said[-1] if said else done.returncode}")
        return done.stdout.strip()

    def _run(self, arguments: Sequence[str], seconds: float | None = None) -> subprocess.CompletedProcess[str]:
        try:
            return subprocess.run(  # noqa: S603 - a program of a fixed name, and arguments that are no shell's
                [self._program, *arguments],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                encoding="utf-8",
                errors="replace",
                timeout=seconds or self._seconds,
                check=False,
                env=self._environment,
            )
        except subprocess.TimeoutExpired as error:
            raise _late(arguments[0], error.timeout) from error
        except OSError as error:
            raise self._not_there(error) from error

    @contextmanager
    def _started(self, arguments: Sequence[str], *, stdout: int, stderr: int) -> Iterator[subprocess.Popen[bytes]]:
        """Start a command, and see that it ends: also where a person does not wait for it."""
        try:
            process = subprocess.Popen(  # noqa: S603 - as above
                [self._program, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=stdout,
                stderr=stderr,
                env=self._environment,
            )
        except OSError as error:
            raise self._not_there(error) from error
        with process:
            try:
                yield process
            finally:
                _end(process)

    def _not_there(self, error: OSError) -> EngineError:
        if isinstance(error, FileNotFoundError):
            return EngineError(
                f"there is no container engine: `{self._program}` is not on PATH",
                "Install Docker (docs.docker.com/get-docker), start it, and run again.",
            )
        return EngineError(f"`{self._program}` cannot be run: {error.strerror}", "Check the program.")


class _DockerContainer(NamedTuple):
    engine: Docker
    name: str
    port: int | None

    def address(self) -> tuple[str, int] | None:
        """Ask which port of this machine leads to it."""
        if self.port is None or not _is_local():
            return None
        printed = self.engine._run(("port", self.name, str(self.port))).stdout.splitlines()  # noqa: SLF001 - one module
        host, colon, number = printed[0].rpartition(":") if printed else ("", "", "")
        return (host, int(number)) if colon and number.isdigit() else None

    def exit_code(self) -> int | None:
        """Ask for its state."""
        state = "{{.State.Running}} {{.State.ExitCode}}"
        said = self.engine._run(("inspect", "--format", state, self.name)).stdout.split()  # noqa: SLF001 - one module
        return None if said[:1] == ["true"] else int(said[1]) if len(said) > 1 else 1


def _is_local() -> bool:
    """Tell whether the ports of containers are ports of this machine."""
    host = os.environ.get("DOCKER_HOST", "")
    return not host or host.startswith(("unix:", "npipe:", "tcp://127.0.0.1", "tcp://localhost"))


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Ask a process to stop, so that it can cancel what the engine does for it, and then make it stop."""
    if process.stdout is not None:
        process.stdout.close()
    if process.poll() is None:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(_PATIENCE)
            return
        process.kill()


@contextmanager
def _ended_after(process: "subprocess.Popen[bytes]", seconds: int) -> Iterator[threading.Event]:
    """End a process that takes too long; the event then says so."""
    is_late = threading.Event()

    def end() -> None:
        is_late.set()
        process.kill()

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield is_late
    finally:
        timer.cancel()


def _late(what: str, seconds: float) -> EngineError:
    return EngineError(
        f"`docker {what}` has not ended after {seconds:g} seconds", "Does the engine work? Try `docker info`."
    )

"""A container that is a program in the foreground, as `buildah run` makes it."""

import socket
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import IO, Final, NoReturn

from dockgen.engines.errors import EngineError
from dockgen.engines.face import Container, Done, Process, State
from dockgen.engines.process import Program, pieces_of

_KEPT: Final = 65_536
"""Bytes of its output."""
_MOMENT: Final = 2
"""Seconds."""
_NO_SUCH_PROGRAM: Final = ("executable file not found", "no such file or directory")


@contextmanager
def foreground(program: Program, arguments: Sequence[str], port: int | None) -> Iterator[Container]:
    """Run a container until the context ends; raise an EngineError if another program listens on its port."""
    if port is not None and not _is_free(port):
        raise EngineError(
            f"another program listens on port {port} of this machine, whose network {program.name} uses",
            "Stop that program, or use another engine: --engine.",
        )
    with program.started(arguments, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        container = _Foreground(program.name, process, port)
        try:
            yield container
        finally:
            container.stop(0)


class _Foreground:
    """A `Container`; a thread reads what it prints."""

    def __init__(self, engine: str, process: "subprocess.Popen[bytes]", port: int | None) -> None:
        self._engine, self._process, self._port = engine, process, port
        self._output = b""
        self._reader = threading.Thread(target=self._read, args=(process.stdout,), daemon=True)
        self._reader.start()

    def _read(self, stream: IO[bytes]) -> None:
        for piece in pieces_of(stream):
            self._output = (self._output + piece)[-_KEPT:]

    def address(self) -> tuple[str, int] | None:
        return None if self._port is None else ("127.0.0.1", self._port)

    def state(self) -> State:
        code = self.exit_code()
        said = self.logs()[-1000:] if code else ""
        could_not = code is not None and "creating container" in said and any(why in said for why in _NO_SUCH_PROGRAM)
        return State(running=code is None, exit_code=code, error=said.strip() if could_not else "")

    def exit_code(self) -> int | None:
        return self._process.poll()

    def logs(self, most: int = 16_384) -> str:
        if self._process.poll() is not None:
            self._reader.join(1)
        return self._output[-most:].decode("utf-8", "replace")

    def processes(self) -> Sequence[Process]:
        self._refuse("list processes")

    def changes(self) -> Sequence[str]:
        self._refuse("list changed files")

    def written(self) -> int:
        return 0

    def execute(self, words: Sequence[str], seconds: float, user: str = "") -> Done:
        del words, seconds, user
        self._refuse("run a command in a container")

    def signal(self, name: str) -> None:
        self._refuse(f"send {name}")

    def stop(self, seconds: int) -> float:
        """End it: buildah kills it where it is asked to stop itself."""
        start = time.perf_counter()
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(max(seconds, 5))
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._reader.join(5)
        return time.perf_counter() - start

    def _refuse(self, what: str) -> NoReturn:
        raise EngineError(f"{self._engine} cannot {what}", "Use another engine: --engine.")


def _is_free(port: int) -> bool:
    """Tell whether no program listens on a port of this machine; one that is just being stopped gets a moment."""
    deadline = time.monotonic() + _MOMENT
    while (listens := _listens(port)) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not listens


def _listens(port: int) -> bool:
    with socket.socket() as one:
        one.settimeout(1)
        return one.connect_ex(("127.0.0.1", port)) == 0

"""Podman, with or without root, on this machine or another one."""

import os
import re
import time
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Final
from urllib.parse import urlsplit

from dockgen.engines import building
from dockgen.engines.commandline import RUNNING, CommandLine
from dockgen.engines.container import CommandContainer
from dockgen.engines.face import LABEL, Ability, Built, Order, Process, Run
from dockgen.engines.process import SECONDS, Program

_CHECK: Final = 35.0
"""Seconds: 5 more than a health check may take where the image does not say it; so long it is waited for."""


class Podman(CommandLine):
    """Podman.

    It leaves the health check to systemd, which is not everywhere and cannot be made to run it each second. So where
    that is asked for, each look at the container's state runs the check.
    """

    _log = ("--log-driver", "k8s-file", "--log-opt", "max-size=8mb")
    """A program that prints without end fills no disk; and of a very long log podman finds the end only slowly."""
    _file_limit = ()
    """With any `--ulimit`, podman forgets the `default_ulimits` of containers.conf, without which it may not start."""
    _label_of_a_container = f'{{{{index .Labels "{LABEL}"}}}}'

    def __init__(self, program: str = "podman", seconds: float = SECONDS) -> None:
        super().__init__(program, {}, RUNNING | frozenset[Ability]({"platforms", "reproducible"}), seconds)

    def version(self) -> str:
        """Ask the client, and the server where that is another one."""
        said = self.program.output("info", "--format", "{{.Version.Version}} {{.Host.NetworkBackend}}").split()
        if said[-1:] == ["netavark"]:  # the other backend resolves no names without one more plug-in
            self.abilities |= frozenset[Ability]({"networks"})
        return f"Podman {said[0] if said else ''}".strip()

    def build(self, order: Order, tell: Callable[[str], None]) -> Built:
        """Build with Buildah."""
        return building.with_buildah(self.program, order, tell)

    def _created(self, run: Run) -> CommandContainer:
        # Its own search for the end of a log may leave out lines that came in pieces. All of it is little, see _LOG.
        container = super()._created(run)._replace(processes_of=processes_of, tail=())
        return container._replace(check=Check(self.program, container.id)) if run.quick_health else container

    def _run_flags(self, run: Run) -> Iterator[str]:
        yield from super()._run_flags(run)
        if run.read_only:
            yield "--read-only-tmpfs=false"  # without being told, podman makes some folders writable

    def _reached_at(self) -> str | None:
        """Look at where the service is; ports of a `podman machine` are offered on this one too."""
        kind, _, rest = self._endpoint.partition("://")
        is_here = kind in {"", "unix"} or urlsplit(f"//{rest}").hostname in {"localhost", "127.0.0.1", "::1"}
        return "" if is_here else None

    @cached_property
    def _endpoint(self) -> str:
        """Return the address of the service; empty where there is none, since podman needs none."""
        if host := os.environ.get("CONTAINER_HOST"):
            return host
        if self.program.finished("info", "--format", "{{.Host.ServiceIsRemote}}").out.strip() != "true":
            return ""
        listed = self.program.finished("system", "connection", "list", "--format", "{{.Default}} {{.URI}}").out
        return next((uri for line in listed.splitlines() if (uri := line.removeprefix("true ")) != line), "")


class Check:
    """Runs a container's health check, and keeps whether it ever went well: until then it is only starting."""

    def __init__(self, program: Program, container: str) -> None:
        self._program = program
        self._container = container
        self._has_been_healthy = False
        self._status = "starting"
        self._last = -1.0

    def __call__(self) -> str:
        """Run the check, though not more than twice a second, and return the status."""
        if 0 <= time.monotonic() - self._last < 0.5:  # noqa: PLR2004 - half a second
            return self._status
        code, said = self._program.end_of(("healthcheck", "run", self._container), 4096, _CHECK)
        if "no defined healthcheck" in said:
            self._status = ""
        elif code == 0:
            self._has_been_healthy, self._status = True, "healthy"
        elif self._has_been_healthy:
            self._status = "unhealthy"
        self._last = time.monotonic()
        return self._status


def processes_of(program: Program, container: str) -> Sequence[Process]:
    """List the processes of a container by podman's own ps: it needs none in the image, nor on the machine."""
    lines = program.output("top", container, "pid", "hpid", "user", "state", "args").splitlines()[1:]
    found = [line.split(None, 4) for line in lines if re.match(r"\d+\s+\d+\s", line)]
    in_order = sorted(found, key=lambda words: int(words[0]))
    return [Process(int(pid), uid, state, " ".join(command)) for _, pid, uid, state, *command in in_order]

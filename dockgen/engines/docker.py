"""Docker, and what has its command line and BuildKit."""

import os
import re
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from dockgen.engines import building
from dockgen.engines.commandline import JSON_FILE, RUNNING, CommandLine
from dockgen.engines.container import CommandContainer
from dockgen.engines.errors import EngineError
from dockgen.engines.face import CACHES, Ability, Built, Order, Run
from dockgen.engines.process import MANY_SECONDS, SECONDS, Followed, at_once, ended_after, lines_of, log_of
from dockgen.engines.sessions import temporary

_ENVIRONMENT: Final = {
    "DOCKER_BUILDKIT": "1",
    "DOCKER_CLI_HINTS": "false",
    "BUILDKIT_PROGRESS": "plain",
    "BUILDX_NO_DEFAULT_ATTESTATIONS": "1",  # they would count as a part of the image
    "BUILDX_METADATA_WARNINGS": "1",
    "BUILDX_METADATA_PROVENANCE": "disabled",
}
_ABILITIES: Final = RUNNING | frozenset[Ability]({"networks", "warnings", "platforms"})
_OF_CONTAINERD: Final[frozenset[Ability]] = frozenset({"attestations", "reproducible"})
"""What the image store of containerd can do, and every builder of buildx but the one within an engine without it."""
_QUICK: Final = ("--health-interval", "1s", "--health-start-period", "300s", "--health-retries", "1")
"""In a start period a check that fails is none, and the first one that does not ends it."""
_QUICK_START: Final = ("--health-start-interval", "500ms")
"""Docker 25 and later check each 5 seconds in a start period, unless told otherwise; earlier ones know no such flag."""


class Docker(CommandLine):
    """Docker.

    Where it is on another machine, ports are reached only if it is spoken to by `tcp://HOST`, as in a CI job with a
    service `docker:dind`: such a container is offered on all of that machine's addresses. Through `ssh://` it is
    offered on the other machine alone, and has no address here.
    """

    _log = JSON_FILE
    _start_interval: Sequence[str] = _QUICK_START

    def __init__(self, program: str = "docker", seconds: float = SECONDS) -> None:
        super().__init__(program, _ENVIRONMENT, _ABILITIES, seconds)

    def version(self) -> str:
        """Ask the client and the server, once."""
        return self._version

    @cached_property
    def _version(self) -> str:
        version, store = at_once(
            lambda: self.program.output("version", "--format", "{{.Server.Version}}"),
            lambda: self.program.finished("info", "--format", "{{json .DriverStatus}}").out,
        )
        if "io.containerd.snapshotter" in store or self._has_own_builder():
            self.abilities = _ABILITIES | _OF_CONTAINERD
        return f"Docker {version}"

    def _has_own_builder(self) -> bool:
        """Tell whether builds do not happen within the engine, but in a container or elsewhere."""
        driver = re.search(r"^Driver:\s{1,20}(\S+)", self.program.finished("buildx", "inspect").out, re.MULTILINE)
        return driver is not None and driver[1] != "docker"

    def build(self, order: Order, tell: Callable[[str], None]) -> Built:
        """Build with BuildKit."""
        is_marked = order.labelled or bool(order.caches)
        self._marked[order.session] = self._marked.get(order.session, False) or is_marked
        with tempfile.TemporaryDirectory(prefix=temporary(order.session)) as folder:
            metadata = Path(folder, "metadata.json")
            command = (*_head(order), "--metadata-file", str(metadata), *building.flags(order), str(order.context))
            build = self._loaded if order.epoch is not None and order.keep else self.program.followed
            log, seconds = building.finished(building.BUILDKIT, order, tell, lambda take: build(command, take))
            warned = building.warnings_in_metadata(metadata)
        return Built(seconds, building.warnings_in_log(log) if warned is None else warned)

    def _loaded(self, command: Sequence[str], tell: Callable[[str], None]) -> Followed:
        """Build an archive, and load it as it comes: an engine's own exporter does not rewrite the times of files."""
        pipe, program = subprocess.PIPE, self.program
        with (
            program.started(command, stdout=pipe, stderr=pipe) as build,
            program.started(
                ("image", "load", "--quiet"), stdin=build.stdout or pipe, stdout=subprocess.DEVNULL, stderr=pipe
            ) as load,
            ended_after(build, MANY_SECONDS) as is_late,
        ):
            assert build.stdout is not None  # noqa: S101 - it was asked for
            build.stdout.close()  # it is the other program's now
            log = log_of(build.stderr, tell)
            code = build.wait()
            said = [*lines_of(load.stderr)]
            if load.wait() != 0 and code == 0:
                program.failed(("image", "load"), "\n".join(said))
        if is_late.is_set():
            raise program.late("build", MANY_SECONDS)
        return code, log

    def attested(self, order: Order, tell: Callable[[str], None]) -> Path:
        """Build an OCI archive."""
        handle, name = tempfile.mkstemp(prefix=temporary(order.session), suffix=".tar")
        os.close(handle)
        attest = ("--attest", "type=sbom", "--attest", "type=provenance,mode=max")
        command = ("build", *attest, "--output", f"type=oci,dest={name}", *building.flags(order), str(order.context))
        try:
            building.finished(building.BUILDKIT, order, tell, lambda take: self.program.followed(command, take))
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        return Path(name)

    def _created(self, run: Run) -> CommandContainer:
        """Create a container; an engine that knows no interval for starting takes that for all checks there."""
        try:
            return super()._created(run)
        except EngineError as error:
            if not run.quick_health or "start-interval" not in str(error):
                raise
            self._start_interval = ()
            return super()._created(run)

    def _run_flags(self, run: Run) -> Iterator[str]:
        yield from super()._run_flags(run)
        if run.quick_health:
            yield from (*_QUICK, *self._start_interval)

    def _reached_at(self) -> str | None:
        """Look at how the engine is spoken to."""
        kind, _, rest = self._endpoint.partition("://")
        if kind not in {"tcp", "http", "https", "ssh"}:
            return ""
        host = urlsplit(f"//{rest}").hostname or ""
        if kind != "ssh" and re.fullmatch(r"localhost|127\.[\d.]{1,12}|::1", host):
            return ""
        return None if kind == "ssh" else host

    @cached_property
    def _endpoint(self) -> str:
        """Return the address of the engine: a context may name another one."""
        if host := os.environ.get("DOCKER_HOST"):
            return host
        return self.program.finished("context", "inspect", "--format", "{{.Endpoints.docker.Host}}").out.strip()

    def sessions(self) -> set[str]:
        """Look at the names of cache mounts too."""
        found, caches = at_once(super().sessions, lambda: {session for _, session in self._caches()})
        return found | caches

    def remove(self, session: str) -> None:
        """Remove the session's cache mounts too."""

        def others() -> list[tuple[str, str]]:
            super(Docker, self).remove(session)
            return []

        found, _ = at_once(self._caches if self._marked.get(session, True) else list, others)
        if caches := [identifier for identifier, of in found if of == session]:
            # As one regular expression, since each call takes a second; its quotes are of the filter's own language.
            prune = ("buildx", "prune", "--force", "--filter", f'id="^({"|".join(caches)})$"')
            self.program.finished(*prune, seconds=MANY_SECONDS)

    def _caches(self) -> list[tuple[str, str]]:
        """Return the id of each cache mount of ours, and its session."""
        done = self.program.finished("buildx", "du", "--verbose", "--filter", "type=exec.cachemount")
        return [
            (identifier[1], name[1])
            for record in re.split(r"\n[ \t]*\n", done.out)
            if (identifier := re.search(r"^ID:\s{1,20}(\S+)", record, re.MULTILINE))
            and (name := re.search(rf'with id "/?{CACHES}(\w{{1,64}})-', record))
        ]


def _head(order: Order) -> list[str]:
    if not order.keep:
        return ["build", "--output", "type=cacheonly"]
    if order.epoch is None:
        return ["build", "--load", "--tag", order.tag]
    return ["build", "--output", f"type=docker,rewrite-timestamp=true,name={order.tag},dest=-"]

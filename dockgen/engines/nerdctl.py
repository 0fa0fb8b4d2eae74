"""Nerdctl, the command line of containerd. It builds with a buildkitd, where one runs."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from dockgen.engines import again, warnings
from dockgen.engines.commandline import LOOPBACK, RUNNING, CommandLine
from dockgen.engines.container import CommandContainer
from dockgen.engines.docker import processes_of, raise_failure, telling
from dockgen.engines.errors import EngineError
from dockgen.engines.face import Ability, Built, Order, Run
from dockgen.engines.flags import build_flags, run_flags
from dockgen.engines.process import SECONDS

_ENVIRONMENT: Final[Mapping[str, str]] = {"BUILDKIT_PROGRESS": "plain"}
_LOG: Final = ("--log-driver", "json-file", "--log-opt", "max-size=8m", "--log-opt", "max-file=2")


class Nerdctl(CommandLine):
    """Nerdctl. It has docker's commands, but not all of their flags; it runs no health check."""

    def __init__(self, program: str = "nerdctl", seconds: float = SECONDS) -> None:
        super().__init__(program, _ENVIRONMENT, processes_of, seconds)

    @property
    def abilities(self) -> frozenset[Ability]:
        """Return what it can do."""
        return (RUNNING - {"healthcheck"}) | frozenset[Ability]({"networks", "warnings", "platforms"})

    def version(self) -> str:
        """Ask the client and containerd."""
        self.program.output("info", "--format", "{{.ServerVersion}}")
        return "nerdctl " + self.program.output("version", "--format", "{{.Client.Version}}").removeprefix("v")

    def build(self, order: Order, tell: Callable[[str], None]) -> Built:
        """Build with BuildKit; `--progress` has no environment variable here."""
        caches = ("--build-arg", f"BUILDKIT_CACHE_MOUNT_NS={order.caches}") if order.caches else ()
        epoch = () if order.epoch is None else ("--build-arg", f"SOURCE_DATE_EPOCH={order.epoch}")
        command = ("build", "--progress", "plain", "--tag", order.tag, *build_flags(order), *caches, *epoch)
        done, seconds = again.timed(lambda: self.program.followed((*command, str(order.context)), telling(tell)))
        if done.code != 0:
            raise_failure(order.what, done.log)
        if not order.keep:
            self.program.finished("image", "rm", "--force", order.tag)
        return Built(seconds, warnings.in_log(done.log))

    def attested(self, order: Order, tell: Callable[[str], None]) -> Path:
        """Raise an EngineError: it cannot do this here."""
        del order, tell
        raise EngineError("nerdctl attaches no SBOM and no provenance here", "Use --engine docker for that.")

    def _created(self, run: Run) -> CommandContainer:
        """Create a container: others find it by its own name, since it can have no other one."""
        words = [*run_flags(run, LOOPBACK), *_LOG, *(("--name", run.name) if run.name and run.network else ())]
        identifier = self.program.output("create", *words, run.tag, *run.arguments).split()[-1]
        return CommandContainer(self.program, identifier, run.port, "", processes_of)

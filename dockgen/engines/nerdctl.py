"""Nerdctl, the command line of containerd. It builds with a buildkitd, where one runs."""

from collections.abc import Callable

from dockgen.engines import building
from dockgen.engines.commandline import JSON_FILE, RUNNING, CommandLine
from dockgen.engines.face import Ability, Built, Order
from dockgen.engines.process import SECONDS


class Nerdctl(CommandLine):
    """Nerdctl. It has docker's commands, but not all of their flags; it runs no health check."""

    _log = JSON_FILE
    _alias = "--name"  # others find a container only by its own name

    def __init__(self, program: str = "nerdctl", seconds: float = SECONDS) -> None:
        able = (RUNNING - {"healthcheck"}) | frozenset[Ability]({"networks", "warnings", "platforms"})
        super().__init__(program, {"BUILDKIT_PROGRESS": "plain"}, able, seconds)

    def version(self) -> str:
        """Ask the client and containerd."""
        self.program.output("info", "--format", "{{.ServerVersion}}")
        return "nerdctl " + self.program.output("version", "--format", "{{.Client.Version}}").removeprefix("v")

    def build(self, order: Order, tell: Callable[[str], None]) -> Built:
        """Build with BuildKit; `--progress` has no environment variable here."""
        flags = ("--progress", "plain", "--tag", order.tag, *building.flags(order))
        command = ("build", *flags, str(order.context))
        log, seconds = building.finished(
            building.BUILDKIT, order, tell, lambda take: self.program.followed(command, take)
        )
        if not order.keep:
            self.program.finished("image", "rm", "--force", order.tag)
        return Built(seconds, building.warnings_in_log(log))

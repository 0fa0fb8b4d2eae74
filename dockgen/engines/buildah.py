"""Buildah: it builds, and runs an image's command as a build would, which is not all that an engine does."""

import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import IO, Final

from dockgen.engines import steps
from dockgen.engines.commandline import config_of
from dockgen.engines.errors import EngineError
from dockgen.engines.face import LABEL, Ability, Built, Config, Order, Run
from dockgen.engines.foreground import ForegroundContainer
from dockgen.engines.limits import FILE
from dockgen.engines.process import MANY_SECONDS, SECONDS, Program
from dockgen.text import parsed

_ABILITIES: Final[frozenset[Ability]] = frozenset({"publish", "platforms", "reproducible"})
"""A port is that of the machine itself: its network is used."""
_OURS: Final = r"\bdockgen-(?:ladder-|verify-|)([0-9a-f]{12})\b"


class Buildah:
    """Buildah.

    A container of it is a program in the foreground, in the machine's own network. It has no health check and no
    root file system that is read-only, gets no signals, and is killed where it is asked to stop.
    """

    def __init__(self, program: str = "buildah", seconds: float = SECONDS) -> None:
        self.program = Program(program, dict(os.environ), seconds)

    @property
    def name(self) -> str:
        """Return its program's name."""
        return self.program.name

    @property
    def abilities(self) -> frozenset[Ability]:
        """Return what it can do."""
        return _ABILITIES

    def version(self) -> str:
        """Ask the program; it has no server."""
        said = re.search(r"version (\S{1,40})", self.program.output("--version"))
        self.program.output("containers", "--quiet")  # whether its storage works
        return f"Buildah {said[1] if said else ''}".strip()

    def pull(self, image: str) -> None:
        """Fetch an image; without a network the one that is there will do."""
        code, said = self.program.end_of(("pull", "--quiet", image), 4096, MANY_SECONDS)
        if code != 0 and self.config(image) is None:
            self.program.failed(("pull",), said or str(code))

    def build(self, order: Order, tell: Callable[[str], None]) -> Built:
        """Build an image."""
        built = steps.build(self.program, order, tell)
        if not order.keep:
            self.program.finished("rmi", order.tag)
        return built

    def attested(self, order: Order, tell: Callable[[str], None]) -> Path:
        """Raise an EngineError: buildah attaches nothing."""
        del order, tell
        raise EngineError("buildah attaches no SBOM and no provenance", "Use --engine docker for that.")

    def config(self, image: str) -> Config | None:
        """Ask for an image's configuration."""
        arguments = ("inspect", "--type", "image", image)
        done = self.program.finished(*arguments)
        if done.code != 0 and re.search(r"(?i)not known|no such|not found", done.err):
            return None
        return config_of(_as_docker_says(json.loads(self.program.checked(arguments, done).out)))

    def saved(self, tag: str) -> AbstractContextManager[IO[bytes]]:
        """Stream the archive."""
        return self.program.piped(("push", "--quiet", tag, f"docker-archive:/dev/stdout:{tag}"))

    def tag(self, image: str, name: str) -> None:
        """Give an image one more name."""
        self.program.output("tag", image, name)

    @contextmanager
    def run(self, run: Run) -> Iterator[ForegroundContainer]:
        """Run an image's command in the foreground of a thread."""
        config = self.config(run.tag)
        if config is None:
            raise EngineError(f"there is no image {run.tag}")
        name = f"dockgen-{run.session}-{os.urandom(3).hex()}"
        self.program.output("from", "--pull-never", *_limits(run), "--name", name, run.tag)
        words = (*config.entrypoint, *(run.arguments or config.command))
        try:
            with ForegroundContainer(
                self.program, ("run", *_run_words(run), name, "--", *words), run.port
            ) as container:
                yield container
        finally:
            self.program.finished("rm", name)

    def network(self, session: str) -> AbstractContextManager[str]:
        """Raise an EngineError: buildah makes no networks."""
        raise EngineError(f"buildah makes no networks, and so none for {session}", "Use another engine: --engine.")

    def sessions(self) -> set[str]:
        """Look at the names of containers and images, and at the labels of images."""
        names = self._lines("containers", "--format", "{{.ContainerName}}") + self._names()
        found = {match[1] for name in names if (match := re.search(_OURS, name))}
        for image in self._lines("images", "--quiet", "--no-trunc", "--filter", f"label={LABEL}"):
            label = self.program.finished("inspect", "--type", "image", "--format", _LABEL_OF_AN_IMAGE, image).out
            found |= set(label.split())
        return found

    def remove(self, session: str) -> None:
        """Remove all that carries the session's label or name."""
        names = self._lines("containers", "--format", "{{.ContainerName}}")
        if containers := [name for name in names if session in name]:
            self.program.finished("rm", *containers)
        labelled = self._lines("images", "--quiet", "--no-trunc", "--filter", f"label={LABEL}={session}")
        if images := sorted({*labelled, *(name for name in self._names() if session in name)}):
            self.program.finished("rmi", "--force", *images)

    def _names(self) -> list[str]:
        return [name for name in self._lines("images", "--format", "{{.Name}}:{{.Tag}}") if re.search(_OURS, name)]

    def _lines(self, *arguments: str) -> list[str]:
        return self.program.words(*arguments)


_LABEL_OF_AN_IMAGE: Final = f'{{{{index .Docker.Config.Labels "{LABEL}"}}}}'


def _limits(run: Run) -> Iterator[str]:
    """Limit it as far as Buildah can: it knows no number of processes."""
    if run.limits.memory:
        yield from ("--memory", str(run.limits.memory), "--memory-swap", str(run.limits.memory))
    if run.limits.cpus:
        yield from ("--cpu-period", "100000", "--cpu-quota", str(round(run.limits.cpus * 100_000)))
    yield from ("--ulimit", f"fsize={FILE}:{FILE}")


def _run_words(run: Run) -> Iterator[str]:
    yield from ("--network", "host")
    if run.user:
        yield from ("--user", run.user)
    if run.no_privileges:
        yield from ("--cap-drop", "all")
    for path in run.tmpfs:
        size = f",tmpfs-size={run.limits.tmpfs}" if run.limits.tmpfs else ""
        yield from ("--mount", f"type=tmpfs,destination={path}{size}")
    for volume in run.volumes:
        if ":" in volume:
            yield from ("--volume", volume)
    for name, value in run.environment.items():
        yield from ("--env", f"{name}={value}")


def _as_docker_says(said: object) -> parsed.Table:
    """Return what `docker image inspect` would say."""
    image = parsed.table(said, "Docker")
    return {
        "Id": parsed.text(said, "FromImageID"),
        "Config": parsed.table(image, "config"),
        "RootFS": {"Layers": parsed.texts(image, "rootfs", "diff_ids")},
        "Os": image.get("os"),
        "Architecture": image.get("architecture"),
        "Variant": image.get("variant"),
    }

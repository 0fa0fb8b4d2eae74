"""Buildah: it builds, and runs an image's command as a build would, which is not all that an engine does."""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import IO, Final, NoReturn

from dockgen.engines import building
from dockgen.engines.commandline import CommandLine, memory_flags
from dockgen.engines.errors import EngineError
from dockgen.engines.face import LABEL, Built, Container, Order, Run
from dockgen.engines.foreground import foreground
from dockgen.engines.limits import Limits
from dockgen.engines.process import SECONDS
from dockgen.text import parsed

_OURS: Final = r"\bdockgen-(?:ladder-|verify-|)([0-9a-f]{12})\b"
_LABEL_OF_AN_IMAGE: Final = f'{{{{index .Docker.Config.Labels "{LABEL}"}}}}'


class Buildah(CommandLine):
    """Buildah.

    A container of it is a program in the foreground, in the machine's own network. It has no health check and no
    root file system that is read-only, gets no signals, and is killed where it is asked to stop.
    """

    _inspect = ("inspect", "--type", "image")

    def __init__(self, program: str = "buildah", seconds: float = SECONDS) -> None:
        super().__init__(program, {}, frozenset({"publish", "platforms", "reproducible"}), seconds)

    def version(self) -> str:
        """Ask the program; it has no server."""
        said = re.search(r"version (\S{1,40})", self.program.output("--version"))
        self.program.output("containers", "--quiet")  # whether its storage works
        return f"Buildah {said[1] if said else ''}".strip()

    def build(self, order: Order, tell: Callable[[str], None]) -> Built:
        """Build an image."""
        return building.with_buildah(self.program, order, tell)

    def _described(self, said: parsed.Table) -> parsed.Table:
        image = parsed.table(said, "Docker")
        return {
            "Id": parsed.text(said, "FromImageID"),
            "Config": parsed.table(image, "config"),
            "RootFS": {"Layers": parsed.texts(image, "rootfs", "diff_ids")},
            "Os": image.get("os"),
            "Architecture": image.get("architecture"),
            "Variant": image.get("variant"),
        }

    def saved(self, tag: str) -> AbstractContextManager[IO[bytes]]:
        """Stream the archive."""
        return self.program.piped(("push", "--quiet", tag, f"docker-archive:/dev/stdout:{tag}"))

    def tag(self, image: str, name: str) -> None:
        """Give an image one more name."""
        self.program.output("tag", image, name)

    @contextmanager
    def run(self, run: Run) -> Iterator[Container]:
        """Run an image's command in the foreground of a thread."""
        config = self.config(run.tag)
        if config is None:
            raise EngineError(f"there is no image {run.tag}")
        name = f"dockgen-{run.session}-{os.urandom(3).hex()}"
        self.program.output("from", "--pull-never", *self._limit_flags(run.limits), "--name", name, run.tag)
        words = (*config.entrypoint, *(run.arguments or config.command))
        try:
            with foreground(self.program, ("run", *self._run_flags(run), name, "--", *words), run.port) as container:
                yield container
        finally:
            self.program.finished("rm", name)

    def _limit_flags(self, limits: Limits) -> Iterator[str]:
        """Yield the limits that Buildah has: it cannot count processes."""
        yield from memory_flags(limits)
        if limits.cpus:
            yield from ("--cpu-period", "100000", "--cpu-quota", str(round(limits.cpus * 100_000)))
        yield from self._file_limit

    def _run_flags(self, run: Run) -> Iterator[str]:
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

    def network(self, session: str) -> NoReturn:
        """Raise an EngineError: buildah makes no networks."""
        raise EngineError(f"buildah makes no networks, and so none for {session}", "Use another engine: --engine.")

    def sessions(self) -> set[str]:
        """Look at the names of containers and images, and at the labels of images."""
        names = [*self._containers(), *self._image_names()]
        found = {match[1] for name in names if (match := re.search(_OURS, name))}
        for image in self._labelled(LABEL):
            label = self.program.finished(*self._inspect, "--format", _LABEL_OF_AN_IMAGE, image).out
            found |= set(label.split())
        return found

    def remove(self, session: str) -> None:
        """Remove all that carries the session's label or name."""
        if containers := [name for name in self._containers() if session in name]:
            self.program.finished("rm", *containers)
        named = [name for name in self._image_names() if session in name]
        if images := sorted({*self._labelled(f"{LABEL}={session}"), *named}):
            self.program.finished("rmi", "--force", *images)

    def _containers(self) -> list[str]:
        return self.program.words("containers", "--format", "{{.ContainerName}}")

    def _labelled(self, label: str) -> list[str]:
        return self.program.words("images", "--quiet", "--no-trunc", "--filter", f"label={label}")

    def _image_names(self) -> list[str]:
        names = self.program.words("images", "--format", "{{.Name}}:{{.Tag}}")
        return [name for name in names if re.search(_OURS, name)]

"""What docker, podman and nerdctl do alike: images, containers, networks, and what is left of a session."""

import json
import os
import re
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import IO, Final

from dockgen.engines import limits
from dockgen.engines.container import CommandContainer
from dockgen.engines.errors import EngineError
from dockgen.engines.face import LABEL, Ability, Config, Container, Order, Run
from dockgen.engines.limits import Limits
from dockgen.engines.process import MANY_SECONDS, Program, at_once
from dockgen.text import parsed

LOOPBACK: Final = "127.0.0.1:"
RUNNING: Final[frozenset[Ability]] = frozenset(
    {"publish", "own-network", "read-only", "capabilities", "healthcheck", "signal", "execute", "processes", "changes"}
)
"""What all of them can do with a container."""
JSON_FILE: Final = ("--log-driver", "json-file", "--log-opt", "max-size=8m", "--log-opt", "max-file=2")
"""A program that prints without end fills no disk."""
_NAMES: Final = r"(?:^|/)dockgen-(?:ladder|verify)-([0-9a-f]{12})\b"
"""The names of a session's images: one that has no label is found by its name."""


class CommandLine:
    """An engine that is asked by a command line like docker's."""

    _inspect: Sequence[str] = ("image", "inspect")
    _log: Sequence[str] = ()
    """Limits the size of a container's log."""
    _alias = "--network-alias"
    """Names a container for others of its network."""
    _file_limit: Sequence[str] = ("--ulimit", f"fsize={limits.FILE}:{limits.FILE}")
    _label_of_a_container = f'{{{{.Label "{LABEL}"}}}}'

    def __init__(
        self, program: str, environment: Mapping[str, str], abilities: frozenset[Ability], seconds: float
    ) -> None:
        self.program = Program(program, os.environ | environment, seconds)
        self.name = program
        self.abilities = abilities
        """What it can do; complete only after `version`."""
        self._marked: dict[str, bool] = {}
        """Whether images of a session are known by more than their names, for those that this process builds."""

    def pull(self, image: str) -> None:
        """Fetch an image; without a network the one that is there will do."""
        arguments = ("pull", "--quiet", image)
        code, said = self.program.end_of(arguments, 4096, MANY_SECONDS)
        if code != 0 and self.program.finished(*self._inspect, image).code != 0:
            self.program.failed(arguments, said or str(code))

    def config(self, image: str) -> Config | None:
        """Ask for an image's configuration."""
        arguments = (*self._inspect, image)
        done = self.program.finished(*arguments)
        if done.code != 0 and re.search(r"(?i)no such|not found|not known|unable to inspect", done.err):
            return None
        found = parsed.tables(json.loads(self.program.checked(arguments, done).out or "[]"))
        return config_of(self._described(found[0])) if found else None

    def _described(self, said: parsed.Table) -> parsed.Table:
        """Return an image's description in docker's form."""
        return said

    def saved(self, tag: str) -> AbstractContextManager[IO[bytes]]:
        """Stream the archive; nothing is written to a disk."""
        return self.program.piped(("image", "save", tag))

    def attested(self, order: Order, tell: Callable[[str], None]) -> Path:
        """Raise an EngineError: only docker can do this."""
        del order, tell
        raise EngineError(f"{self.name} attaches no SBOM and no provenance", "Use --engine docker for that.")

    def tag(self, image: str, name: str) -> None:
        """Give an image one more name."""
        self.program.output("image", "tag", image, name)

    @contextmanager
    def run(self, run: Run) -> Iterator[Container]:
        """Create a container, then start it: so also what one that cannot be started says can be read."""
        with ExitStack() as stack:
            container, said = self._started(run, stack)
            yield container._replace(trouble=_said(said)) if said else container

    def _started(self, run: Run, stack: ExitStack) -> tuple[CommandContainer, str]:
        """Create and start a container, with fewer limits if the machine has not all; return also the start error."""
        try:
            container = self._created(run)
        except EngineError as error:
            if (fewer := limits.fewer(run.limits, str(error))) is None:
                raise
            return self._started(run._replace(limits=fewer), stack)
        stack.callback(self.program.finished, "rm", "--force", "--volumes", container.id)
        done = self.program.finished("start", container.id)
        said = (done.err or str(done.code)) if done.code else ""
        fewer = limits.fewer(run.limits, said)
        return (container, said) if fewer is None else self._started(run._replace(limits=fewer), stack)

    def _created(self, run: Run) -> CommandContainer:
        named = (self._alias, run.name) if run.network and run.name else ()
        words = (*self._run_flags(run), *named, run.tag, *run.arguments)
        identifier = self.program.output("create", *words).split()[-1]
        return CommandContainer(self.program, identifier, run.port, self._reached_at())

    def _run_flags(self, run: Run) -> Iterator[str]:
        """Yield the flags to create a container, except its name."""
        yield from ("--pull", "never", "--label", f"{LABEL}={run.session}")
        if run.read_only:
            yield "--read-only"
        if run.no_privileges:
            yield from ("--cap-drop", "ALL", "--security-opt", "no-new-privileges")
        if run.user:
            yield from ("--user", run.user)
        yield from self._limit_flags(run.limits)
        if run.port is not None:
            yield from ("--publish", str(run.port) if self._reached_at() else f"{LOOPBACK}:{run.port}")
        for path in run.tmpfs:
            yield from ("--tmpfs", path if ":" in path or not run.limits.tmpfs else f"{path}:size={run.limits.tmpfs}")
        for volume in run.volumes:
            yield from ("--volume", volume)
        for name, value in run.environment.items():
            yield from ("--env", f"{name}={value}")
        if run.network:
            yield from ("--network", run.network)
        yield from self._log

    def _limit_flags(self, limits: Limits) -> Iterator[str]:
        yield from memory_flags(limits)
        if limits.pids:
            yield from ("--pids-limit", str(limits.pids))
        if limits.cpus:
            yield from ("--cpus", f"{limits.cpus:g}")
        yield from self._file_limit

    def _reached_at(self) -> str | None:
        """Return where published ports are reached: empty for this machine, None where they cannot be."""
        return ""

    @contextmanager
    def network(self, session: str) -> Iterator[str]:
        """Make a network in which containers find each other by name."""
        name = f"dockgen-{session}-{secrets.token_hex(3)}"
        self.program.output("network", "create", "--label", f"{LABEL}={session}", name)
        try:
            yield name
        finally:
            self.program.finished("network", "rm", name)

    def sessions(self) -> set[str]:
        """Look at the labels of containers, networks, volumes and images, and at the names of images."""
        label = ("--filter", f"label={LABEL}")
        containers, images, named, networks, volumes = at_once(
            lambda: self.program.words("ps", "--all", *label, "--format", self._label_of_a_container),
            lambda: self._images(LABEL),
            lambda: self._named("dockgen-ladder-*", "dockgen-verify-*"),
            lambda: self.program.words("network", "ls", "--quiet", *label),
            lambda: self.program.words("volume", "ls", "--quiet", *label),
        )
        found = set(containers) | {match[1] for name in named if (match := re.search(_NAMES, name))}
        for kind, names in (("image", images), ("network", networks), ("volume", volumes)):
            if names:
                found |= self._labels(kind, names)
        return found

    def remove(self, session: str) -> None:
        """Remove all that carries the session's label or name."""
        label = ("--filter", f"label={LABEL}={session}")
        containers, images, named, networks, volumes = at_once(
            lambda: self.program.words("ps", "--all", "--quiet", *label),
            lambda: self._images(f"{LABEL}={session}") if self._marked.get(session, True) else [],
            lambda: self._named(f"dockgen-ladder-{session}", f"dockgen-verify-{session}"),
            lambda: self.program.words("network", "ls", "--quiet", *label),
            lambda: self.program.words("volume", "ls", "--quiet", *label),
        )
        if containers:
            self.program.finished("rm", "--force", "--volumes", *containers)
        if images or named:
            self.program.finished("image", "rm", "--force", *sorted({*images, *named}))
        for kind, names in (("network", networks), ("volume", volumes)):
            if names:
                self.program.finished(kind, "rm", *names)

    def _images(self, label: str) -> list[str]:
        """Return the ids of the images with a label, those without a name too."""
        return sorted(
            set(self.program.words("image", "ls", "--all", "--quiet", "--no-trunc", "--filter", f"label={label}"))
        )

    def _named(self, *patterns: str) -> list[str]:
        """Return the names of images; without patterns an engine would tell the size of each of its images first."""
        filters = [word for pattern in patterns for word in ("--filter", f"reference={pattern}")]
        names = self.program.words("image", "ls", "--format", "{{.Repository}}:{{.Tag}}", *filters)
        return [name for name in names if re.search(_NAMES, name)]

    def _labels(self, kind: str, names: Sequence[str]) -> set[str]:
        field = ".Config.Labels" if kind == "image" else ".Labels"
        return set(self.program.words(kind, "inspect", "--format", f'{{{{index {field} "{LABEL}"}}}}', *names))


def memory_flags(limits: Limits) -> Sequence[str]:
    """Return the flags that limit memory, with swap."""
    return ("--memory", str(limits.memory), "--memory-swap", str(limits.memory)) if limits.memory else ()


def config_of(said: parsed.Table) -> Config:
    """Return an image's configuration from what `image inspect` says, in docker's form."""
    config = parsed.table(said, "Config")
    health = parsed.texts(config, "Healthcheck", "Test") or parsed.texts(said, "Healthcheck", "Test")
    parts = (parsed.text(said, "Os"), parsed.text(said, "Architecture"), parsed.text(said, "Variant"))
    return Config(
        id=parsed.text(said, "Id") or "",
        user=parsed.text(config, "User") or parsed.text(said, "User") or "",
        environment=dict(pair.partition("=")[::2] for pair in parsed.texts(config, "Env")),
        entrypoint=parsed.texts(config, "Entrypoint"),
        command=parsed.texts(config, "Cmd"),
        ports=ports_of(_names(config, "ExposedPorts")),
        labels={name: str(value) for name, value in parsed.table(config, "Labels").items()},
        volumes=_names(config, "Volumes"),
        health=() if health[:1] == ("NONE",) else health,
        stop_signal=parsed.text(config, "StopSignal") or "",
        layers=parsed.texts(said, "RootFS", "Layers"),
        platform="/".join(part for part in parts if part),
    )


def _names(config: parsed.Table, key: str) -> tuple[str, ...]:
    """Return the names that are the keys of a table, as docker has it, or stand in a list."""
    return parsed.texts(config, key) or tuple(parsed.table(config, key))


def ports_of(exposed: Sequence[str]) -> list[int]:
    """Return the TCP ports among what an image exposes, such as `3000/tcp`, in order."""
    split = (port.partition("/") for port in exposed)
    return sorted(int(number) for number, _, kind in split if kind in {"", "tcp"} and number.isdigit())


def _said(err: str) -> str:
    """Return the line that says why, not the ones that only say that."""
    lines = [line for line in err.strip().splitlines() if not line.startswith("Error: failed to start containers")]
    return lines[0].removeprefix("Error response from daemon: ") if lines else "it cannot be started"

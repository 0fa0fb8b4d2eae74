"""Builds an image, runs it in the ways that matter, looks into it, and returns what was seen."""

import math
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Final, cast

from dockgen.engines.errors import EngineError, UnusableError
from dockgen.engines.face import Config, Container, Engine, Order, Process, Run
from dockgen.engines.process import at_once, end_what_runs
from dockgen.records import NamedTuple
from dockgen.verify import beside, full, health, ignored, origin, processes
from dockgen.verify.check import Need
from dockgen.verify.evidence import ANYONE, Contents, Diagnosis, Evidence, Health, Observed, Stop
from dockgen.verify.observe import Watch, Watched, limit_reached, observe
from dockgen.verify.report.progress import Phases
from dockgen.verify.scan import scan
from dockgen.verify.target import Expect, Target

_RUNS: Final = frozenset({"run", "anyone", "health", "stop"})
_BUILDS: Final = frozenset({"twice", "platforms", "attested"})
_MOST_FOLDERS: Final = 8


class Bench(NamedTuple):
    """What verifying needs beside the target."""

    engine: Engine
    version: str
    session: str
    scratch: Path
    """A folder for files of this run."""
    phases: Phases
    """Is told what goes on."""
    stop: threading.Event
    """Is set when the run is stopped."""
    tell: Callable[[str], None] = lambda _: None
    """Is told the steps of the phase that goes on."""


def tag_of(session: str, target: Target) -> str:
    """Return the name of an image of a session."""
    return f"dockgen-verify-{session}:{target.name}"


def order_of(target: Target, session: str) -> Order:
    """Return the order of a target's image, the same as of a normal build."""
    return Order(
        what=target.shown,
        context=target.context,
        dockerfile=target.dockerfile,
        tag=tag_of(session, target),
        session=session,
        labelled=False,
        target=target.stage,
        arguments=target.arguments,
        secrets=target.secrets,
        contexts=target.contexts,
    )


def gather(bench: Bench, target: Target, needs: frozenset[Need]) -> Evidence:
    """Gather all evidence; raise a BuildError, a NotReadyError for a service, or an EngineError."""
    order = order_of(target, bench.session)
    with bench.phases.phase("build") as tell:
        built = bench.engine.build(order, tell)
    config, base = at_once(lambda: bench.engine.config(order.tag), lambda: _base(bench.engine, target))
    if config is None:
        raise EngineError(f"the image of {target.shown} is not there after its build", "Does the engine keep images?")
    target = _completed(target, config)
    evidence = Evidence(
        target=target,
        engine=bench.version,
        abilities=bench.engine.abilities,
        built=built,
        config=config,
        base_layers=_base_layers(base, config),
    )
    with bench.phases.phase("run") as tell, _threads(bench) as pool:
        looked = pool.submit(_look, bench, evidence) if "contents" in needs else None
        if needs & _RUNS:
            evidence = _run(bench._replace(tell=tell), evidence, needs, pool)
        if looked is not None:
            tell("looking into the image")
            try:
                evidence = evidence._replace(contents=looked.result())
            except UnusableError:
                raise
            except EngineError as error:
                evidence = evidence._replace(gaps={**evidence.gaps, "contents": str(error)})
    if needs & _BUILDS:
        with bench.phases.phase("more builds") as tell:
            evidence = evidence._replace(
                twice=full.twice(bench.engine, order, tell) if "twice" in needs else None,
                platforms=full.platforms(bench.engine, order, tell) if "platforms" in needs else None,
                attested=full.attested(bench.engine, order, tell) if "attested" in needs else None,
            )
    return evidence


@contextmanager
def _threads(bench: Bench) -> Iterator[ThreadPoolExecutor]:
    """Return threads that end soon after Ctrl-C: their containers are removed."""
    with ThreadPoolExecutor(2) as pool:
        try:
            yield pool
        except BaseException:
            bench.stop.set()
            end_what_runs()
            with suppress(EngineError):
                bench.engine.remove(bench.session)
            raise


def _completed(target: Target, config: Config) -> Target:
    """Take the port that the base image exposes, if no other is known."""
    expect = target.expect
    if expect.port is None and target.plan is None and expect.exit_code is None and config.ports:
        return target._replace(expect=expect._replace(port=config.ports[0]))
    return target


def _base(engine: Engine, target: Target) -> Config | None:
    """Ask for the base image; None where it has none, or the engine none of its name."""
    image = target.file.image_of(target.file.final)
    return engine.config(image) if image != "scratch" and "$" not in image else None


def _base_layers(base: Config | None, config: Config) -> int:
    """Return how many layers are the base image's: those that both begin with."""
    number = 0
    for one, other in zip(base.layers if base else (), config.layers, strict=False):
        if one != other:
            return 0
        number += 1
    return number


def _look(bench: Bench, evidence: Evidence) -> Contents:
    target = evidence.target
    wanted = ignored.wanted(target.context, target.ignore)
    with bench.engine.saved(tag_of(bench.session, target)) as archive:
        found = scan(cast("IO[bytes]", _UntilStopped(archive, bench.stop)), wanted)
    return origin.placed(found, target.file, evidence.base_layers, target.stage)


class _UntilStopped(NamedTuple):
    """A stream that ends after Ctrl-C: an archive of gigabytes takes minutes."""

    file: IO[bytes]
    stop: threading.Event

    def read(self, size: int = -1, /) -> bytes:
        if self.stop.is_set():
            raise EngineError("was stopped")
        return self.file.read(size)


def _run(bench: Bench, evidence: Evidence, needs: frozenset[Need], pool: ThreadPoolExecutor) -> Evidence:
    target = evidence.target
    runs = _Runs(bench, target, evidence.config, _volumes(bench, target))
    try:
        with beside.running(bench.engine, target, bench.session) as network:
            runs = runs._replace(network=network)
            return _in_network(runs, evidence, needs, pool)
    except (UnusableError, beside.NotReadyError):
        raise
    except EngineError as error:
        reason = str(error)
        return evidence._replace(gaps={**evidence.gaps, "careful": reason, "anyone": reason})


def _volumes(bench: Bench, target: Target) -> Sequence[str]:
    """Return the volumes of a run, the certificate of one that serves TLS among them."""
    if not target.expect.tls or any(name in target.expect.environment for name in beside.VARIABLES):
        return target.expect.volumes
    folder = beside.certificates(target.context, bench.scratch)
    mounted = (f"{folder}:{beside.INSIDE}:ro",) if folder is not None else ()
    return (*target.expect.volumes, *mounted)


class _Runs(NamedTuple):
    """Makes the runs of one image."""

    bench: Bench
    target: Target
    config: Config
    volumes: Sequence[str]
    network: str = ""

    @property
    def expect(self) -> Expect:
        return self.target.expect

    def plain(self) -> Run:
        tls = beside.VARIABLES if self.expect.tls else {}
        return Run(
            tag=tag_of(self.bench.session, self.target),
            session=self.bench.session,
            port=self.expect.port if "publish" in self.bench.engine.abilities else None,
            volumes=self.volumes,
            environment={**tls, **self.expect.environment},
            network=self.network,
            quick_health=bool(self.config.health),
            limits=self.expect.limits,
        )

    def careful(self) -> Run:
        """Return a run with the limits that a careful operator sets, as far as the engine can."""
        able = self.bench.engine.abilities
        return self.plain()._replace(
            read_only="read-only" in able and not self.expect.changes,
            no_privileges="capabilities" in able,
            tmpfs=self.expect.tmpfs if "read-only" in able else (),
        )

    def observe(self, what: str, run: Run, then: Callable[[Watched], None] | None = None) -> Observed:
        self.bench.tell(what)
        return observe(Watch(self.bench.engine, self.expect, self.bench.stop), run, then)


def _in_network(runs: _Runs, evidence: Evidence, needs: frozenset[Need], pool: ThreadPoolExecutor) -> Evidence:
    # Most of a run is waiting, so both go on at once, except where they would listen on the same port of the machine.
    is_apart = "own-network" in runs.bench.engine.abilities
    anyone = pool.submit(_anyone, runs, needs) if "anyone" in needs and is_apart else None
    careful, found = _careful(runs, runs.careful(), needs)
    evidence = evidence._replace(careful=careful, health=found.health, stop=found.stop)
    if not careful.works:
        evidence = _diagnosed(runs, evidence, needs)
    if "anyone" not in needs:
        return evidence
    observed, (does_notice, why_not) = anyone.result() if anyone else _anyone(runs, needs)
    if evidence.health is not None:
        evidence = evidence._replace(health=evidence.health._replace(notices=does_notice, why_not_tried=why_not))
    return evidence._replace(anyone=observed)


class _Found:
    """What was seen of a program while it ran; what was seen before the engine failed stays."""

    def __init__(self) -> None:
        self.processes: Sequence[Process] = ()
        self.dead: Sequence[str] | None = None
        self.limit = ""
        self.changes: Sequence[str] = ()
        self.health: Health | None = None
        self.stop: Stop | None = None

    def added_to(self, observed: Observed) -> Observed:
        killed = observed.killed_for_memory or "memory" in self.limit
        seen = observed._replace(processes=self.processes, dead=self.dead, limit=self.limit, changes=self.changes)
        return seen._replace(killed_for_memory=killed)

    def look_at(self, runs: _Runs, watched: Watched) -> None:
        """Look at the processes of a program that goes on."""
        if "processes" in runs.bench.engine.abilities and watched.observed.exit_code is None:
            living, state = watched.container.processes(), watched.container.state()
            dead = processes.dead(watched.container, living)
            self.limit = limit_reached(watched.container, state, runs.expect.limits, living, dead or ())
            self.processes, self.dead = living, dead


def _careful(runs: _Runs, run: Run, needs: frozenset[Need]) -> tuple[Observed, _Found]:
    """Run it with limits; while it works, ask its health check, look at its processes, and stop it."""
    found = _Found()

    def then(watched: Watched) -> None:
        if runs.config.health and "health" in needs and watched.observed.exit_code is None:
            found.health = _health(runs, watched)
        found.look_at(runs, watched)
        if "stop" in needs and watched.observed.exit_code is None and "signal" in runs.bench.engine.abilities:
            runs.bench.tell("stopping it")
            found.stop = _stop(watched.container, runs.expect)

    observed = runs.observe("running it read-only and without privileges", run, then)
    return found.added_to(observed), found


def _health(runs: _Runs, watched: Watched) -> Health | None:
    if "healthcheck" not in runs.bench.engine.abilities:
        return None
    runs.bench.tell("asking its health check")
    return health.status(watched, runs.config.health)


def _stop(container: Container, expect: Expect) -> Stop:
    limit = math.ceil(expect.stop_within) + 1
    seconds = container.stop(limit)
    return Stop(seconds, container.exit_code(), was_killed=seconds >= limit)


def _anyone(runs: _Runs, needs: frozenset[Need]) -> tuple[Observed, tuple[bool | None, str]]:
    """Run it as a user that it does not know; while it works there, let it hang."""
    noticed: list[tuple[bool | None, str]] = []

    def then(watched: Watched) -> None:
        if runs.config.health and "health" in needs and {"signal", "execute"} <= runs.bench.engine.abilities:
            noticed.append(health.notices(watched, runs.config.health))

    observed = runs.observe("running it as another user too", runs.careful()._replace(user=ANYONE), then)
    return observed, noticed[0] if noticed else (None, "it does not work as another user, which is where this is tried")


def _diagnosed(runs: _Runs, evidence: Evidence, needs: frozenset[Need]) -> Evidence:
    """Find out which limit it cannot live with, and go on without that one."""
    able = runs.bench.engine.abilities
    found = _Found()

    def then(watched: Watched) -> None:
        found.look_at(runs, watched)
        if "changes" in able:
            found.changes = watched.container.changes()

    plain = found.added_to(runs.observe("running it without limits", runs.plain(), then))
    if not plain.works:
        return evidence._replace(diagnosis=Diagnosis(plain))
    read_only = runs.observe("running it read-only", runs.careful()._replace(no_privileges=False))
    alone = runs.observe("running it without privileges", runs.careful()._replace(read_only=False, tmpfs=()))
    cure = () if read_only.works else _cure(runs, plain.changes)
    evidence = evidence._replace(diagnosis=Diagnosis(plain, read_only, alone, cure))
    run = runs.careful()
    if cure:
        run = run._replace(tmpfs=(*runs.expect.tmpfs, *cure))
    elif not read_only.works:
        run = run._replace(read_only=False, tmpfs=())
    if not alone.works:
        run = run._replace(no_privileges=False)
    _, again = _careful(runs, run, needs)
    return evidence._replace(health=again.health or evidence.health, stop=again.stop or evidence.stop)


def _cure(runs: _Runs, changes: Sequence[str]) -> Sequence[str]:
    """Return the folders that have to be writable, where they are few, and it works with them in memory."""
    known = runs.expect.tmpfs
    for folders in dict.fromkeys((folders_of(changes), tuple(sorted({_parent(path) for path in changes})))):
        if not 0 < len(folders) <= _MOST_FOLDERS or "/" in folders:
            continue
        tried = runs.careful()._replace(no_privileges=False, tmpfs=(*known, *folders))
        if runs.observe("running it with folders in memory", tried).works:
            return folders
    return ()


def folders_of(changes: Sequence[str]) -> tuple[str, ...]:
    """Return the folders that a program writes into: each path that looks like one, or else the folder of a file."""
    return tuple(sorted({path if "." not in path.rpartition("/")[2] else _parent(path) for path in changes}))


def _parent(path: str) -> str:
    return path.rpartition("/")[0] or "/"

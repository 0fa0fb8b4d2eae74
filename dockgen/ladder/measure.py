"""Builds each variant, edits a source, builds it again, and inspects and starts the image."""

import secrets
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from dockgen.engines.errors import BuildError, EngineError
from dockgen.engines.face import CACHES, Container, Engine, Order, Run
from dockgen.engines.limits import Limits
from dockgen.ladder import image, state
from dockgen.ladder.result import OF_LIMIT, Failed, Measured
from dockgen.ladder.state import Kept, State
from dockgen.ladder.variants import Variant
from dockgen.ladder.workspace import Workspace
from dockgen.records import NamedTuple
from dockgen.terminal.progress import Progress
from dockgen.verify import probe
from dockgen.verify.observe import Disk, limit_hit

PATIENCE: Final = 15.0
_MOMENT: Final = 1.0
"""Seconds after which a program without a port counts as started."""


class Bench(NamedTuple):
    """The tools and settings for measuring."""

    engine: Engine
    version: str
    """The engine's name and version."""
    workspace: Workspace
    edited: str
    """The path of the file to edit."""
    session: str
    state: State
    progress: Progress
    asks: bool
    """Whether to run the images; not for programs that need a database."""
    limits: Limits = Limits()

    def key(self, variant: Variant) -> str:
        """Return the key of a variant's measurements."""
        files = [text for item in sorted(variant.files.items()) for text in item]
        more = () if self.limits == Limits() else (repr(self.limits),)
        return state.key(self.workspace.digest, self.version, self.edited, variant.dockerfile, *files, *more)

    def kept(self, variant: Variant) -> Kept:
        """Return the measurements of a variant."""
        return self.state.of(self.key(variant))


def measure(bench: Bench, variants: Sequence[Variant], runs: int) -> tuple[list[Measured], list[Failed]]:
    """Measure all variants in turn, `runs` times, except for stored measurements; a failed build stops no others."""
    failed: dict[str, Failed] = {}
    todo = [(turn, one) for turn in range(runs) for one in variants if len(bench.kept(one).again) <= turn]
    bench.progress.begin(2 * len(todo))
    if todo:
        _fetch(bench, variants)
    for turn, variant in todo:
        if variant.name not in failed:
            try:
                _once(bench, variant, f"run {turn + 1}/{runs}, {variant.name}" if runs > 1 else variant.name)
            except BuildError as error:
                failed[variant.name] = Failed(variant.name, variant.title, error.step, error.log)
                bench.progress.done(f"{variant.name}: does not build: {error.step}")
    measured = [_measured(variant, bench.kept(variant), runs) for variant in variants if variant.name not in failed]
    return measured, list(failed.values())


def _fetch(bench: Bench, variants: Sequence[Variant]) -> None:
    """Pull the base images, so that builds do not wait for them; a missing one fails its build later."""
    for base in sorted({base for variant in variants for base in variant.bases}):
        bench.progress.now(f"pulling {base}")
        with suppress(EngineError):
            bench.engine.pull(base)


def _once(bench: Bench, variant: Variant, what: str) -> None:
    kept, tag = bench.kept(variant), f"dockgen-ladder-{bench.session}:{bench.key(variant)[:12]}"
    token = secrets.token_hex(8)
    order = Order(
        what=variant.name,
        context=bench.workspace.context,
        dockerfile=bench.workspace.context / variant.dockerfile,
        tag=tag,
        session=bench.session,
        caches=f"{CACHES}{bench.session}-{token}",
        fresh=True,
    )
    bench.workspace.take(variant)
    first = _build(bench, order, f"{what}: first build")
    bench.progress.done(f"{what}: first build {first:.1f} s")
    bench.workspace.edit(bench.edited, token)
    again = _build(bench, order._replace(fresh=False), f"{what}: rebuild")
    if kept.image is None:
        bench.progress.now(f"{what}: inspecting the image")
        with bench.engine.saved(tag) as archive:
            kept = kept._replace(image=image.look(archive, token))
        run = Run(tag, bench.session, variant.port, limits=bench.limits)
        kept = kept._replace(answers=answers(bench.engine, run) if bench.asks else "not asked")
    bench.state.keep(bench.key(variant), kept._replace(first=(*kept.first, first), again=(*kept.again, again)))
    bench.progress.done(f"{what}: rebuild {again:.1f} s")  # the reported figures are stored


def _build(bench: Bench, order: Order, what: str) -> float:
    bench.progress.now(what)
    return bench.engine.build(order, lambda step: bench.progress.now(f"{what}: {step}")).seconds


def _measured(variant: Variant, kept: Kept, runs: int) -> Measured:
    assert kept.image is not None  # noqa: S101 - it was looked at in its first turn
    return Measured(
        name=variant.name,
        title=variant.title,
        dockerfile=variant.text,
        first=tuple(kept.first[:runs]),
        again=tuple(kept.again[:runs]),
        image=kept.image,
        answers=kept.answers,
    )


def answers(engine: Engine, run: Run) -> str:
    """Run an image; return `yes` if it responds or keeps running, or else `no`, `no (limit)`, or `not asked`."""
    try:
        with engine.run(run) as container:
            if run.port is None:
                return "yes" if _goes_on(container) else _no(container, run)
            address = container.address()
            if address is None:
                return "not asked" if container.exit_code() is None else _no(container, run)
            return "yes" if _has_answered(container, address, Disk(container, run)) else _no(container, run)
    except EngineError:  # such as a missing program
        return "no"


def _no(container: Container, run: Run) -> str:
    return OF_LIMIT if limit_hit(container, container.state(), run.limits) else "no"


def _goes_on(container: Container) -> bool:
    deadline = time.monotonic() + _MOMENT
    while (code := container.exit_code()) is None and time.monotonic() < deadline:
        time.sleep(0.1)
    return not code


def _has_answered(container: Container, address: tuple[str, int], disk: Disk) -> bool:
    deadline = time.monotonic() + PATIENCE
    while probe.ask(address, "/") is None:  # an error is a response, and so is the greeting of another protocol
        if time.monotonic() > deadline or container.exit_code() is not None or disk.is_full():
            return False
        time.sleep(0.1)
    return True

"""`dockgen ladder` and `dockgen compare`."""

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Annotated

from dockgen.choices import settings
from dockgen.choices.settings import Settings
from dockgen.commands import fetching
from dockgen.commands.init import folder_of
from dockgen.engines import limits
from dockgen.engines.docker import Docker
from dockgen.engines.errors import BuildError
from dockgen.engines.face import Engine
from dockgen.engines.limits import Limits
from dockgen.engines.sessions import in_session, temporary
from dockgen.engines.stopping import stopped_by_signals
from dockgen.errors import ExitCode, UsageError
from dockgen.flags import App, Cpus, Flag, Json, Language, Main, Memory, Pids, TrustPack, Without, Word
from dockgen.ladder import edit, measure, table, variants
from dockgen.ladder import report as reports
from dockgen.ladder.result import OF_LIMIT, Failed, Result
from dockgen.ladder.state import State
from dockgen.ladder.variants import Variants
from dockgen.ladder.workspace import Workspace
from dockgen.records import NamedTuple
from dockgen.terminal import progress, report

_MOST_LOAD = 0.5
"""The load per core above which measurements are unreliable."""


class Options(NamedTuple):
    """The flags, by name."""

    only: Annotated[str | None, Flag("--only", "The rungs to build.", "RUNG[,RUNG...]")] = None
    runs: Annotated[int, Flag("--runs", "How often to measure; the medians are shown.", "N")] = 1
    json: Json = False
    output: Annotated[
        str | None, Flag("--output", "Write a chart (SVG) and reports (Markdown, HTML, JSON) there.", "FOLDER")
    ] = None
    fresh: Annotated[bool, Flag("--fresh", "Measure again, and ignore results of earlier runs.")] = False
    edit: Annotated[str | None, Flag("--edit", "The source file to edit for the rebuild.", "FILE")] = None
    language: Language = None
    app: App = None
    main: Main = None
    memory: Memory = None
    pids: Pids = None
    cpus: Cpus = None

    def limits(self) -> Limits:
        """Return what each container may take; UsageError for an invalid limit."""
        return limits.parsed(self.memory, self.pids, self.cpus)

    def settings(self) -> Settings:
        """Return the flags that are answers; UsageError for a value that is not allowed."""
        given = {"language": self.language, "app": self.app, "main": self.main}
        return settings.parse({name: value for name, value in given.items() if value is not None}, "--{}")


def command(
    path: Annotated[str, Word("PATH", "The project's folder; an empty one for a sample app.", ".")],
    options: Options,
    *,
    trust_pack: TrustPack = False,
) -> ExitCode:
    """Do what `dockgen ladder` is asked for; it may fetch a template pack."""
    return fetching.settled(lambda: ladder(path, options), given=trust_pack, asks=report.is_terminal())


def compare_command(
    variants: Annotated[Sequence[str], Word("VARIANT...", "Base images, rungs of the ladder, or Dockerfiles.")],
    *,
    context: Annotated[
        str, Flag("--context", "The project's folder, the build context of all variants.", "PATH")
    ] = ".",
    options: Annotated[Options, Without("only")],
    trust_pack: TrustPack = False,
) -> ExitCode:
    """Do what `dockgen compare` is asked for; it may fetch a template pack."""
    return fetching.settled(lambda: compare(variants, context, options), given=trust_pack, asks=report.is_terminal())


def ladder(path: str, options: Options, engine: Engine | None = None) -> ExitCode:
    """Climb the ladder with a project, or the sample app: build every rung, and report what each step gains."""
    root = _root(path, options)
    only = [name.strip() for name in (options.only or "").split(",") if name.strip()]
    found = variants.rungs(root, options.settings(), only)
    return _run(found, root, options, engine or Docker(), climbs=True)


def compare(names: Sequence[str], context: str, options: Options, engine: Engine | None = None) -> ExitCode:
    """Build and compare variants of a project's image: base images, rungs, or Dockerfiles. Errors as for `ladder`."""
    root = _root(context, options)
    found = variants.compared(names, root, options.settings())
    return _run(found, root, options, engine or Docker(), climbs=False)


def _root(path: str, options: Options) -> Path:
    options.limits()
    root = folder_of(path)
    if options.runs < 1:
        raise UsageError("--runs must be at least 1", "Leave it out for one run.")
    return root


def _run(found: Variants, root: Path, options: Options, engine: Engine, *, climbs: bool) -> ExitCode:
    try:
        result = _measured(found, root, options, engine, climbs=climbs)
    except KeyboardInterrupt:
        report.problem()
        report.problem("Stopped. Run the same command again to continue.")
        return ExitCode.INTERRUPTED
    _tell(result, options)
    if result.failed:
        _explain(result.failed)
        return ExitCode.ENGINE
    return ExitCode.OK


def _measured(found: Variants, root: Path, options: Options, engine: Engine, *, climbs: bool) -> Result:
    report.warnings(found.warnings)
    version = engine.version()
    load = _load()
    with (
        stopped_by_signals(),
        closing(progress.make("builds to measure")) as shown,
        in_session(engine) as session,
        tempfile.TemporaryDirectory(prefix=temporary(session)) as scratch,
    ):
        workspace = Workspace(found.context, Path(scratch, "copy"))
        workspace.take(found.built[0])
        edited = edit.choose(workspace.context, found.plan, options.edit)
        bench = measure.Bench(
            engine=engine,
            version=version,
            workspace=workspace,
            edited=edited,
            session=session,
            state=State(root.resolve(), fresh=options.fresh),
            progress=shown,
            asks=not (found.plan and found.plan.services),
            limits=options.limits(),
        )
        before = {one.name: bench.kept(one).when for one in found.built if bench.kept(one).when}
        measured, failed = measure.measure(bench, found.built, options.runs)
    name = found.plan.name if found.plan else root.resolve().name
    result = Result(
        title=f"{name}, rung by rung" if climbs else f"{name}, side by side",
        project=name,
        measured=measured,
        failed=failed,
        left_out=found.left_out,
        climbs=climbs,
        engine=version,
        runs=options.runs,
        edited=edited,
        notes=(),
        bases=sorted({base for one in found.built for base in one.bases}),
    )
    return result._replace(notes=list(_notes(result, workspace.left_out, before, load)))


def _notes(result: Result, left_out: Sequence[str], before: dict[str, str], load: float) -> Iterator[str]:
    """Yield notes on how it was measured and how to read the figures."""
    many = "One run" if result.runs == 1 else f"Medians of {result.runs} runs"
    yield f"{many} on {os.cpu_count()} cores, {result.engine}."
    yield f"First build: base images present, all caches empty. Rebuild: after an edit of {result.edited}."
    yield "Size: all layers, unpacked, plus the image's configuration. Packages: those of the distribution."
    if missed := [one.name for one in result.measured if not one.image.has_mark]:
        why = f"The edit of {result.edited} is not in the image, so the rebuild may have skipped work"
        yield f"{why}: {', '.join(missed)}."
    else:
        yield "Every image contains the edit after its rebuild."
    if before:
        yield f"Measured earlier ({min(before.values())}): {', '.join(before)}. To measure again: --fresh."
    if limited := [one.name for one in result.measured if one.answers == OF_LIMIT]:
        yield f"Reached a limit of the container: {', '.join(limited)}. Raise it with --memory or --pids."
    if left_out:
        yield f"Could not be read and was left out: {', '.join(left_out[:5])}."
    if load > _MOST_LOAD:
        yield f"The machine was busy at the start (load {load:.1f} per core), so times are too long."


def _load() -> float:
    try:
        return os.getloadavg()[0] / (os.cpu_count() or 1)
    except OSError:
        return 0.0


def _tell(result: Result, options: Options) -> None:
    if options.json:
        report.raw(reports.as_json(result))
    else:
        table.show(result)
    if options.output is not None and result.measured:
        names = reports.write(result, Path(options.output))
        report.problem(f"Wrote {', '.join(names)} into {options.output}.")


def _explain(failed: Sequence[Failed]) -> None:
    """Print the end of the log of each failed build."""
    for one in failed:
        error = BuildError(one.name, one.step, one.log)
        report.problem(f"dockgen: {error}")
        for line in error.log:
            report.problem(f"  | {line}")

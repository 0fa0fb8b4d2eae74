"""`dockgen verify`."""

import tempfile
import threading
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Annotated

from dockgen.commands import fetching
from dockgen.engines import choose, sessions
from dockgen.engines.errors import BuildError
from dockgen.engines.face import Engine
from dockgen.engines.stopping import stopped_by_signals
from dockgen.errors import ExitCode, UsageError, nearest
from dockgen.flags import TrustPack, Word
from dockgen.terminal import progress, report
from dockgen.verify import advice, beside
from dockgen.verify.check import Check, Result, Verdict, skipped
from dockgen.verify.checks import CHECKS
from dockgen.verify.evidence import Evidence
from dockgen.verify.options import Options
from dockgen.verify.report import as_json, html_page, junit, text
from dockgen.verify.report.progress import Phases
from dockgen.verify.report.report import Failure, Report
from dockgen.verify.run import Bench, gather, tag_of
from dockgen.verify.target import Target
from dockgen.verify.targets import targets
from dockgen.writing import report_files


def command(
    folder: Annotated[str, Word("PATH", "A folder with a Dockerfile, or a Dockerfile.", ".")],
    options: Options,
    *,
    trust_pack: TrustPack = False,
) -> ExitCode:
    """Do what `dockgen verify` is asked for; it may fetch a template pack."""
    asks = report.is_terminal() and not options.json
    return fetching.settled(lambda: verify(folder, options), given=trust_pack, asks=asks)


def verify(path: str, options: Options, engine: Engine | None = None) -> ExitCode:
    """Build the image of a folder or a Dockerfile, by default with the first engine that works, and check it."""
    options.check()
    checks = _selected(options)
    found = targets(path, options)
    if options.tag is not None and len(found) > 1:
        raise UsageError("--tag names one image, but there are several apps", "Choose one: `--app FOLDER`.")
    engine = engine or choose.choose(options.engine)
    try:
        told = _all(engine, found, checks, options)
    except KeyboardInterrupt:
        report.problem()
        report.problem("Stopped. Nothing is left in the engine.")
        return ExitCode.INTERRUPTED
    _tell(told, options)
    if any(one.error is not None for one in told):
        return ExitCode.ENGINE
    return ExitCode.OK if all(one.has_passed for one in told) else ExitCode.DIFFERENT


def _tell(told: Sequence[Report], options: Options) -> None:
    """Print the report before writing files, so that it is visible even if a file cannot be written."""
    if options.json:
        report.raw(as_json.as_json(told))
    else:
        text.show(told)
    if options.junit is not None:
        report_files.write(options.junit, junit.junit(told), "--junit")
    if options.html is not None:
        report_files.write(options.html, html_page.html(told), "--html")


def _selected(options: Options) -> Sequence[Check]:
    only, without = (_names(text, flag) for text, flag in ((options.only, "--only"), (options.skip, "--skip")))
    return [
        check
        for name, check in CHECKS.items()
        if (name in only if only else options.full or not check.is_slow) and name not in without
    ]


def _names(text: str | None, flag: str) -> Sequence[str]:
    names = [name.strip() for name in (text or "").split(",") if name.strip()]
    for name in names:
        if name not in CHECKS:
            raise UsageError(f"{flag}: {name!r} is not a check", nearest(name, CHECKS))
    return names


def _all(engine: Engine, found: Sequence[Target], checks: Sequence[Check], options: Options) -> Sequence[Report]:
    version = engine.version()
    with (
        stopped_by_signals(),
        closing(progress.make(quiet=options.quiet)) as shown,
        sessions.in_session(engine) as session,
        tempfile.TemporaryDirectory(prefix=sessions.temporary(session)) as scratch,
    ):
        # The container's user must be able to enter the folder.
        Path(scratch).chmod(0o755)
        told: list[Report] = []
        for target in found:
            place = Path(scratch, f"{len(told)}")
            place.mkdir()
            place.chmod(0o755)
            phases = Phases(shown, target.name)
            bench = Bench(engine, version, session, place, phases, threading.Event())
            told.append(_one(bench, target, checks, options))
        return told


def _one(bench: Bench, target: Target, checks: Sequence[Check], options: Options) -> Report:
    made = Report(target.name, target.shown, bench.version, is_generated=target.plan is not None)
    needs = frozenset(need for check in checks for need in check.needs)
    try:
        evidence = gather(bench, target, needs)
    except BuildError as error:
        failure = Failure(str(error), advice.of_build(error, target), error.log)
        return made._replace(error=failure, seconds=bench.phases.seconds)
    except beside.NotReadyError as error:
        return made._replace(error=Failure(str(error), error.hint, ()), seconds=bench.phases.seconds)
    results = [Result(check, _judged(check, evidence)) for check in checks]
    made = made._replace(results=results, notes=_notes(evidence))
    if evidence.contents is not None:
        made = made._replace(size=evidence.contents.size, layers=evidence.contents.layers)
    if not made.has_passed and target.plan is not None:
        made = made._replace(notes=(*made.notes, *advice.other_bases(bench, evidence, results)))
    if options.tag is not None and made.has_passed:
        bench.engine.tag(tag_of(bench.session, target), options.tag)
        made = made._replace(notes=(*made.notes, f"The image was kept as {options.tag}."))
    return made._replace(seconds=bench.phases.seconds)


def _judged(check: Check, evidence: Evidence) -> Verdict:
    if check.needs == ("contents",) and evidence.contents is None:
        return skipped(evidence.gaps.get("contents", "the image was not inspected"))
    return check.judge(evidence)


def _notes(evidence: Evidence) -> Sequence[str]:
    """Return notes that explain the results."""
    expect = evidence.target.expect
    notes = []
    if expect.made_up:
        notes.append(f"Placeholder values were used for: {', '.join(expect.made_up)}.")
    if expect.services:
        notes.append(f"Services that ran with it: {', '.join(expect.services.values())}.")
    return notes

"""`dockgen audit`."""

import os
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Literal, NamedTuple

from dockgen.audit import formats, others, read, text
from dockgen.audit.run import LEVELS, Audit, Finding, audit
from dockgen.dockerfiles.build import Build
from dockgen.errors import DockgenError, ExitCode, UsageError, nearest
from dockgen.terminal import report, waiting
from dockgen.writing import transaction

Format = Literal["text", "json", "sarif", "github"]
FORMATS: tuple[Format, ...] = ("text", "json", "sarif", "github")
FAIL_ON = (*LEVELS, "never")


class Options(NamedTuple):
    """The options of an audit and its report."""

    format: str = "text"
    fail_on: str = "warning"
    context: str | None = None
    tools: bool = True
    """Whether to run hadolint and BuildKit's checks, too, if they are installed."""
    fix: bool = False
    """Whether to apply safe fixes before the audit."""
    diff: bool = False
    """Whether to show the fixes without writing them."""


def chosen_format(asked: str | None, *, json: bool) -> str:
    """Return the format of `--format` and `--json`; text by default.

    Raises:
        UsageError: they contradict each other.
    """
    if json and asked not in {None, "json"}:
        raise UsageError(f"--json and --format {asked} exclude each other", "--json is short for --format json.")
    return "json" if json else "text" if asked is None else asked


def run(paths: Sequence[str], options: Options) -> ExitCode:
    """Audit Dockerfiles and print the findings; optionally apply or show fixes first.

    Args:
        paths: Dockerfiles, or folders to look for them in.
        options: how.

    Raises:
        DockgenError: bad options, or no file could be read.
    """
    _check("--format", options.format, FORMATS)
    _check("--fail-on", options.fail_on, FAIL_ON)
    _refuse_both(options)
    audits, errors = _audits(paths, options)
    if not options.diff and (audits or options.format != "text"):
        _tell(audits, options.format)
    for error in errors:
        report.problem(f"dockgen: {error}")
    if errors:
        return errors[0].exit_code
    worst = max((LEVELS.index(one.level) for found in audits for one in found.findings()), default=-1)
    fails = options.fail_on != "never" and worst >= LEVELS.index(options.fail_on)
    return ExitCode.DIFFERENT if fails else ExitCode.OK


def _check(flag: str, value: str, allowed: Sequence[str]) -> None:
    if value not in allowed:
        raise UsageError(f"{flag}: {value!r} is not allowed", nearest(value, allowed))


def _refuse_both(options: Options) -> None:
    if options.diff and options.fix:
        raise UsageError("--fix and --diff exclude each other", "--diff shows what --fix would write.")
    if options.diff and options.format != "text":
        flag = "--json" if options.format == "json" else f"--format {options.format}"
        raise UsageError(f"--diff and {flag} exclude each other", "Leave one of them out.")


@waiting.told("reading the project")
def _audits(paths: Sequence[str], options: Options) -> tuple[list[Audit], list[DockgenError]]:
    """Audit all files; an invalid file does not stop the rest."""
    audits: list[Audit] = []
    errors: list[DockgenError] = []
    for top in [Path(path) for path in paths or ["."]]:
        for path in read.find(top):
            try:
                audits.append(_audited(path, read.top_of(top), options))
            except DockgenError as error:
                errors.append(error)
    return audits, errors


def _audited(path: Path, top: Path | None, options: Options) -> Audit:
    shown = os.path.relpath(path) if path.is_absolute() else str(path)
    context = Path(options.context) if options.context else None
    today = date.today()  # noqa: DTZ011 - a release ends by the calendar
    if options.fix:
        _recover(path.parent, top or path.parent)
    build = read.build_of(path, shown, context, top, today)
    if (options.fix or options.diff) and _fixed(build, path, top, options):
        build = read.build_of(path, shown, context, top, today)
    found = audit(build)
    if not options.tools:
        return found
    return others.merged(found, [*_by_buildkit(build, path, shown), *others.hadolint(path.absolute(), shown)])


def _recover(*folders: Path) -> None:
    for folder in dict.fromkeys(folders):
        for edited in transaction.recover(folder):
            report.problem(f"warning: {edited}")


def _by_buildkit(build: Build, path: Path, shown: str) -> Iterator[Finding]:
    if image := others.foreign_frontend(build.file.text):
        report.problem(
            f"warning: {shown}: BuildKit's checks were skipped: they would run {image}, which `# syntax` names"
        )
        return
    yield from others.buildkit(path.absolute(), shown, build.context.root if build.context else path.parent)


def _fixed(build: Build, path: Path, top: Path | None, options: Options) -> bool:
    """Apply or show the fixes of a file; tell whether it was changed."""
    from dockgen.commands import fix as fixing  # noqa: PLC0415 - only where it is asked for

    prepared = fixing.prepare(build, path, top)
    if prepared is None:
        return False
    if options.diff:
        fixing.show(prepared)
    else:
        fixing.apply(prepared, quiet=options.format != "text")
    return options.fix


def _tell(audits: Sequence[Audit], form: str) -> None:
    if form == "text":
        text.show(audits)
    elif form == "json":
        report.raw(formats.as_json(audits))
    elif form == "sarif":
        report.raw(formats.as_sarif(audits))
    else:
        report.raw(formats.as_github(audits))

"""`dockgen audit`."""

import os
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Literal, NamedTuple

from dockgen.audit import formats, others, read, text
from dockgen.audit.run import LEVELS, Audit, Finding, audit
from dockgen.dockerfiles.build import Build
from dockgen.errors import DockgenError, ExitCode, UsageError, nearest
from dockgen.flags import Flag, Word
from dockgen.terminal import report, waiting
from dockgen.writing import transaction

Format = Literal["text", "json", "sarif", "github"]
FORMATS: tuple[Format, ...] = ("text", "json", "sarif", "github")
FAIL_ON = (*LEVELS, "never")


class Options(NamedTuple):
    """The options of an audit and its report."""

    format: Annotated[str | None, Flag("--format", "text, json, sarif or github. (Default: text.)", "FORMAT")] = None
    json: Annotated[bool, Flag("--json", "Short for --format json.")] = False
    fail_on: Annotated[
        str, Flag("--fail-on", "The least that makes the exit code 1: error, warning, note or never.", "LEVEL")
    ] = "warning"
    context: Annotated[str | None, Flag("--context", "The build context, where it is not the Dockerfile's folder.")] = (
        None
    )
    tools: Annotated[bool, Flag("--tools/--no-tools", "Ask hadolint and BuildKit too, where they are installed.")] = (
        True
    )
    fix: Annotated[bool, Flag("--fix", "Fix first what is sure to be safe; shows how, and keeps backups.")] = False
    diff: Annotated[bool, Flag("--diff", "Only show what --fix would change; write nothing.")] = False

    @property
    def form(self) -> str:
        """The format that was asked for in either way."""
        return "json" if self.json else "text" if self.format is None else self.format


def run(
    paths: Annotated[Sequence[str], Word("[PATH]...", "Dockerfiles, or folders with some.", ".")],
    options: Options,
) -> ExitCode:
    """Audit Dockerfiles, and print what was found; or fix them first, or show the fixes.

    DockgenError for bad options; that a file cannot be read is printed, and is the exit code.
    """
    if options.json and options.format not in {None, "json"}:
        message = f"--json and --format {options.format} exclude each other"
        raise UsageError(message, "--json is short for --format json.")
    _check("--format", options.form, FORMATS)
    _check("--fail-on", options.fail_on, FAIL_ON)
    _refuse_both(options)
    audits, errors = _audits(paths, options)
    if not options.diff and (audits or options.form != "text"):
        _tell(audits, options.form)
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
    if options.diff and options.form != "text":
        flag = "--json" if options.form == "json" else f"--format {options.form}"
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
    from dockgen.commands import fix as fixing  # noqa: PLC0415 - only `--fix` and `--diff` wait for it

    prepared = fixing.prepare(build, path, top)
    if prepared is None:
        return False
    if options.diff:
        fixing.show(prepared)
    else:
        fixing.apply(prepared, quiet=options.form != "text")
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

"""`dockgen audit`."""

import os
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Final

from dockgen.audit import formats, others, read
from dockgen.audit.run import LEVELS, Audit, Finding, audit
from dockgen.dockerfiles.build import Build
from dockgen.errors import DockgenError, ExitCode, UsageError, nearest
from dockgen.flags import Flag, Word
from dockgen.records import NamedTuple
from dockgen.terminal import report, waiting
from dockgen.writing import transaction, write

_PRINTED: Final = {"json": formats.as_json, "sarif": formats.as_sarif, "github": formats.as_github}
FORMATS: Final = ("text", *_PRINTED)
FAIL_ON: Final = (*LEVELS, "never")
_MARK: Final = "\ufeff"
"""The byte order mark that some editors put at the start of a UTF-8 file."""


class Options(NamedTuple):
    """The options of an audit and its report."""

    format: Annotated[str | None, Flag("--format", "text, json, sarif or github. (Default: text.)", "FORMAT")] = None
    json: Annotated[bool, Flag("--json", "Short for --format json.")] = False
    fail_on: Annotated[
        str, Flag("--fail-on", "The least severity that makes the exit code 1: error, warning, note or never.", "LEVEL")
    ] = "warning"
    context: Annotated[str | None, Flag("--context", "The build context, if it is not the Dockerfile's folder.")] = None
    tools: Annotated[
        bool, Flag("--tools/--no-tools", "Also run hadolint and BuildKit's checks, if they are installed.")
    ] = True
    fix: Annotated[bool, Flag("--fix", "First fix what is safe to fix; shows the changes, and keeps backups.")] = False
    diff: Annotated[bool, Flag("--diff", "Show what --fix would change, and change nothing.")] = False

    @property
    def form(self) -> str:
        """The format that was asked for in either way."""
        return "json" if self.json else "text" if self.format is None else self.format


def run(
    paths: Annotated[Sequence[str], Word("[PATH]...", "Dockerfiles, or folders that contain them.", ".")],
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
        for folder in dict.fromkeys((path.parent, top or path.parent)):
            report.warnings(transaction.recover(folder))
    build = read.build_of(path, shown, context, top, today)
    if (options.fix or options.diff) and _fixed(build, path, top, options):
        build = read.build_of(path, shown, context, top, today)
    found = audit(build)
    if not options.tools:
        return found
    return others.merged(found, [*_by_buildkit(build, path, shown), *others.hadolint(path.absolute(), shown)])


def _by_buildkit(build: Build, path: Path, shown: str) -> Iterator[Finding]:
    if image := others.foreign_frontend(build.file.text):
        why = f"they would run {image}, which `# syntax` names"
        report.warnings([f"{shown}: BuildKit's checks were skipped: {why}"])
        return
    yield from others.buildkit(path.absolute(), shown, build.context.root if build.context else path.parent)


def _fixed(build: Build, path: Path, top: Path | None, options: Options) -> bool:
    """Apply or show the fixes of a file and its `.dockerignore`; tell whether anything was changed."""
    from dockgen.audit.fix.run import fix  # noqa: PLC0415 - only `--fix` and `--diff` wait for it

    fixed = fix(build)
    if not fixed.practices:
        return False
    files = {}
    if fixed.text != build.file.text:
        real = read.to_write(path, top)
        mark = _MARK if read.content(path, top).startswith(_MARK.encode()) else ""
        files[real] = mark + fixed.text
    if fixed.ignore and build.context is not None:
        files[build.context.root / ".dockerignore"] = fixed.ignore
    root = Path(os.path.commonpath([file.parent for file in files]))
    texts = {os.path.relpath(file, root): text for file, text in files.items()}
    changes = write.resolve(write.compare(root, texts), "force", None)
    if options.diff:
        report.diffs(_named_from_here(root, changes))
        return False
    _apply(root, changes, fixed.practices, quiet=options.form != "text")
    return True


def _apply(root: Path, changes: Sequence[write.Change], practices: Sequence[str], *, quiet: bool) -> None:
    """Write all changes or nothing, and print what was changed, on stderr if `quiet`."""
    report.warnings(transaction.recover(root))
    backups = write.apply(root, changes)
    named = _named_from_here(root, changes)
    if quiet:
        for change in named:
            report.problem(f"{change.action.value:>10}  {change.path}")
        return
    report.diffs(named)
    report.changes(named, {_from_here(root, path): _from_here(root, backup) for path, backup in backups.items()})
    report.line(f"{'fixed':>10}  {', '.join(practices)}")
    report.line()


def _named_from_here(root: Path, changes: Sequence[write.Change]) -> list[write.Change]:
    """Return the changes with paths relative to the current folder, if possible, so that the diff is a patch."""
    return [change._replace(path=_from_here(root, change.path)) for change in changes]


def _from_here(root: Path, path: str) -> str:
    here = Path(os.path.realpath("."))
    start = root.relative_to(here) if root.is_relative_to(here) else Path()
    return (start / path).as_posix()


def _tell(audits: Sequence[Audit], form: str) -> None:
    if form == "text":
        formats.show(audits)
    else:
        report.raw(_PRINTED[form](audits))

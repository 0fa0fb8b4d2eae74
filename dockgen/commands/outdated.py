"""`dockgen outdated`: what an update would change, and which releases are past or near their end of life."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Final

from dockgen.audit import read
from dockgen.choices import settings
from dockgen.choices.settings import Settings
from dockgen.commands import update as updating
from dockgen.commands.init import folder_of
from dockgen.errors import DockgenError, ExitCode, UsageError, nearest
from dockgen.flags import Flag, Json, Word
from dockgen.outdated.find import KINDS, Item, in_compose, in_dockerfile
from dockgen.reading.files import is_file, is_folder
from dockgen.reading.project import Project
from dockgen.records import NamedTuple
from dockgen.terminal import report, waiting
from dockgen.update.outcome import What

_BRINGS: Final = {What.CREATE, What.UPDATE, What.MERGE, What.CONFLICT}
_STYLES: Final = {"ended": "bold red", "soon": "yellow", "update": "green", "newer": "dim"}


class Options(NamedTuple):
    """The flags, by name."""

    fail_on: Annotated[
        str, Flag("--fail-on", "The least urgency that makes the exit code 1: ended, soon, update, newer or never.")
    ] = "update"
    json: Json = False
    today: Annotated[
        str | None, Flag("--today", "Check for this date instead of today, such as 2027-01-31.", "DAY")
    ] = None


def outdated(path: Annotated[str, Word("PATH", "A folder, or a Dockerfile.", ".")], options: Options) -> ExitCode:
    """List what is outdated in a folder or a Dockerfile, offline and without writing anything."""
    allowed = (*KINDS, "never")
    if options.fail_on not in allowed:
        raise UsageError(f"--fail-on: {options.fail_on!r} is not an allowed value", nearest(options.fail_on, allowed))
    top, today = folder_of(path), _today(options.today)
    with waiting.told("reading the project"):
        found = list(_in_files(top, today))
    found += _updates(top) if is_folder(top) else ()
    found.sort(key=lambda item: (KINDS.index(item.kind), item.path, item.line))
    if options.json:
        report.document({"items": [item._asdict() for item in found]})
    else:
        _told(found, is_ours=is_file(top / settings.FILE_NAME))
    failing = KINDS[: KINDS.index(options.fail_on) + 1] if options.fail_on in KINDS else ()
    return ExitCode.DIFFERENT if any(item.kind in failing for item in found) else ExitCode.OK


def _today(text: str | None) -> date:
    if text is None:
        return date.today()  # noqa: DTZ011 - a release ends by the calendar
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"--today: {text!r} is not a date", "Write it as 2027-01-31.") from error


def _in_files(top: Path, today: date) -> Iterator[Item]:
    for file in read.dockerfiles(top):
        yield from in_dockerfile(file, file.path, today)
    for name, text in read.compose_files(top):
        yield from in_compose(text, name, today)


def _updates(top: Path) -> Iterator[Item]:
    """Yield what `dockgen update` would do, if there is a dockgen.toml."""
    project = Project(top)
    if not project.has(settings.FILE_NAME):
        return
    try:
        prepared = updating.prepare(project.root, Settings())
    except DockgenError as error:
        raise type(error)(f"cannot tell what an update would change: {error}", error.hint) from error
    changed = [one for one in prepared.found if one.what in _BRINGS and one.path != settings.FILE_NAME]
    for one in changed:
        how = "you and dockgen changed the same lines" if one.what is What.CONFLICT else "a newer version is available"
        yield Item("update", one.path, 0, how, "dockgen update")
    if changed:
        for sentence in prepared.why:
            yield Item("update", settings.FILE_NAME, 0, sentence, "dockgen update")


def _told(found: list[Item], *, is_ours: bool) -> None:
    for item in found:
        place = f"{item.path}:{item.line}" if item.line else item.path
        report.line(f"{item.kind:>8}  {place}: {item.message}", _STYLES[item.kind])
        if item.kind != "update":
            report.line(f"{'':>8}  {item.fix}", "dim")
    if any(item.kind == "update" for item in found):
        report.line("`dockgen update` makes the changes marked with it and keeps your edits.")
    if is_ours and any(item.kind != "update" for item in found):
        how = "`dockgen versions refresh --write` takes newer releases from registries"
        report.line(f"{how}; `--versions` sets one by hand.")
    if not found:
        report.line("Everything is up to date, as far as dockgen knows.")

"""`dockgen init` and `dockgen detect`, without the parsing of flags."""

import os
import posixpath
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from dockgen.choices import settings
from dockgen.commands import fetching
from dockgen.errors import ExitCode, UsageError
from dockgen.generator import pipeline
from dockgen.generator.generated import Generated
from dockgen.reading.files import is_folder
from dockgen.reading.project import Project
from dockgen.records import NamedTuple
from dockgen.terminal import next_steps, report, waiting
from dockgen.update import existing, lock
from dockgen.writing import transaction, write
from dockgen.writing.write import Action

if TYPE_CHECKING:
    from dockgen.terminal.conversation import Conversation


class Mode(NamedTuple):
    """The switches of `init`, by name."""

    yes: bool = False
    plain: bool = False
    all: bool = False
    dry_run: bool = False
    diff: bool = False
    check: bool = False
    json: bool = False
    stdout: bool = False
    force: bool = False
    skip_existing: bool = False
    verify: bool = False
    trust_pack: bool = False

    @property
    def writes(self) -> bool:
        """Tell whether files may change."""
        return not (self.dry_run or self.diff or self.check or self.stdout)

    @property
    def asks(self) -> bool:
        """Tell whether to ask questions."""
        return not (self.yes or self.check or self.json or self.stdout or self.diff) and report.is_terminal(
            plain=self.plain
        )

    @property
    def policy(self) -> write.Policy:
        """Return what to do with existing files that differ."""
        if self.force:
            return "force"
        if self.skip_existing:
            return "skip"
        return "ask" if self.asks else "stop"


_EXCLUSIVE = (
    ("all", "stdout"),
    ("force", "skip_existing"),
    ("stdout", "json"),
    ("stdout", "diff"),
    ("stdout", "check"),
    ("json", "diff"),
    *(("verify", other) for other in ("dry_run", "diff", "check", "stdout", "json")),
)


def init(path: str, raw: Mapping[str, object], mode: Mode) -> ExitCode:
    """Generate the files of a folder, or show what would be generated.

    `raw` has the unchecked flags by field of `Settings`. After DockgenError or KeyboardInterrupt, nothing was changed.
    """
    for one, other in _EXCLUSIVE:
        if getattr(mode, one) and getattr(mode, other):
            both = f"--{one} and --{other}".replace("_", "-")
            raise UsageError(f"{both} exclude each other", "Leave one of them out.")
    if mode.all:
        if raw.get("app", pipeline.ALL) != pipeline.ALL:
            raise UsageError("--all and --app exclude each other", "Leave one of them out.")
        raw = {**raw, "app": pipeline.ALL}
    root = folder_of(path)
    flags = settings.parse(from_project(root, raw), "--{}")
    if mode.writes:
        report.warnings(transaction.recover(Project(root).root))
    talk = conversation(root) if mode.asks else None
    told: list[str] = []
    while True:
        generated, compared = _made(root, flags, mode, talk)
        report.warnings(one for one in generated.project.warnings if one not in told)
        told = generated.project.warnings
        if mode.stdout:
            report.raw(generated.files[posixpath.join(generated.folder, generated.plan.dockerfile)])
            return ExitCode.OK
        if not mode.writes:
            return _show(generated, compared, mode)
        done = _settle(generated, compared, mode, path, talk)
        if done is not None:
            return _verified(path, flags) if mode.verify and done is ExitCode.OK else done


def _made(
    root: Path, flags: settings.Settings, mode: Mode, talk: "Conversation | None"
) -> tuple[Generated, list[write.Change]]:
    """Return what is made of a folder, and what that would change; ask a person, if there is one."""

    def make() -> Generated:
        with waiting.told("reading the project"):
            ask, changed = (talk.ask, talk.changed) if talk else (None, ())
            return pipeline.generate(root, flags, ask, report.each, changed)

    def settled() -> Generated:
        return fetching.settled(make, given=mode.trust_pack, asks=mode.asks, keeps=mode.writes)

    generated = talk.run(settled) if talk else settled()
    compared: list[write.Change] = []
    if not mode.stdout:
        generated, compared = existing.compare(generated)
    return generated, compared


def _verified(path: str, flags: settings.Settings) -> ExitCode:
    """Run `dockgen verify` on the written files."""
    from dockgen.commands import verify as verifying  # noqa: PLC0415 - only `--verify` waits for it
    from dockgen.verify.options import Options  # noqa: PLC0415 - only `--verify` waits for it

    is_all = flags.app == pipeline.ALL
    app = None if is_all else flags.app
    report.line()
    return verifying.verify(path, Options(app=app, all=is_all, main=flags.main, language=flags.language))


def folder_of(path: str) -> Path:
    """Return the folder that a command line names; UsageError if it names none."""
    if not path.strip():  # such as "$FOLDER" where nobody has set it: Path("") would be the current folder
        raise UsageError("PATH is empty", "Name a folder, or `.` for the current one.")
    return Path(path)


def from_project(root: Path, raw: Mapping[str, object]) -> Mapping[str, object]:
    """Return the answers with the path of a pack's folder relative to the project, as in `dockgen.toml`."""
    pack = raw.get("pack")
    if not isinstance(pack, str) or not pack.strip() or Path(pack).is_absolute() or not is_folder(Path(pack)):
        return raw
    try:
        return {**raw, "pack": Path(os.path.relpath(pack, root.resolve())).as_posix()}
    except ValueError:  # on another drive
        return {**raw, "pack": str(Path(pack).resolve())}


def _show(generated: Generated, compared: list[write.Change], mode: Mode) -> ExitCode:
    compared = lock.record(generated, compared)
    if mode.diff:
        report.diffs(compared)
    elif mode.json:
        report.as_json(generated, compared, {})
    else:
        report.changes(compared, {})
    differs = any(change.action is not Action.IDENTICAL for change in compared)
    return ExitCode.DIFFERENT if mode.check and differs else ExitCode.OK


def _settle(
    generated: Generated, compared: list[write.Change], mode: Mode, path: str, talk: "Conversation | None"
) -> ExitCode | None:
    """Ask for confirmation at a terminal, then write; None where the person wants to change an answer first."""
    if mode.policy != "ask":
        compared = write.resolve(compared, mode.policy, None)
    if talk and any(change.action not in {Action.IDENTICAL, Action.SKIP} for change in compared):
        return _settle_with_person(generated, compared, mode, path, talk)
    compared = lock.record(generated, compared)
    backups = write.apply(generated.project.root, compared, without_backup=lock.FILE_NAME)
    if mode.json:
        report.as_json(generated, compared, backups)
        return ExitCode.OK
    report.changes(compared, backups)
    report.chosen(generated.plans)
    report.left_out(generated.plans)
    next_steps.show(generated, path)
    return ExitCode.OK


def _settle_with_person(
    generated: Generated, compared: list[write.Change], mode: Mode, path: str, talk: "Conversation"
) -> ExitCode | None:
    """Write the files that the person agrees to; do not repeat what was already shown."""
    from dockgen.terminal import wizard  # noqa: PLC0415 - questionary is only for people at a terminal

    can_change = not generated.several or bool(talk.given)
    answer = wizard.confirm(generated, lock.record(generated, compared), can_change=can_change)
    if answer == "change":
        if chosen := wizard.to_change(generated.plans[0], talk.given, several=generated.several):
            talk.reopen(chosen)
        return None
    if answer == "no":
        report.line("Nothing was changed.")
        return ExitCode.OK
    resolved = write.resolve(compared, mode.policy, wizard.settle)
    recorded = lock.record(generated, resolved)
    backups = write.apply(generated.project.root, recorded, without_backup=lock.FILE_NAME)
    report.changes([change for change in resolved if change.action in {Action.OVERWRITE, Action.SKIP}], backups)
    report.written(recorded)
    next_steps.show(generated, path)
    return ExitCode.OK


def conversation(greeted: Path | None = None) -> "Conversation":
    """Return what asks a person questions."""
    from dockgen.terminal import wizard  # noqa: PLC0415 - questionary is only for people at a terminal
    from dockgen.terminal.conversation import Conversation  # noqa: PLC0415 - as above

    if greeted is not None:
        wizard.greet(greeted)
    return Conversation()

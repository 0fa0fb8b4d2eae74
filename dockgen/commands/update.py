"""`dockgen update`: generates the files again and merges them with a person's edits."""

import posixpath
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Final

from dockgen._version import __version__
from dockgen.choices import settings
from dockgen.choices.settings import Settings
from dockgen.commands import fetching
from dockgen.commands.init import conversation, folder_of, from_project
from dockgen.errors import ExitCode, MergeError, UsageError, nearest
from dockgen.flags import Catalogue, Flag, Json, Plain, TrustPack, Word
from dockgen.generator import pipeline
from dockgen.generator.generated import Generated
from dockgen.generator.questions import Ask
from dockgen.reading.files import Boundary, is_file
from dockgen.reading.project import Project
from dockgen.records import NamedTuple
from dockgen.terminal import report, waiting
from dockgen.update import answers_file, existing, lock, outcome, reasons, show
from dockgen.update.outcome import Outcome, What
from dockgen.writing import merge, transaction, write

WAYS: Final = ("ask", "stop", "markers", "yours", "dockgen")
"""What to do with lines that both sides changed."""

_VERSION: Final = re.compile(rb'(?m)^(dockgen[ \t]*=[ \t]*)"[^"\n]*"')


class Options(NamedTuple):
    """The flags, by name."""

    all: Annotated[bool, Flag("--all", "All apps of a repository.")] = False
    dry_run: Annotated[bool, Flag("--dry-run -n", "Show what would happen, and change nothing.")] = False
    diff: Annotated[bool, Flag("--diff", "Show how the files would change, and change nothing.")] = False
    json: Json = False
    conflicts: Annotated[
        str | None,
        Flag(
            "--conflicts",
            "What happens where you and dockgen changed the same lines: ask, stop, markers, yours or dockgen. "
            "(Default: ask at a terminal, else stop.)",
            "WAY",
        ),
    ] = None
    check: Annotated[bool, Flag("--check", "Exit with 1 if the files would change, and change nothing.")] = False
    trust_pack: TrustPack = False
    plain: Plain = False

    @property
    def writes(self) -> bool:
        """Tell whether files may change."""
        return not (self.dry_run or self.diff or self.check)

    @property
    def asks(self) -> bool:
        """Tell whether to ask questions."""
        return self.writes and not self.json and report.is_terminal(plain=self.plain)

    @property
    def way(self) -> str:
        """Return what to do with conflicts; by default, ask at a terminal and stop in a script."""
        return self.conflicts or ("ask" if self.asks else "stop")


def update(
    path: Annotated[str, Word("PATH", "The folder with dockgen.toml.", ".")],
    options: Options,
    answers: Annotated[Mapping[str, object], Catalogue()],
) -> ExitCode:
    """Update the files of a folder, and keep a person's edits; after an error, nothing was changed.

    `answers` are unchecked, by field of `Settings`: they override those in dockgen.toml, and are kept there.
    """
    if options.way not in WAYS:
        raise UsageError(f"--conflicts: {options.way!r} is not an allowed value", nearest(options.way, WAYS[1:]))
    root = Project(folder_of(path)).root
    if options.writes:
        report.warnings(transaction.recover(root))
    talk = conversation() if options.asks and is_file(root / settings.FILE_NAME) else None

    def prepared() -> Prepared:
        return fetching.settled(
            lambda: prepare(root, _asked(root, options, answers), talk.ask if talk else None),
            given=options.trust_pack,
            asks=options.asks,
            keeps=options.writes,
        )

    generated, found, why = talk.run(prepared) if talk else prepared()
    if options.way in {"markers", "yours", "dockgen", "ask"}:
        found = [settled(one, options.way) if one.what is What.CONFLICT else one for one in found]
    return _finish(generated, found, why, options)


def _asked(root: Path, options: Options, answers: Mapping[str, object]) -> Settings:
    """Return the answers that differ from last time."""
    if options.all and answers.get("app", pipeline.ALL) != pipeline.ALL:
        raise UsageError("--all and --app exclude each other", "Leave one of them out.")
    given = {**answers, **({"app": pipeline.ALL} if options.all else {})}
    return settings.parse(from_project(root, given), "--{}")


class Prepared(NamedTuple):
    """The result of `prepare`: what an update would do."""

    generated: Generated
    found: list[Outcome]
    why: list[str]


@waiting.told("reading the project")
def prepare(root: Path, asked: Settings, ask: Ask | None = None) -> Prepared:
    """Find out what an update would do, without writing anything; `asked` has only new answers."""
    generated = pipeline.generate(root, asked, ask, report.each)
    _require_answers(generated)
    before = lock.read(generated.project, generated.folder)
    texts = before.texts if before else _past(generated)
    pristine = {posixpath.join(generated.folder, path): text for path, text in texts.items()}
    generated, completed = existing.kept(generated, pristine)
    found = sorted(
        [*_outcomes(generated, pristine, asked), *_completed(generated, completed)], key=lambda one: one.path
    )
    return Prepared(generated, found, reasons.changes(before, generated.plans))


def _require_answers(generated: Generated) -> None:
    place = posixpath.join(generated.folder, settings.FILE_NAME)
    if not generated.project.has(place):
        root = generated.project.root
        above = next((one for one in root.parents if is_file(one / settings.FILE_NAME)), None)
        hint = "Run `dockgen init` first: it writes the files and keeps the answers."
        if above is not None:
            hint = f"There is one in {above}: `dockgen update {above} --app {root.relative_to(above).as_posix()}`."
        raise UsageError(f"{place} is not in {root}, so there is nothing to update", hint)


def _past(generated: Generated) -> Mapping[str, str]:
    """Return the texts of the first release, which wrote no lock file."""
    from dockgen.past import first  # noqa: PLC0415 - brings jinja2, which is slow to import

    answers = generated.project.require(posixpath.join(generated.folder, settings.FILE_NAME))
    return first.nearest(generated) if first.WROTE.search(answers) else {}


def _outcomes(generated: Generated, pristine: dict[str, str], asked: Settings) -> list[Outcome]:
    """Return the outcome for each file, given the texts generated last; in dockgen.toml, only new answers change."""
    answers = posixpath.join(generated.folder, settings.FILE_NAME)
    files = {path: text for path, text in generated.files.items() if path != answers}
    found = []
    for change in write.compare(generated.project.root, files):
        if change.old is not None and merge.DOCKGENS.encode() in change.old:
            what = f"{change.path} still has conflict markers of an earlier update ({merge.YOURS})"
            hint = "Nothing was changed. Resolve the conflicts, remove the markers, then run again."
            raise MergeError(what, hint)
        found.append(outcome.of(change.path, change.old, pristine.get(change.path), change.new_text))
    left = [Outcome(path, What.LEFT) for path in sorted(pristine.keys() - files.keys()) if generated.project.has(path)]
    return [*found, *left, _answers(generated, answers, asked)]


def _completed(generated: Generated, completed: Mapping[str, str]) -> Sequence[Outcome]:
    """Return the outcome for files that a person has written, and dockgen completes."""
    changes = write.compare(generated.project.root, completed)
    ways = {write.Action.CONFLICT: What.UPDATE}
    return [Outcome(one.path, ways.get(one.action, What.IDENTICAL), one.old, one.new) for one in changes]


def _answers(generated: Generated, path: str, asked: Settings) -> Outcome:
    old = write.current(Boundary(generated.project.root), path) or b""
    new = _VERSION.sub(rb'\g<1>"%s"' % __version__.encode(), old, count=1)
    new = answers_file.changed(new.decode(), generated.files.get(path, ""), asked).encode()
    return Outcome(path, What.IDENTICAL, old) if new == old else Outcome(path, What.UPDATE, old, new)


def settled(one: Outcome, way: str) -> Outcome:
    """Resolve the conflicts of a file as the flag says, or ask a person."""
    if one.whole is not None:
        return _settled_whole(one, way)
    sides, ways = [], set()
    for number, conflict in enumerate(one.conflicts, 1):
        chosen = show.ask(one, number, conflict) if way == "ask" else way
        sides.append(merge.sides(conflict)[chosen])
        ways.add(chosen)
    return outcome.settled(one, sides)._replace(loses="dockgen" in ways)


def _settled_whole(one: Outcome, way: str) -> Outcome:
    if way == "markers":
        what = f"{one.path} is not UTF-8 text, so it cannot have conflict markers"
        raise MergeError(what, "Use `yours` or `dockgen`.")
    chosen = show.ask_whole(one) if way == "ask" else way
    if chosen == "yours":
        return one._replace(what=What.KEEP)
    return one._replace(what=What.MERGE, new=one.whole, loses=True)


def _finish(generated: Generated, found: Sequence[Outcome], why: Sequence[str], options: Options) -> ExitCode:
    """Write the files, or show what would be written."""
    open_ = [one for one in found if one.what is What.CONFLICT]
    backups = {} if open_ or not options.writes else _write(generated, found)
    if options.json:
        show.as_json(generated, found, why, backups)
    elif options.diff:
        show.diffs(found)
    else:
        show.told(generated, found, why, backups)
    if not open_:
        changes = any(one.new is not None and one.new != one.old for one in found)
        return ExitCode.DIFFERENT if options.check and changes else ExitCode.OK
    if not options.json:
        show.conflicts(open_)
    raise MergeError(
        f"you and dockgen changed the same lines in: {', '.join(one.path for one in open_)}",
        "Nothing was changed. Run it at a terminal to choose, or use --conflicts=markers to write both sides into the "
        "file, or --conflicts=yours or dockgen to take one side.",
    )


def _write(generated: Generated, found: Sequence[Outcome]) -> dict[str, str]:
    """Write all files or nothing, with a backup only of files that lose a person's edits."""
    changed = [one for one in found if one.new is not None and one.new != one.old]
    writes = [transaction.Write(one.path, one.new or b"", one.old) for one in changed]
    if lock.keeps(generated):
        recorded = lock.change_of(generated, lock.of(generated))
        if recorded.action is not write.Action.IDENTICAL:
            writes.append(transaction.Write(recorded.path, recorded.new, recorded.old))
    kept = {one.path for one in changed if one.loses}
    without = {each.path for each in writes} - kept
    return transaction.commit(generated.project.root, writes, without_backup=without) if writes else {}

"""Shows the result of `dockgen update`, and asks about conflicts."""

import posixpath
from collections.abc import Mapping, Sequence
from typing import Final

from dockgen.choices.options import Choice
from dockgen.generator.generated import Generated
from dockgen.terminal import report
from dockgen.update.outcome import Outcome, What
from dockgen.writing import write
from dockgen.writing.merge import DOCKGENS, Conflict

_STYLES: Final = {
    What.CREATE: "green",
    What.IDENTICAL: "dim",
    What.UPDATE: "green",
    What.MERGE: "yellow",
    What.KEEP: "dim",
    What.CONFLICT: "bold red",
    What.DELETED: "dim",
    What.LEFT: "dim",
}
_NOTES: Final = {
    What.MERGE: "with your edits",
    What.KEEP: "your edits; no changes from dockgen",
    What.DELETED: "by you; `dockgen init` would create it again",
    What.LEFT: "dockgen no longer generates it; it is yours",
}
_CHANGES: Final = {What.CREATE, What.UPDATE, What.MERGE}


def told(generated: Generated, found: Sequence[Outcome], why: Sequence[str], backups: Mapping[str, str]) -> None:
    """Print one line for each file, and the reasons for changes."""
    for warning in generated.project.warnings:
        report.problem(f"warning: {warning}")
    for one in found:
        report.line(_line(one, backups), _STYLES[one.what])
    if why and any(one.what in _CHANGES for one in found):
        report.line()
        report.line("Why:", "bold")
        for sentence in why:
            report.line(f"  {sentence}")
    marked = [one.path for one in found if one.new is not None and DOCKGENS.encode() in one.new]
    if marked:
        report.line(f"Resolve the conflicts between the markers in: {', '.join(marked)}", "yellow")
    for one in found:
        for image in one.unpinned:
            report.line(
                f"{one.path}: {image} was pinned to a digest; run `dockgen pin` to pin the new image.", "yellow"
            )


def _line(one: Outcome, backups: Mapping[str, str]) -> str:
    number = len(one.conflicts)
    note = _NOTES.get(one.what, "")
    if number:
        note = "1 place" if number == 1 else f"{number} places"
    if one.path in backups:
        note += f"; before: {backups[one.path]}"
    return f"{one.what.value:>10}  {one.path}" + (f"   ({note.removeprefix('; ')})" if note else "")


def diffs(found: Sequence[Outcome]) -> None:
    """Print what would change in each file."""
    for one in found:
        if one.new is not None and one.new != one.old:
            change = write.Change(one.path, write.Action.OVERWRITE, one.old, one.new)
            report.code(write.diff(change), "diff")


def conflicts(found: Sequence[Outcome]) -> None:
    """Print both sides of each conflict."""
    for one in found:
        for number, conflict in enumerate(one.conflicts, 1):
            report.line()
            report.line(f"{one.path}, conflict {number} of {len(one.conflicts)}:", "bold")
            report.code(_both(conflict), "diff")


def _both(conflict: Conflict) -> str:
    """Return both sides as a diff: dockgen's lines with a minus, the person's with a plus."""
    lines = [*(f"- {line.text}" for line in conflict.dockgens), *(f"+ {line.text}" for line in conflict.yours)]
    return "\n".join(["--- dockgen", "+++ yours", *lines, ""])


def ask(one: Outcome, number: int, conflict: Conflict) -> str:
    """Show both sides of a conflict and let a person choose.

    Raises:
        KeyboardInterrupt: the person stopped; nothing was changed.
    """
    report.code(_both(conflict), "diff")
    return _chosen(f"{one.path}, conflict {number} of {len(one.conflicts)}", markers=True)


def ask_whole(one: Outcome) -> str:
    """Let a person choose a side for a file that cannot be merged."""
    return _chosen(f"{one.path} is not text and differs from dockgen's version", markers=False)


def _chosen(question: str, *, markers: bool) -> str:
    from dockgen.terminal import wizard  # noqa: PLC0415 - questionary is only for people at a terminal

    choices = [Choice("yours", "keep your lines"), Choice("dockgen", "use dockgen's lines, and keep a backup")]
    if markers:
        choices.append(Choice("markers", "write both sides with markers, to resolve in an editor"))
    choices.append(Choice("stop", "stop and change nothing"))
    answer = wizard.choose(question, choices)
    if answer == "stop":
        raise KeyboardInterrupt
    return answer


def as_json(generated: Generated, found: Sequence[Outcome], why: Sequence[str], backups: Mapping[str, str]) -> None:
    """Print the same as JSON."""
    files = [
        {
            "path": one.path,
            "action": one.what.value,
            "backup": backups.get(one.path),
            "conflicts": [
                {
                    "yours": [line.text for line in conflict.yours],
                    "dockgen": [line.text for line in conflict.dockgens],
                }
                for conflict in one.conflicts
            ],
            "unpinned": list(one.unpinned),
        }
        for one in found
    ]
    document = {
        "folder": posixpath.join(".", generated.folder),
        "files": files,
        "changes": list(why),
        "warnings": generated.project.warnings,
    }
    report.document(document)

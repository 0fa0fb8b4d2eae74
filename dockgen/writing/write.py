"""Compares generated files with existing ones and decides what to do. Only `apply` changes anything."""

import io
import stat
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from pathlib import Path, PurePosixPath
from typing import Final, Literal

from dockgen.errors import ConflictError, FileError
from dockgen.model.outputs import ANSWERS
from dockgen.reading.files import MAX_GENERATED, Boundary, NotThereError
from dockgen.records import NamedTuple
from dockgen.writing import transaction


class Action(Enum):
    """What happens to a file, in one word."""

    CREATE = "create"
    IDENTICAL = "identical"
    OVERWRITE = "overwrite"
    COMPLETE = "complete"
    """A person's file, to which lines are added."""
    SKIP = "skip"
    CONFLICT = "conflict"


WRITTEN: Final = frozenset({Action.CREATE, Action.OVERWRITE, Action.COMPLETE})


class Change(NamedTuple):
    """A file with its old and new content."""

    path: str
    action: Action
    old: bytes | None
    new: bytes

    @property
    def new_text(self) -> str:
        """The new content as text."""
        return self.new.decode("utf-8")


_MERGED: Final = "`dockgen update` merges dockgen's changes with yours. "
_HINT: Final = (
    "Continue with one of these: `dockgen audit` checks your files, and `dockgen audit --fix` improves them; "
    "`dockgen init --diff` shows the differences; `dockgen init --force` replaces your files and keeps backups; "
    "`dockgen init --skip-existing` keeps them, and writes the others."
)

Policy = Literal["ask", "force", "skip", "stop"]
Ask = Callable[[Change], Literal["overwrite", "skip"]]
"""Shows a conflict to a person and returns what to do; raises KeyboardInterrupt to stop."""


def compare(root: Path, files: Mapping[str, str]) -> list[Change]:
    """Return for each file whether it is new, identical, or in conflict; FileError if the old one is not readable."""
    boundary = Boundary(root)
    changes = []
    for path, new in ((path, text.encode()) for path, text in files.items()):
        old = current(boundary, path)
        action = Action.CREATE if old is None else Action.IDENTICAL if old == new else Action.CONFLICT
        changes.append(Change(path, action, old, new))
    return changes


def current(boundary: Boundary, path: str) -> bytes | None:
    """Return the current content of a file to write; None if it does not exist.

    FileError if it must not be written: it is not a file, is too large to be one of ours, leads out of the folder, or
    belongs to Git.
    """
    real = Path(boundary.real(path))
    if any(part.lower() == ".git" for part in real.relative_to(boundary.top).parts):
        raise FileError(f"{path} is a link to a file of Git", "Remove the link, then run again.")
    try:
        return boundary.read(path, MAX_GENERATED)
    except NotThereError:
        _refuse_file_as_folder(boundary, path)
        return None


def _refuse_file_as_folder(boundary: Boundary, path: str) -> None:
    for folder in map(str, PurePosixPath(path).parents):
        status = boundary.status(folder)
        if status is not None and not stat.S_ISDIR(status.st_mode):
            raise FileError(f"{path} cannot be written: {folder} is not a folder", "Move it away, then run again.")


def resolve(changes: Sequence[Change], policy: Policy, ask: Ask | None) -> list[Change]:
    """Decide every conflict by the policy or by asking; ConflictError for conflicts if the policy is to stop."""
    conflicts = [change.path for change in changes if change.action is Action.CONFLICT]
    if conflicts and policy == "stop":
        is_update = any(change.old is not None and change.path.endswith(ANSWERS.path) for change in changes)
        raise ConflictError(
            f"these files exist and differ: {', '.join(conflicts)}", _MERGED + _HINT if is_update else _HINT
        )
    return [_resolved(change, policy, ask) for change in changes]


def _resolved(change: Change, policy: Policy, ask: Ask | None) -> Change:
    is_kept = change.action is Action.COMPLETE and policy == "skip"
    if change.action is not Action.CONFLICT and not is_kept:
        return change
    if policy == "force" or (policy == "ask" and ask is not None and ask(change) == "overwrite"):
        return change._replace(action=Action.OVERWRITE)
    return change._replace(action=Action.SKIP)


def apply(root: Path, changes: Sequence[Change], without_backup: str = "") -> dict[str, str]:
    """Write all new and overwritten files, or nothing; return the backup of each file that was overwritten.

    The file named `without_backup` needs none. FileError if a file cannot be written; nothing was changed.
    """
    done = [change for change in changes if change.action in WRITTEN]
    writes = [transaction.Write(change.path, change.new, change.old) for change in done]
    without = {write.path for write in writes if write.path.rpartition("/")[2] == without_backup}
    without |= {change.path for change in done if change.action is Action.COMPLETE}
    return transaction.commit(root, writes, without_backup=without) if writes else {}


def diff(change: Change) -> str:
    """Return a unified diff from the old to the new content."""
    import difflib  # noqa: PLC0415 - only people who look at a diff wait for it

    from dockgen.writing.merge import is_much  # noqa: PLC0415 - only people who look at a diff wait for it

    texts = ((change.old or b"").decode("utf-8", "replace"), change.new_text)
    old, new = (list(io.StringIO(text)) for text in texts)  # only "\n" ends a line
    before = "/dev/null" if change.old is None else f"a/{change.path}"
    if is_much(old, new):
        head = f"--- {before}\n+++ b/{change.path}\n@@ -1,{len(old)} +1,{len(new)} @@\n"
        lines = iter([head, *(f"-{line}" for line in old), *(f"+{line}" for line in new)])
    else:
        lines = difflib.unified_diff(old, new, before, f"b/{change.path}")
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)

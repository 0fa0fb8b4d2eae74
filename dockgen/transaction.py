"""Writes several files so that all of them change or none, also when the process is killed half-way.

New contents are first written to a staging folder beside the files. A journal, put in place by one rename, says what
goes where; from then on the change is decided: the next run finishes what a killed one had begun. Before that moment
nothing of the project has changed. Each file is put in place by one rename, so that it is wholly old or wholly new.
(That is for a process that dies. Nothing is forced to the disk, so a power cut may lose the newest files.)
"""

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, NamedTuple

from dockgen.errors import FileError

STAGING: Final = ".dockgen.tmp"
_JOURNAL: Final = "journal.json"


class Write(NamedTuple):
    """One file to put in place."""

    path: str
    new: bytes
    old: bytes | None
    """What is there now, which is kept as a backup; None where there is nothing."""


class _Entry(NamedTuple):
    """One line of the journal: what goes where. All paths are relative to the project."""

    staged: str
    target: str
    backup: str | None
    digest: str | None
    """Of the content that is replaced; None where nothing may be there."""


def commit(root: Path, writes: Sequence[Write]) -> dict[str, str]:
    """Put all files in place, or none.

    Returns:
        The backup of each file that was there before, by path.

    Raises:
        FileError: it cannot be done; everything is as it was.
    """
    made = _make_folders(root)
    try:
        with _lock(root):
            return _commit(root, writes)
    except OSError as error:
        raise FileError(
            f"cannot write in {root}: {error.strerror}", "Make room or mend permissions, then run again."
        ) from error
    finally:
        _remove_empty(made)


def recover(root: Path) -> None:
    """Finish what an earlier run was killed in; where it had not begun, only remove what it left.

    Raises:
        FileError: it cannot be finished.
    """
    staging = root / STAGING
    if not os.path.lexists(staging):
        return
    try:
        with _lock(root):
            journal = staging / _JOURNAL
            if journal.exists():
                for fields in json.loads(journal.read_text("utf-8")):
                    _put_in_place(root, _Entry(*fields))
            _remove_staging(root)
    except (OSError, ValueError, TypeError) as error:
        raise FileError(
            f"an earlier run was stopped half-way, and what it left in {staging} cannot be finished: {error}",
            "Mend that, or delete that folder, then run again.",
        ) from error


def _commit(root: Path, writes: Sequence[Write]) -> dict[str, str]:
    staging = root / STAGING
    staging.mkdir()
    entries: list[_Entry] = []
    made: list[Path] = []
    done: list[_Entry] = []
    try:
        for number, write in enumerate(writes):
            entries.append(_stage(root, number, write))
        (staging / "journal.new").write_text(json.dumps(entries), "utf-8")
        (staging / "journal.new").replace(staging / _JOURNAL)
        for entry in entries:
            made += _make_folders((root / entry.target).parent)
            done.append(entry)
            _put_in_place(root, entry)
    except BaseException:  # Ctrl-C too: all or none
        with suppress(OSError):
            (staging / _JOURNAL).unlink()
        for entry in reversed(done):
            _take_back(root, entry)
        _remove_empty(made)
        raise
    finally:
        _remove_staging(root)
    return {write.path: entry.backup for write, entry in zip(writes, entries, strict=True) if entry.backup}


def _stage(root: Path, number: int, write: Write) -> _Entry:
    """Write the new content aside, with the mode that the file has."""
    staged = f"{STAGING}/{number}"
    (root / staged).write_bytes(write.new)
    target = os.path.relpath(os.path.realpath(root / write.path), root)
    if write.old is None:
        return _Entry(staged, target, None, None)
    (root / staged).chmod((root / target).stat().st_mode & 0o7777)
    return _Entry(staged, target, _free_name(root, f"{target}.bak"), _digest(write.old))


def _put_in_place(root: Path, entry: _Entry) -> None:
    """Move one file to where it belongs, unless that has happened, or somebody else has put something there."""
    staged, target = root / entry.staged, root / entry.target
    if not staged.exists():
        return
    if not Path(os.path.realpath(target)).is_relative_to(root):
        raise FileError(f"{entry.target} leads out of {root}", "Nothing was changed.")
    now = _digest(target.read_bytes()) if os.path.lexists(target) else None
    if now != entry.digest:
        raise FileError(f"{entry.target} was changed by somebody else meanwhile", "Run again.")
    target.parent.mkdir(parents=True, exist_ok=True)
    if entry.backup is not None and not (root / entry.backup).exists():
        _link_or_copy(target, root / entry.backup)
    staged.replace(target)


def _take_back(root: Path, entry: _Entry) -> None:
    if (root / entry.staged).exists():  # its turn had not come
        if entry.backup is not None:
            (root / entry.backup).unlink(missing_ok=True)
    elif entry.backup is not None:
        (root / entry.backup).replace(root / entry.target)
    else:
        (root / entry.target).unlink(missing_ok=True)


def _link_or_copy(source: Path, target: Path) -> None:
    """Keep the old file under another name; not every file system has hard links."""
    try:
        target.hardlink_to(source)
    except OSError:
        target.write_bytes(source.read_bytes())
        target.chmod(source.stat().st_mode & 0o7777)


def _free_name(root: Path, wanted: str) -> str:
    """Return `wanted`, or the first of `wanted.2`, `wanted.3`, ... that is not there: a backup is never replaced."""
    number, name = 1, wanted
    while os.path.lexists(root / name):
        number += 1
        name = f"{wanted}.{number}"
    return name


def _digest(content: bytes) -> str:
    import hashlib  # noqa: PLC0415 - loads OpenSSL, and only a file that is replaced needs it

    return hashlib.sha256(content).hexdigest()


def _make_folders(folder: Path) -> list[Path]:
    """Make a folder and those above it; return what was made, innermost first."""
    missing = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    try:
        for path in reversed(missing):
            path.mkdir(exist_ok=True)
    except OSError as error:
        _remove_empty(missing)
        raise FileError(
            f"cannot make the folder {missing[0]}: {error.strerror}", "Check the path and its permissions."
        ) from error
    return missing


def _remove_empty(folders: Sequence[Path]) -> None:
    """Remove folders that were made for nothing; one that is in use stays."""
    for folder in folders:
        with suppress(OSError):
            folder.rmdir()


def _remove_staging(root: Path) -> None:
    """Remove the staging folder, the journal last: as long as it is there, the rest can still be finished."""
    staging = root / STAGING
    if staging.is_symlink():
        raise OSError(f"{staging} is a link")
    for path in sorted(staging.iterdir(), key=lambda path: path.name == _JOURNAL):
        path.unlink()
    staging.rmdir()


@contextmanager
def _lock(root: Path) -> Iterator[None]:
    """Keep other runs of dockgen out of the folder; the lock goes with the process."""
    try:
        import fcntl  # noqa: PLC0415 - not on Windows, where one does without
    except ImportError:
        yield
        return
    folder = os.open(root, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise FileError(f"another dockgen is writing in {root}", "Wait for it, then run again.") from error
    finally:
        os.close(folder)

"""Writes several files so that all of them change or none, even if the process is killed.

New contents are first written to a staging folder next to the files. A journal, put in place by one rename, lists the
target of each. From then on the change is committed: the next run finishes what a killed one began. Before that,
nothing in the project has changed. Each file is replaced by one rename, so it has either the old or the new content,
and its old content gets a second name for the backup first. Concurrent changes by other programs are kept.
Each step is flushed to disk before the next one, so that a power failure is like a killed process.
"""

import json
import os
import re
import signal
import stat
from collections.abc import Container, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from dockgen.errors import FileError
from dockgen.reading.files import MAX_GENERATED, is_file, is_there, read_named
from dockgen.records import NamedTuple
from dockgen.text.digest import sha256
from dockgen.writing import disk

STAGING: Final = ".dockgen.tmp"
_JOURNAL: Final = "journal.json"
_NEW_JOURNAL: Final = "journal.new"
_FREE: Final = "Nothing was changed. Free some space or fix the permissions, then run again."


class Write(NamedTuple):
    """One file to write."""

    path: str
    new: bytes
    old: bytes | None
    """Its current content, for the backup; None if it does not exist."""


class _Entry(NamedTuple):
    """One line of the journal. Paths are relative to the project, with links resolved."""

    staged: str
    """The file in the staging folder."""
    target: str
    backup: str | None
    digest: str | None
    """The digest of the old content; None if the file must not exist."""
    is_spare: bool = False
    """Whether the backup goes again once all files are in place."""


class _MeanwhileError(FileError):
    """Another program changed a file after we read it."""


def _meanwhile(path: str) -> _MeanwhileError:
    return _MeanwhileError(f"{path} was changed by another program in the meantime", "Nothing was changed. Run again.")


def commit(root: Path, writes: Sequence[Write], *, without_backup: Container[str] = ()) -> dict[str, str]:
    """Write all files or none, and return the backup of each existing file, by path; FileError if nothing was changed.

    For paths in `without_backup`, the old content is not needed any more.
    """
    root = Path(os.path.realpath(root))
    with _ctrl_c_waits():
        made = disk.make_folders(root)
        try:
            with _lock(root):
                _recover(root)
                return _commit(root, writes, without_backup)
        except OSError as error:
            raise FileError(f"cannot write in {root}: {error.strerror or error}", _FREE) from error
        finally:
            disk.remove_empty(made)


def recover(root: Path) -> list[str]:
    """Finish a run that was killed after its commit; otherwise only remove its temporary files.

    Return a sentence for each file that was edited since then; the edits are kept. FileError if it cannot be finished,
    or its files are not from a run in this folder.
    """
    root = Path(os.path.realpath(root))
    if not os.path.lexists(root / STAGING):
        return []
    try:
        with _lock(root):
            return _recover(root)
    except OSError as error:
        raise _in_the_way(root, error) from error


def _recover(root: Path) -> list[str]:
    """Do the same while holding the lock, so the files are from a run that has ended."""
    try:
        return _finish_all(root, root / STAGING)
    except (OSError, ValueError, TypeError, KeyError, RecursionError) as error:
        raise _in_the_way(root, error) from error


def _in_the_way(root: Path, error: Exception) -> FileError:
    why: object = error if isinstance(error, ValueError) else "its journal is damaged"
    if isinstance(error, OSError) and error.filename:
        why = f"{error.strerror}: {error.filename}"
    hint = "Nothing was changed. Check it, then move or delete it, and run again."
    return FileError(f"{root / STAGING} exists, but dockgen cannot finish it: {why}", hint)


def _finish_all(root: Path, staging: Path) -> list[str]:
    if not os.path.lexists(staging):  # the run that held the lock has just finished
        return []
    if not stat.S_ISDIR(staging.lstat().st_mode):
        raise ValueError("it is not a folder")
    entries = _journal(root, staging)
    edited = [entry for entry in entries if not _finish(root, entry)]
    _remove_spare(root, [entry for entry in entries if entry not in edited])
    _remove_staging(root)
    return [
        f"{entry.target} was edited after an earlier run was interrupted; the edit is kept"
        + (f", the earlier content is in {entry.backup}" if is_file(root / (entry.backup or STAGING)) else "")
        for entry in edited
    ]


def _journal(root: Path, staging: Path) -> list[_Entry]:
    """Read the journal; refuse one from another folder, after a copy or a clone."""
    path = staging / _JOURNAL
    if not os.path.lexists(path):
        return []
    if not stat.S_ISREG(path.lstat().st_mode):
        raise ValueError(f"{_JOURNAL} is not a file")
    data = json.loads(read_named(path, MAX_GENERATED))
    if data["folder"] != staging.stat().st_ino:
        raise ValueError("it was copied or cloned from another folder")
    return [_checked(root, staging, _Entry(*fields)) for fields in data["files"]]


def _checked(root: Path, staging: Path, entry: _Entry) -> _Entry:
    """Refuse a journal that this module would not write, since it may try to reach other files."""
    parts = Path(entry.target).parts
    hidden = any(part.lower() == ".git" for part in parts)
    leads_away = hidden or Path(entry.target).is_absolute() or ".." in parts or STAGING in parts
    names_right = parts and re.fullmatch(r"[0-9]+", entry.staged) and entry.target == str(Path(*parts))
    kept_right = (entry.backup is None) == (entry.digest is None) and (
        entry.backup is None or re.fullmatch(re.escape(entry.target) + r"\.bak(\.[0-9]+)?", entry.backup)
    )
    staged = staging / entry.staged
    is_file = not os.path.lexists(staged) or stat.S_ISREG(staged.lstat().st_mode)
    if leads_away or not (names_right and kept_right and is_file) or not disk.is_inside(root, root / entry.target):
        raise ValueError(f"{_JOURNAL} names {entry.target!r}, {entry.backup!r} and {entry.staged!r}")
    return entry


def _finish(root: Path, entry: _Entry) -> bool:
    """Finish one file of a killed run; return False if it was edited since then."""
    staged, target = root / STAGING / entry.staged, root / entry.target
    if not is_there(staged):
        return True
    now = disk.digest_of(target)
    if now == disk.digest_of(staged):
        return True
    if entry.backup is not None:
        backup = root / entry.backup
        # A file that was edited in place has the same content under both names, so its backup proves nothing.
        if now != entry.digest and disk.is_same(backup, target):
            backup.unlink()
        elif os.path.lexists(backup) and disk.digest_of(backup) != entry.digest:
            entry = entry._replace(backup=disk.free_name(root, f"{entry.target}.bak"))
    if now != entry.digest:
        return False
    disk.make_folders(target.parent)
    try:
        _put_in_place(root, entry)
    except _MeanwhileError:
        return False
    return True


def _commit(root: Path, writes: Sequence[Write], without_backup: Container[str]) -> dict[str, str]:
    staging = root / STAGING
    try:
        staging.mkdir()
    except FileExistsError as error:
        raise _busy(root) from error
    done: list[tuple[_Entry, Write]] = []
    made: list[Path] = []
    # Flushing takes most of a run's time; without it, new files are lost in a power failure but can be generated again.
    forced = any(write.old is not None for write in writes)
    try:
        entries = [
            _stage(root, number, write, forced=forced)._replace(is_spare=write.path in without_backup)
            for number, write in enumerate(writes)
        ]
        _refuse_twice(entries, writes)
        journal = json.dumps({"folder": staging.stat().st_ino, "files": entries})
        disk.write_out(staging / _NEW_JOURNAL, journal.encode(), forced=forced)
        (staging / _NEW_JOURNAL).replace(staging / _JOURNAL)
        if forced:
            disk.sync(staging)
        for entry, write in zip(entries, writes, strict=True):
            made += disk.make_folders((root / entry.target).parent)
            _put_in_place(root, entry)
            done.append((entry, write))
        folders = {(root / entry.target).parent for entry in entries} | {folder.parent for folder in made}
        for folder in folders if forced else ():
            disk.sync(folder)
    except BaseException:
        _take_all_back(root, done)
        disk.remove_empty(made)
        raise
    with suppress(OSError, ValueError):  # everything is written; the next run removes the rest
        _remove_spare(root, entries)
        _remove_staging(root)
    return {write.path: entry.backup for entry, write in done if entry.backup and not entry.is_spare}


def _stage(root: Path, number: int, write: Write, *, forced: bool) -> _Entry:
    """Write the new content to the staging folder, with the file's owner and mode."""
    staged = root / STAGING / str(number)
    disk.write_out(staged, write.new, forced=forced)
    real = Path(os.path.realpath(root / write.path))
    if not real.is_relative_to(root):
        raise _meanwhile(write.path)
    target = str(real.relative_to(root))
    if write.old is None:
        return _Entry(str(number), target, None, None)
    try:
        status, own = real.stat(), staged.stat()
    except FileNotFoundError as error:
        raise _meanwhile(write.path) from error
    if (status.st_uid, status.st_gid) != (own.st_uid, own.st_gid):
        with suppress(OSError):  # only root may change the owner
            os.chown(staged, status.st_uid, status.st_gid)
    staged.chmod(stat.S_IMODE(status.st_mode))
    disk.copy_attributes(real, staged)
    return _Entry(str(number), target, disk.free_name(root, f"{target}.bak"), sha256(write.old))


def _refuse_twice(entries: Sequence[_Entry], writes: Sequence[Write]) -> None:
    first: dict[str, str] = {}
    for entry, write in zip(entries, writes, strict=True):
        if entry.target in first:
            what = f"{first[entry.target]} and {write.path} are the same file: one links to the other"
            raise FileError(what, "Nothing was changed. Remove the link, then run again.")
        first[entry.target] = write.path


def _put_in_place(root: Path, entry: _Entry) -> None:
    """Move one file to its target, or change nothing; _MeanwhileError if another program changed it."""
    staged, target = root / STAGING / entry.staged, root / entry.target
    is_ours = is_file(staged) and not staged.is_symlink()  # another program may have created another file there
    if os.path.realpath(target) != str(target) or not is_ours:
        raise _meanwhile(entry.target)
    try:
        if entry.backup is None:
            disk.create(staged, target)
        else:
            disk.replace(staged, target, root / entry.backup, entry.digest)
    except (FileExistsError, FileNotFoundError) as error:
        raise _meanwhile(entry.target) from error
    except OSError as error:
        raise FileError(f"{entry.target} cannot be written: {error.strerror or error}", _FREE) from error


def _take_all_back(root: Path, done: Sequence[tuple[_Entry, Write]]) -> None:
    """Restore the old files. If one cannot be restored, the message names its backup."""
    with suppress(OSError):  # from here on, a killed run must not be finished
        (root / STAGING / _JOURNAL).unlink()
    left = []
    for entry, write in reversed(done):
        try:
            _take_back(root, entry, write)
        except OSError:
            left.append(f"{entry.target} (before: {entry.backup})" if entry.backup else entry.target)
    with suppress(OSError, ValueError):
        _remove_staging(root)
    if left:
        what = f"writing failed, and these changes could not be undone: {', '.join(left)}"
        raise FileError(what, "Restore them from their backups.")


def _take_back(root: Path, entry: _Entry, write: Write) -> None:
    target = root / entry.target
    if disk.digest_of(target) != sha256(write.new):  # edited in these milliseconds: the edit and the backup stay
        return
    if entry.backup is None:
        target.unlink()
    else:
        (root / entry.backup).replace(target)


def _remove_spare(root: Path, entries: Sequence[_Entry]) -> None:
    """Remove the backups that are not needed, unless another program has changed them."""
    for entry in entries:
        if entry.is_spare and entry.backup and disk.digest_of(root / entry.backup) == entry.digest:
            (root / entry.backup).unlink()


def _remove_staging(root: Path) -> None:
    """Remove the staging folder, the journal first, so that a file deleted from now on does not come back."""
    staging = root / STAGING
    names = sorted(os.listdir(staging), key=lambda name: name != _JOURNAL)  # noqa: PTH208 - names are wanted
    for name in names:
        if not re.fullmatch(r"[0-9]+|journal\.(?:json|new)", name):
            raise ValueError(f"{name} in it is not dockgen's")
        (staging / name).unlink()
    staging.rmdir()


def _busy(root: Path) -> FileError:
    return FileError(f"another dockgen is writing in {root}", "Nothing was changed. Wait for it, then run again.")


@contextmanager
def _lock(root: Path) -> Iterator[None]:
    """Lock the folder against other runs of dockgen; the lock ends with the process."""
    try:
        import fcntl  # noqa: PLC0415 - not on Windows, where one does without
    except ImportError:
        yield
        return
    folder = os.open(root, os.O_RDONLY | os.O_DIRECTORY)  # opening a pipe would block
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise _busy(root) from error
        except OSError:  # some network file systems have no locks; the staging folder keeps out most other runs
            pass
        yield
    finally:
        os.close(folder)


@contextmanager
def _ctrl_c_waits() -> Iterator[None]:
    """Delay Ctrl-C: writing takes milliseconds, and "Stopped" must mean that nothing was changed."""
    try:
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    except ValueError:  # not the main thread, and only that one is interrupted
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)

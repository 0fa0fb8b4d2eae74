"""Writes several files so that all of them change or none, also when the process is killed half-way.

New contents are first written to a staging folder beside the files. A journal, put in place by one rename, says what
goes where; from then on the change is decided: the next run finishes what a killed one had begun. Before that moment
nothing of the project has changed. Each file is put in place by one rename, so that it is wholly old or wholly new,
and what it held before is linked to the name of its backup first. What somebody else writes meanwhile stays.
Each step is forced to the disk before the next one, so that a power cut is like a killed process.
"""

import json
import os
import re
import stat
from collections.abc import Container, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, NamedTuple

from dockgen.errors import FileError
from dockgen.reading.files import MAX_GENERATED, is_file, is_there, read_named
from dockgen.text.digest import sha256
from dockgen.writing import disk

STAGING: Final = ".dockgen.tmp"
_JOURNAL: Final = "journal.json"
_NEW_JOURNAL: Final = "journal.new"


class Write(NamedTuple):
    """One file to put in place."""

    path: str
    new: bytes
    old: bytes | None
    """What is there now, which is kept as a backup; None where there is nothing."""


class _Entry(NamedTuple):
    """One line of the journal: what goes where. Paths are relative to the project, with every link in them followed."""

    staged: str
    """A file in the staging folder."""
    target: str
    backup: str | None
    digest: str | None
    """Of the content that is replaced; None where nothing may be there."""


class _MeanwhileError(FileError):
    """Somebody else changed a file between our look at it and our writing."""


def _meanwhile(path: str) -> _MeanwhileError:
    return _MeanwhileError(f"{path} was changed by another program meanwhile", "Nothing was changed; run again.")


def commit(root: Path, writes: Sequence[Write], *, without_backup: Container[str] = ()) -> dict[str, str]:
    """Put all files in place, or none.

    Args:
        root: the project's folder.
        writes: the files.
        without_backup: the paths whose old content is in the new one, so that nobody will miss it. (A killed run may
            leave their backups.)

    Returns:
        The backup of each file that was there before, by path.

    Raises:
        FileError: it cannot be done; everything is as it was.
    """
    root = Path(os.path.realpath(root))
    with _ctrl_c_waits():
        made = disk.make_folders(root)
        try:
            with _lock(root):
                _recover(root)
                backups = _commit(root, writes)
                for path in [path for path in backups if path in without_backup]:
                    (root / backups.pop(path)).unlink()
                return backups
        except OSError as error:
            raise FileError(
                f"cannot write in {root}: {error.strerror or error}",
                "Nothing was changed. Make room or fix permissions, then run again.",
            ) from error
        finally:
            disk.remove_empty(made)


def recover(root: Path) -> list[str]:
    """Finish what an earlier run was killed in; where it had not begun, only remove what it left.

    Returns:
        The files that were edited since, each in a sentence; such an edit stays.

    Raises:
        FileError: it cannot be finished, or what is there is not from a run in this folder.
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
    """Do the same while the lock is held: what is there then is of a run that has ended."""
    try:
        return _finish_all(root, root / STAGING)
    except (OSError, ValueError, TypeError, KeyError, RecursionError) as error:
        raise _in_the_way(root, error) from error


def _in_the_way(root: Path, error: Exception) -> FileError:
    why: object = error if isinstance(error, ValueError) else "its journal is damaged"
    if isinstance(error, OSError) and error.filename:
        why = f"{error.strerror}: {error.filename}"
    return FileError(
        f"{root / STAGING} is in the way, and it is nothing that dockgen can finish: {why}",
        "Nothing was changed. Look at it, move it away or delete it, then run again.",
    )


def _finish_all(root: Path, staging: Path) -> list[str]:
    if not os.path.lexists(staging):  # the run that had the lock has just finished
        return []
    if not stat.S_ISDIR(staging.lstat().st_mode):
        raise ValueError("it is not a folder")
    edited = [entry for entry in _journal(root, staging) if not _finish(root, entry)]
    _remove_staging(root)
    return [
        f"{entry.target} was edited after an earlier run was stopped; the edit stays"
        + (f", what was there before is {entry.backup}" if is_file(root / (entry.backup or STAGING)) else "")
        for entry in edited
    ]


def _journal(root: Path, staging: Path) -> list[_Entry]:
    """Read the journal; one that did not come about in this very folder (it was copied or cloned) is not followed."""
    path = staging / _JOURNAL
    if not os.path.lexists(path):
        return []
    if not stat.S_ISREG(path.lstat().st_mode):
        raise ValueError(f"{_JOURNAL} is not a file")
    data = json.loads(read_named(path, MAX_GENERATED))
    if data["folder"] != staging.stat().st_ino:
        raise ValueError("it comes from another folder, by a copy or a clone")
    return [_checked(root, staging, _Entry(*fields)) for fields in data["files"]]


def _checked(root: Path, staging: Path, entry: _Entry) -> _Entry:
    """Refuse what this module would not have written: whoever wrote it may want to reach something else."""
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
    """Finish one file of a killed run; return False where it was edited meanwhile."""
    staged, target = root / STAGING / entry.staged, root / entry.target
    if not is_there(staged):
        return True
    now = disk.digest_of(target)
    if now == disk.digest_of(staged):
        return True
    if entry.backup is not None:
        backup = root / entry.backup
        # One that was edited in place has the same content under both names, so the second one tells nothing.
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


def _commit(root: Path, writes: Sequence[Write]) -> dict[str, str]:
    staging = root / STAGING
    try:
        staging.mkdir()
    except FileExistsError as error:
        raise _busy(root) from error
    done: list[tuple[_Entry, Write]] = []
    made: list[Path] = []
    # Waiting for the disk is most of a run's time; new files alone can be made again after a power cut.
    forced = any(write.old is not None for write in writes)
    try:
        entries = [_stage(root, number, write, forced=forced) for number, write in enumerate(writes)]
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
    with suppress(OSError, ValueError):  # everything is in place; the next run removes what is left
        _remove_staging(root)
    return {write.path: entry.backup for entry, write in done if entry.backup}


def _stage(root: Path, number: int, write: Write, *, forced: bool) -> _Entry:
    """Write the new content aside, with the owner and the mode that the file has."""
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
        with suppress(OSError):  # only root may give files away
            os.chown(staged, status.st_uid, status.st_gid)
    staged.chmod(stat.S_IMODE(status.st_mode))
    disk.copy_attributes(real, staged)
    return _Entry(str(number), target, disk.free_name(root, f"{target}.bak"), sha256(write.old))


def _refuse_twice(entries: Sequence[_Entry], writes: Sequence[Write]) -> None:
    first: dict[str, str] = {}
    for entry, write in zip(entries, writes, strict=True):
        if entry.target in first:
            raise FileError(
                f"{first[entry.target]} and {write.path} are the same file: one links to the other",
                "Nothing was changed. Remove the link, then run again.",
            )
        first[entry.target] = write.path


def _put_in_place(root: Path, entry: _Entry) -> None:
    """Move one file to where it belongs, or change nothing.

    Raises:
        _MeanwhileError: somebody else has put something there meanwhile, which stays.
        FileError: it cannot be done.
    """
    staged, target = root / STAGING / entry.staged, root / entry.target
    is_ours = is_file(staged) and not staged.is_symlink()  # another program may have put something else there
    if os.path.realpath(target) != str(target) or not is_ours:
        raise _meanwhile(entry.target)
    try:
        if entry.backup is None:
            _create(staged, target)
        else:
            _replace(staged, target, root / entry.backup, entry.digest)
    except (FileExistsError, FileNotFoundError) as error:
        raise _meanwhile(entry.target) from error
    except OSError as error:
        raise FileError(
            f"{entry.target} cannot be written: {error.strerror or error}",
            "Nothing was changed. Make room or fix permissions, then run again.",
        ) from error


def _create(staged: Path, target: Path) -> None:
    """Put a new file in place, but never over another one. Its staged name goes with the staging folder."""
    try:
        target.hardlink_to(staged)
    except FileExistsError:
        raise
    except OSError:  # not every file system has hard links
        if os.path.lexists(target):
            raise FileExistsError from None
        staged.replace(target)


def _replace(staged: Path, target: Path, backup: Path, digest: str | None) -> None:
    """Keep the old file under another name, then put the new one in its place."""
    made = _keep(target, backup, digest)
    try:
        _refuse_other(target, digest)
        staged.replace(target)
    except BaseException:
        if made:
            backup.unlink()
        raise


def _refuse_other(target: Path, digest: str | None) -> None:
    if disk.digest_of(target) != digest:
        raise FileExistsError


def _keep(source: Path, backup: Path, digest: str | None) -> bool:
    """Give the old file a second name; return whether it is new. A name that is taken by something else stays."""
    try:
        backup.hardlink_to(source)
    except FileExistsError:
        if disk.digest_of(backup) != digest:
            raise
        return False  # a killed run has made it
    except OSError:  # not every file system has hard links, and not every file may be linked
        disk.copy(source, backup)
    return True


def _take_all_back(root: Path, done: Sequence[tuple[_Entry, Write]]) -> None:
    """Put back what was there. What cannot be put back is in its backup, and the message says so."""
    with suppress(OSError):  # from here on a killed run is not to be finished
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
        raise FileError(
            f"writing failed, and this could not be undone: {', '.join(left)}", "Put it back by hand from its backup."
        )


def _take_back(root: Path, entry: _Entry, write: Write) -> None:
    target = root / entry.target
    if disk.digest_of(target) != sha256(write.new):  # edited in these milliseconds: that stays, and the backup too
        return
    if entry.backup is None:
        target.unlink()
    else:
        (root / entry.backup).replace(target)


def _remove_staging(root: Path) -> None:
    """Remove the staging folder, the journal first: all is done, and a file deleted from now on must not come back."""
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
    """Keep other runs of dockgen out of the folder; the lock goes with the process."""
    try:
        import fcntl  # noqa: PLC0415 - not on Windows, where one does without
    except ImportError:
        yield
        return
    folder = os.open(root, os.O_RDONLY | os.O_DIRECTORY)  # opening a pipe would wait
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise _busy(root) from error
        except OSError:  # some network file systems have no locks; making the staging folder keeps most others out
            pass
        yield
    finally:
        os.close(folder)


@contextmanager
def _ctrl_c_waits() -> Iterator[None]:
    """Let Ctrl-C come too late: writing takes milliseconds, and "stopped" must mean that nothing was changed."""
    import signal  # noqa: PLC0415 - only a run that writes needs it

    try:
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    except ValueError:  # not the main thread, and only that one is interrupted
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)

"""Fixes files, for `dockgen audit --fix` and `--diff`."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from dockgen.audit import read
from dockgen.audit.fix.run import Fixed, fix
from dockgen.dockerfiles.build import Build
from dockgen.terminal import report
from dockgen.writing import transaction, write
from dockgen.writing.write import Change

_MARK = "\ufeff"
"""The byte order mark that some editors put at the start of a UTF-8 file."""


class Fix(NamedTuple):
    """The fixes of a Dockerfile and its `.dockerignore`."""

    root: Path
    """The folder of all changed files."""
    changes: Sequence[Change]
    practices: tuple[str, ...]


def prepare(build: Build, path: Path, top: Path | None) -> Fix | None:
    """Return the changes; None for none. FileError if a file is unreadable, or a link leads out of the folder."""
    fixed = fix(build)
    if not fixed.practices:
        return None
    files = _files(build, fixed, path, top)
    root = Path(os.path.commonpath([file.parent for file in files]))
    texts = {os.path.relpath(file, root): text for file, text in files.items()}
    return Fix(root, write.resolve(write.compare(root, texts), "force", None), fixed.practices)


def _files(build: Build, fixed: Fixed, path: Path, top: Path | None) -> dict[Path, str]:
    files = {}
    if fixed.text != build.file.text:
        real = read.to_write(path, top)
        mark = _MARK if read.content(path, top).startswith(_MARK.encode()) else ""
        files[real] = mark + fixed.text
    if fixed.ignore and build.context is not None:
        files[build.context.root / ".dockerignore"] = fixed.ignore
    return files


def show(prepared: Fix) -> None:
    """Print the diff."""
    report.diffs(_named_from_here(prepared))


def _named_from_here(prepared: Fix) -> list[Change]:
    """Return the changes with paths relative to the current folder, if possible, so that the diff is a patch."""
    return [change._replace(path=_from_here(prepared, change.path)) for change in prepared.changes]


def _from_here(prepared: Fix, path: str) -> str:
    here = Path(os.path.realpath("."))
    start = prepared.root.relative_to(here) if prepared.root.is_relative_to(here) else Path()
    return (start / path).as_posix()


def apply(prepared: Fix, *, quiet: bool) -> None:
    """Write all changes or nothing, and print what was changed, on stderr if `quiet`."""
    for edited in transaction.recover(prepared.root):
        report.problem(f"warning: {edited}")
    backups = write.apply(prepared.root, prepared.changes)
    if quiet:
        for change in _named_from_here(prepared):
            report.problem(f"{change.action.value:>10}  {change.path}")
        return
    show(prepared)
    kept = {_from_here(prepared, path): _from_here(prepared, backup) for path, backup in backups.items()}
    report.changes(_named_from_here(prepared), kept)
    report.line(f"{'fixed':>10}  {', '.join(prepared.practices)}")
    report.line()

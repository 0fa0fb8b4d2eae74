"""What `dockgen audit --fix` and `--diff` do with the files."""

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
"""What some editors put at the start of a file in UTF-8."""


class Fix(NamedTuple):
    """What would become of a Dockerfile, and of what is around it."""

    root: Path
    """The folder that holds all of it."""
    changes: Sequence[Change]
    practices: tuple[str, ...]


def prepare(build: Build, path: Path, top: Path | None) -> Fix | None:
    """Return what is to be changed; None where nothing is.

    Args:
        build: the Dockerfile, and what is around it.
        path: where it is.
        top: the folder that it was found in; None where the file itself was named.

    Raises:
        FileError: a file cannot be read, or is a link that leads away.
    """
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
    """Print the difference."""
    report.diffs(_named_from_here(prepared))


def _named_from_here(prepared: Fix) -> list[Change]:
    """Return the changes with paths from the current folder, where all are below it, as a patch wants them."""
    return [change._replace(path=_from_here(prepared, change.path)) for change in prepared.changes]


def _from_here(prepared: Fix, path: str) -> str:
    here = Path(os.path.realpath("."))
    start = prepared.root.relative_to(here) if prepared.root.is_relative_to(here) else Path()
    return (start / path).as_posix()


def apply(prepared: Fix, *, quiet: bool) -> None:
    """Write all that is to be changed, or nothing, and say what was.

    Args:
        prepared: as `prepare` returned it.
        quiet: whether stdout is for another program.

    Raises:
        FileError: it cannot be written; everything is as it was.
    """
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

"""dockgen from Python: `dockgen.generate`. What is here stays as it is within a major version."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, Literal, NamedTuple, TypedDict, Unpack

from dockgen.choices import settings
from dockgen.choices.options import OPTIONS
from dockgen.errors import UsageError, nearest
from dockgen.generator import pipeline
from dockgen.generator.pipeline import Generated
from dockgen.packs import fetching
from dockgen.update import lock
from dockgen.writing import transaction, write
from dockgen.writing.write import Change, Policy

Conflicts = Literal["stop", "overwrite", "keep"]
"""What happens to files that are there and differ."""
_POLICIES: Final[Mapping[str, Policy]] = {"stop": "stop", "overwrite": "force", "keep": "skip"}


class Answers(TypedDict, total=False):
    """What can be answered: the options of `dockgen init`, with `_` for `-`; what is left out is found."""

    language: str
    app: str
    main: str
    command: str
    base: str
    https: str
    user: str | int
    port: int | str
    name: str
    module: str
    language_version: str
    health: str
    registry: str
    versions: Mapping[str, str]
    pack: str
    answer: Mapping[str, str]
    practices: str
    with_: Sequence[str]
    without: Sequence[str]
    env: Mapping[str, str]
    label: Mapping[str, str]
    comments: str


class File(NamedTuple):
    """A file, and what became of it."""

    path: str
    """From the project's folder, with slashes."""
    action: Literal["create", "identical", "overwrite", "skip", "conflict"]
    backup: str | None = None
    """Where what was there before is kept."""


class Result:
    """What would be written, and why. Nothing is written until `write` is called."""

    def __init__(self, generated: Generated) -> None:
        """Take what was generated; `dockgen.generate` makes it."""
        self._generated = generated

    @property
    def files(self) -> Mapping[str, str]:
        """The text of each file by its path from the project's folder."""
        return dict(self._generated.files)

    @property
    def plans(self) -> Sequence[Mapping[str, object]]:
        """What was decided for each app, as `dockgen init --json` has it."""
        return [plan.as_json() for plan in self._generated.plans]

    @property
    def warnings(self) -> Sequence[str]:
        """What was left out of account in the folder, and what an earlier run that was stopped has left there."""
        return list(self._generated.project.warnings)

    def compare(self) -> Sequence[File]:
        """Say what writing would do to each file.

        Raises:
            FileError: one that is there cannot be read.
        """
        return [_file(change) for change in self._compared()]

    def write(self, *, conflicts: Conflicts = "stop") -> Sequence[File]:
        """Write all files, or none, and say what became of each.

        Args:
            conflicts: what happens to files that are there and differ: `stop` writes nothing at all, `overwrite`
                replaces them and keeps backups, `keep` leaves them alone.

        Raises:
            ConflictError: there are such files, and `conflicts` is `stop`.
            FileError: something cannot be written; everything is as it was.
            UsageError: `conflicts` is none of its values.
        """
        if conflicts not in _POLICIES:
            raise UsageError(f"conflicts: {conflicts!r} is not one of its values", nearest(conflicts, list(_POLICIES)))
        root = self._generated.project.root
        for edited in transaction.recover(root):
            self._generated.project.warn(edited)
        changes = write.resolve(self._compared(), _POLICIES[conflicts], None)
        changes = lock.record(self._generated, changes)
        backups = write.apply(root, changes, without_backup=lock.FILE_NAME)
        return [_file(change, backups) for change in changes]

    def _compared(self) -> list[Change]:
        return write.compare(self._generated.project.root, self._generated.files)


def _file(change: Change, backups: Mapping[str, str] = {}) -> File:
    return File(change.path, change.action.value, backups.get(change.path))


def generate(path: str | os.PathLike[str] = ".", **answers: Unpack[Answers]) -> Result:
    """Decide what container files a project needs, and make their texts; nobody is asked, nothing is written.

    Args:
        path: the project's folder; it need not exist, and an empty one gets a sample app.
        answers: the options of `dockgen init`; they go before those of the folder's `dockgen.toml`. `app="*"` is for
            every app of a repository.

    Returns:
        The files, what was decided, and a way to write them.

    Raises:
        UsageError: an answer is wrong, missing, or contradicts another.
        NotRecognisedError: the folder is no project that dockgen knows.
        FileError: something in it cannot be read.
        PackError: a template pack cannot be had, or the folder's `dockgen.toml` names one that is not trusted: see
            `DOCKGEN_TRUST_PACKS` in `docs/how-to/packs.md`.
        DockgenError: any of these.
    """
    known = [option.field for option in OPTIONS]
    for name in answers:
        if name not in known:
            raise UsageError(f"{name} is no option", nearest(name, known))
    given = {name: value for name, value in answers.items() if value is not None}
    folder = os.fspath(path)
    if not folder.strip():
        raise UsageError("path is empty", "Name a folder, or `.` for the current one.")
    asked = settings.parse(given, "{}")
    with fetching.allowed():
        return Result(pipeline.generate(Path(folder), asked, None))

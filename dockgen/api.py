"""The Python API: `dockgen.generate`. It is stable within a major version."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, Literal, TypedDict, Unpack

from dockgen.choices import settings
from dockgen.choices.options import OPTIONS
from dockgen.errors import UsageError, nearest
from dockgen.generator import pipeline
from dockgen.generator.generated import Generated
from dockgen.packs import fetching
from dockgen.records import NamedTuple
from dockgen.update import existing, lock
from dockgen.writing import transaction, write
from dockgen.writing.write import Change, Policy

Conflicts = Literal["stop", "overwrite", "keep"]
"""What to do with existing files that differ."""
_POLICIES: Final[Mapping[str, Policy]] = {"stop": "stop", "overwrite": "force", "keep": "skip"}


class Answers(TypedDict, total=False):
    """The options of `dockgen init`, with `_` for `-`; missing ones are detected."""

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
    package: Sequence[str]
    comments: str


class File(NamedTuple):
    """A file and what happened to it."""

    path: str
    """Relative to the project's folder, with slashes."""
    action: Literal["create", "identical", "overwrite", "complete", "skip", "conflict"]
    backup: str | None = None
    """The path of the backup of its old content."""


class Result:
    """The generated files and decisions. Nothing is written until `write` is called."""

    def __init__(self, generated: Generated) -> None:
        """Keep the result of `dockgen.generate`."""
        self._generated = generated

    @property
    def files(self) -> Mapping[str, str]:
        """The text of each file by its path relative to the project's folder."""
        return dict(self._generated.files)

    @property
    def plans(self) -> Sequence[Mapping[str, object]]:
        """The decisions for each app, as in `dockgen init --json`."""
        return [plan.as_json() for plan in self._generated.plans]

    @property
    def warnings(self) -> Sequence[str]:
        """Warnings: what was ignored in the folder, and edits found after an interrupted run."""
        return list(self._generated.project.warnings)

    def compare(self) -> Sequence[File]:
        """Return what `write` would do to each file.

        Raises:
            FileError: an existing file cannot be read.
        """
        return [_file(change) for change in existing.compare(self._generated)[1]]

    def write(self, *, conflicts: Conflicts = "stop") -> Sequence[File]:
        """Write all files or none, and return what happened to each.

        Args:
            conflicts: what to do with existing files that differ: `stop` writes nothing, `overwrite`
                replaces them and keeps backups, `keep` leaves them alone.

        Raises:
            ConflictError: there are conflicts, and `conflicts` is `stop`.
            FileError: something cannot be written; nothing was changed.
            UsageError: `conflicts` has an unknown value.
        """
        if conflicts not in _POLICIES:
            raise UsageError(f"conflicts: {conflicts!r} is not an allowed value", nearest(conflicts, list(_POLICIES)))
        root = self._generated.project.root
        for edited in transaction.recover(root):
            self._generated.project.warn(edited)
        generated, compared = existing.compare(self._generated)
        changes = write.resolve(compared, _POLICIES[conflicts], None)
        changes = lock.record(generated, changes)
        backups = write.apply(root, changes, without_backup=lock.FILE_NAME)
        return [_file(change, backups) for change in changes]


def _file(change: Change, backups: Mapping[str, str] = {}) -> File:
    return File(change.path, change.action.value, backups.get(change.path))


def generate(path: str | os.PathLike[str] = ".", **answers: Unpack[Answers]) -> Result:
    """Generate the container files of a project, without questions and without writing anything.

    Args:
        path: the project's folder; it need not exist, and an empty one gets a sample app.
        answers: the options of `dockgen init`; they override the folder's `dockgen.toml`. `app="*"` means
            every app of a repository.

    Returns:
        The files, the decisions, and a way to write the files.

    Raises:
        UsageError: an answer is wrong, missing, or contradictory.
        NotRecognisedError: the folder is not a project that dockgen knows.
        FileError: something in it cannot be read.
        PackError: a template pack cannot be loaded, or the folder's `dockgen.toml` names an untrusted one: see
            `DOCKGEN_TRUST_PACKS` in `docs/how-to/packs.md`.
        DockgenError: any of these.
    """
    known = [option.field for option in OPTIONS]
    for name in answers:
        if name not in known:
            raise UsageError(f"{name} is not an option", nearest(name, known))
    given = {name: value for name, value in answers.items() if value is not None}
    folder = os.fspath(path)
    if not folder.strip():
        raise UsageError("path is empty", "Name a folder, or `.` for the current one.")
    asked = settings.parse(given, "{}")
    with fetching.allowed():
        return Result(pipeline.generate(Path(folder), asked, None))

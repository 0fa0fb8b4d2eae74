"""What is already there and does not stop a run: it is kept, and a `.dockerignore` is completed."""

import posixpath
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from dockgen.errors import FileError
from dockgen.generator.generated import Generated
from dockgen.model.outputs import OUTPUTS
from dockgen.model.plan import Plan
from dockgen.model.steps import Copy, Run
from dockgen.reading.project import Project
from dockgen.update import lock
from dockgen.writing import write
from dockgen.writing.write import Action, Change

if TYPE_CHECKING:
    from dockgen.update.ignore_file import Completed

IGNORE_FILE: Final = ".dockerignore"
_ONCE: Final = frozenset(one.path for one in OUTPUTS if one.is_made_once)
_KEPT: Final = _ONCE | {IGNORE_FILE, ".env.example"}
"""Files of which a person's own is no conflict."""
_README: Final = "readme"


def compare(generated: Generated) -> tuple[Generated, list[Change]]:
    """Return what is generated without what a person has already, and what happens to each file.

    Raises:
        FileError: an existing file cannot be read.
    """
    order = generated.files
    generated, completed = kept(generated)
    files = generated.files | completed
    changes = write.compare(generated.project.root, {path: files[path] for path in order if path in files})
    texts = _texts(generated) if any(_gives_way(one) for one in changes) else {}
    return generated, [_settled(one, completed, texts) for one in changes]


def kept(generated: Generated, last: Mapping[str, str] | None = None) -> tuple[Generated, dict[str, str]]:
    """Return what is generated without what is the person's own, and their `.dockerignore` files, completed.

    Args:
        generated: what would be written.
        last: the texts that were generated last; None for those of the lock file.
    """
    project, files = generated.project, dict(generated.files)
    there = [path for path in files if _is_theirs(project, path, files[path])]
    texts = last if last is not None else _texts(generated) if there else {}
    completed: dict[str, str] = {}
    for path in there:
        if path in texts:  # dockgen made it
            continue
        if posixpath.basename(path) != IGNORE_FILE:
            del files[path]
        elif (yours := project.read(path)) is not None:  # else comparing it says why it cannot be read
            completed[path] = _completed(generated, path, yours, files.pop(path)).text
    return generated._replace(files=files), completed


def _is_theirs(project: Project, path: str, text: str) -> bool:
    """Tell whether a person has a file that is kept, and that is not as it would be generated."""
    name, folder = posixpath.basename(path), posixpath.dirname(path)
    if name in _ONCE and name.partition(".")[0].lower() == _README:
        here = project.sub(folder) if folder else project
        if any(one.partition(".")[0].lower() == _README for one in here.entries() if one != name):
            return True
    return name in _KEPT and project.has(path) and project.read(path) != text


def _texts(generated: Generated) -> Mapping[str, str]:
    """Return the texts that were generated last."""
    before = lock.read(generated.project, generated.folder)
    return {posixpath.join(generated.folder, path): text for path, text in (before.texts if before else {}).items()}


def _gives_way(change: Change) -> bool:
    return change.action is Action.CONFLICT and posixpath.basename(change.path) in _KEPT


def _settled(change: Change, completed: Mapping[str, str], texts: Mapping[str, str]) -> Change:
    """Return what happens to a file that does not stop a run."""
    if not _gives_way(change) or change.old is None:
        return change
    if change.path in completed:
        return change._replace(action=Action.COMPLETE)
    from dockgen.update import outcome  # noqa: PLC0415 - most runs merge nothing

    merged = outcome.of(change.path, change.old, texts.get(change.path), change.new_text)
    if merged.what is outcome.What.CONFLICT or merged.new is None:
        return change._replace(action=Action.IDENTICAL, new=change.old)
    return change._replace(action=Action.COMPLETE, new=merged.new)


def _completed(generated: Generated, path: str, yours: str, text: str) -> "Completed":
    """Complete a `.dockerignore`, and warn of files of the program that it keeps out of the build."""
    from dockgen.update import ignore_file  # noqa: PLC0415 - slow to import, and few projects have one

    folder = posixpath.dirname(path)
    context = generated.project.sub(folder) if folder else generated.project
    plans = [
        one for one in generated.plans if not generated.several or posixpath.normpath(one.context) == (folder or ".")
    ]
    reads = dict.fromkeys(name for plan in plans for name in _reads(plan) if context.has(name))
    program = dict.fromkeys(name for plan in plans for name in _program(plan) if context.has(name))
    folders = [name for name in ignore_file.exceptions(yours) if _is_folder(context, name)]
    done = ignore_file.completed(yours, text, ignore_file.Context([*reads], [*program], folders))
    if done.hidden:
        generated.project.warn(
            f"{path} keeps {', '.join(done.hidden)} out of the build, which the program needs: "
            f"add `!{done.hidden[0]}` at its end, or delete the line that hides it"
        )
    return done


def _is_folder(context: Project, path: str) -> bool:
    with suppress(FileError):
        context.sub(path)
        return True
    return False


def _reads(plan: Plan) -> Iterator[str]:
    """Yield the files of the build context that the build names or reads."""
    yield from plan.recipe.reads
    for group in (*(group for stage in plan.recipe.stages for group in stage.groups), *plan.recipe.program):
        for step in group:
            if isinstance(step, Copy) and not step.stage:
                yield from (one.rstrip("/") for one in step.sources if "*" not in one and one.strip("./"))
            elif isinstance(step, Run):
                yield from (one.source for one in step.mounts if one.kind == "bind" and one.source)


def _program(plan: Plan) -> Iterator[str]:
    """Yield the words of the start command that may be files of the program."""
    yield from (word.removeprefix("./") for word in plan.start if "." in word and not word.startswith(("/", "-")))
    yield from (f"{word.partition(':')[0].replace('.', '/')}.py" for word in plan.start if ":" in word)

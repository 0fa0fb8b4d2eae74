"""`.dockgen.lock` keeps what was generated last, so that `dockgen update` can tell edits from its own changes."""

import json
import posixpath
from collections.abc import Mapping, Sequence
from json.encoder import encode_basestring
from typing import TYPE_CHECKING, Final

from dockgen._version import __version__
from dockgen.choices import settings
from dockgen.errors import FileError
from dockgen.generator.generated import Generated
from dockgen.model.outputs import OUTPUTS
from dockgen.model.plan import Plan
from dockgen.practices import PRACTICES
from dockgen.reading.files import MAX_GENERATED
from dockgen.reading.project import Project
from dockgen.records import NamedTuple
from dockgen.rendering.render import own_templates
from dockgen.text.digest import sha256
from dockgen.writing.write import Action, Change, compare

if TYPE_CHECKING:
    from typing import TypedDict

    class _File(TypedDict):
        """What the lock file says of a file."""

        sha256: str
        lines: list[str]


FILE_NAME: Final = ".dockgen.lock"
_ABOUT: Final = "What dockgen generated last; `dockgen update` merges by it. Commit it, do not edit it."
_ONCE: Final = [output.path for output in OUTPUTS if output.is_made_once]


class Lock(NamedTuple):
    """The result of an earlier run."""

    dockgen: str
    """The version of dockgen."""
    plans: Mapping[str, Mapping[str, object]]
    """The decisions by program name, to explain later changes."""
    texts: Mapping[str, str]
    """The generated texts, by path relative to the lock file's folder."""


def read(project: Project, folder: str = "") -> Lock | None:
    """Read the lock file of a folder.

    Raises:
        FileError: it cannot be read, or was edited.
    """
    path = posixpath.join(folder, FILE_NAME)
    if not project.has(path):
        return None
    try:
        data = json.loads(project.require(path, MAX_GENERATED))
        texts = {name: _checked(name, entry) for name, entry in data["files"].items()}
        return Lock(str(data["dockgen"]), {str(name): dict(plan) for name, plan in data["plans"].items()}, texts)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise FileError(
            f"{path} is damaged: {error}",
            "Restore it from version control. Or delete it: then every difference is a conflict.",
        ) from error


def _checked(name: str, entry: "_File") -> str:
    text = "\n".join(entry["lines"])
    if sha256(text.encode()) != entry["sha256"]:
        raise ValueError(f"the text of {name} does not match its hash")
    return text


def text(lock: Lock) -> str:
    """Return the text of a lock file, with one line for each generated line, so that its diffs are readable."""
    whole = json.dumps({"about": _ABOUT, "dockgen": lock.dockgen, "plans": lock.plans}, indent=1, ensure_ascii=False)
    files = ",\n".join(_entry(name, content) for name, content in sorted(lock.texts.items()))
    return f'{whole[:-2]},\n "files": {{\n{files}\n }}\n}}\n'


def _entry(name: str, content: str) -> str:
    """Return what `json.dumps` writes with `indent`, which is far slower for many lines."""
    lines = ",\n    ".join(map(encode_basestring, content.split("\n")))
    digest = sha256(content.encode())
    return f'  {encode_basestring(name)}: {{\n   "sha256": "{digest}",\n   "lines": [\n    {lines}\n   ]\n  }}'


def of(generated: Generated) -> Lock:
    """Return the lock of a run, without the sample app and the files made with it, which belong to the person."""
    once = {path for plan in generated.plans if plan.does["sample"] for path in (*_ONCE, *_sample(plan.language))}
    once.add(settings.FILE_NAME)
    texts = {
        path: content
        for path, content in ((_inside(path, generated.folder), text) for path, text in generated.files.items())
        if path not in once
    }
    return Lock(__version__, {plan.name: _told(plan) for plan in generated.plans}, texts)


def _inside(path: str, folder: str) -> str:
    return path.removeprefix(f"{folder}/") if folder else path


def _sample(language: str) -> list[str]:
    prefix = f"{language}/sample/"
    names = [name.removeprefix(prefix) for name in own_templates(language) if name.startswith(prefix)]
    return [name.removesuffix(".j2") for name in names]


def _told(plan: Plan) -> dict[str, object]:
    """Return the decisions that only depend on the files; a sample app's facts change once it exists."""
    return {
        "language_version": plan.language_version,
        "build_image": plan.build_image,
        "runtime_image": plan.runtime_image,
        "services": dict(plan.services),
        "port": plan.port,
        "start": list(plan.start),
        "practices": [name for name in PRACTICES if plan.does.get(name)],
        **({"pack": plan.pack} if plan.pack else {}),
    }


def keeps(generated: Generated) -> bool:
    """Tell whether to write a lock file: not without a dockgen.toml, since an update needs the answers."""
    return posixpath.join(generated.folder, settings.FILE_NAME) in generated.files


def record(generated: Generated, changes: Sequence[Change]) -> list[Change]:
    """Return `changes` plus that of the lock file; for skipped files it keeps the previous text.

    A new file that the person skipped is recorded, too, so that an update does not bring it back.
    """
    if not keeps(generated):
        return list(changes)
    lock = of(generated)
    skipped = {_inside(change.path, generated.folder) for change in changes if change.action is Action.SKIP}
    if skipped:
        before = read(generated.project, generated.folder)
        known = before.texts if before else {}
        texts = {path: known.get(path, text) if path in skipped else text for path, text in lock.texts.items()}
        lock = lock._replace(texts=texts)
    return [*changes, change_of(generated, lock)]


def change_of(generated: Generated, lock: Lock) -> Change:
    """Compare a lock with the existing file; it is never a conflict, since it is not for editing."""
    change = compare(generated.project.root, {posixpath.join(generated.folder, FILE_NAME): text(lock)})[0]
    return change._replace(action=Action.OVERWRITE) if change.action is Action.CONFLICT else change

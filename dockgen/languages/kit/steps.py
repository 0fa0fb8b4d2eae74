"""Steps of a build that are alike in all languages."""

import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from dockgen import versions
from dockgen.languages.kit.sqlite_files import Link
from dockgen.model.note import Note
from dockgen.model.steps import Copy, Env, Group, Mount, Run

if TYPE_CHECKING:
    from dockgen.model.plan import Choices


def system_packages(plan: "Choices", names: Sequence[str], *notes: Note, has_caches: bool = False) -> Group:
    """Return the step that installs packages of the distribution; nothing if none are needed.

    With `has_caches`, apt keeps its lists and archives in cache mounts, if the plan has such.
    """
    if not names:
        return ()
    is_past = plan.language_version in versions.ended(plan.language)
    # Images of releases past their end of life may be on Debian 12, whose names newer releases know too.
    words = " ".join(name.replace("t64", "") if is_past else name for name in names)
    if plan.family == "alpine":
        return (Run((f"apk add --no-cache {words}",), ignores="DL3018", notes=notes),)
    install = f"apt-get install -y --no-install-recommends {words}"
    if has_caches and plan.does["cache"]:
        mounts = tuple(Mount("cache", f"/var/{path}", sharing="locked") for path in ("cache/apt", "lib/apt"))
        commands = ("rm -f /etc/apt/apt.conf.d/docker-clean", "apt-get update", install)
        return (Run(commands, mounts, ignores="DL3008", notes=notes),)
    return (Run(("apt-get update", install, "rm -rf /var/lib/apt/lists/*"), ignores="DL3008", notes=notes),)


def added_user(plan: "Choices") -> Group:
    """Return the step that gives the user a name, where the distribution's own files hold it."""
    user, has_stages = plan.user, plan.does["multi-stage"]
    if not user.name or (has_stages and plan.base not in {"alpine", "slim"}):
        return ()
    alpine = f"adduser -D -H -u {user.uid} {user.name}"
    debian = f"useradd --no-log-init --no-create-home --uid {user.uid} {user.name}"
    note = Note("copied-user" if has_stages else "added-user")
    return (Run((alpine if plan.family == "alpine" else debian,), notes=(note,)),)


def kept(  # noqa: PLR0913 - where folders lie, and what comes into them
    folders: Sequence[str],
    links: Sequence[Link],
    place: str = "",
    link: str = "ln -sf",
    *,
    moved: Sequence[Link] = (),
    changed: Sequence[str] = (),
    root: str = "",
) -> tuple[str, ...]:
    """Return the commands that make folders that any user may write to, and links into them; none without folders.

    Those that are `changed` have files of the repository in them, which the program may write, replace, and remove.

    All are from `place`, where the program starts, such as "packages/api/"; "" is the working directory. Folders that
    begin at the root are from `root`. What is `moved` into a folder is there already, and may be written too.
    """
    if not folders:
        return ()

    def at(path: str) -> str:
        return f"{root}{path}" if path[0] == "/" else posixpath.normpath(place + path)

    made = sorted({*folders, *(posixpath.dirname(path) for path, _ in links)} - {""})
    shared = [path for path in folders if path in changed and path != "."]
    own = [path for path in folders if path not in shared]
    return (
        f"mkdir -p {' '.join(map(at, made))}",
        *([f"chmod 1777 {' '.join(map(at, own))}"] if own else []),
        *([f"chmod -R a+rwX {' '.join(map(at, shared))}"] if shared else []),
        *(f"mv {at(path)} {at(to)}" for path, to in moved),
        *([f"chmod 666 {' '.join(at(to) for _, to in moved)}"] if moved else []),
        *(f"{link} {posixpath.relpath(to, posixpath.dirname(path) or '.')} {at(path)}" for path, to in links),
    )


HOME: Final = "/home/app"
"""The home folder of a program that keeps something there."""


def home(plan: "Choices", kept: str = "") -> tuple[Env, ...]:
    """Return the variable that gives the user a home folder: the image has none for its number.

    `kept` is the one where something is to be kept, "" where nothing is.
    """
    if not (plan.does["user"] or kept) or "HOME" in plan.env:
        return ()
    if kept:
        return (Env({"HOME": kept}, notes=(Note("kept-home"),)),)
    return (Env({"HOME": "/tmp"}, notes=(Note("home"),)),)  # noqa: S108 - in the container


def variables(plan: "Choices", found: Mapping[str, str], *, is_joined: bool = False) -> tuple[Env, ...]:
    """Return the variables of the program, without those that were answered; nothing where none is left."""
    env = {name: value for name, value in found.items() if name not in plan.env}
    return (Env(env, is_joined),) if env else ()


def merged(steps: Iterable[Run]) -> Iterator[Group]:
    """Yield each step by itself; what follows each other without a mount becomes one layer."""
    waiting: Run | None = None
    for step in steps:
        if waiting is not None and waiting.mounts == step.mounts == ():
            paragraphs = (*waiting.notes, *step.notes)
            notes = tuple(note for one in paragraphs for note in ((one,) if isinstance(one, Note) else one))
            waiting = Run((*waiting.commands, *step.commands), notes=(notes,))
            continue
        if waiting is not None:
            yield (waiting,)
        waiting = step
    if waiting is not None:
        yield (waiting,)


def copies(texts: Iterable[str]) -> tuple[Copy, ...]:
    """Return the steps for `SOURCE... TARGET` texts."""
    return tuple(Copy(tuple(sources), target) for *sources, target in (text.split(" ") for text in texts))

"""Steps of a build that are alike in all languages."""

import posixpath
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from dockgen.model.note import Note
from dockgen.model.steps import Copy, Env, Group, Mount, Run, Workdir

if TYPE_CHECKING:
    from dockgen.model.plan import Choices


def system_packages(plan: "Choices", names: Sequence[str], *notes: Note, has_caches: bool = False) -> Group:
    """Return the step that installs packages of the distribution; nothing where none are needed.

    Args:
        plan: what was chosen.
        names: the packages, as the distribution calls them.
        notes: what they are for.
        has_caches: whether apt keeps its lists and archives in cache mounts, where the plan has such.
    """
    if not names:
        return ()
    words = " ".join(names)
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


def environment(plan: "Choices", pairs: Iterable[str]) -> tuple[Env, ...]:
    """Return the step that sets `NAME=VALUE` texts, but for what a person sets."""
    env = dict(pair.split("=", 1) for pair in pairs)
    env = {name: value for name, value in env.items() if name not in plan.env}
    return (Env(env),) if env else ()


def copies(texts: Iterable[str]) -> Iterator[Copy]:
    """Yield the steps for `SOURCE... TARGET` texts."""
    for *sources, target in (text.split(" ") for text in texts):
        yield Copy(tuple(sources), target)


def kept(plan: "Choices", folders: Sequence[str], links: Sequence[str]) -> Group:
    """Return the step that makes folders for databases, and links to what the program looks for elsewhere.

    Args:
        plan: what was chosen.
        folders: from where the program is started.
        links: `FROM=TO`, as in kit/sqlite_files.py.
    """
    top = "/kept/app" if plan.does["multi-stage"] else "/app"
    paths = " ".join(f"{top}/{path}" for path in folders)
    commands = [f"mkdir -p {paths}", f"chmod 1777 {paths}"] if paths else []
    for path, _, target in (link.partition("=") for link in links):
        if folder := posixpath.dirname(path):
            commands.append(f"mkdir -p {top}/{folder}")
        commands.append(f"ln -s {posixpath.relpath(target, folder or '.')} {top}/{path}")
    return (Run(tuple(commands), notes=(Note("kept-data"),)),) if commands else ()


def beside(plan: "Choices", opened: Sequence[str], opened_in: str, keeps: Sequence[str]) -> Group:
    """Return the steps that put beside the program what it opens or keeps there.

    Args:
        plan: what was chosen.
        opened: files and folders.
        opened_in: the folder that they count from, "." for the top.
        keeps: what `kept` made.
    """
    if not opened and not keeps:
        return ()
    top = "" if opened_in == "." else f"{opened_in}/"
    made = (Copy(("/kept",), "/", stage="build"),) if keeps and plan.does["multi-stage"] else ()
    note = Note("working-directory" if keeps else "opened-files")
    return (Workdir("/app", (note,)), *made, *(Copy((top + path,), f"./{path}") for path in opened))

"""Which command starts a Deno program, and what it may do."""

import posixpath
import re
from collections.abc import Sequence
from typing import Final

from dockgen.languages.deno import tasks
from dockgen.languages.kit.sources import Source, first
from dockgen.languages.kit.tables import Table, table
from dockgen.reading.project import Project
from dockgen.records import NamedTuple

_TASKS: Final = ("start", "serve", "prod", "production", "server", "preview", "dev")
"""Tasks that start a program, best first."""
ENTRIES: Final = ("main", "server", "mod", "index", "app", "src/main", "src/server", "src/index", "src/app")
_ENDINGS: Final = (".ts", ".tsx", ".js", ".mjs", ".jsx")
_STARTS: Final = frozenset({"run", "serve"})
_WATCHES: Final = "--watch"
"""A task that watches is for development: one that does not comes before it."""
_LEFT_OUT: Final = r"--(?:watch|watch-hmr|inspect|inspect-brk|inspect-wait|reload|env-file|check)(?:=.*)?$|-r$"

_MODULES: Final = "--node-modules-dir"
_SAID: Final = r" (?:-[A-Za-z]{0,9}[APRWNES]|--(?:allow|deny|permission)-)"
_PERMISSIONS: Final = {
    "--allow-net": r"\bserve\s{0,9}\(|\bfetch\s{0,9}\(|\blisten\s{0,9}\(|\bDeno\.(?:connect|listen)",
    "--allow-env": r"\bDeno\.env\b|\bprocess\.env\b",
    "--allow-read": (
        r"\bDeno\.(?:read|open|stat|lstat|realPath)|\bserve(?:Dir|File)\b|\breadFile|\bexistsSync\b|sendFile"
    ),
    "--allow-write": r"\bDeno\.(?:write|mkdir|create|remove|rename|copyFile)|\b(?:writeFile|mkdirSync|appendFile)",
    "--allow-run": r"\bDeno\.Command\b|child_process",
    "--allow-ffi": r"\bDeno\.dlopen\b",
    "--allow-sys": r"\bDeno\.(?:hostname|osRelease|systemMemoryInfo|networkInterfaces|loadavg)\b|[\"']node:os[\"']",
}
_OF_NPM: Final = ("--allow-env", "--allow-read", "--allow-sys")
"""What packages of npm often ask for when they are loaded."""


class Start(NamedTuple):
    """How the program is started."""

    words: tuple[str, ...] = ()
    source: str = ""
    entry: str = ""
    """The file that it begins with, from the top."""
    folder: str = ""
    """Where it runs."""
    task: str = ""


def find(project: Project, settings: Table, config: str) -> Start:
    """Return how a task starts the program; of none, the file that it begins with."""
    known = table(settings, "tasks")
    found = [(*tasks.last(project, name), name) for name in _TASKS if name in known]
    for words, folder, name in sorted(found, key=lambda task: any(word.startswith(_WATCHES) for word in task[0])):
        if start := _checked(words, f"{config}, tasks.{name}"):
            entry = posixpath.normpath(posixpath.join(folder, start.entry))
            return start._replace(entry=entry, folder=folder, task=name)
    names = (f"{stem}{ending}" for stem in ENTRIES for ending in _ENDINGS)
    entry = next((name for name in names if project.has(name)), "")
    looked = f"no task {', '.join(_TASKS[:2])}, and none of {', '.join(f'{one}.ts' for one in ENTRIES[:4])}"
    return Start((), entry or looked, entry)


def with_modules(start: Start, settings: Table, described: Sequence[str]) -> Start:
    """Return the command without a change of node_modules, where members of Node.js would have Deno link them anew.

    The build has done so, and the program cannot write there.
    """
    is_made = settings.get("nodeModulesDir") in ("auto", True) and any(
        one.endswith("/package.json") for one in described
    )
    if not is_made or not start.words or any(word.startswith(_MODULES) for word in start.words):
        return start
    return start._replace(words=(*start.words[:2], f"{_MODULES}=manual", *start.words[2:]))


def with_permissions(start: Start, sources: Sequence[Source], *, uses_npm: bool) -> Start:
    """Return the command with what the sources need and nothing else, where no task says what it may do."""
    if not start.entry or re.search(_SAID, " ".join(start.words)):
        return start
    wanted = [flag for flag, pattern in _PERMISSIONS.items() if first(sources, pattern)]
    flags = [flag for flag in _PERMISSIONS if flag in wanted or (uses_npm and flag in _OF_NPM)]
    command = "serve" if first(sources[:1], r"(?m)^export\s{1,9}default\b") and "--allow-net" not in wanted else "run"
    words = start.words or ("deno", command, start.entry)
    return start._replace(words=(*words[:2], *flags, *words[2:]))


def _checked(words: tuple[str, ...], source: str) -> Start | None:
    """Take what starts a file with Deno, without what only development needs."""
    if words[:1] != ("deno",) or not _STARTS.intersection(words[1:2]):
        return None
    kept = tuple(word for word in words if not re.match(_LEFT_OUT, word))
    entry = next((word for word in kept[2:] if word.endswith(_ENDINGS)), "")
    return Start(kept, source, entry.removeprefix("./")) if entry else None

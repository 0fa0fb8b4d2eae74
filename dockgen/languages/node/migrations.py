"""The command that brings a database up to date before the server starts: the project's own, or that of its tool."""

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Final

from dockgen.languages.javascript.manifest import Manifest
from dockgen.languages.kit import procfile
from dockgen.languages.kit.comments import without_comments
from dockgen.languages.kit.paths import is_plain
from dockgen.languages.kit.sources import Source, content, first
from dockgen.languages.node.app import App
from dockgen.languages.node.bun import RUNTIMES
from dockgen.languages.node.migration_tools import TOOLS, called, used
from dockgen.languages.node.program import Task
from dockgen.languages.node.source import imported
from dockgen.languages.node.start import as_written
from dockgen.model.found import Found

_NAME: Final = "migrate"
_SCRIPTS: Final = (
    r"(?:(?:db|database|sql|orm|prisma|drizzle|knex|typeorm|sequelize|mikro-orm)[:-])?"
    r"migrat(?:e|ions?)(?:[:-](?:deploy|up|run|latest|prod|production|apply))?|(?:db|prisma)[:-]deploy"
)
_BEST: Final = r"[:-](?:deploy|prod|production|latest|up|run|apply)$"
"""Scripts that are for production, or name the direction."""
_DEVELOPS: Final = (
    r"\bmigrate\s{1,9}(?:dev|reset|diff|make|status)\b|\bmigrate:(?:make|rollback|down|status)\b|\bdocker\b"
    r"|\b(?:generate|create|revert|rollback|down|undo|reset|drop|seed)\b|\s--watch\b"
)
"""What makes migrations, takes them back, or is for a person's own machine."""
_BY_ITSELF: Final = (
    r"/migrator[\"']|\brunMigrations\(|\bmigrationsRun\s{0,9}:\s{0,9}true\b|\bmigrate\s{0,9}\.(?:latest|up)\("
    r"|\bnew Umzug\(|\bgetMigrator\(|\bmigrateToLatest\(|\bmigrator\s{0,9}\.up\("
    r"|[\"'](?:node-pg-migrate|postgres-migrations)[\"']|\bmigrate deploy\b|[\"']migrate[\"'],\s{0,9}[\"']deploy[\"']"
)
"""What a server does that migrates by itself."""
_IN_COMMAND: Final = r"(?i)migrat"
_IS_TOLD: Final = r"\bprocess\.argv\b|\brunAsCLI\("
"""What a script does that has to be told what to do."""
_IMPORT: Final = r"[\"'`](\.{1,2}/(?:[\w@.-]{1,80}/){0,6}[\w@.-]{1,80})[\"'`]"
_PACKAGE: Final = r"(?:\./)?(?:node_modules/)?((?:@[\w.-]{1,80}/)?[\w.-]{1,80})(?:/|$)"
_TYPESCRIPT: Final = (".ts", ".mts", ".cts", ".tsx")
_SOURCES: Final = (*_TYPESCRIPT, ".js", ".mjs", ".cjs")


def find(app: App, sources: list[Source]) -> Found[Mapping[str, Task]]:
    """Return what has to succeed before the server starts: the Procfile's process, a script, or a tool's command.

    Args:
        app: the server.
        sources: those of the server; one that migrates by itself needs no job.
    """
    if release := _release(app):
        return release
    if re.search(_IN_COMMAND, " ".join(app.start.words)):
        return Found({}, f"{app.start.source} migrates")
    folders = dict.fromkeys((app.folder, *app.workspace.needs(app.folder, development=True), ""))
    packages = [app.workspace.at(folder) for folder in folders]
    found = next((one for way in (_of_scripts, _of_tools) for one in way(app, packages)), None)
    if found is None:
        return Found({}, "nothing to run before it starts")
    if done := _done(sources, found.value):
        return Found({}, f"{done} migrates")
    return Found({_NAME: found.value}, found.source)


def settings(app: App, tasks: Iterable[Task]) -> list[Source]:
    """Return the scripts and settings of tasks: they may name variables that the server does not read."""
    found = [_source(app, path) for one in tasks for path in one.files]
    if any("prisma" in " ".join(one.words) for one in tasks):
        found += [_source(app, path) for path in app.project.files((".prisma",))]
    return found


def _release(app: App) -> Found[Mapping[str, Task]] | None:
    """Return the process of a Procfile that has to succeed before the others start."""
    if not (line := procfile.processes(app.here).get(procfile.RELEASE)):
        return None
    source = f"{posixpath.join(app.folder, procfile.FILE)}, {procfile.RELEASE}"
    start = as_written(app.manifest._replace(scripts={**app.manifest.scripts, source: line}), source)
    words = start.words
    if not words and not start.delegates and (command := procfile.command(app.here, "", line)):
        words = command.words
    return Found({procfile.RELEASE: _task(app, app.manifest, words, start.env)}, source) if words else None


def _of_scripts(app: App, packages: Iterable[Manifest]) -> Iterator[Found[Task]]:
    """Yield the commands of scripts in package.json, those first that are for production."""
    for manifest in packages:
        names = [name for name in manifest.scripts if re.fullmatch(_SCRIPTS, name)]
        for name in sorted(names, key=lambda name: not re.search(_BEST, name)):
            start = as_written(manifest, name)
            if start.words and _migrates(app, manifest, start.words):
                yield Found(_task(app, manifest, start.words, start.env), start.source)


def _migrates(app: App, manifest: Manifest, words: tuple[str, ...]) -> bool:
    """Tell whether a command migrates as it is: a tool that is told to, or a script that need not be told."""
    line = " ".join(words)
    if re.search(_DEVELOPS, line):
        return False
    if tool := called(line):
        is_there = tool.package in {**app.workspace.root.dependencies, **manifest.dependencies}
        return is_there and re.search(tool.does, line) is not None
    entries = [_source(app, path) for path in _files(app, manifest, words)]
    is_last = bool(entries) and entries[-1].path.endswith(posixpath.normpath(words[-1]))
    return bool(entries) and not (is_last and first(entries, _IS_TOLD))


def _of_tools(app: App, packages: Iterable[Manifest]) -> Iterator[Found[Task]]:
    """Yield the commands of tools whose migrations are there."""
    for manifest in packages:
        here, known = app.project.sub(manifest.folder), {**app.workspace.root.dependencies, **manifest.dependencies}
        for tool in TOOLS:
            if tool.package in known and (source := used(here, tool)):
                task = _task(app, manifest, tuple(tool.command.split()), {})
                yield Found(task, posixpath.join(manifest.folder, source))


def _done(sources: Iterable[Source], task: Task) -> str:
    """Say where the server does the same; a script that only the task runs is not part of the server."""
    stems = {_stem(word) for word in task.words if word.endswith(_SOURCES)}
    server = [one for one in sources if one.stem not in stems]
    is_imported = not stems.isdisjoint(_stem(path) for one in server for path in re.findall(_IMPORT, one.text))
    done = first([*server, *(one for one in sources if is_imported and one.stem in stems)], _BY_ITSELF)
    return done.source if done else ""


def _stem(path: str) -> str:
    return posixpath.splitext(posixpath.basename(path))[0]


def _task(app: App, manifest: Manifest, words: tuple[str, ...], env: Mapping[str, str]) -> Task:
    return Task(
        words=("env", *(f"{name}={value}" for name, value in env.items()), *words) if env else words,
        folder=manifest.folder,
        files=_files(app, manifest, words),
        needs_development=_needs_development(app, manifest, words),
        is_bin=bool(env) or words[0] not in RUNTIMES,
    )


def _files(app: App, manifest: Manifest, words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the project's own scripts and settings that a command names, or that its tool reads."""
    here, line = app.project.sub(manifest.folder), " ".join(words)
    named = [posixpath.normpath(word) for word in line.split() if word.endswith(_SOURCES)]
    tool = called(line)
    found = [path for path in (*named, *(tool.settings if tool else ())) if is_plain(path) and here.has(path)]
    return tuple(dict.fromkeys(posixpath.join(manifest.folder, path) for path in found))


def _needs_development(app: App, manifest: Manifest, words: tuple[str, ...]) -> bool:
    """Tell whether a command uses packages that only development needs."""
    both = (manifest, app.workspace.root)
    own = {name for one in both for name in one.development} - {name for one in both for name in one.production}
    line = " ".join(words)
    tool, sources = called(line), [_source(app, path) for path in _files(app, manifest, words)]
    names = {match[1] for word in line.split() if (match := re.match(_PACKAGE, word))}
    if not own.isdisjoint({*names, *([tool.package] if tool else [])}):
        return True
    by_another = tool is not None and not tool.reads_typescript
    return any((by_another and one.path.endswith(_TYPESCRIPT)) or imported(one, own) for one in sources)


def _source(app: App, path: str) -> Source:
    return Source(path, content(app.project, path), partial(without_comments, commas=False))

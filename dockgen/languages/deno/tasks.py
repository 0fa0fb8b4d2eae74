"""The tasks of a Deno project and of its members: what they run in the end, and in which folder."""

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from dockgen.languages.kit.command_lines import parse
from dockgen.languages.kit.comments import read_json
from dockgen.languages.kit.paths import plain
from dockgen.languages.kit.tables import Table, table, texts
from dockgen.languages.kit.workspaces import taken
from dockgen.reading.project import Project

SETTINGS: Final = ("deno.json", "deno.jsonc")
MANIFESTS: Final = (*SETTINGS, "package.json")
"""What describes a member: one of Node.js too."""
_BUILDS: Final = r"(?:[\w-]{1,40}:)?(?:build|compile|bundle|generate|gen|assets|css)(?::[\w:-]{1,40})?"
"""Tasks of which an image has the result, where the start depends on them."""
_MAX_DEPTH: Final = 4


def members(project: Project, settings: Table) -> list[str]:
    """Return the folders of a workspace's members."""
    patterns = texts(settings, "workspace") or texts(settings, "workspace", "members")
    folders = [folder for folder, _ in project.folders_with(set(MANIFESTS)) if folder] if patterns else []
    return [folder for folder in taken(folders, patterns) if plain(folder)]


def of(project: Project, folder: str) -> dict[str, str]:
    """Return the command lines of the tasks in a folder, and of the scripts of a package.json, by name."""
    found: dict[str, str] = {}
    for name, key in (("package.json", "scripts"), *((name, "tasks") for name in SETTINGS)):
        path = posixpath.join(folder, name)
        found |= dict(_texts(table(read_json(project, path), key))) if project.has(path) else {}
    return found


def build(project: Project, settings: Table, start: str) -> str:
    """Return the tasks that build: the one of that name, or those that the start depends on, with spaces between."""
    tasks = table(settings, "tasks")
    if "build" in tasks:
        return "build"
    needed = texts(table(tasks, start), "dependencies")
    return " ".join(name for name in needed if re.fullmatch(_BUILDS, name) and name in of(project, ""))


def last(project: Project, name: str, folder: str = "", depth: int = _MAX_DEPTH) -> tuple[tuple[str, ...], str]:
    """Return the last command of a task, or of the task that it calls, and the folder that it runs in."""
    commands = parse(of(project, folder).get(name, "")).commands
    here = folder
    for command in commands:
        here = _inside(here, command.words[1]) if command.words[0] == "cd" and command.words[1:] else here
    words = commands[-1].words if commands else ()
    if words[:2] != ("deno", "task") or not depth:
        return words, here
    called, inside = _called(project, words, here)
    return last(project, called, inside, depth - 1) if called else (words, here)


def _called(project: Project, words: Sequence[str], folder: str) -> tuple[str, str]:
    """Return the task that a command calls, and its folder: `--cwd FOLDER`, or `--filter` with a member's name."""
    rest = list(words[2:])
    while rest and rest[0].startswith("-"):
        flag, is_joined, value = rest.pop(0).partition("=")
        if flag in {"--cwd", "--filter", "-f"}:
            value = value if is_joined else rest.pop(0) if rest else ""
            folder = _inside(folder, value) if flag == "--cwd" else _named(project, value)
    return (rest[0] if rest else ""), folder


def _named(project: Project, name: str) -> str:
    """Return the member of a name."""
    settings = next((read_json(project, one) for one in SETTINGS if project.has(one)), {})
    for folder in members(project, settings):
        paths = (posixpath.join(folder, one) for one in MANIFESTS)
        if any(read_json(project, path).get("name") == name for path in paths if project.has(path)):
            return folder
    return ""


def _inside(folder: str, path: str) -> str:
    joined = posixpath.normpath(posixpath.join(folder, path))
    return "" if joined == "." else plain(joined) or folder


def _texts(tasks: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for name, task in tasks.items():
        text = task.get("command") if isinstance(task, dict) else task
        if isinstance(text, str):
            yield name, text

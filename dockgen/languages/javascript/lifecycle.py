"""What the scripts that run at an install need, because they run before the sources are there."""

import posixpath
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from dockgen.languages.javascript.commands import Command, parse
from dockgen.languages.javascript.manifest import Manifest
from dockgen.languages.kit.paths import is_plain, plain
from dockgen.reading.project import Project

SCRIPTS: Final = ("preinstall", "install", "postinstall", "prepare", "preprepare", "postprepare")
_HOOKS: Final = frozenset({"husky", "lefthook", "simple-git-hooks", "is-ci", "pinst", "only-allow", "lint-staged"})
"""They set up a person's Git, or only check; without the sources they do nothing, or what they should."""
_BUILDS: Final = frozenset({"npm", "yarn", "pnpm", "bun", "tsc", "tsup", "nest", "vite", "rollup"})


_MANAGERS: Final = frozenset({"npm", "yarn", "pnpm", "bun"})
_KNOWN: Final = frozenset({"patch-package", "prisma", *_HOOKS})
_MAX_DEPTH: Final = 3


class Lifecycle(NamedTuple):
    """What an install needs because of the project's own scripts."""

    files: tuple[str, ...] = ()
    """What they read, relative to the app's folder."""
    removed: tuple[str, ...] = ()
    """Scripts that would build, which comes later."""
    needs_development: bool = False
    """Whether they call packages that only development needs."""


def lifecycle(project: Project, manifest: Manifest) -> Lifecycle:
    """Read the scripts of a package.json that npm runs by itself.

    Args:
        project: the view of its folder.
        manifest: the package.json.
    """
    files: list[str] = []
    removed: list[str] = []
    needs_development = False
    for name in SCRIPTS:
        for command in _commands(manifest, name):
            tool = posixpath.basename(command.words[0])
            needs_development = needs_development or tool in manifest.development or tool in _HOOKS
            if tool == "patch-package":
                files += [folder for folder in ("patches",) if project.has(folder)]
            elif tool == "prisma":
                files += prisma_files(project, manifest)
            elif paths := [path for word in command.words if (path := _file(project, word))]:
                files += paths
            elif tool not in _HOOKS and (tool in _BUILDS or tool == "node"):
                removed.append(name)
    return Lifecycle(tuple(dict.fromkeys(files)), tuple(dict.fromkeys(removed)), needs_development)


def _commands(manifest: Manifest, name: str, depth: int = 0) -> Iterator[Command]:
    """Yield the commands of a script, and those of the scripts that it calls; a manager only finds a command."""
    for command in parse(manifest.scripts.get(name, "")).commands:
        words = command.words
        if words[0] in _MANAGERS:
            words = tuple(word for word in words[1:] if word not in {"run", "run-script", "exec", "--", "-s"}) or words
        if words[0] in manifest.scripts and words is not command.words and depth < _MAX_DEPTH:
            is_build = re.match(r"build|compile", words[0])
            yield from [command] if is_build else _commands(manifest, words[0], depth + 1)
        else:
            yield command._replace(words=words) if words[0] in _KNOWN else command


def prisma_files(project: Project, manifest: Manifest) -> list[str]:
    """Return where Prisma's schema and its settings are."""
    own = plain(manifest.text("prisma", "schema") or "") or "prisma"
    names = (own, "prisma", "prisma.config.ts", "prisma.config.js", "schema.prisma")
    good = [path for path in names if is_plain(path) and project.has(path)]
    return list(dict.fromkeys(good))


def _file(project: Project, word: str) -> str | None:
    """Return a script's own file, with the folder that it lies in, since it may need what is beside it."""
    path = posixpath.normpath(word)
    if not is_plain(path) or not re.search(r"\.(?:[cm]?[jt]s|sh)$", path) or not project.has(path):
        return None
    folder = path.split("/")[0]
    return path if folder in {path, "src"} else folder

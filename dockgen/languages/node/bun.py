"""What Bun runs: its command lines, and what is made for it."""

import itertools
import re
from typing import Final

from dockgen.languages.javascript.building import TYPESCRIPT
from dockgen.languages.javascript.manifest import Manifest
from dockgen.reading.project import Project

NODE: Final = "node"
BUN: Final = "bun"
RUNTIMES: Final = frozenset({NODE, BUN})
_BUN_TYPES: Final = frozenset({"@types/bun", "bun-types", "elysia"})


def is_for_bun(project: Project, manifest: Manifest, entry: str) -> bool:
    """Tell whether a file that no script starts is Bun's, as in what `bun init` makes."""
    has_types = not _BUN_TYPES.isdisjoint(manifest.dependencies)
    is_locked = any(project.has(lock) for lock in ("bun.lock", "bun.lockb")) and entry.endswith(TYPESCRIPT)
    return "build" not in manifest.scripts and (has_types or is_locked or project.has("bunfig.toml"))


def of_bun(words: tuple[str, ...]) -> tuple[str, ...]:
    """Take off `run`; what is no file is a package's command, which its first line lets Node.js run, or `--bun` Bun."""
    flags = tuple(itertools.takewhile(lambda word: word.startswith("-"), words[1:]))
    rest = words[1 + len(flags) :]
    if rest[:1] == ("run",):
        return of_bun((BUN, *flags, *rest[1:]))
    if rest and not re.search(r"[./]", rest[0]):
        return (BUN, *flags, *rest) if "--bun" in flags else rest
    return (BUN, *(flag for flag in flags if flag != "--bun"), *rest)

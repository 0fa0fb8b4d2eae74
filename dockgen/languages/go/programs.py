"""Which programs a project has, and which of them is meant where none is asked for."""

import posixpath
import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from dockgen.languages.go.modules import Module, Modules
from dockgen.model.found import Found

TOOLS: Final = frozenset(
    {"tools", "tool", "scripts", "script", "hack", "examples", "example", "_examples", "samples", "contrib", "demo"}
    | {"test", "tests", "e2e", "integration", "benchmarks", "bench", "docs", "doc", "magefiles", "third_party"}
)
"""Folders whose programs serve to make, to test or to show the others."""

_SERVERS: Final = ("server", "api", "app", "web")


class Which(NamedTuple):
    """Which programs a project has, and which of them is meant."""

    folder: str
    """That one's folder, from the top."""
    mains: Found[tuple[str, ...]]
    """The folders of all, as `go build` takes them."""
    main: Found[str | None]
    """The one that is meant without being asked for; None where the files leave it open."""
    name: Found[str | None]


def which(modules: Modules, found: Sequence[str], asked: str | None) -> Which:
    """Return the program that is asked for, or else the one that is meant.

    Args:
        modules: what they are part of.
        found: their folders; those of mere tools count only where there is no other, or one is asked for.
        asked: as in `mains`; None for none.
    """
    is_program = {folder: TOOLS.isdisjoint(folder.split("/")) or as_main(folder) == asked for folder in found}
    folders = [folder for folder in found if is_program[folder]] or found
    mains = tuple(map(as_main, folders))
    meant = _meant(modules, folders)
    main = asked if asked in mains else meant.value or mains[0]
    folder = folders[mains.index(main)]
    return Which(folder, Found(mains, ", ".join(mains)), meant, _name(modules, folder, mains))


def as_main(folder: str) -> str:
    """Return a folder as `go build` takes it."""
    return f"./{folder}" if folder else "."


def _meant(modules: Modules, folders: Sequence[str]) -> Found[str | None]:
    others = [as_main(folder) for folder in folders if folder]
    if len(folders) == 1:
        return Found(None, "the only program")
    if "" in folders:
        return Found(".", f"the program at the top goes before {', '.join(others)}")
    owners = {modules.of(folder) for folder in folders}
    for names, why in _preferred(owners.pop()) if len(owners) == 1 else ():
        named = [as_main(folder) for folder in folders if posixpath.basename(folder) in names]
        if len(named) == 1:
            others.remove(named[0])
            return Found(named[0], f"{why}, and none of the others is: {', '.join(others)}")
    return Found(None, f"several programs: {', '.join(others)}")


def _preferred(module: Module | None) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the names that a module's most important program has, best first, and why it would be that one."""
    path = (module.path if module else None) or ""
    is_hosted = path.startswith(("github.com/", "gitlab.com/", "bitbucket.org/", "codeberg.org/"))
    for name in (program_name(path), *(path.split("/")[2:3] if is_hosted else ())):
        if name:
            yield (name,), f"named like the module {path}"
    yield _SERVERS, f"named {', '.join(_SERVERS[:-1])} or {_SERVERS[-1]}"


def program_name(path: str) -> str:
    """Return what `go build` calls the program at the top of a module: its last part, without a major version."""
    return re.sub(r"(?<=.)/v(?:[2-9]|[1-9][0-9]+)$", "", path).rpartition("/")[2]


def _name(modules: Modules, folder: str, mains: Sequence[str]) -> Found[str | None]:
    """Return what the program is called: after its folder where there are several, else after its module."""
    if folder and len(mains) > 1:
        return Found(posixpath.basename(folder), as_main(folder))
    module = modules.of(folder) or modules.main[0]
    return Found(program_name(module.path or "") or None, f"{module.manifest}, module")

"""Which programs a project has, and which of them is meant where nobody says it."""

import posixpath
import re
from collections.abc import Iterable, Sequence

from dockgen.languages.go.modules import Module, Modules
from dockgen.languages.kit.programs import SERVERS, TOOLS
from dockgen.model.facts import Fact


def serious(folders: Iterable[str], asked: str | None) -> tuple[str, ...]:
    """Return the programs without those that are only tools, unless there is no other or one is asked for."""
    found = tuple(folders)
    kept = tuple(folder for folder in found if TOOLS.isdisjoint(folder.split("/")) or as_main(folder) == asked)
    return kept or found


def as_main(folder: str) -> str:
    """Return a folder as `go build` takes it."""
    return f"./{folder}" if folder else "."


def choose(modules: Modules, folders: Sequence[str]) -> Fact:
    """Return the program that is meant, and why; None where the files leave it open."""
    others = [as_main(folder) for folder in folders if folder]
    if len(folders) == 1:
        return Fact(None, "the only program")
    if "" in folders:
        return Fact(".", f"the program at the top goes before {', '.join(others)}")
    owners = {module.folder: module for folder in folders if (module := modules.of(folder))}
    if len(owners) == 1:
        for names, why in _preferred(next(iter(owners.values()))):
            named = [folder for folder in folders if posixpath.basename(folder) in names]
            if len(named) == 1:
                return Fact(as_main(named[0]), f"{why}, and none of the others is: {', '.join(_but(others, named[0]))}")
    return Fact(None, f"several programs: {', '.join(others)}")


def _preferred(module: Module) -> list[tuple[tuple[str, ...], str]]:
    """Return the names that a module's most important program has, best first, and why it would be that one."""
    parts = (module.path or "").split("/")
    names = [program_name(module.path or "")]
    if parts[0] in {"github.com", "gitlab.com", "bitbucket.org", "codeberg.org"}:
        names += parts[2:3]
    return [
        *(((name,), f"named like the module {module.path}") for name in names if name),
        (SERVERS, f"named {SERVERS[0]}, {', '.join(SERVERS[1:-1])} or {SERVERS[-1]}"),
    ]


def _but(mains: Sequence[str], folder: str) -> list[str]:
    return [main for main in mains if main != as_main(folder)]


def program_name(path: str) -> str:
    """Return what `go build` calls the program at the top of a module: its last part, without a major version."""
    parts = path.split("/")
    if len(parts) > 1 and re.fullmatch(r"v(?:[2-9]|[1-9][0-9]+)", parts[-1]):
        parts.pop()
    return parts[-1]


def name(modules: Modules, main: str, mains: Sequence[str]) -> Fact:
    """Return what the program is called: after its folder where there are several, else after its module."""
    folder = main.removeprefix("./").removeprefix(".")
    if main != "." and len(mains) > 1:
        return Fact(posixpath.basename(main), main)
    module = modules.of(folder) or modules.main[0]
    return Fact(program_name(module.path or "") or None, f"{module.manifest}, module")

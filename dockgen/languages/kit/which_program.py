"""Which of several programs of a project is meant."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from dockgen.model.found import Found

_ASIDE: Final = frozenset(
    {"tools", "tool", "scripts", "script", "hack", "examples", "example", "_examples", "samples", "contrib", "demo"}
    | {"test", "tests", "e2e", "integration", "benchmarks", "benches", "bench", "fuzz", "docs", "doc", "ci"}
    | {"magefiles", "xtask", "third_party"}
)
"""Folders whose programs serve to make, to test or to show the others."""
_SERVERS: Final = ("server", "api", "app", "web")


def as_main(folder: str) -> str:
    """Return a folder as `Program.mains` has it."""
    return f"./{folder}" if folder else "."


def serious(folders: Sequence[str], *asked: str | None) -> Sequence[str]:
    """Return the programs without those that are only tools, unless there is no other or one is asked for."""
    kept = [folder for folder in folders if _ASIDE.isdisjoint(folder.split("/")) or as_main(folder) in asked]
    return kept or folders


def meant(programs: Mapping[str, str], names: Iterable[str] | None, why: str) -> Found[str | None]:
    """Return the program that is meant, and why; None where that is open.

    Programs are names by folder, "" for the top. `names` are what the most important one is called, best first, and
    `why` is what it is named like then; None if no name says it.
    """
    others = [as_main(folder) for folder in programs if folder]
    if len(programs) == 1:
        return Found(None, "the only program")
    if "" in programs:
        return Found(".", f"the program at the top goes before {', '.join(others)}")
    servers = f"named {', '.join(_SERVERS[:-1])} or {_SERVERS[-1]}"
    for known, reason in (*(((name,), why) for name in names), (_SERVERS, servers)) if names is not None else ():
        named = [as_main(folder) for folder, name in programs.items() if name in known]
        if len(named) == 1:
            others.remove(named[0])
            return Found(named[0], f"{reason}, and none of the others is: {', '.join(others)}")
    return Found(None, f"several programs: {', '.join(others)}")


def only_server(folders: Sequence[str], servers: Sequence[str]) -> Found[str | None] | None:
    """Return the only program that serves, and why; None if there is none, or several."""
    others = ", ".join(as_main(folder) for folder in folders if folder not in servers)
    return Found(as_main(servers[0]), f"the only one that serves; the others: {others}") if len(servers) == 1 else None

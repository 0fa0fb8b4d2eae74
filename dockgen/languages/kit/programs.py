"""Which programs a project has, and which of them is meant where nobody says it."""

from collections.abc import Iterable, Mapping
from typing import Final

from dockgen.model.found import Found

TOOLS: Final = frozenset(
    {"tools", "tool", "scripts", "script", "hack", "examples", "example", "_examples", "samples", "contrib", "demo"}
    | {"test", "tests", "e2e", "integration", "benchmarks", "bench", "docs", "doc", "magefiles", "third_party"}
)
"""Folders whose programs serve to make, to test or to show the others."""
SERVERS: Final = ("server", "api", "app", "web")


def choose(names: Mapping[str, str], preferred: Iterable[tuple[str | None, str]] = ()) -> Found[str | None]:
    """Return the program that is meant, and why; None where the files leave it open.

    Args:
        names: what each program is called, by what `--main` calls it.
        preferred: names that a file speaks for, best first, and why.
    """
    mains = {name: main for main, name in names.items()}
    others = ", ".join(names)
    if len(names) == 1:
        return Found(None, "the only program")
    for name, why in preferred:
        if name in mains:
            return Found(mains[name], why)
    if "." in names:
        return Found(".", f"the program at the top goes before {others}")
    servers = [name for name in SERVERS if name in mains]
    if len(servers) == 1:
        return Found(mains[servers[0]], f"named {servers[0]}, and none of the others is: {others}")
    return Found(None, f"several programs: {others}")

"""Which programs a project has, and which of them is meant where none is asked for."""

import posixpath
import re
from collections.abc import Sequence
from typing import NamedTuple

from dockgen.languages.go.modules import Modules
from dockgen.languages.kit.programs import as_main, meant, serious
from dockgen.model.found import Found


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
    folders = serious(found, asked)
    mains = tuple(map(as_main, folders))
    owners = {modules.of(folder) for folder in folders}
    path = next(iter(owners)).path if len(owners) == 1 else None
    main = meant(folders, None if path is None else _names(path), f"named like the module {path}")
    chosen = asked if asked in mains else main.value or mains[0]
    folder = folders[mains.index(chosen)]
    if folder and len(mains) > 1:
        name: Found[str | None] = Found(posixpath.basename(folder), chosen)
    else:
        module = modules.of(folder)
        name = Found(program_name(module.path) or None, f"{module.manifest}, module")
    return Which(folder, Found(mains, ", ".join(mains)), main, name)


def _names(path: str) -> tuple[str, ...]:
    """Return the names that a module's most important program has, best first."""
    is_hosted = path.startswith(("github.com/", "gitlab.com/", "bitbucket.org/", "codeberg.org/"))
    return (program_name(path), *(path.split("/")[2:3] if is_hosted else ()))


def program_name(path: str) -> str:
    """Return what `go build` calls the program at the top of a module: its last part, without a major version."""
    return re.sub(r"(?<=.)/v(?:[2-9]|[1-9][0-9]+)$", "", path).rpartition("/")[2]

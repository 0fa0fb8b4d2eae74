"""Scripts that list their dependencies in a comment of theirs, as PEP 723 says, with or without a lock file of uv."""

from itertools import takewhile
from typing import Final

from dockgen.languages import LANGUAGES
from dockgen.languages.kit.paths import is_plain
from dockgen.languages.kit.sources import content
from dockgen.languages.kit.tables import Table, read, table, texts
from dockgen.languages.python.requirements import Manager, is_git, parse_all
from dockgen.model.note import Note
from dockgen.reading.project import Project

_FIRST: Final = "# /// script"
_LAST: Final = "# ///"
_MOST: Final = 20


def find(project: Project, folder: str) -> str:
    """Return the path of the script in a folder such as "jobs/" that lists its dependencies; "" where none does.

    Of several, a usual name such as main.py goes first.
    """
    names = [name for name in project.sub(folder).entries() if name.endswith(".py") and is_plain(folder + name)]
    usual = [*LANGUAGES["python"].MANIFESTS]
    ranked = sorted(names, key=lambda name: (usual.index(name) if name in usual else len(usual), name))
    paths = (folder + name for name in ranked[:_MOST])
    return next((path for path in paths if block(content(project, path))), "")


def block(text: str) -> str:
    """Return the TOML in the metadata of a script, given its text; "" where it has none."""
    lines = [line.rstrip() for line in text.splitlines()] if _FIRST in text else []
    first = lines.index(_FIRST) + 1 if _FIRST in lines else len(lines)
    comment = [*takewhile(lambda line: line == "#" or line.startswith("# "), lines[first:])]
    last = max((number for number, line in enumerate(comment) if line == _LAST), default=0)
    return "\n".join(line[2:] for line in comment[:last])


def metadata(project: Project, path: str) -> Table:
    """Return the metadata of a script; empty, with a warning, where it is not valid."""
    import tomli  # noqa: PLC0415 - only where there is such a script

    return read(project, path, "TOML in its first comment", lambda text: tomli.loads(block(text)))


def manager(project: Project, folder: str) -> Manager | None:
    """Return how uv installs what the script of a folder lists; None where no script lists anything."""
    if not (path := find(project, folder)):
        return None
    found, lock = metadata(project, path), f"{path}.lock"
    lines = texts(found, "dependencies")
    is_locked = project.has(lock)
    sources = table(found, "tool", "uv", "sources").values()
    has_local = any(isinstance(one, dict) and "path" in one for one in sources)
    return Manager(
        *("uv" if lines else "none", lock if is_locked else path, path),
        (path, lock) if is_locked else (path,),
        parse_all(lines),
        is_locked=is_locked,
        sources_first=Note("local-requirement", {"path": path}) if has_local else None,
        has_git=any(map(is_git, lines)) or any(isinstance(one, dict) and "git" in one for one in sources),
        script=path,
    )

"""A uv workspace: several projects with one lock file."""

from collections.abc import Iterable
from fnmatch import fnmatchcase
from typing import Final

from dockgen.languages.kit.paths import is_plain
from dockgen.languages.kit.tables import read_toml, table, texts
from dockgen.languages.python import managers
from dockgen.languages.python.requirements import normalised, parse_all
from dockgen.reading.project import Project

_MAX_MEMBERS: Final = 200


def members(project: Project) -> tuple[str, ...]:
    """Return the folders of a workspace's members, as "packages/api/", sorted; empty where there is no workspace."""
    found = table(read_toml(project, "pyproject.toml"), "tool", "uv", "workspace")
    patterns, excluded = texts(found, "members"), texts(found, "exclude")
    if not patterns:
        return ()
    folders = [folder for folder, _ in project.folders_with({"pyproject.toml"}) if folder][:_MAX_MEMBERS]
    chosen = (one for one in folders if _is_in(one, patterns) and not _is_in(one, excluded))
    return tuple(f"{folder}/" for folder in chosen if is_plain(folder))


def _is_in(folder: str, patterns: Iterable[str]) -> bool:
    return any(_matches(folder.split("/"), one.removeprefix("./").rstrip("/").split("/")) for one in patterns)


def _matches(folder: list[str], pattern: list[str]) -> bool:
    """Compare as uv does: `*` stands for one folder's name."""
    if pattern[-1] == "**":
        return folder[: len(pattern) - 1] == pattern[:-1]
    return len(folder) == len(pattern) and all(map(fnmatchcase, folder, pattern))


def needed(project: Project, folder: str, folders: tuple[str, ...]) -> tuple[str, ...]:
    """Return the folders of a workspace that the member in `folder` is made of: its own, and those it depends on."""
    manifests = {path: managers.read(project, path) for path in folders}
    by_name = {normalised(found.name): path for path, found in manifests.items() if found.name}
    chosen = [folder]
    for path in chosen:  # it grows meanwhile
        wanted = parse_all(texts(manifests[path].pyproject, "project", "dependencies"))
        new = (by_name[each.name] for each in wanted if each.name in by_name)
        chosen += [one for one in dict.fromkeys(new) if one not in chosen]
    return tuple(sorted(path.rstrip("/") for path in chosen))

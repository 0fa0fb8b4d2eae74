"""A uv workspace: several projects with one lock file."""

import re
from fnmatch import fnmatchcase
from typing import Final

from dockgen.languages.kit.paths import is_plain
from dockgen.languages.kit.tables import read_toml, table, texts
from dockgen.languages.python.requirements import normalised, parse_all
from dockgen.reading.project import Project

_MAX_MEMBERS: Final = 200


def members(project: Project) -> tuple[str, ...]:
    """Return the folders of a workspace's members, as "packages/api/", sorted; empty where there is no workspace."""
    found = table(read_toml(project, "pyproject.toml"), "tool", "uv", "workspace")
    patterns, excluded = texts(found, "members"), texts(found, "exclude")
    if not patterns:
        return ()
    folders = [folder for folder, _ in project.folders_with({"pyproject.toml"}) if folder]
    return tuple(
        f"{folder}/"
        for folder in folders[:_MAX_MEMBERS]
        if any(_matches(folder, pattern) for pattern in patterns)
        if not any(_matches(folder, pattern) for pattern in excluded)
        if is_plain(folder)
    )


def _matches(folder: str, pattern: str) -> bool:
    """Compare as uv does: `*` stands for one folder's name."""
    ours, theirs = folder.split("/"), pattern.removeprefix("./").rstrip("/").split("/")
    if theirs[-1:] == ["**"]:
        return ours[: len(theirs) - 1] == theirs[:-1]
    return len(ours) == len(theirs) and all(map(fnmatchcase, ours, theirs))


def mains(project: Project, folders: tuple[str, ...]) -> tuple[str, ...]:
    """Return the members that can be started, as "./packages/api", and "." where the root can be."""
    from dockgen.languages.python import inspection, managers, sources  # noqa: PLC0415 - they need this one

    found = []
    for folder in ("", *folders):
        manifests = managers.read(project, folder)
        manager = managers.find(project, manifests, folders)
        others = [path for path in folders if path != folder] if not folder else []
        seen = sources.find(project, folder, others)
        if inspection.find_start(project, folder, manifests, manager, seen):
            found.append(f"./{folder.rstrip('/')}" if folder else ".")
    return tuple(found) or (".",)


def needed(project: Project, folder: str, folders: tuple[str, ...]) -> tuple[str, ...]:
    """Return the folders of a workspace that the member in `folder` is made of: its own, and those it depends on."""
    from dockgen.languages.python import managers  # noqa: PLC0415 - it needs this one

    manifests = {path: managers.read(project, path) for path in folders}
    by_name = {normalised(found.name): path for path, found in manifests.items() if found.name}
    chosen, waiting = [folder], [folder]
    while waiting:
        wanted = parse_all(texts(manifests[waiting.pop()].pyproject, "project", "dependencies"))
        new = [by_name[each.name] for each in wanted if each.name in by_name and by_name[each.name] not in chosen]
        chosen += new
        waiting += new
    return tuple(sorted(path.rstrip("/") for path in chosen))


def valid_member(name: str) -> str:
    """Return a workspace member's name if it can stand in a command as it is; else nothing."""
    return name if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,200}", name) else ""

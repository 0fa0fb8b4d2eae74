"""Which version of Python a project asks for, in whichever of its files that stands."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from dockgen import versions
from dockgen.facts import Fact
from dockgen.languages.kit.tables import Table, read_json, read_toml, table, text, warn
from dockgen.project import Project

Minor = tuple[int, int]

_OLDER: Final = tuple((3, minor) for minor in range(10, 5, -1))
"""Past their end of support; known so that one can say that a project asks for one."""

_OLDEST_IMAGE: Final = (3, 9)
"""The first one that there are images of on the distribution's release that is used here."""

_MAX_RANGE: Final = 300

_ANY_PATCH: Final = 9999  # an image's patch version is always the newest one
_NUMBER: Final = r"(?:c?python-?)?([0-9]{1,2})\.([0-9]{1,3})(?:\.[0-9*]{1,6}\w{0,9})?t?"
_CLAUSE: Final = (
    r"\s{0,20}(===|==|~=|!=|<=|>=|<|>|\^|~|)\s{0,20}v?([0-9]{1,4}(?:\.[0-9]{1,6}){0,3})(\.\*)?[\w.+-]{0,20}\s{0,20}"
)


def find(project: Project, folder: str, pyproject: Table) -> Fact:
    """Return the version that the files name, or the best one in the range that they allow.

    Args:
        project: the repository.
        folder: the program's own, as "packages/api/"; "" for the top.
        pyproject: that folder's pyproject.toml.
    """
    for path in dict.fromkeys((folder, "")):
        for version, source in _exact(project, path):
            return Fact(version, source)
    ranges = []
    for asked, source in _ranges(project, folder, pyproject) or _of_locks(project):
        if best(asked):
            ranges.append((asked, source))
        else:
            warn(project, f"{source}: {asked!r} is no range of versions that Python has")
    if chosen := best(*(asked for asked, _ in ranges)) if ranges else None:
        return Fact(chosen, ", ".join(f"{source} {asked}" for asked, source in ranges))
    return Fact(None, "no file names a version")


def past(project: Project, folder: str, pyproject: Table) -> str | None:
    """Return the ranges that let no Python in which is still mended: then nothing newer can be installed."""
    ranges = [(asked, source) for asked, source in _ranges(project, folder, pyproject) if best(asked)]
    chosen = best(*(asked for asked, _ in ranges)) if ranges else None
    if chosen and _OLDEST_IMAGE <= _minor(chosen) in _OLDER:
        return ", ".join(f"{source} {asked}" for asked, source in ranges)
    return None


def _exact(project: Project, folder: str) -> Iterator[tuple[str, str]]:
    """Yield the versions that are named outright."""
    for name, before in ((".python-version", ""), ("runtime.txt", ""), (".tool-versions", r"python[ \t]{1,99}")):
        path = folder + name
        content = project.read(path) if project.has(path) else None
        if content is None:
            continue
        if match := re.search(rf"(?m)^[ \t]{{0,99}}{before}{_NUMBER}[ \t\r]{{0,99}}(?:$|[ \t#])", content):
            yield f"{int(match[1])}.{int(match[2])}", path
        elif not before:
            warn(project, f"{path} names no version of CPython")
    mise = text(read_toml(project, f"{folder}mise.toml"), "tools", "python")
    if mise and (match := re.fullmatch(_NUMBER, mise)):
        yield f"{int(match[1])}.{int(match[2])}", f"{folder}mise.toml"
    pipfile = read_toml(project, f"{folder}Pipfile")
    for key in ("python_full_version", "python_version"):
        asked = text(pipfile, "requires", key)
        if asked and (match := re.fullmatch(_NUMBER, asked)):
            yield f"{int(match[1])}.{int(match[2])}", f"{folder}Pipfile, {key}"


def _ranges(project: Project, folder: str, pyproject: Table) -> list[tuple[str, str]]:
    """Return the ranges that the project's own files give."""
    return list(_of_manifests(project, folder, pyproject))


def _of_manifests(project: Project, folder: str, pyproject: Table) -> Iterator[tuple[str, str]]:
    if found := text(pyproject, "project", "requires-python"):
        yield found, f"{folder}pyproject.toml, requires-python"
    poetry = table(pyproject, "tool", "poetry", "dependencies").get("python")
    if isinstance(poetry, str):
        yield poetry, f"{folder}pyproject.toml, tool.poetry.dependencies"
    content = project.read(f"{folder}setup.cfg") if project.has(f"{folder}setup.cfg") else ""
    if match := re.search(r"(?m)^python_requires[ \t]{0,20}=[ \t]{0,20}([^\n#;]{1,99})$", content or ""):
        yield match[1].strip(), f"{folder}setup.cfg, python_requires"
    content = project.read(f"{folder}setup.py") if project.has(f"{folder}setup.py") else ""
    if match := re.search(r"\bpython_requires\s{0,9}=\s{0,9}[\"']([^\"'\n]{1,99})[\"']", content or ""):
        yield match[1], f"{folder}setup.py, python_requires"


def _of_locks(project: Project) -> Iterator[tuple[str, str]]:
    """Yield what lock files repeat. They may be long, so nothing else in them is read."""
    for path, pattern in (
        ("uv.lock", r"(?m)^(requires-python) = \"([^\"\n]{1,99})\""),
        ("poetry.lock", r"(?ms)^\[metadata\]$.{0,500}?^(python-versions) = \"([^\"\n]{1,99})\""),
        ("pdm.lock", r"(?m)^(requires_python) = \"([^\"\n]{1,99})\""),
    ):
        content = project.read(path) if project.has(path) else None
        if match := re.search(pattern, content or ""):
            yield match[2], f"{path}, {match[1]}"
    if found := text(read_json(project, "Pipfile.lock"), "_meta", "requires", "python_version"):
        yield found, "Pipfile.lock, python_version"


def best(*asked: str) -> str | None:
    """Return the version that is used where a range such as `>=3.11,<3.14` or `^3.12` is asked for, or several at once.

    The default where it is allowed, for that is the one that packages support best; else the next newer one; else the
    newest of the older ones. None where no version fits, or the text is no range.
    """
    if any(len(each) > _MAX_RANGE for each in asked):
        return None
    default, supported = versions.language("python")
    known = [_minor(version) for version in supported]
    newest = _minor(default)
    newer = sorted(version for version in known if version > newest)
    older = sorted((version for version in known if version < newest), reverse=True)
    for candidate in (newest, *newer, *older, *_OLDER):
        if all(_allows(each, candidate) for each in asked):
            return f"{candidate[0]}.{candidate[1]}"
    return None


def _minor(version: str) -> Minor:
    major, _, minor = version.partition(".")
    return int(major), int(minor)


def _allows(asked: str, version: Minor) -> bool:
    """Tell whether any of the ranges that are joined by `||` allows a version."""
    return any(
        all(_holds(clause, version) for clause in _clauses(part)) for part in asked.split("||") if _is_range(part)
    )


def _clauses(part: str) -> Sequence[str]:
    return [
        clause for clause in re.split(r",|(?<=[0-9*])\s{1,20}(?=[<>=!~^])", part) if clause.strip() not in {"", "*"}
    ]


def _is_range(part: str) -> bool:
    return all(re.fullmatch(_CLAUSE, clause) for clause in _clauses(part))


def _holds(clause: str, version: Minor) -> bool:
    """Tell whether the newest patch of a version fulfils one clause (PEP 440, and Poetry's `^` and `~`)."""
    match = re.fullmatch(_CLAUSE, clause)
    if match is None:
        return False
    operator, numbers = match[1], tuple(int(number) for number in match[2].split("."))
    ours = (*version, _ANY_PATCH)
    start = ours[: len(numbers)]
    if operator in {"==", "===", ""}:
        return ours[: min(2, len(numbers))] == numbers[:2]  # a patch version is taken for its minor one
    if operator == "!=":
        return start[:2] != numbers[:2] or (len(numbers) > 2 and not match[3])  # noqa: PLR2004 - major, minor, patch
    if operator in {">=", "^", "~", "~="} and ours < numbers:
        return False
    if operator in {"^", "~=", "~"}:
        kept = 1 if operator == "^" else max(1, len(numbers) - 1) if operator == "~=" else min(2, len(numbers))
        return ours[:kept] == numbers[:kept]
    return {">=": True, ">": ours > numbers, "<": ours < numbers, "<=": ours <= numbers}[operator]

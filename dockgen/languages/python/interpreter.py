"""Which version of Python a project asks for, in whichever of its files that stands."""

import re
from collections.abc import Iterator
from typing import Final

from dockgen import versions
from dockgen.languages.kit.ranges import PEP_440, taken
from dockgen.languages.kit.sources import content
from dockgen.languages.kit.tables import Table, read_json, read_toml, text, warn
from dockgen.languages.kit.versions import Tool, pins
from dockgen.languages.python.managers import Manifests
from dockgen.model.found import Found
from dockgen.reading.project import Project

_OLDER: Final = tuple((3, minor) for minor in range(10, 5, -1))
"""Past their end of support; known so that one can say that a project asks for one."""
_OLDEST_IMAGE: Final = (3, 9)
"""The first one that there are images of on the distribution's release that is used here."""

_NUMBER: Final = r"(?:c?python-?)?([0-9]{1,2})\.([0-9]{1,3})(?:\.[0-9*]{1,6}\w{0,9})?t?"
_TOOL: Final = Tool("CPython", ("python",), (".python-version", "runtime.txt"))

_SETUPS: Final = (
    ("setup.cfg", r"(?m)^python_requires[ \t]{0,20}=[ \t]{0,20}([^\n#;]{1,99})$"),
    ("setup.py", r"\bpython_requires\s{0,9}=\s{0,9}[\"']([^\"'\n]{1,99})[\"']"),
)
# Lock files may be long, so nothing else in them is read.
_LOCKS: Final = (
    ("uv.lock", r"(?m)^(requires-python) = \"([^\"\n]{1,99})\""),
    ("poetry.lock", r"(?ms)^\[metadata\]$.{0,500}?^(python-versions) = \"([^\"\n]{1,99})\""),
    ("pdm.lock", r"(?m)^(requires_python) = \"([^\"\n]{1,99})\""),
)


def find(project: Project, manifests: Manifests) -> tuple[Found[str | None], Found[bool]]:
    """Return the version that the files name, or the best one in the range that they allow; and whether it is past.

    The second is about the ranges alone: where no supported Python satisfies them, nothing newer can be installed.
    """
    own = [*_ranges(project, manifests.folder, manifests.pyproject)]
    own_version, own_source = _of_ranges(own)
    is_past = own_version is not None and _OLDEST_IMAGE <= _minor(own_version) in _OLDER
    past = Found(is_past, own_source if is_past else "it is supported")
    for path in dict.fromkeys((manifests.folder, "")):
        for version, source in _exact(project, path):
            return Found(version, source), past
    ranges = own or [*_of_locks(project)]
    for asked, source in ranges:
        if not best(asked):
            warn(project, f"{source}: {asked!r} is no range of versions that Python has")
    best_version, sources = _of_ranges(ranges)
    return Found(best_version, sources if best_version else "no file names a version"), past


def _of_ranges(ranges: list[tuple[str, str]]) -> tuple[str | None, str]:
    """Return the best version in all ranges that are valid, and where these stand."""
    valid = [(asked, source) for asked, source in ranges if best(asked)]
    chosen = best(*(asked for asked, _ in valid)) if valid else None
    return chosen, ", ".join(f"{source} {asked}" for asked, source in valid)


def _exact(project: Project, folder: str) -> Iterator[tuple[str, str]]:
    """Yield the versions that are named outright."""
    for pin in pins(project, folder, _TOOL, _version):
        yield pin.version, pin.source
    pipfile = read_toml(project, f"{folder}Pipfile")
    for key in ("python_full_version", "python_version"):
        if version := _version(text(pipfile, "requires", key) or ""):
            yield version, f"{folder}Pipfile, {key}"


def _version(text: str) -> str | None:
    match = re.fullmatch(_NUMBER, text)
    return f"{int(match[1])}.{int(match[2])}" if match else None


def _ranges(project: Project, folder: str, pyproject: Table) -> Iterator[tuple[str, str]]:
    """Yield the ranges that the project's own files give."""
    if found := text(pyproject, "project", "requires-python"):
        yield found, f"{folder}pyproject.toml, requires-python"
    if (poetry := text(pyproject, "tool", "poetry", "dependencies", "python")) is not None:
        yield poetry, f"{folder}pyproject.toml, tool.poetry.dependencies"
    for name, pattern in _SETUPS:
        if match := re.search(pattern, content(project, folder + name)):
            yield match[1].strip(), f"{folder}{name}, python_requires"


def _of_locks(project: Project) -> Iterator[tuple[str, str]]:
    """Yield what lock files repeat."""
    for path, pattern in _LOCKS:
        if match := re.search(pattern, content(project, path)):
            yield match[2], f"{path}, {match[1]}"
    if found := text(read_json(project, "Pipfile.lock"), "_meta", "requires", "python_version"):
        yield found, "Pipfile.lock, python_version"


def best(*asked: str) -> str | None:
    """Return the version that is used where a range such as `>=3.11,<3.14` or `^3.12` is asked for, or several at once.

    The default where it is allowed, for that is the one that packages support best; else the next newer one; else the
    newest of the older ones. None where no version fits, or the text is no range.
    """
    default, supported = versions.language("python")
    newest, known = _minor(default), sorted(map(_minor, supported))
    newer = (version for version in known if version > newest)
    older = (version for version in reversed(known) if version < newest)
    found = next(iter(taken(asked, PEP_440, (newest, *newer, *older, *_OLDER))), None)
    return ".".join(map(str, found)) if found else None


def _minor(version: str) -> tuple[int, int]:
    major, _, minor = version.partition(".")
    return int(major), int(minor)

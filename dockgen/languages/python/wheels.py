"""Which Python fits what is old, where a project names no Python: `numpy==1.21.0` has no wheel for 3.13."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final, cast

from dockgen import versions
from dockgen.languages.kit.ranges import PEP_440, taken
from dockgen.languages.kit.sources import content
from dockgen.languages.kit.versions import at
from dockgen.languages.python.requirements import normalised
from dockgen.languages.python.starting import Seen
from dockgen.model.found import Found
from dockgen.reading.project import Project
from dockgen.records import NamedTuple
from dockgen.versions.resources import data, templates_folder

Release = tuple[int, ...]
_NUMBERS: Final = r"[0-9]{1,9}(?:\.[0-9]{1,9}){0,5}"
_PINNED: Final = (
    r"(?m)(?:^[ \t]{0,20}|[\"'])[\"']?([A-Za-z][\w.-]{0,100})(?:\[[\w,. -]{0,200}\])?[ \t]{0,9}"
    r"[\"']?[ \t]{0,9}=?[ \t]{0,9}[\"']?[ \t]{0,9}(==|~=|<=|<)[ \t]{0,9}(" + _NUMBERS + r")(?![\w.]{0,99}[-*!])"
)
"""A requirement that has an upper bound, in a list or as a key of a Pipfile."""

_OTHERS: Final = (
    r"(?m)^\[(?:project\.optional-dependencies|dependency-groups|tool\.poetry\.group\.[^\]\n]{1,60}|dev-packages"
    r"|tool\.[^\]\n]{1,40}dev-dependencies)\][^\n]*(?:\n(?!\[)[^\n]*)*+"
)
"""The parts of a pyproject.toml or Pipfile with what an image does not get."""
_WRITTEN: Final = (".txt", ".in", "Pipfile", "pyproject.toml")
_LOCKS: Final = ("poetry.lock", "uv.lock", "pdm.lock")
_ENTRY: Final = (
    rf"(?m)^name = \"([\w.-]{{1,100}})\"\nversion = \"({_NUMBERS})\""
    r"((?:\n(?:category|groups|optional|description) = [^\n]{0,300}){0,4})"
)
_FOR_DEVELOPMENT: Final = r"category = \"dev\"|groups = \[\"dev\"\]|optional = true"


_BROUGHT: Final = ("legacy-{}", "standard-{}", "{}-lts", "py{}", "zombie-{}")
"""What packages are called that bring a removed module back."""
_IMPORTED: Final = r"(?m)^(?:from|import)[ \t]{1,9}([a-z]\w{1,20})\b"


class Pin(NamedTuple):
    """A package that is not newer than some release."""

    name: str
    text: str
    newest: Release
    """The newest release that is allowed, or the first one that is not."""
    is_allowed: bool
    source: str

    def has(self, first: str) -> bool:
        """Tell whether the first release that fits is not too new; of several major lines, the pin's own counts."""
        major = self.newest[0] - (not self.is_allowed and len(self.newest) == 1)
        firsts = [_release(one) for one in first.split()]
        release = next((one for one in firsts if one[0] == major), firsts[-1])
        return release <= self.newest if self.is_allowed else release < self.newest


def version(seen: Seen, asked: Found[str | None], ranges: Sequence[str]) -> Found[str | None]:
    """Return the newest Python for all old pins and imports, no newer than the one that is asked for by ranges.

    What is asked for is returned where nothing is too old for it, or no Python in the ranges fits.
    """
    names = rows()
    pins = [pin for pin in (*written_pins(seen), *_locked_pins(seen)) if pin.name in names]
    imports = [*_imports(seen)]
    default, supported = versions.language("python")
    newest = asked.value or default
    if (reason := _against(newest, pins, imports)) is None:
        return asked
    older = (one for one in (*supported, *versions.ended("python")) if _release(one) < _release(newest))
    allowed = [one for one in older if not ranges or taken(ranges, PEP_440, [_release(one)])]
    found = next((one for one in allowed if _against(one, pins, imports) is None), None)
    return Found(found, reason) if found else asked


def written_pins(seen: Seen) -> Iterator[Pin]:
    """Yield the upper bounds in the files in which a person wrote them."""
    for path in seen.manager.files:
        if path.endswith(_WRITTEN):
            yield from _pins(seen.project, path)


def _locked_pins(seen: Seen) -> Iterator[Pin]:
    for name in _LOCKS:
        yield from _locked(seen.project, seen.manifests.folder + name)


def _against(python: str, pins: Sequence[Pin], imports: Sequence[tuple[str, str]]) -> str | None:
    """Return what speaks against a Python; None where nothing does."""
    if pin := _late(pins, python):
        does = "does not run on" if pin.name in table("removed") else "has no wheel for"
        return f"{pin.source}, {pin.name}{pin.text} {does} Python {python}"
    without = table("modules")
    gone = ((name, where) for name, where in imports if _release(without[name]) <= _release(python))
    return next((f"{where} imports {name}, which Python {python} does not have" for name, where in gone), None)


def _imports(seen: Seen) -> Iterator[tuple[str, str]]:
    """Yield the modules that newer Pythons removed, and where the sources import them, unless a package brings them."""
    without = table("modules")
    own = {part for path in seen.sources.paths for part in path.removesuffix(".py").split("/")}
    for source in seen.sources.read:
        for match in re.finditer(_IMPORTED, source.text):
            name = match[1]
            brought = {one.format(name) for one in _BROUGHT} | ({"setuptools"} if name == "distutils" else set())
            if name in without and name not in own and seen.names.isdisjoint(brought):
                yield name, source.at(match)


def _late(pins: Sequence[Pin], python: str) -> Pin | None:
    """Return the first pin of a release that has no wheel for a Python."""
    return next((pin for pin in pins if not _is_published(rows()[pin.name], python, pin)), None)


def _is_published(row: Mapping[str, str], python: str, pin: Pin) -> bool:
    if python in row:
        return pin.has(row[python])
    return _release(python) < min(map(_release, row))


def _pins(project: Project, path: str) -> Iterator[Pin]:
    written = re.sub(_OTHERS, lambda part: re.sub(r"[^\n]", " ", part[0]), content(project, path))
    for match in re.finditer(_PINNED, written):
        name, operator, number = match.groups()
        newest, is_allowed = _release(number), operator in {"==", "<="}
        if operator == "~=":
            kept = [int(part) for part in number.split(".")[:-1]] or [newest[0]]
            newest = (*kept[:-1], kept[-1] + 1)
        yield Pin(normalised(name), operator + number, newest, is_allowed, at(path, written, match.start(1)))


def _locked(project: Project, path: str) -> Iterator[Pin]:
    """Yield what a lock file holds, in one version, without what only development needs, if it says so."""
    written = content(project, path)
    found = [match for match in re.finditer(_ENTRY, written) if not re.search(_FOR_DEVELOPMENT, match[3])]
    times = Counter(match[1] for match in found)  # several versions are for several Pythons
    for match in (match for match in found if times[match[1]] == 1):
        where = at(path, written, match.start())
        yield Pin(normalised(match[1]), f"=={match[2]}", _release(match[2]), is_allowed=True, source=where)


def _release(number: str) -> Release:
    """Return the numbers of a release without zeros at the end, so that 1.21 is 1.21.0."""
    parts = [int(part) for part in number.split(".")]
    while len(parts) > 1 and parts[-1] == 0:
        parts.pop()
    return tuple(parts)


def rows() -> Mapping[str, Mapping[str, str]]:
    """Return for each package the first release that fits a Python, by Python."""
    return {**table("removed"), **table("estimated"), **table("measured")}


@cache
def table(name: str) -> Mapping[str, Any]:
    """Return a table of the file: of packages, or of modules with the first Python that lacks them."""
    found = data("data_wheels", templates_folder() / "python" / "wheels.toml")
    return cast("Mapping[str, Mapping[str, Any]]", found)[name]

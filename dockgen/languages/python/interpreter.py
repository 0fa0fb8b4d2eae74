"""Which version of Python a project asks for, in whichever of its files that stands."""

import re
from collections.abc import Iterator
from typing import Final

from dockgen.languages.kit.choosing import Asked, Releases, choose
from dockgen.languages.kit.ranges import PEP_440
from dockgen.languages.kit.sources import content
from dockgen.languages.kit.tables import read_json, read_toml, text
from dockgen.languages.kit.versions import Tool, at, pins, place
from dockgen.languages.python import conda, inline, spaces
from dockgen.languages.python.managers import Manifests
from dockgen.model.found import Found
from dockgen.reading.project import Project

_NUMBER: Final = r"(?:c?python-?)?([0-9]{1,2})\.([0-9]{1,3})(?:\.[0-9*]{1,6}\w{0,9})?t?"
_TOOL: Final = Tool("CPython", ("python",), (".python-version", "runtime.txt"))
_OF_CONDA: Final = r"(?m)^[ \t]{0,40}-[ \t]{1,9}[\"']?(?:[\w-]{1,40}::)?python\b"
RELEASES: Final = Releases("python", "Python", PEP_440)

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


def find(project: Project, manifests: Manifests, script: str = "") -> tuple[Found[str | None], tuple[str, ...] | None]:
    """Return the version that is used, and the ranges that it is from; None where it is named outright or by a lock.

    Args:
        project: the repository.
        manifests: the program's.
        script: the path of the script that lists its dependencies itself, and so says which Python it needs.
    """
    exact = [one for path in dict.fromkeys((manifests.folder, "")) for one in _exact(project, path)]
    ranges = [*_ranges(project, manifests), *_of_script(project, script)]
    found = choose(project, RELEASES, exact, ranges, lambda: _of_locks(project))
    is_named = exact or (found.value and not ranges)
    return found, None if is_named else tuple(one.value for one in ranges)


def _exact(project: Project, folder: str) -> Iterator[Asked]:
    """Yield the versions that are named outright."""
    for pin in pins(project, folder, _TOOL, _version):
        yield Found(pin.version, pin.source)
    if version := _version(str(spaces.find(project, folder).get("python_version") or "")):
        where = place(project, f"{folder}{spaces.FILE}", r"(?m)^python_version")
        yield Found(version, f"{where}, python_version")
    pipfile = read_toml(project, f"{folder}Pipfile")
    for key in ("python_full_version", "python_version"):
        if version := _version(text(pipfile, "requires", key) or ""):
            where = place(project, f"{folder}Pipfile", rf"(?m)^{key}")
            yield Found(version, f"{where}, {key}")


def _version(text: str) -> str | None:
    match = re.fullmatch(_NUMBER, text)
    return f"{int(match[1])}.{int(match[2])}" if match else None


def _ranges(project: Project, manifests: Manifests) -> Iterator[Asked]:
    """Yield the ranges that the project's own files give."""
    if found := text(manifests.pyproject, "project", "requires-python"):
        where = place(project, manifests.path, r"(?m)^requires-python")
        yield Found(found, f"{where}, requires-python")
    if (poetry := text(manifests.pyproject, "tool", "poetry", "dependencies", "python")) is not None:
        where = place(project, manifests.path, r"(?m)^python[ \t]{0,9}=")
        yield Found(poetry, f"{where}, tool.poetry.dependencies")
    environment = conda.find(project, manifests.folder)
    if not manifests.pyproject and (found := conda.python(project, manifests.folder)):
        yield Found(found, f"{place(project, environment, _OF_CONDA)}, python")
    for name, pattern in _SETUPS:
        text_of = content(project, path := manifests.folder + name)
        if match := re.search(pattern, text_of):
            yield Found(match[1].strip(), f"{at(path, text_of, match.start())}, python_requires")


def _of_script(project: Project, script: str) -> Iterator[Asked]:
    if script and (found := text(inline.metadata(project, script), "requires-python")):
        where = place(project, script, r"(?m)^# requires-python")
        yield Found(found, f"{where}, requires-python")


def _of_locks(project: Project) -> Iterator[Asked]:
    for path, pattern in _LOCKS:
        if match := re.search(pattern, content(project, path)):
            yield Found(match[2], f"{at(path, content(project, path), match.start(1))}, {match[1]}")
    if found := text(read_json(project, "Pipfile.lock"), "_meta", "requires", "python_version"):
        yield Found(found, "Pipfile.lock, python_version")

"""Whether everything that npm installs runs on any Linux, so that a smaller base image is as good as the usual one."""

import json
from collections.abc import Iterator, Mapping
from typing import Final

from dockgen.languages.kit.tables import Table, at
from dockgen.model.found import Found
from dockgen.reading.project import Project

_LOCKS: Final = ("package-lock.json", "npm-shrinkwrap.json")
"""Only npm's lock file says of each package whether it is for one platform, or runs something when it is installed."""
_MARKS: Final = ("hasInstallScript", "cpu", "libc", "os")


def base(project: Project, lock: str, *, builds: bool, has_packages: bool) -> Found[str | None]:
    """Return "alpine" where no package is compiled, or comes as compiled files; its C library is none of glibc's.

    Args:
        project: the whole project.
        lock: its lock file; empty for none.
        builds: whether what only development needs is installed too.
        has_packages: whether there is anything to install.

    Source: the fields `hasInstallScript`, `os`, `cpu` and `libc` of npm's documentation of package-lock.json.
    """
    if not has_packages:
        return Found("alpine", "package.json: no packages, so nothing is compiled")
    packages = _packages(project.read(lock) or "") if lock in _LOCKS else None
    if packages is None:
        return Found(None, "what is installed may be compiled for one C library")
    first = next(_compiled(packages, builds=builds), None)
    if first is not None:
        return Found(None, f"{lock}: {first} may be compiled for one C library")
    return Found("alpine", f"{lock}: no package is compiled")


def _packages(text: str) -> Table | None:
    """Return the packages of a lock file that could be compiled; None where it does not say which."""
    if '"packages"' not in text:  # before npm 7
        return None
    if not any(f'"{mark}"' in text for mark in _MARKS):
        return {}
    try:
        found = at(json.loads(text), "packages")
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, Mapping) else None


def _compiled(packages: Table, *, builds: bool) -> Iterator[str]:
    for path, package in packages.items():
        if not isinstance(package, Mapping) or not path or (package.get("dev") and not builds):
            continue
        systems = package.get("os")
        if isinstance(systems, list) and "linux" not in systems and not any(str(one)[:1] == "!" for one in systems):
            continue  # it is for another system, and is left out here
        if any(package.get(mark) for mark in _MARKS):
            yield path.rpartition("node_modules/")[2]

"""Whether everything that npm installs runs on any Linux, so that a smaller base image is as good as the usual one."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from dockgen.languages.javascript import managers
from dockgen.languages.node.app import App
from dockgen.model.facts import Fact

_LOCKS: Final = ("package-lock.json", "npm-shrinkwrap.json")
"""Only npm's lock file says of each package whether it is for one platform, or runs something when it is installed."""
_MARKS: Final = ('"hasInstallScript"', '"cpu"', '"libc"', '"os"')
_NOTHING: Final = "what is installed may be compiled for one C library"


def base(app: App, chosen: managers.Chosen, *, builds: bool, has_packages: bool) -> Fact:
    """Return "alpine" where no package is compiled, or comes as compiled files; its C library is none of glibc's.

    Args:
        app: the app that is asked for.
        chosen: its package manager, and the lock file.
        builds: whether what only development needs is installed too.
        has_packages: whether there is anything to install.

    Source: the fields `hasInstallScript`, `os`, `cpu` and `libc` of npm's documentation of package-lock.json.
    """
    if app.web is not None and app.web.kind != "server":
        return Fact(None, "only files are left")
    if not has_packages:
        return Fact("alpine", "package.json: no packages, so nothing is compiled")
    if chosen.lock not in _LOCKS:
        return Fact(None, _NOTHING)
    packages = _packages(app.project.read(chosen.lock) or "")
    if packages is None:
        return Fact(None, _NOTHING)
    first = next(_compiled(packages, builds=builds), None)
    if first is not None:
        return Fact(None, f"{chosen.lock}: {first} may be compiled for one C library")
    return Fact("alpine", f"{chosen.lock}: no package is compiled")


def _packages(text: str) -> Mapping[str, Any] | None:
    """Return the packages of a lock file that could be compiled; None where it does not say which."""
    if '"packages"' not in text:  # before npm 7
        return None
    if not any(mark in text for mark in _MARKS):
        return {}
    try:
        packages = json.loads(text).get("packages")
    except (ValueError, RecursionError, AttributeError):
        return None
    return packages if isinstance(packages, dict) else None


def _compiled(packages: Mapping[str, Any], *, builds: bool) -> Iterator[str]:
    for path, package in packages.items():
        if not isinstance(package, dict) or not path or (package.get("dev") and not builds):
            continue
        systems = package.get("os")
        if isinstance(systems, list) and "linux" not in systems and not any(str(one)[:1] == "!" for one in systems):
            continue  # it is for another system, and is left out here
        if any(package.get(mark) for mark in ("hasInstallScript", "cpu", "libc", "os")):
            yield path.rpartition("node_modules/")[2]

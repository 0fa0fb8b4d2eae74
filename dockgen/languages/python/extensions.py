"""Which of the project's own packages hold extensions in C or C++, for which the build needs a compiler."""

import posixpath
import re
from collections.abc import Iterator
from typing import Final

from dockgen.languages.kit.sources import content
from dockgen.languages.kit.tables import Table, read_toml, table, text, texts
from dockgen.languages.python.managers import Manifests
from dockgen.languages.python.requirements import Manager, parse_all
from dockgen.reading.project import Project

_IN_SETUP: Final = r"\bext_modules\b|\bcffi_modules\b|\bcythonize\(|\bExtension\("
_BACKENDS: Final = {
    **dict.fromkeys(("cython", "cffi"), "cc"),
    **dict.fromkeys(("pybind11", "nanobind", "meson-python"), "c++"),
    **dict.fromkeys(("scikit-build-core", "scikit-build"), "c++ cmake"),
}
_CPP: Final = r"[\"'][^\"'\n]{1,200}\.(?:cc|cpp|cxx)[\"']|\blanguage\s{0,9}=\s{0,9}[\"']c\+\+|\bpybind11\b"
_LOCAL: Final = (
    r"(?m)^[ \t]{0,20}(?:(?:-e|--editable)[ \t=]{1,9})?(?:[\w.-]{1,100}[ \t]{0,9}@[ \t]{0,9})?"
    r"(?:file:)?(\.{1,2}/[\w./-]{1,200}|\.)(?=[\s\[;#]|$)"
)
"""A line of a list of requirements that names a folder."""
_MOST: Final = 20


def find(project: Project, manifests: Manifests, manager: Manager, members: tuple[str, ...]) -> tuple[str, ...]:
    """Return what compiles the extensions, as words of the kit's system packages after a `:` and before the folder.

    Args:
        project: the repository.
        manifests: the program's.
        manager: what installs it.
        members: the folders of a workspace that it is made of.
    """
    folders = {*_dependencies(project, manifests, manager), *members}
    folders |= {manifests.folder.rstrip("/")} if manager.is_package else set()
    found = ((folder, _compilers(project, folder)) for folder in sorted(folders)[:_MOST])
    return tuple(f"{words}:{folder or '.'}" for folder, words in found if words)


def _dependencies(project: Project, manifests: Manifests, manager: Manager) -> Iterator[str]:
    """Yield the folders of the project that it depends on."""
    tool = table(manifests.pyproject, "tool")
    tables = (
        *(table(manifests.pipfile, "packages"), table(tool, "uv", "sources"), table(tool, "poetry", "dependencies")),
    )
    paths = [(manifests.folder, path) for one in tables for path in _paths(one)]
    lists = (path for path in manager.files if path.endswith((".txt", ".in")))
    # pip takes them from where it is started, which is the top.
    paths += [("", path) for file in lists for path in re.findall(_LOCAL, content(project, file))]
    for folder, path in paths:
        clean = posixpath.normpath(posixpath.join(folder, path))
        if not clean.startswith(("..", "/")):
            yield "" if clean == "." else clean


def _paths(found: Table) -> Iterator[str]:
    return (path for wanted in found.values() if (path := text(wanted, "path")))


def _compilers(project: Project, folder: str) -> str:
    """Return what compiles the package in a folder; "" where nothing has to be."""
    setup, pyproject = (posixpath.join(folder, name) for name in ("setup.py", "pyproject.toml"))
    script, written = content(project, setup), read_toml(project, pyproject)
    backends = (one.name for one in parse_all(texts(written, "build-system", "requires")))
    wanted = [_BACKENDS[name] for name in backends if name in _BACKENDS]
    modules = table(written, "tool", "setuptools").get("ext-modules")
    if re.search(_IN_SETUP, script) or modules:
        wanted.append("c++" if re.search(_CPP, script + content(project, pyproject)) else "cc")
    return max(wanted, key=("cc", "c++", "c++ cmake").index, default="")

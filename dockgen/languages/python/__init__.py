"""Python: whatever installs it (pip, uv, Poetry, PDM, Pipenv, setuptools), and however it starts."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from dockgen.languages import LANGUAGES
from dockgen.languages.kit import lazy
from dockgen.languages.python import conda, inline, spaces
from dockgen.languages.python.own import SAMPLE as SAMPLE
from dockgen.reading.project import Project

if TYPE_CHECKING:
    from dockgen.model.plan import Choices

NAME: Final = "python"
BASES: dict[str, str] = {
    "slim": "Debian with a shell and apt: every package that is published for Linux runs on it",
    "alpine": "musl instead of glibc: smaller, but some packages have to be compiled and a few do not run",
    "distroless": "Python 3.13 and nothing else, no shell to break into; no packages of Debian can be added",
}
UNNEEDED: dict[str, str] = {
    "strip": "nothing is compiled into one binary",
    "cross-build": "packages with compiled parts are installed on the platform they are for",
    "https": "the images have certificate authorities, and a proxy in front of it serves TLS",
}
LOOKED_FOR: Final = "pyproject.toml, requirements.txt, Pipfile, setup.py, manage.py, or a script such as main.py"

inspect, impossible, recipe, tooling, clients, editing = lazy.functions(__name__)

_MANIFESTS: Final = LANGUAGES[NAME].MANIFESTS
_REQUIREMENTS: Final = (
    *("requirements", "requirements.in", "requirements-prod.txt", "requirements.prod.txt"),
    *conda.FILES,
)
_GUARD: Final = r"(?m)^if[ \t]{1,9}\(?__name__[ \t]{0,9}=="
_FEW: Final = 20
_TABLES: Final = ("[project", "[tool.poetry", "[tool.pdm", "[tool.uv")


def detect(project: Project) -> str | None:
    """Return the first file that makes it a Python project, by its name; or the script that is all there is."""
    entries = frozenset(project.entries())
    for name in (*_MANIFESTS[:6], *_REQUIREMENTS):
        if name in entries and _is_project(project, name, entries):
            return f"{name}/" if name == "requirements" else name
    if script := next((name for name in _MANIFESTS[6:] if name in entries), None):
        return script
    found = sorted(name for name in entries if name.endswith(".py") and name not in {"setup.py", "conftest.py"})
    listing = inline.find(project, "") if len(found) <= _FEW else ""
    if script := found[0] if len(found) == 1 else spaces.script(project, "") or listing:
        return script
    if package := next((name for name in sorted(entries) if project.has(f"{name}/__main__.py")), None):
        return f"{package}/__main__.py"
    return _only_program(project, found)


def _only_program(project: Project, scripts: Sequence[str]) -> str | None:
    """Return the one script among a few that is run and not only imported, without the tests."""
    if len(scripts) > _FEW:
        return None
    own = [name for name in scripts if not name.startswith("test_") and not name.endswith("_test.py")]
    run = [name for name in own if re.search(_GUARD, project.read(name) or "")]
    return run[0] if len(run) == 1 else None


def _is_project(project: Project, name: str, entries: frozenset[str]) -> bool:
    """Tell whether a manifest says that there is a project: linters have their settings in some of them too."""
    if name == "setup.cfg":
        return "[metadata]" in (project.read(name) or "")
    if name in conda.FILES:
        return bool(conda.find(project, "")) and "package.json" not in entries
    is_only = name != "pyproject.toml" or "package.json" not in entries
    return is_only or any(one in (project.read(name) or "") for one in _TABLES)


def nearly(project: Project) -> str | None:
    """Name a Python file that is not where one could start it."""
    first = next(project.files(".py"), None)
    missing = "but nothing that says how to start it: add a requirements.txt or a main.py"
    return f"{first} is here, {missing}" if first else None


def probe(plan: "Choices", path: str | None) -> tuple[str, ...]:
    """Ask with Python itself, which every image has; without a path that is known, any answer below 500 will do."""
    reads_port = plan.program.port_env.value
    port = "os.environ['PORT']" if reads_port else str(plan.port)
    script = (
        f"import {'os, ' if reads_port else ''}http.client as h; c = h.HTTPConnection('127.0.0.1', {port}); "
        f"c.request('GET', '{path or '/'}'); exit(c.getresponse().status >= {500 if path is None else 400})"
    )
    return ("python", "-I", "-c", script)  # -I: Python's own modules, not what lies in the folder

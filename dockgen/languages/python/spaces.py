"""Hugging Face Spaces: the front matter of README.md names a package, its version, and the file that it runs."""

import re
from typing import Final

from dockgen.languages.kit import simple_yaml
from dockgen.languages.kit.paths import is_plain
from dockgen.languages.kit.sources import content
from dockgen.languages.kit.tables import Table
from dockgen.languages.python.requirements import Manager, Requirement
from dockgen.reading.project import Project

FILE: Final = "README.md"
_SDKS: Final = frozenset({"gradio", "streamlit"})
_VERSION: Final = r"[0-9][\w.]{0,20}"


def find(project: Project, folder: str) -> Table:
    """Return the front matter of a Space in a folder such as "demo/"; empty where it is no Space for Python."""
    parts = content(project, folder + FILE).split("\n---", 1)
    if len(parts) == 1 or not parts[0].startswith("---\n"):
        return {}
    try:
        found = simple_yaml.parse(parts[0])
    except ValueError:
        return {}
    return found if isinstance(found, dict) and found.get("sdk") in _SDKS else {}


def script(project: Project, folder: str) -> str:
    """Return the path of the file that a Space runs; "" where there is none."""
    found = find(project, folder)
    name = str(found.get("app_file") or "app.py")
    return folder + name if found and is_plain(name) and project.has(folder + name) else ""


def added(project: Project, folder: str, manager: Manager) -> Manager:
    """Return a manager that also installs the package of a Space, which no list of requirements has to name."""
    found = find(project, folder)
    if not found or manager.name not in {"none", "pip"}:
        return manager
    sdk, number = str(found["sdk"]), str(found.get("sdk_version") or "")
    is_named = any(one.name == sdk for one in manager.requirements)
    pinned = f"{sdk}=={number}" if re.fullmatch(_VERSION, number) else sdk
    manager = manager._replace(script=script(project, folder))
    if is_named:
        return manager
    return manager._replace(
        name="pip",
        source=manager.source if manager.name == "pip" else folder + FILE,
        origin=manager.origin or folder + FILE,
        requirements=(*manager.requirements, Requirement(sdk)),
        added=(*manager.added, pinned),
        added_by=folder + FILE,
    )

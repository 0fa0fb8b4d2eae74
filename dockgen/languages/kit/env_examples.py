"""The files in which a project says which variables it reads."""

import posixpath
from collections.abc import Iterable

from dockgen.reading.project import Project
from dockgen.services.service_env import ENV_EXAMPLES


def read(project: Project, folders: Iterable[str]) -> dict[str, str]:
    """Return the content of each such file of some folders, by its path."""
    paths = [posixpath.join(folder, name) for folder in dict.fromkeys(folders) for name in ENV_EXAMPLES]
    return {path: text for path in paths if project.has(path) and (text := project.read(path)) is not None}

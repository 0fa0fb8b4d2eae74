"""The processes of a Procfile."""

import re
from typing import Final

from dockgen.reading.project import Project

FILE: Final = "Procfile"
_LINE: Final = r"(?m)^([a-z][a-z0-9-]{0,30})[ \t]{0,9}:[ \t]{0,9}(\S[^\r\n]{0,500})"


def processes(project: Project, folder: str = "") -> dict[str, str]:
    """Return the command line of each process by its name; none where there is no Procfile.

    Args:
        project: the repository.
        folder: the program's own, as "packages/api/"; "" for the top.
    """
    path = folder + FILE
    text = project.read(path) if project.has(path) else None
    return dict(re.findall(_LINE, text or ""))

"""The processes of a Procfile."""

import re
import shlex
from typing import Final

from dockgen.reading.project import Project

FILE: Final = "Procfile"
_LINE: Final = r"(?m)^([a-z][a-z0-9-]{0,30})[ \t]{0,9}:[ \t]{0,9}(\S[^\r\n]{0,500})"
_SHELL: Final = r"[&|<>`()*?\\]|\$(?!PORT\b|\{PORT(?::-[0-9]{1,5})?\})"
_PORT: Final = r"\$PORT\b|\$\{PORT(?::-[0-9]{1,5})?\}"
PORT: Final = "{port}"
"""Stands in a command where the port will be."""


def words(command: str) -> tuple[str, ...]:
    """Return the words of a command that needs no shell, with `PORT` for $PORT; empty for any other."""
    if re.search(_SHELL, command):
        return ()
    try:
        return tuple(shlex.split(re.sub(_PORT, PORT, command)))
    except ValueError:  # a quote without an end
        return ()


def processes(project: Project, folder: str = "") -> dict[str, str]:
    """Return the command line of each process by its name, for a program in a folder such as "packages/api/"."""
    path = folder + FILE
    text = project.read(path) if project.has(path) else None
    return dict(re.findall(_LINE, text or ""))

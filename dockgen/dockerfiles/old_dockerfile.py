"""Reads the start command from an existing Dockerfile, if no other file of the project has it."""

import json
import re
from typing import Final

from dockgen.reading.project import Project
from dockgen.records import NamedTuple

_OURS: Final = "# Made by dockgen"
_STAGE: Final = r"(?mi)^[ \t]{0,20}FROM[ \t]"
_EXEC: Final = r"(?mi)^[ \t]{{0,20}}{word}[ \t]{{1,20}}(\S[^\n]{{0,2000}})$"
_EXPOSE: Final = r"(?mi)^[ \t]{0,20}EXPOSE[ \t]{1,20}([0-9]{1,5})(?:/tcp)?[ \t]{0,20}$"
_MAX_PORT: Final = 65535


class Witness(NamedTuple):
    """The settings of its last stage."""

    words: tuple[str, ...]
    """The command in exec form, arguments included."""
    port: int | None
    """The only port that it exposes."""
    source: str
    """The file and the instruction."""


def read(project: Project, folder: str = "") -> Witness | None:
    """Read the Dockerfile in a folder; None if there is none, if dockgen made it, or if it starts a shell.

    Args:
        project: the repository.
        folder: the program's folder, such as "packages/api/"; "" for the top.
    """
    path = f"{folder}Dockerfile"
    text = (project.read(path) if project.has(path) else None) or ""
    if not text or any(line.startswith(_OURS) for line in text.splitlines()[:3]):
        return None
    stage = re.split(_STAGE, text.replace("\r\n", "\n").replace("\\\n", " "))[-1]
    found = {word: _words(stage, word) for word in ("ENTRYPOINT", "CMD")}
    words = (*(found["ENTRYPOINT"] or ()), *(found["CMD"] or ()))
    if not words or None in found.values():
        return None
    ports = {int(port) for port in re.findall(_EXPOSE, stage) if 0 < int(port) <= _MAX_PORT}
    said = " and ".join(word for word, each in found.items() if each)
    return Witness(words, ports.pop() if len(ports) == 1 else None, f"{path}, {said}")


def _words(stage: str, word: str) -> tuple[str, ...] | None:
    """Return the words of the last such instruction; None if it is in shell form."""
    matches = re.findall(_EXEC.format(word=word), stage)
    if not matches:
        return ()
    try:
        words = json.loads(matches[-1])
    except (ValueError, RecursionError):
        return None
    is_list = isinstance(words, list) and all(isinstance(each, str) and each.isprintable() for each in words)
    return tuple(words) if is_list else None

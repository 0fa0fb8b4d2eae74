"""The start command in a Procfile: what the project's author wrote down, where it needs no shell."""

import re
import shlex
from collections.abc import Sequence
from typing import Final

from dockgen.languages.kit.procfile import FILE, processes
from dockgen.languages.python.frameworks import DEFAULT_PORT
from dockgen.languages.python.starting import PORT, Start
from dockgen.reading.project import Project

_SHELL: Final = r"[&|<>`()*?\\]|\$(?!PORT\b|\{PORT(?::-[0-9]{1,5})?\})"
_PORT: Final = r"\$PORT\b|\$\{PORT(?::-[0-9]{1,5})?\}"
_SERVERS: Final = ("gunicorn", "uvicorn", "hypercorn", "daphne", "granian", "waitress-serve", "streamlit", "uwsgi")
_REACHABLE: Final = r"0\.0\.0\.0|\[::\]|\*:|=\*"


def find(project: Project, folder: str, found: Start | None) -> Start | None:
    """Return how the Procfile's web process starts; what was found otherwise where it does not say.

    Args:
        project: the repository.
        folder: the program's own, as "packages/api/"; "" for the top.
        found: how the program starts as far as its sources tell; what the Procfile is silent about is as there.
    """
    words = _words(re.split(r";|&&", processes(project, folder).get("web", ""))[-1])
    if not words:
        return found
    base = found or Start((), "", port=DEFAULT_PORT, port_source="the usual port of Python servers")
    is_gunicorn = words[0] == "gunicorn"
    bound = any(PORT in word for word in words)
    return base._replace(
        words=words,
        source=f"{folder}{FILE}, web",
        port=base.port or DEFAULT_PORT,
        port_env=is_gunicorn and not bound,
        server="",
        interrupt="waitress-stop-signal" if "waitress" in words[0] else "",
    )


def served(words: Sequence[str], source: str) -> Start | None:
    """Return how a server starts whose command somebody wrote down; None where that is no server that is reached."""
    if not (known := _words(shlex.join(words))):
        return None
    port = next((int(number) for number in re.findall(r"[:= ]([0-9]{2,5})\b", shlex.join(known))), DEFAULT_PORT)
    reads_port = known[0] == "gunicorn" and not {"-b", "--bind"}.intersection(word.partition("=")[0] for word in known)
    return Start(known, source, port=port, port_source=source, port_env=reads_port)


def _words(command: str) -> tuple[str, ...]:
    """Return the words of a command that starts a server which can be reached; empty for any other."""
    if re.search(_SHELL, command):
        return ()
    try:
        words = shlex.split(re.sub(_PORT, PORT, command))
    except ValueError:  # a quote without an end
        return ()
    if not words or words[0] not in _SERVERS:
        return ()
    reads_port = words[0] in {"gunicorn", "streamlit"} and PORT not in command
    return tuple(words) if reads_port or re.search(_REACHABLE, command) else ()

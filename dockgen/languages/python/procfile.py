"""A start command that the project's author wrote down, in a Procfile or a Dockerfile, where it needs no shell."""

import re
import shlex
from typing import Final

from dockgen.languages.kit.procfile import FILE, PORT, processes, words
from dockgen.languages.python import scripts
from dockgen.languages.python.starting import USUAL_PORT, Seen, Start
from dockgen.model.found import Found

_SERVERS: Final = ("gunicorn", "uvicorn", "hypercorn", "daphne", "granian", "waitress-serve", "streamlit", "uwsgi")
_REACHABLE: Final = r"0\.0\.0\.0|\[::\]|\*:|=\*"


def of_procfile(seen: Seen, found: Start | None) -> Start | None:
    """Return how the Procfile's web process starts; what was found otherwise where it does not say."""
    web = _words(re.split(r";|&&", processes(seen.project, seen.folder).get("web", ""))[-1])
    if not web:
        return found
    base = found or Start((), "")
    return base._replace(
        words=web,
        source=f"{seen.folder}{FILE}, web",
        port=base.port or USUAL_PORT,
        port_env=web[0] == "gunicorn" and not any(PORT in word for word in web),
        server="",
        interrupt="waitress-stop-signal" if "waitress" in web[0] else "",
    )


def of_dockerfile(seen: Seen) -> Start | None:
    """Return what a Dockerfile that a person wrote starts."""
    from dockgen.dockerfiles import old_dockerfile  # noqa: PLC0415 - the last resort, and few need it

    witness = old_dockerfile.read(seen.project, seen.folder)
    if witness is None:
        return None
    start = scripts.named(seen, witness.words, witness.source) or _served(shlex.join(witness.words), witness.source)
    if start and witness.port and not any("grpc" in source.text for source in seen.sources.read):
        return start._replace(port=Found(witness.port, f"{seen.folder}Dockerfile, EXPOSE"))
    return start


def _served(command: str, source: str) -> Start | None:
    """Return how a server starts; None if no client can reach it."""
    if not (known := _words(command)):
        return None
    port = next(map(int, re.findall(r"[:= ]([0-9]{2,5})\b", command)), USUAL_PORT.value)
    is_bound = any(word.partition("=")[0] in {"-b", "--bind"} for word in known)
    return Start(known, source, port=Found(port, source), port_env=known[0] == "gunicorn" and not is_bound)


def _words(command: str) -> tuple[str, ...]:
    """Return the words of a command that starts a server which can be reached; empty for any other."""
    found = words(command)
    if not found or found[0] not in _SERVERS:
        return ()
    return found if found[0] in {"gunicorn", "streamlit"} or re.search(_REACHABLE, command) else ()

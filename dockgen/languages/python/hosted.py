"""What a host's own files ask of a build: packages in an Aptfile or packages.txt, and Heroku's build hooks."""

import re
from typing import Final

from dockgen.languages.kit import procfile
from dockgen.languages.kit.sources import content
from dockgen.languages.kit.tables import warn
from dockgen.languages.python import spaces
from dockgen.languages.python.starting import Seen
from dockgen.model.found import Found

_APTFILE: Final = "Aptfile"
_LIST: Final = "packages.txt"
"""What Spaces and Streamlit's own cloud read."""
_PACKAGE: Final = r"[a-z0-9][a-z0-9.+-]{1,100}"
_HOOKS: Final = ("bin/pre_compile", "bin/post_compile")
_MOST: Final = 100


def debian(seen: Seen) -> Found[tuple[str, ...]]:
    """Return the packages of Debian that a file of a host lists, sorted; warn of what is no name of a package."""
    is_listed = "streamlit" in seen.names or bool(spaces.find(seen.project, seen.folder))
    names = (_APTFILE, *((_LIST,) if is_listed else ()))
    path = next((path for name in names if seen.project.has(path := seen.folder + name)), "")
    lines = (line.partition("#")[0] for line in content(seen.project, path).splitlines()) if path else ()
    words = [word for line in lines for word in ([line] if re.match(r"\s*:|.*://", line) else line.split())][:_MOST]
    for word in (one for one in words if not re.fullmatch(_PACKAGE, one)):
        warn(seen.project, f"{path}: {word.strip()} is no package of Debian's own")
    found = tuple(sorted({word for word in words if re.fullmatch(_PACKAGE, word)}))
    return Found(found, path or "no file lists packages of Debian")


def hooks(seen: Seen) -> Found[tuple[tuple[str, str], ...]]:
    """Return the scripts that Heroku runs at build time, each with its shell."""
    paths = [path for path in _HOOKS if not seen.folder and seen.project.has(path)]
    found = tuple((procfile.shell_of(content(seen.project, path)), path) for path in paths)
    return Found(found, " and ".join(paths) or "no script that Heroku runs")


def run_by_hooks(seen: Seen) -> frozenset[str]:
    """Return the paths of Python files that these scripts name."""
    texts = (content(seen.project, path) for _, path in hooks(seen).value)
    return frozenset(name for text in texts for name in re.findall(r"[\w./-]{1,200}\.py\b", text))

"""The arguments with which a Makefile or a README starts a program, where they name files of the project."""

import re
from typing import Final

from dockgen.languages.go.sources import Sources
from dockgen.languages.kit.paths import is_plain
from dockgen.languages.kit.ports import SETTINGS
from dockgen.languages.kit.sources import content
from dockgen.model.found import Found
from dockgen.records import NamedTuple

_FILES: Final = (
    *("Makefile", "makefile", "GNUmakefile", "Taskfile.yml", "Taskfile.yaml", "justfile", "Justfile", "run.sh"),
    *("README.md", "readme.md", "README"),
)
_SERVES: Final = r"-.*|serve|server|start|run|web|api|http|daemon"
"""What may stand first, unless it is the file itself: another word may be that of an import, or of a test."""
_ENDS: Final = r"[ \t]*(?:$|[\"'`&|;#>])"
_WORD: Final = r"[\w@%+=:,./-]{1,200}"
_MOST_LINES: Final = 2000


class Arguments(NamedTuple):
    """What stands behind a program's name."""

    words: tuple[str, ...]
    files: tuple[str, ...]
    """Those of the project that they name."""


def find(sources: Sources, name: str | None) -> Found[Arguments]:
    """Return the arguments of the first command that starts the program and names a settings file of the project."""
    folder = re.escape(sources.folder)
    itself = rf"(?:\./{folder}/?|{folder}/?|[\w./-]{{0,100}}\.go|\.)" if folder else r"(?:\.|[\w./-]{0,100}\.go)"
    starts = rf"(?:\bgo[ \t]{{1,9}}run[ \t]{{1,9}}{itself}"
    starts += rf"|(?:^|[\s\"'`@/]){re.escape(name)})" if name else ")"
    command = re.compile(rf"{starts}((?:[ \t]{{1,9}}{_WORD}){{1,12}}){_ENDS}")
    for path in _FILES:
        for number, line in enumerate(content(sources.project, path).splitlines()[:_MOST_LINES], start=1):
            match = command.search(line[:500]) if " " in line else None
            words = tuple(match[1].split()) if match else ()
            files = tuple(filter(None, (_file(sources, word) for word in words)))
            is_start = bool(files) and (_file(sources, words[0]) or re.fullmatch(_SERVES, words[0]))
            if is_start and "localhost" not in line and "127.0.0.1" not in line:
                return Found(Arguments(words, files), f"{path}:{number}")
    return Found(Arguments((), ()), "it needs none")


def _file(sources: Sources, word: str) -> str:
    """Return the settings file of the project that an argument names, in a form such as `-config=FILE` too."""
    path = word.rpartition("=")[2].removeprefix("./")
    return path if path.endswith(SETTINGS) and is_plain(path) and sources.project.has(path) else ""

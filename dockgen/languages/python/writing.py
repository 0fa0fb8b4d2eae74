"""Where a program writes beside its own files: folders that have to be writable, although all else is not."""

import re
from typing import Final

from dockgen.languages.kit.paths import is_plain
from dockgen.languages.python.sources import Sources

_FOLDER: Final = r"[\"']((?:\./)?[\w-]{1,60}(?:/[\w-]{1,60}){0,3})/?[\"']"
_FILE: Final = r"[\"']((?:\./)?[\w-]{1,60}(?:/[\w-]{1,60}){0,3})/[\w.-]{1,60}[\"']"
_PATTERNS: Final = (
    rf"\bos\.(?:mkdir|makedirs)\(\s{{0,9}}{_FOLDER}",
    rf"\bPath\(\s{{0,9}}{_FOLDER}\s{{0,9}}\)\.mkdir\(",
    rf"\b\w{{0,30}}FileHandler\(\s{{0,9}}{_FILE}",
)
_INSTANCE: Final = r"\binstance_path\b"


def find(sources: Sources, top: list[str], names: set[str]) -> tuple[str, ...]:
    """Return folders that the program makes beside itself, relative to where it starts, sorted.

    Args:
        sources: the program's.
        top: the names of what is in its folder already: that stays as it is.
        names: what it depends on.
    """
    found = {match for source in sources.read for pattern in _PATTERNS for match in re.findall(pattern, source.text)}
    found = {path.removeprefix("./") for path in found}
    if "flask" in names and sources.first(_INSTANCE):
        found.add("instance")
    taken = set(top)
    return tuple(sorted(path for path in found if path.partition("/")[0] not in taken and is_plain(path)))

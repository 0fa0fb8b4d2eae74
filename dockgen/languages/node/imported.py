"""Which of a program's sources run: those that the first one names, in any depth."""

import posixpath
import re
from collections.abc import Iterator, Sequence
from typing import Final

from dockgen.languages.kit.paths import is_inside
from dockgen.languages.kit.sources import Source

_TEXT: Final = r"[\"'`]([@~#]?/?[\w.][\w./-]{0,200})[\"'`]"
_ALIAS: Final = r"^(?:[@~#][\w-]{0,40}|src)/"
_LOADS: Final = r"\b(?:require|import)\(\s{0,9}(?![\"'\s)])|\b[aA]uto[lL]oad\w{0,20}\b"
"""What takes in files that are named nowhere; such lie in its own folder, or inside of that."""


def reachable(sources: Sequence[Source], entry: str) -> Sequence[Source]:
    """Return the sources that the program of an entry names; all where that is not clear.

    Names count from the source, from any folder above, and behind an alias such as `@/`.
    """
    stems = {posixpath.splitext(one.path)[0].removesuffix("/index"): one for one in reversed(sources)}
    stem = posixpath.basename(posixpath.splitext(entry)[0])
    if not sources or not stem or posixpath.basename(posixpath.splitext(sources[0].path)[0]) != stem:
        return sources
    found, ahead = {sources[0].path: sources[0]}, [sources[0]]
    while ahead:
        one = ahead.pop()
        named = [stems[place] for place in _places(one) if place in stems]
        if re.search(_LOADS, one.text):
            named += [each for each in sources if is_inside(each.path, posixpath.dirname(one.path))]
        new = [each for each in named if each.path not in found]
        found |= {each.path: each for each in new}
        ahead += new
    return [one for one in sources if one.path in found]


def _places(one: Source) -> Iterator[str]:
    """Yield where the files may lie that a source names, without what they end with."""
    folder = posixpath.dirname(one.path)
    above = [folder, *(folder[: match.start()] for match in re.finditer("/", folder)), ""]
    for text in dict.fromkeys(re.findall(_TEXT, one.text)):
        stem = re.sub(r"\.[cm]?[jt]sx?$", "", text)
        name = re.sub(_ALIAS, "", stem)
        tries = [folder] if stem.startswith(".") else [*above, *(f"{place}/src".lstrip("/") for place in above)]
        for place in tries:
            yield posixpath.normpath(posixpath.join(place, name)).removesuffix("/index")

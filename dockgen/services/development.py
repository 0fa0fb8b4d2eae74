"""Finds what a project's example of an `.env` sets for development only: a container gets the value for production."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from dockgen.model.program import ServiceVariable
from dockgen.services.service_env import ENV_EXAMPLES

_SET: Final = (
    r"(?m)^[ \t]{0,9}(?:export[ \t]{1,9})?(?:"
    r"([A-Z_]{0,30}DEBUG)[ \t]{0,3}=[ \t]{0,3}[\"']?(?i:1|true|on|yes)\b"
    r"|(NODE_ENV)[ \t]{0,3}=[ \t]{0,3}[\"']?(?:dev|local)\w{0,8}\b)"
)
_SCRIPTS: Final = re.compile(r"\.[cm]?[jt]sx?\Z")
_TRUTH: Final = (
    r"(?:\bbool\(|\bif[ \t(]{{1,9}}|=)\s{{0,9}}os\.(?:getenv|environ\.get)"
    r"\(\s{{0,9}}[\"']{}[\"'][^()\n]{{0,9}}\)\s{{0,9}}(?:[):]|$)"
)
"""What takes any text for true."""


def overridden(texts: Mapping[str, str]) -> Iterator[tuple[ServiceVariable, str]]:
    """Yield each variable with its value for a container, and where the example sets another one.

    Args:
        texts: as for `wanting.wants`. A variable that no other text names is left alone.
    """
    sources = {path: text for path, text in texts.items() if path.rpartition("/")[2] not in ENV_EXAMPLES}
    for path in texts.keys() - sources.keys():
        for match in re.finditer(_SET, texts[path]):
            name = match[1] or match[2]
            reading = [one for one, text in sources.items() if name in text]
            if name == "NODE_ENV" or reading:
                value = "production" if name == "NODE_ENV" else _off(name, {one: sources[one] for one in reading})
                line = texts[path].count("\n", 0, match.start(1 if match[1] else 2)) + 1
                yield ServiceVariable(name, "", value), f"{path}:{line}"


def _off(name: str, reading: Mapping[str, str]) -> str:
    """Return what turns a switch off: 0, but nothing where any text counts as on."""
    is_text = any(_SCRIPTS.search(path) or re.search(_TRUTH.format(name), text) for path, text in reading.items())
    return "" if is_text else "0"

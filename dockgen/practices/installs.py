"""The commands that fetch what a program depends on, or compile it, as the languages' tables have them.

Sources: the documentation of each tool; docs.docker.com, "Optimize cache usage in builds".
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from dockgen.languages import tables

if TYPE_CHECKING:
    from dockgen.languages.language import Install


@cache
def _any() -> str:
    return "|".join(f"(?:{install.command})" for install in tables.installs())


def install_of(words: Sequence[str]) -> "Install | None":
    """Return how a command fetches or compiles; None where it does neither."""
    if not words:
        return None
    text = " ".join([words[0].rpartition("/")[2] if not words[0].startswith("./") else words[0], *words[1:]])
    if re.fullmatch(_any(), text, re.DOTALL) is None:  # most commands are none, and one look is enough to see that
        return None
    return next(install for install in tables.installs() if re.fullmatch(install.command, text, re.DOTALL))

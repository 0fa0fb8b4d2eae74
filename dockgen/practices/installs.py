"""Finds commands that fetch dependencies or compile, by the languages' tables.

Sources: the documentation of each tool; docs.docker.com, "Optimize cache usage in builds".
"""

import re
from collections.abc import Sequence
from functools import cache

from dockgen.languages import tables
from dockgen.languages.language import Install


@cache
def _any() -> str:
    return "|".join(f"(?:{install.command})" for install in tables.installs())


def install_of(words: Sequence[str]) -> Install | None:
    """Return the install that a command performs; None if it neither fetches nor compiles."""
    if not words:
        return None
    text = " ".join([words[0].rpartition("/")[2] if not words[0].startswith("./") else words[0], *words[1:]])
    if re.fullmatch(_any(), text, re.DOTALL) is None:  # quickly skips most commands
        return None
    return next(install for install in tables.installs() if re.fullmatch(install.command, text, re.DOTALL))

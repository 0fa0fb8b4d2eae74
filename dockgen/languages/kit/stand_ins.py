"""Values with which a build can read settings: they mean nothing, and no image keeps them."""

import re
from typing import Final

_BY_TYPE: Final = ((r"\bbool\b", "0"), (r"\bint\b", "1"))
VALUES: Final = (("_URL", "sqlite:////tmp/unused"), ("DEBUG", "0"), ("PORT", "1"), ("", "unused"))
"""By how the variable's name ends."""


def stand_in(variable: str, call: str = "") -> str:
    """Return a value for a variable; the call that reads it may name its type."""
    typed = next((value for pattern, value in _BY_TYPE if re.search(pattern, call)), None)
    return typed or next(value for end, value in VALUES if variable.endswith(end))

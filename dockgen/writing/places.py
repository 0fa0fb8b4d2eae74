"""Where dockgen keeps what belongs to no project."""

import os
from pathlib import Path


def folder(variable: str, usual: str) -> Path:
    """Return a folder of dockgen's own, by the XDG Base Directory Specification: a relative path there does not count.

    Args:
        variable: such as `XDG_CACHE_HOME`.
        usual: where it is otherwise.
    """
    named = os.environ.get(variable, "")
    base = named if os.path.isabs(named) else os.path.expanduser(usual)  # noqa: PTH111, PTH117 - a home may be missing
    return Path(base, "dockgen")

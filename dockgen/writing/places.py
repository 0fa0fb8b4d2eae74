"""Folders for dockgen's own data outside projects."""

import os
from pathlib import Path


def folder(variable: str, usual: str) -> Path:
    """Return dockgen's folder by the XDG Base Directory Specification, which ignores relative paths."""
    named = os.environ.get(variable, "")
    base = named if os.path.isabs(named) else os.path.expanduser(usual)  # noqa: PTH111, PTH117 - a home may be missing
    return Path(base, "dockgen")

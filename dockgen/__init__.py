"""dockgen inspects a project and writes a small, safe Dockerfile that rebuilds quickly, and the files around it.

From Python: `dockgen.generate(path, ...)`, which is documented in `dockgen.api`.
"""

from typing import TYPE_CHECKING

from dockgen._version import __version__

if TYPE_CHECKING:
    from dockgen.api import Answers, File, Result, generate
    from dockgen.errors import ConflictError, DockgenError, FileError, NotRecognisedError, UsageError

__all__ = [
    "Answers",
    "ConflictError",
    "DockgenError",
    "File",
    "FileError",
    "NotRecognisedError",
    "Result",
    "UsageError",
    "__version__",
    "generate",
]


def __getattr__(name: str) -> object:
    """Import names on first use, so that the command line starts faster."""
    from importlib import import_module  # noqa: PLC0415 - the command line starts without it

    if name in __all__:
        return getattr(import_module("dockgen.errors" if name.endswith("Error") else "dockgen.api"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

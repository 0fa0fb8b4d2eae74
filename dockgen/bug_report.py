"""What happens when dockgen itself is wrong: a file that is ready to be sent, instead of a traceback."""

import platform
import sys
import tempfile
import traceback
from pathlib import Path

from dockgen import __version__
from dockgen.errors import DockgenError, ExitCode


class InternalError(DockgenError):
    """A bug in dockgen."""

    exit_code = ExitCode.INTERNAL


def write_bug_report(error: Exception) -> InternalError:
    """Write down what is needed to find the bug, and return the error that names the file."""
    lines = [
        f"dockgen {__version__}, Python {platform.python_version()}, {platform.system()}",
        f"Command: {' '.join(sys.argv[1:])}",
        "",
        *traceback.format_exception(error),
    ]
    with tempfile.NamedTemporaryFile("w", prefix="dockgen-bug-", suffix=".txt", delete=False, encoding="utf-8") as file:
        file.write("\n".join(lines))
    return InternalError(
        f"a bug in dockgen: {type(error).__name__}: {error}",
        f"Please report it with {Path(file.name)} (read it first: it names your folder and flags).",
    )

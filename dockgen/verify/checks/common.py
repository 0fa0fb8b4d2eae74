"""What several checks say in the same way."""

from collections.abc import Sequence
from typing import Final

from dockgen.verify.evidence import Evidence, Observed

_LINES: Final = 12
_SIGNALS: Final = 128
_KILL, _INTERRUPT, _TERMINATE = 9, 2, 15


def at_start(evidence: Evidence) -> int | None:
    """Return the line of the Dockerfile that says what is started."""
    return line_of(evidence, "ENTRYPOINT", "CMD")


def line_of(evidence: Evidence, *names: str) -> int | None:
    """Return the line of the last instruction of some names that counts for the image."""
    file = evidence.target.file
    found = [one for part in file.lineage(file.final) for one in part.all(*names)]
    return max((one.line for one in found), default=None)


def log_of(observed: Observed) -> Sequence[str]:
    """Return the last lines that a program printed."""
    return [line.rstrip() for line in observed.logs.splitlines() if line.strip()][-_LINES:]


def counted(number: int, what: str) -> str:
    """Return a number of things in words, such as `1 layer` or `3 layers`."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def ended(code: int) -> str:
    """Say how a program ended."""
    names = {_KILL: "SIGKILL", _INTERRUPT: "SIGINT", _TERMINATE: "SIGTERM"}
    if code - _SIGNALS in names:
        return f"was ended by {names[code - _SIGNALS]} (exit code {code})"
    return f"ended with exit code {code}"


def is_ended_by_signal(code: int) -> bool:
    """Tell whether an exit code says that a signal to end was not handled, but obeyed."""
    return code - _SIGNALS in {_INTERRUPT, _TERMINATE}


def did_not_work(evidence: Evidence) -> str:
    """Return why nothing more can be found out about a program that does not work at all; empty where it does."""
    best = evidence.best
    if best is None:
        return evidence.gaps.get("careful", "it was not run")
    return "" if best.works else "it does not work in the first place"

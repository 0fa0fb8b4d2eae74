"""What a check is: one promise of an image, how it is put to the test, and what came of that."""

from collections.abc import Callable, Sequence
from enum import Enum
from typing import TYPE_CHECKING, Literal

from dockgen.records import NamedTuple

if TYPE_CHECKING:
    from dockgen.verify.evidence import Evidence


Need = Literal["build", "run", "anyone", "health", "stop", "contents", "twice", "platforms", "attested"]


class Outcome(Enum):
    """How a check ended."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"
    """It does not apply, was not requested, or cannot run here; the message says which."""


class Finding(NamedTuple):
    """One thing that is wrong, or that one should know."""

    message: str
    fix: str = ""
    """What to do, in one sentence."""
    line: int | None = None
    """Of the Dockerfile, from 1; None where that is not known."""
    detail: Sequence[str] = ()
    """More lines, such as the end of a log, or paths."""
    is_note: bool = False
    """Whether it breaks nothing."""


class Verdict(NamedTuple):
    """What a check says of an image."""

    outcome: Outcome
    message: str
    """One line: what was seen, such as `200 on /healthz after 0.2 s`."""
    findings: Sequence[Finding] = ()


class Result(NamedTuple):
    """A check and its verdict."""

    check: "Check"
    verdict: Verdict


class Check(NamedTuple):
    """One promise."""

    id: str
    title: str
    """What holds if it passes, such as `Runs as a limited user`."""
    why: str
    how: str
    """How it is found out."""
    fix: str
    """The usual fix."""
    judge: "Callable[[Evidence], Verdict]"
    practice: str = ""
    """The practice that promises it: where dockgen wrote the Dockerfile without it, it is not asked for."""
    needs: "Sequence[Need]" = ("run",)
    """What has to be looked at for it; the last three need builds of their own."""

    @property
    def is_slow(self) -> bool:
        """Tell whether it needs builds of its own, and runs only with `--full`."""
        return not {"twice", "platforms", "attested"}.isdisjoint(self.needs)


def passed(message: str, *notes: Finding) -> Verdict:
    """Return the verdict that all is well; what one should know all the same are notes."""
    return Verdict(Outcome.PASSED, message, notes)


def failed(message: str, *findings: Finding) -> Verdict:
    """Return the verdict that a check fails, and why."""
    return Verdict(Outcome.FAILED, message, findings or (Finding(message),))


def skipped(reason: str) -> Verdict:
    """Return that it was not found out, and why."""
    return Verdict(Outcome.SKIPPED, reason)

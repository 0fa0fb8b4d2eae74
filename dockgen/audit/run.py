"""Audits one Dockerfile: every practice's check, and what the file itself asks not to be told."""

from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple

from dockgen.dockerfiles.build import Build
from dockgen.dockerfiles.dockerfile import Dockerfile, Instruction
from dockgen.errors import nearest
from dockgen.practices import EVERY
from dockgen.practices.practice import Broken, Level, Practice

State = Literal["kept", "broken", "not applicable"]

LEVELS: tuple[Level, ...] = ("note", "warning", "error")
"""From what is nice to have to what must not be."""


class Finding(NamedTuple):
    """One thing to change."""

    rule: str
    """The practice's id, or the rule of another tool."""
    level: Level
    path: str
    line: int
    end: int
    message: str
    fix: str
    tool: str = "dockgen"


class Verdict(NamedTuple):
    """What one practice comes to."""

    practice: str
    state: State
    reason: str
    """Why it does not apply."""
    findings: tuple[Finding, ...]
    ignored: tuple[tuple[Finding, str], ...] = ()
    """What the file asks not to be told, with its reason."""


class Audit(NamedTuple):
    """What was found in one Dockerfile."""

    path: str
    verdicts: tuple[Verdict, ...]
    others: tuple[Finding, ...] = ()
    """What other tools found, and what is wrong with the comments that ask for silence."""

    def findings(self) -> list[Finding]:
        """Return all that is to be told, by line."""
        own = [finding for verdict in self.verdicts for finding in verdict.findings]
        return sorted([*own, *self.others], key=lambda one: (one.line, -LEVELS.index(one.level), one.rule))


def audit(build: Build) -> Audit:
    """Look for every practice in a Dockerfile.

    Args:
        build: the file, and what is around it.
    """
    file = build.file
    verdicts = tuple(_verdict(practice, build) for practice in EVERY.values())
    return Audit(file.path, verdicts, tuple(_unknown(file)))


def _verdict(practice: Practice, build: Build) -> Verdict:
    checked = practice.about.check(build)
    if isinstance(checked, str):
        return Verdict(practice.id, "not applicable", checked, ())
    found = [(_finding(practice, build.file, broken), _at(build.file, broken)) for broken in dict.fromkeys(checked)]
    told = [(one, _silenced(build.file.ignored, practice.id, at)) for one, at in found]
    findings = tuple(one for one, reason in told if reason is None)
    ignored = tuple((one, reason) for one, reason in told if reason is not None)
    return Verdict(practice.id, "broken" if findings else "kept", "", findings, ignored)


def _at(file: Dockerfile, broken: Broken) -> Instruction:
    """Return the instruction at which something is told: for the whole file, where its last stage begins."""
    return broken.at or file.final.start


def _finding(practice: Practice, file: Dockerfile, broken: Broken) -> Finding:
    at = _at(file, broken)
    return Finding(
        practice.id, broken.level or practice.about.level, file.path, at.line, at.end, broken.message, broken.fix
    )


def _silenced(ignored: Mapping[int, Mapping[str, str]], practice: str, at: Instruction) -> str | None:
    """Return the reason for which a practice is not told at an instruction; None where it is."""
    for line in (at.line, 0):
        if practice in ignored.get(line, {}):
            return ignored[line][practice]
    return None


def _unknown(file: Dockerfile) -> Iterator[Finding]:
    """Yield comments that name no practice."""
    for line, names in file.ignored.items():
        for name in names:
            if name not in EVERY:
                message = f"dockgen:ignore={name} names no practice"
                yield Finding("ignore", "warning", file.path, max(line, 1), max(line, 1), message, nearest(name, EVERY))

"""Audits one Dockerfile: runs every practice's check and applies the file's `dockgen:ignore` comments."""

from collections.abc import Iterator, Mapping
from typing import Literal

from dockgen.dockerfiles.build import Build
from dockgen.dockerfiles.dockerfile import Dockerfile
from dockgen.errors import nearest
from dockgen.practices import EVERY
from dockgen.practices.practice import Broken, Level, Practice
from dockgen.records import NamedTuple

State = Literal["kept", "broken", "not applicable"]

LEVELS: tuple[Level, ...] = ("note", "warning", "error")
"""From least to most severe."""


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
    """The result of one practice."""

    practice: str
    state: State
    reason: str
    """Why it does not apply."""
    findings: tuple[Finding, ...]
    ignored: tuple[tuple[Finding, str], ...] = ()
    """Findings that a comment in the file ignores, with its reason."""


class Audit(NamedTuple):
    """The result for one Dockerfile."""

    path: str
    verdicts: tuple[Verdict, ...]
    others: tuple[Finding, ...] = ()
    """Findings of other tools, and about invalid `dockgen:ignore` comments."""

    def findings(self) -> list[Finding]:
        """Return all findings, by line."""
        own = [finding for verdict in self.verdicts for finding in verdict.findings]
        return sorted([*own, *self.others], key=lambda one: (one.line, -LEVELS.index(one.level), one.rule))


def audit(build: Build) -> Audit:
    """Check a Dockerfile against every practice."""
    verdicts = tuple(_verdict(practice, build) for practice in EVERY.values())
    return Audit(build.file.path, verdicts, tuple(_unknown(build.file)))


def _verdict(practice: Practice, build: Build) -> Verdict:
    checked = practice.about.check(build)
    if isinstance(checked, str):
        return Verdict(practice.id, "not applicable", checked, ())
    found = [_finding(practice, build.file, broken) for broken in dict.fromkeys(checked)]
    told = [(one, _silenced(build.file.ignored, one)) for one in found]
    findings = tuple(one for one, reason in told if reason is None)
    ignored = tuple((one, reason) for one, reason in told if reason is not None)
    return Verdict(practice.id, "broken" if findings else "kept", "", findings, ignored)


def _finding(practice: Practice, file: Dockerfile, broken: Broken) -> Finding:
    at = broken.at or file.final.start  # for the whole file, the FROM of its last stage
    level = broken.level or practice.about.level
    return Finding(practice.id, level, file.path, at.line, at.end, broken.message, broken.fix)


def _silenced(ignored: Mapping[int, Mapping[str, str]], one: Finding) -> str | None:
    """Return the reason for ignoring a finding, at its line or in the whole file; None if it is not ignored."""
    return next((ignored[line][one.rule] for line in (one.line, 0) if one.rule in ignored.get(line, {})), None)


def _unknown(file: Dockerfile) -> Iterator[Finding]:
    """Yield a finding for each comment that ignores an unknown practice."""
    for line, names in file.ignored.items():
        for name in names:
            if name not in EVERY:
                message = f"dockgen:ignore={name} does not name a practice"
                yield Finding("ignore", "warning", file.path, max(line, 1), max(line, 1), message, nearest(name, EVERY))

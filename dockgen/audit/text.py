"""Prints an audit for people: aligned text, with colors at a terminal."""

from collections.abc import Sequence
from typing import Final

from dockgen.audit.run import Audit, Finding
from dockgen.terminal import report

_STYLES: Final = {"error": "bold red", "warning": "yellow", "note": "cyan"}
_INDENT: Final = 10


def show(audits: Sequence[Audit]) -> None:
    """Print each finding with line, reason and fix; then what passes and what does not apply."""
    for audit in audits:
        report.line(audit.path, "bold")
        for finding in audit.findings():
            _finding(finding)
        if passed := [verdict.practice for verdict in audit.verdicts if verdict.state == "kept"]:
            report.folded(f"{'passed':>8}  {', '.join(passed)}", _INDENT, "green")
        for verdict in audit.verdicts:
            if verdict.state == "not applicable":
                report.folded(f"{'-':>8}  {verdict.practice}: {verdict.reason}", _INDENT, "dim")
            for finding, reason in verdict.ignored:
                report.folded(f"{'ignored':>8}  {finding.rule}: {reason or finding.message}", _INDENT, "dim")
        report.line()
    report.line(_total(audits))


def _finding(one: Finding) -> None:
    tool = "" if one.tool == "dockgen" else f" ({one.tool})"
    report.folded(f"{one.level:>8}  line {one.line}, {one.rule}{tool}: {one.message}", _INDENT, _STYLES[one.level])
    if one.fix:
        report.folded(f"{'':>8}  Fix: {one.fix}", _INDENT + 5)


def _total(audits: Sequence[Audit]) -> str:
    findings = [one for audit in audits for one in audit.findings()]
    counts = {level: sum(one.level == level for one in findings) for level in ("error", "warning", "note")}
    parts = [f"{number} {level}{'' if number == 1 else 's'}" for level, number in counts.items() if number]
    files = f"{len(audits)} file{'' if len(audits) == 1 else 's'}"
    return f"{files}: {', '.join(parts) or 'no findings'}."

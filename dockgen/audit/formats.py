"""Prints an audit: for people, and for other programs as JSON, SARIF for code scanning, and GitHub annotations."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Final
from urllib.parse import quote

from dockgen._version import __version__
from dockgen.audit.run import Audit, Finding
from dockgen.practices import EVERY
from dockgen.practices.practice import Practice
from dockgen.terminal import report
from dockgen.text import visible

_STYLES: Final = {"error": "bold red", "warning": "yellow", "note": "cyan"}
_INDENT: Final = 10
_GITHUB: Final = {"error": "error", "warning": "warning", "note": "notice"}
_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"


def show(audits: Sequence[Audit]) -> None:
    """Print each finding with line, reason and fix; then what passes and what does not apply."""
    for audit in audits:
        report.line(audit.path, "bold")
        for finding in audit.findings():
            _show(finding)
        if passed := [verdict.practice for verdict in audit.verdicts if verdict.state == "kept"]:
            report.folded(f"{'passed':>8}  {', '.join(passed)}", _INDENT, "green")
        for verdict in audit.verdicts:
            if verdict.state == "not applicable":
                report.folded(f"{'-':>8}  {verdict.practice}: {verdict.reason}", _INDENT, "dim")
            for finding, reason in verdict.ignored:
                report.folded(f"{'ignored':>8}  {finding.rule}: {reason or finding.message}", _INDENT, "dim")
        report.line()
    report.line(_total(audits))


def _show(one: Finding) -> None:
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


def as_json(audits: Sequence[Audit]) -> str:
    """Return all findings, by file and practice."""
    return visible.as_json({"dockgen": __version__, "files": [_file(audit) for audit in audits]})


def _file(audit: Audit) -> dict[str, object]:
    practices = [
        {
            "id": verdict.practice,
            "state": verdict.state,
            "reason": verdict.reason or None,
            "ignored": [{**_shown(one), "reason": reason} for one, reason in verdict.ignored],
        }
        for verdict in audit.verdicts
    ]
    return {"path": audit.path, "practices": practices, "findings": [_shown(one) for one in audit.findings()]}


def _shown(finding: Finding) -> dict[str, object]:
    return {key: value for key, value in finding._asdict().items() if key != "path"}


def as_sarif(audits: Sequence[Audit]) -> str:
    """Return SARIF 2.1.0 (OASIS) for GitHub code scanning."""
    findings = [one for audit in audits for one in audit.findings()]
    others = sorted({(one.rule, one.tool) for one in findings if one.rule not in EVERY})
    rules = [_rule(practice) for practice in EVERY.values()]
    rules += [{"id": rule, "shortDescription": {"text": f"{rule} ({tool})"}} for rule, tool in others]
    ids = [*EVERY, *(rule for rule, _ in others)]
    run = {
        "tool": {"driver": {"name": "dockgen", "version": __version__, "rules": rules}},
        "columnKind": "utf16CodeUnits",
        "results": [_result(one, ids) for one in findings],
    }
    return visible.as_json({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(practice: Practice) -> dict[str, object]:
    about = practice.about
    return {
        "id": practice.id,
        "shortDescription": {"text": practice.title},
        "fullDescription": {"text": practice.why},
        "help": {"text": f"{practice.why}\n\nGain: {about.gain}\nCost: {about.cost}\nNot when: {about.not_when}"},
        "defaultConfiguration": {"level": about.level},
    }


def _result(finding: Finding, rules: Sequence[str]) -> dict[str, object]:
    region = {"startLine": finding.line, "endLine": finding.end}
    place = {"artifactLocation": {"uri": quote(finding.path.removeprefix("./"))}, "region": region}
    return {
        "ruleId": finding.rule,
        "ruleIndex": rules.index(finding.rule),
        "level": finding.level,
        "message": {"text": f"{finding.message}. {finding.fix}".strip()},
        "locations": [{"physicalLocation": place}],
        "partialFingerprints": {"dockgen/v1": sha256(f"{finding.rule}\0{finding.message}".encode()).hexdigest()[:32]},
    }


def as_github(audits: Sequence[Audit]) -> str:
    """Return workflow commands that GitHub shows beside the lines."""
    return "".join(_annotation(one) for audit in audits for one in audit.findings())


def _annotation(one: Finding) -> str:
    where = f"file={_property(one.path)},line={one.line},endLine={one.end},title={_property(one.rule)}"
    return f"::{_GITHUB[one.level]} {where}::{_data(f'{one.message}. {one.fix}'.strip())}\n"


def _data(text: str) -> str:
    """Escape as GitHub's toolkit does (packages/core/src/command.ts)."""
    return visible.one_line(text).replace("%", "%25")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")

"""Output for other programs: JSON, SARIF for code scanning, and GitHub annotations."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Final
from urllib.parse import quote

from dockgen._version import __version__
from dockgen.audit.run import Audit, Finding
from dockgen.practices import EVERY
from dockgen.practices.practice import Practice
from dockgen.text import visible

_GITHUB: Final = {"error": "error", "warning": "warning", "note": "notice"}
_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"


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

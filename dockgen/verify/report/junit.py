"""JUnit XML, as CI systems show it beside a change: a suite for each target, a case for each check.

It keeps to what Jenkins' xUnit plug-in allows (junit-10.xsd), and tells everything in the text of a failure too, since
GitLab shows nothing else.
"""

import xml.etree.ElementTree as ET  # it only writes
from collections import Counter
from collections.abc import Sequence

from dockgen.verify.check import Finding, Outcome, Result
from dockgen.verify.report import report as words
from dockgen.verify.report.report import Failure, Report


def junit(reports: Sequence[Report]) -> str:
    """Return what was found of every target, as XML."""
    numbers = words.counts(reports)
    errors = sum(one.error is not None for one in reports)
    top = ET.Element(
        "testsuites",
        name="dockgen verify",
        tests=str(sum(numbers.values()) + errors),
        failures=str(numbers[Outcome.FAILED]),
        errors=str(errors),
        time=_seconds(sum(one.seconds.get(words.WHOLE, 0) for one in reports)),
    )
    for one, name in zip(reports, _names(reports), strict=True):
        _suite(top, one, name)
    ET.indent(top)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(top, encoding="unicode") + "\n"


def _names(reports: Sequence[Report]) -> list[str]:
    """Return a name for each target; those that share one have their Dockerfile's beside it, since CI joins equals."""
    many = Counter(one.name for one in reports)
    return [words.clean(one.name if many[one.name] == 1 else f"{one.name} ({one.dockerfile})") for one in reports]


def _suite(top: ET.Element, one: Report, name: str) -> None:
    numbers, errors = words.counts([one]), int(one.error is not None)
    suite = ET.SubElement(
        top,
        "testsuite",
        name=name,
        tests=str(sum(numbers.values()) + errors),
        failures=str(numbers[Outcome.FAILED]),
        errors=str(errors),
        skipped=str(numbers[Outcome.SKIPPED]),
        time=_seconds(one.seconds.get(words.WHOLE, 0)),
        file=words.clean(one.dockerfile),
    )
    properties = ET.SubElement(suite, "properties")
    for key, value in _properties(one).items():
        ET.SubElement(properties, "property", name=key, value=words.clean(value))
    classname = f"dockgen.{name.replace('.', '_')}"  # Jenkins takes what is before the last dot for a package
    if one.error is not None:
        _error(
            ET.SubElement(suite, "testcase", classname=classname, name="verify: The image can be checked"), one.error
        )
    for result in one.results:
        title = words.clean(f"{result.check.id}: {result.check.title}")
        _case(ET.SubElement(suite, "testcase", classname=classname, name=title), one, result)


def _properties(one: Report) -> dict[str, str]:
    found = {
        "dockerfile": f"{one.dockerfile}, {one.written_by}",
        "engine": one.engine,
        "size": "" if one.size is None else words.size(one.size),
        "seconds": words.phases(one),
        "notes": " ".join(one.notes),
    }
    return {key: value for key, value in found.items() if value}


def _error(case: ET.Element, error: Failure) -> None:
    text = [error.message, *([error.hint] if error.hint else []), *error.log]
    ET.SubElement(case, "error", type="error", message=words.clean(error.message)).text = "\n".join(words.lines(text))


def _case(case: ET.Element, report: Report, result: Result) -> None:
    verdict = result.verdict
    message = words.clean(verdict.message)
    said = [line for finding in verdict.findings for line in _finding(report, result, finding)]
    if verdict.outcome is Outcome.SKIPPED:
        ET.SubElement(case, "skipped", message=message)
    elif verdict.outcome is Outcome.FAILED:
        fix = words.general_fix(result)
        text = [message, *said, *([f"Fix: {words.clean(fix)}"] if fix else [])]
        ET.SubElement(case, "failure", type=words.clean(result.check.id), message=message).text = "\n".join(text)
    else:
        ET.SubElement(case, "system-out").text = "\n".join([message, *said])


def _finding(report: Report, result: Result, finding: Finding) -> list[str]:
    said = words.sentence(report, result.verdict, finding)
    fix = [f"Fix: {words.clean(finding.fix)}"] if finding.fix else []
    return [*([said] if said else []), *fix, *(f"  {line}" for line in words.lines(finding.detail))]


def _seconds(seconds: float) -> str:
    return f"{seconds:.3f}"

"""What there is to tell of a target at the end, and the words and figures that all formats share."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from dockgen.records import NamedTuple
from dockgen.verify.check import Finding, Outcome, Result, Verdict
from dockgen.verify.evidence import Layer

WHOLE: Final = "whole"
"""The name under which `Report.seconds` has the time of everything together."""

MARKS: Final = {Outcome.PASSED: "✓", Outcome.FAILED: "✗", Outcome.SKIPPED: "·"}

_UNITS: Final = (("GB", 1e9), ("MB", 1e6), ("kB", 1e3))
_SHELL: Final = r"(?:\|\d{1,4} .{0,2000}?)?/bin/(?:ba|a)?sh -c "
_AROUND: Final = rf"^(?:{_SHELL})?#\(nop\) | # buildkit$"
_RUN: Final = rf"^(?:RUN )?{_SHELL}"
"""What builders write around an instruction in the history of an image."""
_ESCAPE: Final = r"\x1b(?:\[[0-?]{0,32}[ -/]{0,8}[@-~]|\][^\x07\x1b]{0,256}(?:\x07|\x1b\\)|[@-Z\\-_])"
"""Colours and the like (ECMA-48), as programs print them into their logs."""
_LONGEST: Final = 1000
"""Characters of a text: more is nothing that a person reads."""
_MOST_LINES: Final = 40
"""Lines of a detail; where there are more, the first and the last ones are shown."""
_MOST: Final = 5
"""Rows that a person looks at."""
_LEAST: Final = 0.005
"""Of the image: what is less counts as nothing beside the others."""
_UNKNOWN: Final = "an instruction that is not known"


class Failure(NamedTuple):
    """Why nothing could be checked."""

    message: str
    """Such as `hello does not build: RUN go build`."""
    hint: str = ""
    """What to do."""
    log: Sequence[str] = ()
    """The last lines of what the engine printed."""


class Report(NamedTuple):
    """All that is told of one target."""

    name: str
    dockerfile: str
    """As messages name it: from where the command runs."""
    engine: str
    """Its name and version."""
    results: Sequence[Result] = ()
    """In the order in which they are told."""
    size: int | None = None
    """Bytes of the image, unpacked."""
    layers: Sequence[Layer] = ()
    """The base's come first."""
    seconds: Mapping[str, float] = {}
    """Of each phase, such as `build`, and of everything under `whole`."""
    notes: Sequence[str] = ()
    is_generated: bool = False
    """Whether dockgen wrote the Dockerfile."""
    error: Failure | None = None

    def those(self, outcome: Outcome) -> list[Result]:
        """Return the results that ended so."""
        return [one for one in self.results if one.verdict.outcome is outcome]

    @property
    def has_passed(self) -> bool:
        """Tell whether no check failed."""
        return self.error is None and not self.those(Outcome.FAILED)

    @property
    def written_by(self) -> str:
        """Say who wrote the Dockerfile."""
        return "written by dockgen" if self.is_generated else "not written by dockgen"


def counts(reports: Sequence[Report]) -> dict[Outcome, int]:
    """Return how many checks ended in each way."""
    return {outcome: sum(len(one.those(outcome)) for one in reports) for outcome in Outcome}


def summary(report: Report) -> str:
    """Return the counts of a target in words, and how long it took, such as `14 passed, 1 failed in 6.2 s`."""
    return told(counts([report]), is_checked=report.error is None) + _took(report.seconds.get(WHOLE))


def total(reports: Sequence[Report]) -> str:
    """Return the same of several targets."""
    failed = sum(one.error is not None for one in reports)
    parts = told(counts(reports), is_checked=failed < len(reports))
    unchecked = f"; {failed} {'image' if failed == 1 else 'images'} not checked;" if failed else ""
    known = [one.seconds[WHOLE] for one in reports if WHOLE in one.seconds]
    return f"{parts}{unchecked}{_took(sum(known) if known else None)}".rstrip(";")


def told(numbers: Mapping[Outcome, int], *, is_checked: bool) -> str:
    """Return counts in words; `nothing was checked` where that is so."""
    parts = [f"{number} {outcome.value}" for outcome, number in numbers.items() if number]
    return ", ".join(parts) if parts and is_checked else "nothing was checked"


def _took(seconds: float | None) -> str:
    return "" if seconds is None else f" in {seconds:.1f} s"


def phases(report: Report) -> str:
    """Return the times of the phases, such as `build 4.1 s, start 0.3 s`; empty where none is known."""
    return ", ".join(f"{clean(name)} {seconds:.1f} s" for name, seconds in report.seconds.items() if name != WHOLE)


def size(number: int) -> str:
    """Return a size as a person reads it."""
    for unit, factor in _UNITS:
        if abs(number) >= factor:
            return f"{number / factor:.1f} {unit}"
    return f"{number} B"


def instruction(layer: Layer) -> str:
    """Return the instruction that made a layer as its Dockerfile has it, on one line; empty where it is not known."""
    text = " ".join(clean(layer.by).split())
    return re.sub(_RUN, "RUN ", re.sub(_AROUND, "", text))


def place(report: Report, finding: Finding) -> str:
    """Return where a finding is, such as `Dockerfile:12: `; empty where that is not known."""
    return "" if finding.line is None else f"{report.dockerfile}:{finding.line}: "


def repeats(verdict: Verdict, finding: Finding) -> bool:
    """Tell whether a finding says only what the verdict said already."""
    return finding.message == verdict.message


def sentence(report: Report, verdict: Verdict, finding: Finding) -> str:
    """Return a finding with its place; empty if the verdict says all of it."""
    where = clean(place(report, finding))
    said = where.removesuffix(": ") if repeats(verdict, finding) else where + clean(finding.message)
    return f"Note: {said}" if said and finding.is_note else said


def clean(text: str) -> str:
    """Return text on one line as a person can read it, and as a terminal, XML and UTF-8 can hold it.

    Colours are dropped, all else that is not printable is shown by its number, and what is much too long is cut.
    """
    text = re.sub(_ESCAPE, "", text[: 2 * _LONGEST]).expandtabs(4).rstrip("\r\n")
    if len(text) > _LONGEST:
        text = f"{text[: _LONGEST - 1]}…"
    return "".join(c if c.isprintable() or c == "\xa0" else c.encode("unicode_escape").decode() for c in text)


def lines(detail: Sequence[str], most: int = _MOST_LINES) -> list[str]:
    """Return lines, each cleaned; of very many the first and the last ones."""
    apart = [one for text in detail for one in (text.splitlines() or [""])]
    if len(apart) <= most:
        return [clean(one) for one in apart]
    half = most // 2
    left = [clean(one) for one in apart[:half]]
    return [*left, f"… {len(apart) - 2 * half} more lines …", *(clean(one) for one in apart[-half:])]


def general_fix(result: Result) -> str:
    """Return the usual fix of a failed check; empty if its findings say it more exactly."""
    verdict = result.verdict
    says_more = any(one.fix for one in verdict.findings if not one.is_note)
    return "" if says_more or verdict.outcome is not Outcome.FAILED else result.check.fix


def reasons(report: Report) -> dict[str, list[str]]:
    """Return why checks were skipped, each reason with the checks that could not run."""
    found: dict[str, list[str]] = {}
    for one in report.those(Outcome.SKIPPED):
        found.setdefault(clean(one.verdict.message), []).append(clean(one.check.id))
    return found


class Row(NamedTuple):
    """One layer, or several that are told as one."""

    size: int
    part: float
    """Of the image, from 0 to 1."""
    line: int | None
    """Of the Dockerfile; None where that is not known."""
    what: str
    """The instruction, or what it stands for."""
    is_base: bool = False


def in_order(report: Report) -> list[Row]:
    """Return a row for each layer that adds something, as they lie upon each other; the base's are the first one."""
    base = [one for one in report.layers if one.is_base]
    of_base = "the base image" + (f" ({len(base)} layers)" if len(base) > 1 else "")
    first = [_row(report, sum(one.size for one in base), None, of_base, is_base=True)] if base else []
    own = [one for one in report.layers if not one.is_base and one.size]
    return [*first, *(_row(report, one.size, one.line, instruction(one) or _UNKNOWN) for one in own)]


def heaviest(report: Report) -> list[Row]:
    """Return those that weigh most, the heaviest first, and the rest as one."""
    rows = sorted(in_order(report), key=lambda row: row.size, reverse=True)
    number = min(_MOST, max(sum(row.part >= _LEAST for row in rows), 1))
    rest = rows[number:]
    if len(rest) <= 1:
        return rows
    return [*rows[:number], _row(report, sum(row.size for row in rest), None, f"{len(rest)} smaller layers")]


def _row(report: Report, size: int, line: int | None, what: str, *, is_base: bool = False) -> Row:
    return Row(size, size / max(report.size or 0, 1), line, what, is_base)

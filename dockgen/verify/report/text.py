"""What a person reads at the end: aligned lines in a pipe, the same with colours in a terminal."""

import shutil
import sys
import textwrap
from collections.abc import Iterator, Sequence
from typing import Final

from rich.console import Console
from rich.text import Text

from dockgen.terminal import report as reporter
from dockgen.verify.check import Finding, Outcome, Result, Verdict
from dockgen.verify.report import report as words
from dockgen.verify.report.report import Failure, Report

Span = tuple[str, str]
"""A text and its style; empty for the terminal's own."""

_STYLES: Final = {Outcome.PASSED: "green", Outcome.FAILED: "bold red", Outcome.SKIPPED: "dim"}
_PLAIN: Final = str.maketrans({"✓": "+", "✗": "x", "·": "-", "…": "..."})
"""For a terminal that cannot show them."""
_INDENT: Final = 4
_NARROW: Final = 40
"""Columns: with less, lines are longer than the terminal is wide."""
_WIDEST: Final = 20
"""Of the column of ids."""
_MANY_REASONS: Final = 3
"""So many reasons to skip something have a line each; more stand in one paragraph."""
_MOST_LINES: Final = 16
"""Of a detail."""


def show(reports: Sequence[Report]) -> None:
    """Print for each target its checks, what is wrong, what its image weighs, and the counts."""
    for index, one in enumerate(reports):
        if index:
            _print()
        _head(one)
        if one.error is not None:
            _failure(one.error)
        else:
            _checks(one)
        _sizes(one)
        for number, note in enumerate(one.notes):
            _print(*([("\n", "")] if number == 0 else []), *_styled(_folded(f"Note: {words.clean(note)}", 2), "dim"))
        _end(one)
    if len(reports) > 1:
        _print()
        _print((f"{len(reports)} images: {words.total(reports)}", _end_style(reports)))


def _head(one: Report) -> None:
    about = f"{one.dockerfile}, {one.written_by}" + (f", {one.engine}" if one.engine else "")
    first, *more = _folded(f"{words.clean(one.name)}  {words.clean(about)}", 2)
    name = words.clean(one.name)
    _print((first[: len(name)], "bold"), (first[len(name) :], "dim"), *_styled(["", *more] if more else [], "dim"))
    _print()


def _failure(error: Failure) -> None:
    first, *more = _folded(f"{words.MARKS[Outcome.FAILED]} {words.clean(error.message)}", 2)
    _print(*_styled([first, *more], "bold red"))
    if error.hint:
        _print(*_styled(_folded(f"{'':{_INDENT}}{words.clean(error.hint)}", _INDENT)))
    _detail(error.log)


def _checks(one: Report) -> None:
    """Print a line for each check that was made, with its findings; then why the others were not."""
    made = [result for result in one.results if result.verdict.outcome is not Outcome.SKIPPED]
    width = min(max((len(words.clean(result.check.id)) for result in made), default=0), _WIDEST)
    for result in made:
        _check(one, result, width)
    skipped = words.reasons(one)
    if len(skipped) <= _MANY_REASONS:
        for reason, ids in skipped.items():
            _skipped(", ".join(ids), reason, width)
    else:
        said = "; ".join(f"{', '.join(ids)}: {reason}" for reason, ids in skipped.items())
        _print(*_styled(_folded(f"{words.MARKS[Outcome.SKIPPED]} {said}", 2), "dim"))


def _check(one: Report, result: Result, width: int) -> None:
    verdict = result.verdict
    style = _STYLES[verdict.outcome]
    start = f"{words.MARKS[verdict.outcome]} {words.clean(result.check.id):<{width}}"
    indent = 2 + width + 2
    first, *more = _folded(f"{start}  {words.clean(verdict.message or result.check.title)}", indent)
    _print(
        (first[:2], style),
        (first[2 : len(start)], style if verdict.outcome is Outcome.FAILED else ""),
        (first[len(start) :], ""),
        *_styled(["", *more] if more else []),
    )
    for finding in verdict.findings:
        _finding(one, verdict, finding)
    if fix := words.general_fix(result):
        _fix(fix)


def _skipped(ids: str, reason: str, width: int) -> None:
    start = f"{words.MARKS[Outcome.SKIPPED]} {ids:<{width}}"
    gap = "  " if len(ids) <= width else ": "
    _print(*_styled(_folded(f"{start}{gap}{reason}", 2 + width + 2 if gap == "  " else 2), "dim"))


def _finding(one: Report, verdict: Verdict, finding: Finding) -> None:
    if said := words.sentence(one, verdict, finding):
        _print(*_styled(_folded(f"{'':{_INDENT}}{said}", _INDENT + 2), "cyan" if finding.is_note else ""))
    if finding.fix:
        _fix(finding.fix)
    _detail(finding.detail)


def _fix(fix: str) -> None:
    _print(*_styled(_folded(f"{'':{_INDENT}}Fix: {words.clean(fix)}", _INDENT + 5)))


def _detail(detail: Sequence[str]) -> None:
    """Print lines; in a pipe each stays whole, so that it can be found."""
    margin = f"{'':{_INDENT}}| "
    for text in words.lines(detail, _MOST_LINES):
        parts = textwrap.wrap(text, max(_columns() - len(margin), 20)) or [""]
        for part in parts if sys.stdout.isatty() else [text]:
            _print(((margin + part).rstrip(), "dim"))


def _sizes(one: Report) -> None:
    if one.size is None:
        return
    number = len(one.layers)
    within = f" in {number} layer{'' if number == 1 else 's'}" if number else ""
    _print()
    _print((f"{words.size(one.size)}{within}", ""))
    rows = [(row, "" if row.line is None else f"line {row.line}") for row in words.heaviest(one)]
    width = max((len(where) for _, where in rows), default=0)
    for row, where in rows:
        start = f"  {words.size(row.size):>9}  {row.part:>4.0%}  {where:<{width}}  "
        room = max(_columns() - len(start), 20)
        _print((f"{start}{_short(row.what, room)}".rstrip(), ""))


def _short(text: str, room: int) -> str:
    return text if len(text) <= room else f"{text[: room - 1].rstrip()}…"


def _end(one: Report) -> None:
    said, times = words.summary(one), words.phases(one)
    _print()
    is_short = len(said) + len(times) + 3 <= _columns()
    _print((said, _end_style([one])), (f" ({times})" if times and is_short else "", "dim"))
    if times and not is_short:
        _print(*_styled(_folded(f"  {times}", 2), "dim"))


def _end_style(reports: Sequence[Report]) -> str:
    return "bold green" if all(one.has_passed for one in reports) else "bold red"


def _columns() -> int:
    return max(shutil.get_terminal_size().columns - 1, _NARROW)


def _folded(text: str, indent: int) -> list[str]:
    """Return text in as many lines as the terminal needs, all but the first indented."""
    found = textwrap.wrap(text, _columns(), subsequent_indent=" " * indent, break_on_hyphens=False)
    return found or [""]


def _styled(folded: Sequence[str], style: str = "") -> Iterator[Span]:
    """Yield lines as spans, with the ends of lines between them."""
    for number, line in enumerate(folded):
        yield (f"\n{line}" if number else line), style


def _print(*spans: Span) -> None:
    if not _is_unicode():
        spans = tuple((text.translate(_PLAIN), style) for text, style in spans)
    if any(style for _, style in spans) and sys.stdout.isatty():
        Console(highlight=False, soft_wrap=True).print(Text.assemble(*spans))
    else:
        reporter.lines("".join(text for text, _ in spans))


def _is_unicode() -> bool:
    try:
        "✓✗·…".encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True

"""The report as one page, which needs nothing else and can be sent to somebody."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from dockgen._version import __version__
from dockgen.terminal.page import page
from dockgen.text import visible
from dockgen.verify.check import Finding, Outcome, Result
from dockgen.verify.report.layers import Row, in_order
from dockgen.verify.report.report import (
    MARKS,
    WHOLE,
    Failure,
    Report,
    clean,
    counts,
    general_fix,
    lines,
    phases,
    place,
    repeats,
    size,
    summary,
    total,
)
from dockgen.verify.report.style import STYLE

_LONGEST: Final = 300
"""Characters of an instruction."""


def html(reports: Sequence[Report]) -> str:
    """Return the page of one target or several."""
    title = clean(reports[0].name) if len(reports) == 1 else f"{len(reports)} images"
    body = [f"<h1>{visible.html(title)}</h1>\n"]
    if len(reports) == 1:
        body += _target(reports[0], 2)
    else:
        body += _overview(reports)
        for number, one in enumerate(reports):
            body.append(f'<section id="image-{number}"><h2>{_text(one.name)}</h2>\n')
            body += [*_target(one, 3), "</section>\n"]
    body.append(f'<p class="dim">Made by <code>dockgen verify</code>, version {visible.html(__version__)}.</p>\n')
    return page(f"{title}: verified", "".join(body), STYLE)


def _text(text: str) -> str:
    """Return text from anywhere as HTML that only shows it."""
    return visible.html(clean(text))


def _prose(text: str) -> str:
    """Return a sentence as HTML, with what stands between backticks as code."""
    return re.sub("`([^`]{1,200})`", r"<code>\1</code>", _text(text))


def _path(path: str) -> str:
    """Return a path that a narrow screen may break at its folders."""
    return _text(path).replace("/", "/<wbr>")


def _overview(reports: Sequence[Report]) -> Iterator[str]:
    """Yield a table of all targets."""
    yield f"<p>{_text(total(reports))}</p>\n<table><caption>Images</caption>\n"
    yield _head("Image", "Result", "Size")
    for number, one in enumerate(reports):
        outcome = Outcome.KEPT if one.is_kept else Outcome.BROKEN
        weight = "" if one.size is None else size(one.size)
        yield f'<tr><th scope="row"><a href="#image-{number}">{_text(one.name)}</a></th>'
        yield f'<td>{_mark(outcome)}{_text(summary(one))}</td><td class="number">{weight}</td></tr>\n'
    yield "</tbody></table>\n"


def _head(*names: str) -> str:
    cells = "".join(f'<th scope="col">{name}</th>' for name in names)
    return f"<thead><tr>{cells}</tr></thead><tbody>\n"


def _target(one: Report, level: int) -> Iterator[str]:
    about = f"{one.dockerfile}, {one.written_by}" + (f", {one.engine}" if one.engine else "")
    yield f'<p class="dim">{_text(about)}</p>\n'
    if one.error is not None:
        yield from _failure(one.error, level)
    if one.results:
        yield from _counts(one)
        yield from _checks(one)
    yield from _layers(one)
    if one.notes:
        yield f"<h{level}>Notes</h{level}>\n<ul>{''.join(f'<li>{_prose(note)}</li>' for note in one.notes)}</ul>\n"
    if times := _times(one):
        yield f'<p class="dim">{_text(times)}</p>\n'


def _times(one: Report) -> str:
    whole = f"{one.seconds[WHOLE]:.1f} s in all" if WHOLE in one.seconds else ""
    return ": ".join(filter(None, (whole, phases(one))))


def _failure(error: Failure, level: int) -> Iterator[str]:
    yield f"<h{level}>Nothing was checked</h{level}>\n"
    yield f'<p>{_mark(Outcome.BROKEN)}<strong class="broken">{_text(error.message)}</strong></p>\n'
    if error.hint:
        yield f"<p>{_prose(error.hint)}</p>\n"
    if error.log:
        yield f"<p>The end of the log:</p>\n{_detail(error.log)}"


def _counts(one: Report) -> Iterator[str]:
    yield '<ul class="counts">'
    for outcome, number in counts([one]).items():
        kind = outcome.value if number else "none"
        yield f'<li class="{kind}"><b>{number}</b> {outcome.value}</li>'
    weight = "" if one.size is None else f"<li><b>{size(one.size)}</b> image</li>"
    yield f"{weight}</ul>\n"


def _mark(outcome: Outcome) -> str:
    """Return the mark of an outcome; who cannot see it hears the word."""
    word = f'<span class="heard">{outcome.value}: </span>'
    return f'<span class="mark {outcome.value}" aria-hidden="true">{MARKS[outcome]}</span>{word}'


def _checks(one: Report) -> Iterator[str]:
    yield '<table class="checks"><caption>Checks</caption>\n'
    yield _head("Check", "What was seen")
    for result in one.results:
        outcome = result.verdict.outcome
        yield f'<tr class="{outcome.value}-row"><th scope="row">{_mark(outcome)}{_text(result.check.id)}'
        yield f" <small>{_text(result.check.title)}</small></th> <td>{_prose(result.verdict.message)}\n"
        yield from _findings(one, result)
        yield "</td></tr>\n"
    yield "</tbody></table>\n"


def _findings(one: Report, result: Result) -> Iterator[str]:
    if result.verdict.outcome is Outcome.BROKEN:
        yield f"<small>{_prose(result.check.why)}</small>\n"
    for finding in result.verdict.findings:
        yield from _finding(one, result, finding)
    if fix := general_fix(result):
        yield f'<p class="fix"><b>Fix:</b> {_prose(fix)}</p>\n'


def _finding(one: Report, result: Result, finding: Finding) -> Iterator[str]:
    where = f"<code>{_path(place(one, finding).removesuffix(': '))}</code> " if finding.line is not None else ""
    said = "" if repeats(result.verdict, finding) else _prose(finding.message)
    note = "<b>Note:</b> " if finding.is_note else ""
    if where or said:
        yield f'<p class="finding">{note}{where}{said}</p>\n'
    if finding.fix:
        yield f'<p class="fix"><b>Fix:</b> {_prose(finding.fix)}</p>\n'
    if finding.detail:
        yield _detail(finding.detail)


def _detail(detail: Sequence[str]) -> str:
    return f'<pre tabindex="0">{visible.html(chr(10).join(lines(detail)))}</pre>\n'


def _layers(one: Report) -> Iterator[str]:
    """Yield the layers as a chart whose figures stand beside it."""
    rows = in_order(one)
    if not rows:
        return
    most = max(row.size for row in rows) or 1
    yield '<table class="layers"><caption>Layers, unpacked, from the lowest</caption>\n'
    yield _head("Size", "Part", "What made it")
    for row in rows:
        yield _layer(row, row.size / most)
    yield "</tbody></table>\n"


def _layer(row: Row, length: float) -> str:
    what = row.what if len(row.what) <= _LONGEST else f"{row.what[: _LONGEST - 1]}…"
    shown = visible.html(what) if row.is_base else f"<code>{visible.html(what)}</code>"
    line = "" if row.line is None else f" <small>line {row.line}</small>"
    kind = "bar base" if row.is_base else "bar"
    return (
        f'<tr><td class="number">{size(row.size)}</td><td class="number">{row.part:.0%}</td><td>{shown}{line}'
        f'<span class="{kind}" aria-hidden="true" style="width: {length:.1%}"></span></td></tr>\n'
    )

"""The report as one page, which needs no other file."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from dockgen._version import __version__
from dockgen.terminal.page import page
from dockgen.text import visible
from dockgen.verify.check import Finding, Outcome, Result
from dockgen.verify.report import report as words
from dockgen.verify.report.report import Failure, Report, Row

_LONGEST: Final = 300
"""Characters of an instruction."""
_STYLE: Final = """\
:root { --good: #1a7f37; --bad: #cf222e; --size: #0969da; --base: #8c959f; --badrow: #fff5f5; --goodrow: #dafbe1; }
@media (prefers-color-scheme: dark) { :root {
--good: #57d364; --bad: #ff7b72; --size: #4493f8; --base: #656c76; --badrow: #2a1517; --goodrow: #12301c; } }
body { background: Canvas; color: CanvasText; overflow-wrap: break-word; }
h1 { margin-bottom: 0; } h1 + p { margin-top: .2rem; }
section { border-top: 2px solid var(--line); margin-top: 3rem; } h2 { margin-bottom: 0; } h2 + p { margin-top: .2rem; }
table { width: 100%; margin: 1.5rem 0; }
caption { text-align: left; font-size: 1.25rem; font-weight: 600; padding-bottom: .3rem; }
th { text-align: left; font-weight: 600; } thead th { color: var(--dim); font-weight: 400; }
.checks { table-layout: fixed; } .checks th:first-child { width: 30%; } td small, th small { display: block; }
th small { font-weight: 400; padding-left: 1.4rem; } .layers small { display: inline; white-space: nowrap; }
.mark { display: inline-block; width: 1.4em; font-weight: 700; }
.passed { color: var(--good); } .failed { color: var(--bad); } .skipped, .none { color: var(--dim); }
.failed-row { background: var(--badrow); } .skipped-row td, .skipped-row th { color: var(--dim); font-weight: 400; }
.heard { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.counts { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .5rem 2rem; }
.counts b { font-size: 1.6rem; font-variant-numeric: tabular-nums; }
.finding, .fix { margin: .4rem 0; } code, pre { font: .875em/1.45 ui-monospace, monospace; }
code { overflow-wrap: anywhere; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; margin: .4rem 0; padding: .6rem .8rem; }
.number { text-align: right; white-space: nowrap; width: 1%; }
.bar { display: block; height: .5rem; min-width: 2px; margin: .25rem 0 .1rem; border-radius: 2px; }
.bar { background: var(--size); } .base { background: var(--base); }
@media (max-width: 34rem) { th, td { padding: .35rem .4rem; } .checks th:first-child { width: 36%; } }
@media print { body { margin: 0; max-width: none; font-size: 11pt; } tr, pre { break-inside: avoid; }
.bar, .failed-row { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
"""


def html(reports: Sequence[Report]) -> str:
    """Return the page of one target or several."""
    title = words.clean(reports[0].name) if len(reports) == 1 else f"{len(reports)} images"
    body = [f"<h1>{visible.html(title)}</h1>\n"]
    if len(reports) == 1:
        body += _target(reports[0], 2)
    else:
        body += _overview(reports)
        for number, one in enumerate(reports):
            body.append(f'<section id="image-{number}"><h2>{_text(one.name)}</h2>\n')
            body += [*_target(one, 3), "</section>\n"]
    body.append(f'<p class="dim">Made by <code>dockgen verify</code>, version {visible.html(__version__)}.</p>\n')
    return page(f"{title}: verified", "".join(body), _STYLE)


def _text(text: str) -> str:
    """Return text from anywhere as HTML that only shows it."""
    return visible.html(words.clean(text))


def _prose(text: str) -> str:
    """Return a sentence as HTML, with what stands between backticks as code."""
    return re.sub("`([^`]{1,200})`", r"<code>\1</code>", _text(text))


def _overview(reports: Sequence[Report]) -> Iterator[str]:
    yield f"<p>{_text(words.total(reports))}</p>\n<table><caption>Images</caption>\n"
    yield _head("Image", "Result", "Size")
    for number, one in enumerate(reports):
        outcome = Outcome.PASSED if one.has_passed else Outcome.FAILED
        weight = "" if one.size is None else words.size(one.size)
        yield f'<tr><th scope="row"><a href="#image-{number}">{_text(one.name)}</a></th>'
        yield f'<td>{_mark(outcome)}{_text(words.summary(one))}</td><td class="number">{weight}</td></tr>\n'
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
    whole = f"{one.seconds[words.WHOLE]:.1f} s in all" if words.WHOLE in one.seconds else ""
    if times := ": ".join(filter(None, (whole, words.phases(one)))):
        yield f'<p class="dim">{_text(times)}</p>\n'


def _failure(error: Failure, level: int) -> Iterator[str]:
    yield f"<h{level}>Nothing was checked</h{level}>\n"
    yield f'<p>{_mark(Outcome.FAILED)}<strong class="failed">{_text(error.message)}</strong></p>\n'
    if error.hint:
        yield f"<p>{_prose(error.hint)}</p>\n"
    if error.log:
        yield f"<p>The end of the log:</p>\n{_detail(error.log)}"


def _counts(one: Report) -> Iterator[str]:
    yield '<ul class="counts">'
    for outcome, number in words.counts([one]).items():
        kind = outcome.value if number else "none"
        yield f'<li class="{kind}"><b>{number}</b> {outcome.value}</li>'
    weight = "" if one.size is None else f"<li><b>{words.size(one.size)}</b> image</li>"
    yield f"{weight}</ul>\n"


def _mark(outcome: Outcome) -> str:
    """Return the mark of an outcome; who cannot see it hears the word."""
    word = f'<span class="heard">{outcome.value}: </span>'
    return f'<span class="mark {outcome.value}" aria-hidden="true">{words.MARKS[outcome]}</span>{word}'


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
    if result.verdict.outcome is Outcome.FAILED:
        yield f"<small>{_prose(result.check.why)}</small>\n"
    for finding in result.verdict.findings:
        yield from _finding(one, result, finding)
    if fix := words.general_fix(result):
        yield f'<p class="fix"><b>Fix:</b> {_prose(fix)}</p>\n'


def _finding(one: Report, result: Result, finding: Finding) -> Iterator[str]:
    place = _text(words.place(one, finding).removesuffix(": ")).replace("/", "/<wbr>")  # for narrow screens
    where = f"<code>{place}</code> " if finding.line is not None else ""
    said = "" if words.repeats(result.verdict, finding) else _prose(finding.message)
    note = "<b>Note:</b> " if finding.is_note else ""
    if where or said:
        yield f'<p class="finding">{note}{where}{said}</p>\n'
    if finding.fix:
        yield f'<p class="fix"><b>Fix:</b> {_prose(finding.fix)}</p>\n'
    if finding.detail:
        yield _detail(finding.detail)


def _detail(detail: Sequence[str]) -> str:
    return f'<pre tabindex="0">{visible.html(chr(10).join(words.lines(detail)))}</pre>\n'


def _layers(one: Report) -> Iterator[str]:
    """Yield the layers as a chart whose figures stand beside it."""
    rows = words.in_order(one)
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
        f'<tr><td class="number">{words.size(row.size)}</td><td class="number">{row.part:.0%}</td><td>{shown}{line}'
        f'<span class="{kind}" aria-hidden="true" style="width: {length:.1%}"></span></td></tr>\n'
    )

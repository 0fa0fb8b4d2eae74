"""`dockgen explain`."""

import os
from datetime import date
from pathlib import Path
from typing import Annotated

from dockgen.audit import read
from dockgen.audit.run import Finding, audit
from dockgen.errors import ExitCode, UsageError, nearest
from dockgen.explain.reading import explain
from dockgen.explain.serves import serves
from dockgen.flags import Json, Word
from dockgen.practices import EVERY, RUNGS
from dockgen.practices.practice import Practice
from dockgen.reading.files import is_file, is_there
from dockgen.records import NamedTuple
from dockgen.terminal import report, waiting


class Line(NamedTuple):
    """One instruction, explained."""

    line: int
    end: int
    source: str
    does: str
    serves: tuple[str, ...]
    breaks: tuple[Finding, ...]


def run(
    what: Annotated[str | None, Word("[PRACTICE | DOCKERFILE]", "A practice's name, or a Dockerfile.")] = None,
    *,
    as_json: Json = False,
) -> ExitCode:
    """Explain a practice or a Dockerfile, or list the practices; UsageError if it is neither."""
    if what is None:
        _tell_all(as_json=as_json)
    elif what in EVERY and not is_file(Path(what)):
        _tell(EVERY[what], as_json=as_json)
    elif is_there(Path(what)):
        _read_aloud(read.find(Path(what))[0], read.top_of(Path(what)), as_json=as_json)
    else:
        raise UsageError(f"{what} is not a practice or a Dockerfile", nearest(what, EVERY))
    return ExitCode.OK


def _tell_all(*, as_json: bool) -> None:
    if as_json:
        report.document([_as_json(practice) for practice in EVERY.values()])
        return
    width = max(map(len, EVERY))
    for practice in EVERY.values():
        report.folded(f"{practice.id:<{width}}  {practice.title}. {practice.about.gain}", width + 2)
    report.line()
    report.line("Details: dockgen explain PRACTICE. For a file, line by line: dockgen explain Dockerfile.")


def _tell(practice: Practice, *, as_json: bool) -> None:
    if as_json:
        report.document(_as_json(practice))
        return
    report.line(f"{practice.id}: {practice.title}", "bold")
    report.line()
    report.folded(practice.why, 0)
    report.line()
    about = practice.about
    for label, text in (("Gain", about.gain), ("Cost", about.cost), ("Not when", about.not_when)):
        report.folded(f"{label + ':':<10}{text}", 10)
    if practice.needs:
        report.folded(f"{'Needs:':<10}{', '.join(practice.needs)}", 10)
    rungs = [rung for rung, practices in RUNGS.items() if practice.id in practices]
    if rungs:
        report.folded(f"{'Ladder:':<10}from `dockgen init --practices {rungs[0]}` on", 10)
    for label, text in (("Without it", about.bad), ("With it", about.good)):
        report.line()
        report.line(f"{label}:", "bold")
        report.line()
        report.code("".join(f"    {line}\n" for line in text.splitlines()), "docker")


def _as_json(practice: Practice) -> dict[str, object]:
    about, own = practice.about._asdict(), practice._asdict()
    del about["check"]
    return {"id": own.pop("id"), "title": own.pop("title"), "why": practice.why, **about, **own}


@waiting.told("reading the project")
def lines(path: Path, top: Path | None = None) -> list[Line]:
    """Return every instruction of a Dockerfile with what it does, the practices it serves, and its findings."""
    shown = os.path.relpath(path)
    build = read.build_of(path, shown, None, top, date.today())  # noqa: DTZ011 - as in an audit
    findings = audit(build).findings()
    source = build.file.text.splitlines()
    return [
        Line(
            line=one.line,
            end=one.end,
            source="\n".join(source[one.line - 1 : one.end]),
            does=explain(build.file, one),
            serves=tuple(serves(build.file, one)),
            breaks=tuple(finding for finding in findings if finding.line == one.line),
        )
        for one in build.file.instructions
        if not one.is_trigger
    ]


def _read_aloud(path: Path, top: Path | None, *, as_json: bool) -> None:
    found = lines(path, top)
    if as_json:
        report.document([{**one._asdict(), "breaks": [each._asdict() for each in one.breaks]} for one in found])
        return
    for one in found:
        report.code(f"{one.source}\n", "docker")
        report.folded(f"  {one.does}", 2)
        if one.serves:
            report.folded(f"  Serves: {', '.join(one.serves)}", 2, "green")
        for finding in one.breaks:
            report.folded(f"  Fails {finding.rule}: {finding.message}. {finding.fix}", 2, "yellow")
        report.line()

"""No cache of a tool is in any layer."""

from typing import Final

from dockgen.verify.check import Check, Finding, Verdict, broken, kept, skipped
from dockgen.verify.checks.hits import and_more, by_layer, finding, gaps, hits, is_of_base, made_by, not_looked_into
from dockgen.verify.contents import Hit, Kind
from dockgen.verify.evidence import Evidence
from dockgen.verify.report.report import size


def _judge(evidence: Evidence) -> Verdict:
    if evidence.target.refuses("cache"):
        return skipped(evidence.target.left_out("cache"))
    if evidence.contents is None:
        return skipped(not_looked_into(evidence))
    found = hits(evidence, Kind.CACHE)
    told = [_told(evidence, group) for group in by_layer(found)]
    troubles = [one for one in told if not one.is_note]
    notes = [one for one in told if one.is_note] + gaps(evidence.contents)
    if troubles:
        whole = sum(one.size for one in found if not is_of_base(evidence, one))
        return broken(f"{size(whole)} of caches: {troubles[0].message}", *troubles, *notes)
    return kept("none in any layer that the Dockerfile makes" if notes else "none in any layer", *notes)


def _told(evidence: Evidence, group: list[Hit]) -> Finding:
    first = group[0]
    named = [f"{one.path} ({one.what}, {size(one.size)})" for one in group]
    if made_by(evidence, first) in {"COPY", "ADD"}:
        fix = "Copy by name what the program needs, not the folder that this lies in."
    else:
        fix = f"Mount it in that step: RUN --mount=type=cache,target={first.path}; or remove it in the same step."
    return finding(evidence, group, f"{and_more(named)} in the image", fix)


CHECK: Final = Check(
    id="caches",
    title="No cache in any layer",
    why="Nothing that runs reads it: it only makes the image larger, for everyone who pulls it.",
    how="The folders of package managers and compilers are summed up in every layer; below 100 kB nothing is said.",
    fix="Mount a cache into the step that uses it: `RUN --mount=type=cache,target=...`.",
    judge=_judge,
    practice="cache",
    needs=("contents",),
)

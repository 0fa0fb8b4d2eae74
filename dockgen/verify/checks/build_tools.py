"""No compiler and no build system is in what runs."""

from typing import Final

from dockgen.image.places import is_maybe_needed
from dockgen.verify.check import Check, Finding, Verdict, broken, kept, skipped
from dockgen.verify.checks.hits import and_more, base_of, by_layer, finding, gaps, hits, is_of_base, not_looked_into
from dockgen.verify.contents import Hit, Kind
from dockgen.verify.evidence import Evidence

_STAGE: Final = "Build in a stage of its own (`FROM ... AS build`), and `COPY --from=build` only the result."


def _judge(evidence: Evidence) -> Verdict:
    if evidence.target.refuses("multi-stage"):
        return skipped(evidence.target.left_out("multi-stage"))
    if evidence.contents is None:
        return skipped(not_looked_into(evidence))
    told = [_told(evidence, group) for group in by_layer(hits(evidence, Kind.TOOL))]
    troubles = [one for one in told if not one.is_note]
    notes = [one for one in told if one.is_note] + gaps(evidence.contents)
    if troubles:
        return broken(troubles[0].message, *troubles, *notes)
    return kept("no compiler and no build system in any layer", *notes)


def _told(evidence: Evidence, group: list[Hit]) -> Finding:
    """Say which tools a layer has; in the base's layers they count too, since the last stage chose that base."""
    tools = [one for one in group if not is_maybe_needed(one.what)]
    names = and_more(list(dict.fromkeys(one.what for one in tools or group)))
    if not tools:
        return finding(
            evidence, group, f"{names} in the image", "Does the program call it? Else leave it out."
        )._replace(is_note=True)
    if is_of_base(evidence, group[0]):
        image, line = base_of(evidence)
        detail = [f"{one.path}: {one.what}" for one in tools]
        return Finding(f"{names} in what runs: {image} brings it", _STAGE, line, detail)
    return finding(evidence, tools, f"{names} in what runs", _STAGE)


CHECK: Final = Check(
    id="build-tools",
    title="No build tool in what runs",
    why="A compiler weighs hundreds of megabytes, has to be updated, and serves an intruder better than the program.",
    how="Every layer, the base image's too, is searched for compilers, their headers, and build systems.",
    fix=_STAGE,
    judge=_judge,
    practice="multi-stage",
    needs=("contents",),
)

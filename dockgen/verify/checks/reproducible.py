"""Two builds of the same are the same."""

from typing import Final

from dockgen.verify.check import Check, Finding, Verdict, broken, kept, skipped
from dockgen.verify.evidence import Evidence


def _judge(evidence: Evidence) -> Verdict:
    if evidence.full is None:
        return skipped("only with --full")
    twice = evidence.full.twice
    if isinstance(twice, str):
        return skipped(twice)
    if twice.first == twice.second:
        return kept(f"two builds without a cache have the same {len(twice.first)} layers")
    number = sum(one != other for one, other in zip(twice.first, twice.second, strict=False))
    trouble = f"two builds without a cache differ in {number} of {len(twice.first)} layers"
    fix = (
        "Leave out what holds a time or a random name, such as logs, caches and compiled files; pin what is downloaded."
    )
    return broken(trouble, Finding(trouble, fix, None, twice.different))


CHECK: Final = Check(
    id="reproducible",
    title="Builds the same twice",
    why="Who can build it again, bit by bit, need not trust whoever built it; and equal layers need not be sent again.",
    how="It is built twice without a cache, with SOURCE_DATE_EPOCH as the time of all files; digests are compared.",
    fix="Remove logs and caches in the step that writes them, and pin versions.",
    judge=_judge,
    needs=("full",),
)

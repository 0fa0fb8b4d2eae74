"""Two builds of the same are the same."""

from collections.abc import Sequence
from typing import Final

from dockgen.verify.check import Check, Finding, Verdict, broken, kept, skipped
from dockgen.verify.checks.common import counted
from dockgen.verify.evidence import Evidence

_COMPILED: Final = ".pyc:"


def _judge(evidence: Evidence) -> Verdict:
    if evidence.twice is None:
        return skipped("only with --full")
    twice = evidence.twice
    if isinstance(twice, str):
        return skipped(twice)
    if twice.first == twice.second:
        return kept(f"two builds without a cache are equal, in {counted(len(twice.first), 'layer')}")
    number = sum(one != other for one, other in zip(twice.first, twice.second, strict=False))
    trouble = f"two builds without a cache differ in {number} of {counted(len(twice.first), 'layer')}"
    return broken(trouble, Finding(trouble, _fix(twice.different), None, twice.different))


def _fix(different: Sequence[str]) -> str:
    if any(_COMPILED in line for line in different):
        return (
            "Python's compiled files hold times; with `ARG SOURCE_DATE_EPOCH` in the stage that installs they do not."
        )
    return "Leave out what holds a time or a random name, such as logs and caches; pin what is downloaded."


CHECK: Final = Check(
    id="reproducible",
    title="Builds the same twice",
    why="A build that can be reproduced bit by bit can be verified; and equal layers are not transferred again.",
    how="It is built twice without a cache, with SOURCE_DATE_EPOCH as the time of all files; digests are compared.",
    fix="Remove logs and caches in the step that writes them, and pin versions.",
    judge=_judge,
    needs=("twice",),
)

"""It builds, and the builder warns of nothing."""

from typing import Final

from dockgen.verify.check import Check, Finding, Verdict, broken, kept
from dockgen.verify.evidence import Evidence


def _judge(evidence: Evidence) -> Verdict:
    """Take the builder at its word; a build that fails comes to no verdict at all."""
    built = evidence.built
    if "warnings" not in evidence.abilities:
        return kept(f"built in {built.seconds:.1f} s; this engine does not tell what it warns of")
    if not built.warnings:
        return kept(f"built in {built.seconds:.1f} s, without a warning")
    findings = [Finding(one.message, f"See {one.url}." if one.url else "", one.line) for one in built.warnings]
    return broken(f"{len(findings)} warnings" if len(findings) > 1 else "1 warning", *findings)


CHECK: Final = Check(
    id="builds",
    title="Builds without a warning",
    why="A build warning is a mistake that happens to work today, such as a variable that is never set.",
    how="The image is built, and BuildKit's own checks are read.",
    fix="Follow the link of the warning: docs.docker.com explains each of them.",
    judge=_judge,
    needs=("build",),
)

"""What is in it, and where it comes from, can be read."""

from typing import Final

from dockgen.verify.check import Check, Finding, Verdict, broken, kept, skipped
from dockgen.verify.evidence import Evidence


def _judge(evidence: Evidence) -> Verdict:
    if evidence.attested is None:
        return skipped("only with --full")
    attested = evidence.attested
    if isinstance(attested, str):
        return skipped(attested)
    missing = [
        name
        for name, there in (("SBOM", attested.packages is not None), ("provenance", attested.provenance))
        if not there
    ]
    if missing:
        trouble = f"buildx attached no {' and no '.join(missing)}"
        return broken(trouble, Finding(trouble, "Is there a `# syntax=` line of an old frontend?"))
    return kept(f"SBOM with {attested.packages} packages, provenance {attested.provenance}")


CHECK: Final = Check(
    id="attestations",
    title="SBOM and provenance can be read",
    why="When the next hole is found one wants to know what is in it, and that it was built from these sources.",
    how="It is built with `--sbom --provenance=mode=max`, and both documents are read from what buildx attached.",
    fix="Build with a current buildx and frontend.",
    judge=_judge,
    needs=("attested",),
)

"""It runs as a user that the image knows nothing of."""

from typing import Final

from dockgen.verify.check import Check, Finding, Verdict, broken, kept, skipped
from dockgen.verify.checks.common import did_not_work, log_of
from dockgen.verify.evidence import Evidence
from dockgen.verify.run import ANYONE


def _judge(evidence: Evidence) -> Verdict:
    if reason := evidence.target.left_out("user"):
        return skipped(reason)
    if evidence.anyone is None:
        return skipped(evidence.gaps.get("anyone", "it was not run so"))
    if evidence.anyone.works:
        return kept(f"works as {ANYONE}")
    if reason := did_not_work(evidence):
        return skipped(reason)
    if evidence.careful is not None and not evidence.careful.works:
        return skipped("it does not work read-only and without privileges either, which is how this is tried")
    trouble = f"does not work as {ANYONE}: {evidence.anyone.trouble}"
    fix = (
        "Let files be readable by everybody, and what it writes belong to group 0: `COPY --chmod=...`, "
        "`chgrp 0 FOLDER && chmod g+rwX FOLDER`, or a volume."
    )
    return broken(trouble, Finding(trouble, fix, None, log_of(evidence.anyone)))


CHECK: Final = Check(
    id="any-user",
    title="Runs as any user",
    why="OpenShift and careful clusters choose a user of their own for each namespace, and never the image's.",
    how=f"It is run once more, as {ANYONE}, and has to do the same.",
    fix="Make what it reads readable by everybody, and what it writes writable for group 0.",
    judge=_judge,
    needs=("run", "anyone"),
)

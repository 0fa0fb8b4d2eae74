"""It needs no privileges."""

from typing import Final

from dockgen.verify.check import Check, Finding, Verdict, broken, kept, skipped
from dockgen.verify.checks.common import did_not_work, log_of
from dockgen.verify.evidence import Evidence

_LOW: Final = 1024


def _judge(evidence: Evidence) -> Verdict:
    if "capabilities" not in evidence.abilities:
        return skipped("this engine cannot run it so")
    if reason := did_not_work(evidence):
        return skipped(reason)
    if evidence.careful is not None and evidence.careful.works:
        return kept("works without capabilities, and without a way to new privileges")
    alone = evidence.diagnosis.no_privileges if evidence.diagnosis is not None else None
    if alone is None:
        return skipped("it was not run so")
    if alone.works:
        return kept("works without capabilities, and without a way to new privileges")
    trouble = f"does not work without capabilities: {alone.trouble}"
    port = evidence.target.expect.port
    if port is not None and port < _LOW:
        fix = f"Let it serve on a port above {_LOW - 1} instead of {port}."
    else:
        fix = "Start it as the user that it shall be (`USER`), instead of changing users or owners at its start."
    return broken(trouble, Finding(trouble, fix, None, log_of(alone)))


CHECK: Final = Check(
    id="capabilities",
    title="Needs no privileges",
    why="What a program cannot do, an attacker who takes it over cannot do either.",
    how="It is run with `--cap-drop ALL --security-opt no-new-privileges`.",
    fix="Serve on a port above 1023, and prepare users, owners and rights in the build instead of at the start.",
    judge=_judge,
)

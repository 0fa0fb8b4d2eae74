"""Its health check says what is true."""

from typing import Final

from dockgen.verify.check import Check, Finding, Verdict, broken, kept, skipped
from dockgen.verify.checks.common import did_not_work, line_of
from dockgen.verify.evidence import Evidence, Health

_LINES: Final = 8


def _judge(evidence: Evidence) -> Verdict:
    if not evidence.config.health:
        return _without(evidence)
    health = evidence.health
    if health is None:
        can = "healthcheck" in evidence.abilities
        return skipped(did_not_work(evidence) or ("it was not asked" if can else "this engine runs no health checks"))
    return _asked(health, line_of(evidence, "HEALTHCHECK"))


def _asked(health: Health, line: int | None) -> Verdict:
    if health.status != "healthy":
        trouble = f"it works, and its health check has not succeeded in {health.seconds:.0f} s"
        fix = "Run the check by hand in a container: what it says is below."
        return broken(trouble, Finding(trouble, fix, line, health.log.splitlines()[-_LINES:]))
    if health.notices is False:
        trouble = "its health check says that all is well while the program hangs"
        fix = "Let it ask the program itself, such as a path that it serves, and wait for the answer."
        return broken(trouble, Finding(trouble, fix, line))
    if health.notices is None:
        note = Finding(f"whether it notices a program that hangs was not tried: {health.why_not_tried}", is_note=True)
        return kept(f"healthy after {health.seconds:.1f} s", note)
    return kept(f"healthy after {health.seconds:.1f} s, and it notices when the program hangs")


def _without(evidence: Evidence) -> Verdict:
    plan = evidence.target.plan
    if plan is not None and plan.does.get("healthcheck"):
        trouble = "there is no health check, and the plan has one"
        return broken(trouble, Finding(trouble, "`dockgen init` writes it.", line_of(evidence, "HEALTHCHECK")))
    return skipped("it has no health check")


CHECK: Final = Check(
    id="health",
    title="Its health check works",
    why="A check that always succeeds is worse than none: what hangs stays in service.",
    how=(
        "The image's own check has to say `healthy` while the program works. In a second container all its processes "
        "are stopped with SIGSTOP, and the check's command then must not succeed."
    ),
    fix="Let it ask what the program serves, with a limit of time.",
    judge=_judge,
    practice="healthcheck",
    needs=("run", "health", "anyone"),
)

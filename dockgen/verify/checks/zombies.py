"""It leaves no dead processes behind."""

from typing import Final

from dockgen.verify.check import Check, Finding, Verdict, broken, kept, skipped
from dockgen.verify.checks.common import at_start, did_not_work
from dockgen.verify.evidence import Evidence

_SHOWN: Final = 5


def _judge(evidence: Evidence) -> Verdict:
    if "processes" not in evidence.abilities:
        return skipped("this engine does not list the processes of a container")
    if reason := did_not_work(evidence):
        return skipped(reason)
    processes = evidence.best.processes if evidence.best is not None else ()
    if not processes:
        ends = evidence.best is not None and evidence.best.exit_code is not None
        return skipped("it ends by itself" if ends else "its processes were not listed")
    dead = evidence.best.dead if evidence.best is not None else None
    if dead is None:
        return skipped("dead processes cannot be seen from here")
    number = f"{len(processes)} processes" if len(processes) > 1 else "1 process"
    if not dead:
        return kept(f"{number}, and no zombie")
    trouble = f"{len(dead)} zombies beside {number}" if len(dead) > 1 else f"a zombie beside {number}"
    if evidence.best is not None and evidence.best.limit:
        trouble = f"{trouble}: it {evidence.best.limit}"
    fix = "Let an init be the first process: `docker run --init`, `init: true` in compose.yaml, or tini in the image."
    return broken(trouble, Finding(trouble, fix, at_start(evidence), [f"dead: {name}" for name in dead[:_SHOWN]]))


CHECK: Final = Check(
    id="zombies",
    title="Is a good first process",
    why="The first process has to take note of each one that dies; else they fill the table of processes.",
    how="Its processes are listed once it has answered and its health check has run; those in state Z are zombies.",
    fix="`--init`, `init: true`, or tini; or wait for the processes that it starts.",
    judge=_judge,
)

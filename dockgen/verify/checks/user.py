"""It runs as a limited user."""

from typing import Final

from dockgen.verify.check import Check, Finding, Verdict, broken, kept, skipped
from dockgen.verify.checks.common import line_of
from dockgen.verify.evidence import Evidence

_ROOT: Final = frozenset({"", "0", "root"})


def _judge(evidence: Evidence) -> Verdict:
    user, _, group = evidence.config.user.partition(":")
    if reason := evidence.target.left_out("user"):
        return skipped(reason)
    processes = evidence.best.processes if evidence.best is not None else ()
    owners = {one.uid for one in processes}
    if user in _ROOT:
        line = line_of(evidence, "USER")
        if owners and owners.isdisjoint(_ROOT):
            message = f"its user is root, which gives that up for {', '.join(sorted(owners))} once it runs"
            fix = "A number in USER lets it pass."
            return kept(message, Finding("Kubernetes' runAsNonRoot refuses it all the same", fix, line, is_note=True))
        message = "runs as root: nothing sets a user" if not evidence.config.user else "runs as root"
        return broken(message, Finding(message, "Add `USER 65532:65532` before the program is started.", line))
    if not user.isdigit():
        note = Finding(
            f"{user} is a name, and Kubernetes' runAsNonRoot can only check a number",
            f"Write the number of {user} into USER.",
            line_of(evidence, "USER"),
            is_note=True,
        )
        return kept(f"runs as {evidence.config.user}", note)
    if owners & _ROOT:
        message = f"its user is {evidence.config.user}, and yet a process of it is root's"
        return broken(message, Finding(message, "Is a program of it setuid? `chmod u-s` takes that away."))
    return kept(f"runs as {user}" + (f":{group}" if group else ""))


CHECK: Final = Check(
    id="user",
    title="Runs as a limited user",
    why="Root in a container is root to the kernel: one hole in the program, and it owns more than its own files.",
    how="The image's user is read, and the owner of each process while it runs.",
    fix="`USER 65532:65532` before the program is started; what it has to write into belongs to that user.",
    judge=_judge,
    practice="user",
)

"""The checks of what an image can do without: root, its own user, a file system to write to, and privileges."""

from collections.abc import Sequence
from typing import Final

from dockgen.verify.check import Check, Finding, Verdict, passed, skipped
from dockgen.verify.checks.common import blamed, did_not_work, first_of, line_of, log_of
from dockgen.verify.evidence import ANYONE, Evidence, Observed

_ROOT: Final = frozenset({"", "0", "root"})
_LOW: Final = 1024


def _user(evidence: Evidence) -> Verdict:
    user, _, group = evidence.config.user.partition(":")
    if reason := evidence.target.left_out("user"):
        return skipped(reason)
    owners = {one.uid for one in evidence.best.processes} if evidence.best is not None else set()
    line = line_of(evidence, "USER")
    if user in _ROOT:
        if owners and owners.isdisjoint(_ROOT):
            message = f"its user is root, which gives that up for {', '.join(sorted(owners))} once it runs"
            fix = "A number in USER lets it pass."
            return passed(message, Finding("Kubernetes' runAsNonRoot refuses it all the same", fix, line, is_note=True))
        message = "runs as root" if evidence.config.user else "runs as root: nothing sets a user"
        return blamed(message, "Add `USER 65532:65532` before the program is started.", line)
    if not user.isdigit():
        problem = f"{user} is a name, and Kubernetes' runAsNonRoot can only check a number"
        note = Finding(problem, f"Write the number of {user} into USER.", line, is_note=True)
        return passed(f"runs as {evidence.config.user}", note)
    if owners & _ROOT:
        message = f"its user is {evidence.config.user}, and yet a process of it is root's"
        return blamed(message, "Is a program of it setuid? `chmod u-s` takes that away.")
    return passed(f"runs as {user}" + (f":{group}" if group else ""))


def _any_user(evidence: Evidence) -> Verdict:
    if reason := evidence.target.left_out("user"):
        return skipped(reason)
    if evidence.anyone is None:
        return skipped(evidence.gaps.get("anyone", "it was not run so"))
    if evidence.anyone.works:
        return passed(f"works as {ANYONE}")
    if reason := did_not_work(evidence):
        return skipped(reason)
    if evidence.careful is not None and not evidence.careful.works:
        return skipped("it does not work read-only and without privileges either, which is how this is tried")
    fix = (
        "Let files be readable by everybody, and what it writes belong to group 0: `COPY --chmod=...`, "
        "`chgrp 0 FOLDER && chmod g+rwX FOLDER`, or a volume."
    )
    trouble = f"does not work as {ANYONE}: {evidence.anyone.trouble}"
    return blamed(trouble, fix, None, log_of(evidence.anyone))


def _alone(evidence: Evidence, ability: str, alone: Observed | None, works: str) -> Verdict | Observed:
    """Return the verdict on one limit, or the run that does not work with this limit alone."""
    if ability not in evidence.abilities:
        return skipped("this engine cannot run it so")
    if reason := did_not_work(evidence):
        return skipped(reason)
    if evidence.careful is not None and evidence.careful.works:
        return passed(works)
    if alone is None:
        return skipped("it was not run so")
    return passed(works) if alone.works else alone


def _read_only(evidence: Evidence) -> Verdict:
    diagnosis, expect = evidence.diagnosis, evidence.target.expect
    if expect.changes:
        return skipped(f"its sources make files among its own, in {', '.join(expect.changes)}")
    volumes = (volume.split(":")[:2][-1] for volume in expect.volumes)  # [SOURCE:]PATH[:ro]
    works = f"works read-only; writable: {', '.join((*expect.tmpfs, *volumes))}"
    found = _alone(evidence, "read-only", diagnosis and diagnosis.read_only, works)
    if isinstance(found, Verdict):
        return found
    fix = "Let it write only into /tmp, or into a volume: `--tmpfs PATH`, `--volume PATH`."
    if diagnosis and diagnosis.cure:
        flags = " ".join(f"--tmpfs {path}" for path in diagnosis.cure)
        fix = f"With these it works, in `docker run` and here: {flags}; in compose.yaml they stand under tmpfs."
    return blamed(
        f"does not work read-only: {found.trouble}",
        fix,
        None,
        [*log_of(found), *_wrote(diagnosis.plain.changes if diagnosis else ())],
    )


def _wrote(changes: Sequence[str]) -> Sequence[str]:
    files = [path for path in changes if not any(other.startswith(f"{path}/") for other in changes)]
    return first_of([f"it writes {path}" for path in files])


def _capabilities(evidence: Evidence) -> Verdict:
    alone = evidence.diagnosis and evidence.diagnosis.no_privileges
    works = "works without capabilities, and without a way to new privileges"
    found = _alone(evidence, "capabilities", alone, works)
    if isinstance(found, Verdict):
        return found
    port = evidence.target.expect.port
    fix = "Start it as the user that it shall be (`USER`), instead of changing users or owners at its start."
    if port is not None and port < _LOW:
        fix = f"Let it serve on a port above {_LOW - 1} instead of {port}."
    return blamed(f"does not work without capabilities: {found.trouble}", fix, None, log_of(found))


CHECKS: Final = (
    Check(
        id="user",
        title="Runs as a limited user",
        why="Root in a container is root to the kernel: one hole in the program, and it owns more than its own files.",
        how="The image's user is read, and the owner of each process while it runs.",
        fix="`USER 65532:65532` before the program is started; what it has to write into belongs to that user.",
        judge=_user,
        practice="user",
    ),
    Check(
        id="any-user",
        title="Runs as any user",
        why="OpenShift and careful clusters choose a user of their own for each namespace, and never the image's.",
        how=f"It is run once more, as {ANYONE}, and has to do the same.",
        fix="Make what it reads readable by everybody, and what it writes writable for group 0.",
        judge=_any_user,
        needs=("run", "anyone"),
    ),
    Check(
        id="read-only",
        title="Runs on a read-only root file system",
        why="Who breaks in can change no program and leave nothing behind; and it can be replaced at any time.",
        how=(
            "It is run with `--read-only`, with /tmp in memory, and what `--tmpfs`, `--volume` and the plan declare. "
            "Where that does not work it is run without, the files that it writes are listed, and folders in memory "
            "are tried. It is not run so where the plan says that the program makes files among its own."
        ),
        fix="Declare what it writes: as tmpfs what may be lost, as a volume what has to be kept.",
        judge=_read_only,
    ),
    Check(
        id="capabilities",
        title="Needs no privileges",
        why="What a program cannot do, an attacker who takes it over cannot do either.",
        how="It is run with `--cap-drop ALL --security-opt no-new-privileges`.",
        fix="Serve on a port above 1023, and prepare users, owners and rights in the build instead of at the start.",
        judge=_capabilities,
    ),
)

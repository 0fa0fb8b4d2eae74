"""It runs on a root file system that nobody can write to."""

from collections.abc import Sequence
from typing import Final

from dockgen.verify.check import Check, Finding, Verdict, broken, kept, skipped
from dockgen.verify.checks.common import did_not_work, log_of
from dockgen.verify.evidence import Diagnosis, Evidence

_SHOWN: Final = 10


def _judge(evidence: Evidence) -> Verdict:
    if "read-only" not in evidence.abilities:
        return skipped("this engine cannot run it so")
    if reason := did_not_work(evidence):
        return skipped(reason)
    writable = ", ".join((*evidence.target.expect.tmpfs, *map(_inside, evidence.target.expect.volumes)))
    if evidence.careful is not None and evidence.careful.works:
        return kept(f"works read-only; writable: {writable}")
    diagnosis = evidence.diagnosis
    if diagnosis is None or diagnosis.read_only is None:
        return skipped("it was not run so")
    if diagnosis.read_only.works:
        return kept(f"works read-only; writable: {writable}")
    return _wrong(diagnosis)


def _wrong(diagnosis: Diagnosis) -> Verdict:
    assert diagnosis.read_only is not None  # noqa: S101 - as the caller made sure
    trouble = f"does not work read-only: {diagnosis.read_only.trouble}"
    if diagnosis.cure:
        flags = " ".join(f"--tmpfs {path}" for path in diagnosis.cure)
        fix = f"With these it works, in `docker run` and here: {flags}; in compose.yaml they stand under tmpfs."
    else:
        fix = "Let it write only into /tmp, or into a volume: `--tmpfs PATH`, `--volume PATH`."
    return broken(
        trouble, Finding(trouble, fix, None, [*log_of(diagnosis.read_only), *_wrote(diagnosis.plain.changes)])
    )


def _wrote(changes: Sequence[str]) -> Sequence[str]:
    files = [path for path in changes if not any(other.startswith(f"{path}/") for other in changes)]
    more = [f"and {len(files) - _SHOWN} more"] if len(files) > _SHOWN else []
    return [f"it writes {path}" for path in files[:_SHOWN]] + more


def _inside(volume: str) -> str:
    parts = volume.split(":")
    return parts[1] if len(parts) > 1 else parts[0]


CHECK: Final = Check(
    id="read-only",
    title="Runs on a read-only root file system",
    why="Who breaks in can change no program and leave nothing behind; and it can be replaced at any time.",
    how=(
        "It is run with `--read-only`, with /tmp in memory, and what `--tmpfs`, `--volume` and the plan declare. Where "
        "that does not work it is run without, the files that it writes are listed, and folders in memory are tried."
    ),
    fix="Declare what it writes: as tmpfs what may be lost, as a volume what has to be kept.",
    judge=_judge,
)

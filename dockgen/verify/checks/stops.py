"""It stops when it is asked to."""

from typing import Final

from dockgen.languages import tables
from dockgen.verify.check import Check, Finding, Verdict, broken, kept, skipped
from dockgen.verify.checks.common import at_start, did_not_work, ended, is_ended_by_signal
from dockgen.verify.evidence import Evidence


def _judge(evidence: Evidence) -> Verdict:
    stop, within = evidence.stop, evidence.target.expect.stop_within
    if reason := did_not_work(evidence):
        return skipped(reason)
    if stop is None:
        ends = evidence.best is not None and evidence.best.exit_code is not None
        can = "signal" in evidence.abilities
        return skipped("it ends by itself" if ends else "it was not stopped" if can else "this engine sends no signals")
    signal = evidence.config.stop_signal or "SIGTERM"
    if stop.was_killed or stop.seconds > within:
        trouble = f"does not stop within {within:g} s of {signal}" + (", and was killed" if stop.was_killed else "")
        return broken(trouble, Finding(trouble, _fix(evidence, signal), at_start(evidence)))
    code = stop.exit_code or 0
    message = f"stopped {stop.seconds:.1f} s after {signal}, and {ended(code)}"
    if code == 0:
        return kept(message)
    if is_ended_by_signal(code):
        note = "it does not handle the signal, so what it was just doing is cut off"
        return kept(message, Finding(note, is_note=True))
    return kept(message, Finding("supervisors may take that exit code for a crash", "End with 0.", is_note=True))


def _fix(evidence: Evidence, signal: str) -> str:
    words = (*evidence.config.entrypoint, *evidence.config.command)
    if words[:2] in {("/bin/sh", "-c"), ("sh", "-c"), ("/bin/bash", "-c"), ("bash", "-c")}:
        return f"A shell is process 1 and does not forward {signal}: use exec form, or `exec PROGRAM`."
    name = words[0].rpartition("/")[2] if words else ""
    if start := next((one.hides_signals[name] for one in tables.interpreters() if name in one.hides_signals), ""):
        return f"{words[0]} stands between the engine and the program: start that itself: `{start}`."
    return f"As the first process of a container a program has to handle {signal} itself; or run it with `--init`."


CHECK: Final = Check(
    id="stops",
    title="Stops when it is asked to",
    why="What does not stop is killed after the grace period: each deployment waits for it, and requests are cut off.",
    how="It is asked as `docker stop` does, and has `--stop-within` seconds; how long it took and its code are shown.",
    fix="Start the program in exec form, and let it handle SIGTERM.",
    judge=_judge,
    needs=("run", "stop"),
)

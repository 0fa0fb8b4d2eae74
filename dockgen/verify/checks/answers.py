"""Its server answers."""

from typing import Final

from dockgen.verify.check import Check, Finding, Verdict, broken, kept, skipped
from dockgen.verify.checks.common import ended, line_of, log_of
from dockgen.verify.evidence import Evidence, Observed


def _judge(evidence: Evidence) -> Verdict:
    best = evidence.best
    if best is None:
        return skipped(evidence.gaps.get("careful", "it was not run"))
    if not best.works:
        return _wrong(evidence, best) if best.has_started or best.answer else skipped("it does not start")
    return _without_port(evidence, best) if evidence.target.expect.port is None else _on_port(evidence, best)


def _without_port(evidence: Evidence, best: Observed) -> Verdict:
    output = evidence.target.expect.output
    printed = f", and printed {output!r}" if output else ""
    goes_on = "goes on" if best.exit_code is None else ended(best.exit_code)
    return kept(f"it serves no port, and {goes_on}{printed}")


def _on_port(evidence: Evidence, best: Observed) -> Verdict:
    expect, answer = evidence.target.expect, best.answer
    if "publish" not in evidence.abilities:
        return skipped("this engine offers no ports of its containers")
    if answer is None:
        return skipped(f"port {expect.port} of the engine's machine cannot be reached from here")
    shown = str(answer.status) if answer.status else "something that is not HTTP"
    return kept(f"{shown} on {expect.path} after {answer.seconds:.1f} s")


def _wrong(evidence: Evidence, best: Observed) -> Verdict:
    expect = evidence.target.expect
    if best.answer is not None:
        fix = "Say what is right: `--path`, `--status`, `--text`; or give it what it misses: `--env`."
        detail = [*log_of(best), f"It answered: {best.answer.text[:300]}"]
    elif expect.port is not None:
        fix = (
            f"Does it listen on 0.0.0.0:{expect.port}, and not on 127.0.0.1, which cannot be reached from outside? "
            "Another port: `--port`."
        )
        detail = list(log_of(best))
    else:
        fix, detail = "Say what is right: `--exit-code`, `--prints`.", list(log_of(best))
    return broken(best.trouble, Finding(best.trouble, fix, line_of(evidence, "EXPOSE"), detail))


CHECK: Final = Check(
    id="answers",
    title="Answers",
    why="A server that runs but cannot be reached is the most common failure of a first deployment.",
    how=(
        "Its port is asked over HTTP (or TLS) until it answers: with anything below 500 by default, with `--status` "
        "and `--text` as they say. What speaks another protocol answers too. A program without a port has to go on, or "
        "to end with exit code 0, or as `--exit-code` and `--prints` say."
    ),
    fix="Let it listen on 0.0.0.0 and on the port that the Dockerfile exposes.",
    judge=_judge,
)

"""The checks of the build and of a run: it builds, starts, answers, is healthy, stops, and leaves no zombies."""

import re
from http import HTTPStatus
from typing import Final

from dockgen.languages import tables
from dockgen.verify.check import Check, Finding, Verdict, failed, passed, skipped
from dockgen.verify.checks.common import (
    at_start,
    blamed,
    counted,
    did_not_work,
    ended,
    is_ended_by_signal,
    line_of,
    log_of,
)
from dockgen.verify.evidence import Answer, Evidence, Health, Observed

_NOT_THERE: Final = (
    r"fork/exec (/\S{1,200}): no such file or directory"
    r'|exec: "(\S{1,200})": executable file not found'
    r"|spawn (\S{1,200}) ENOENT"
    r"|(?m:^)[^\s:]{0,100}sh: (?:line )?\d{1,5}: (\S{1,200}): (?:command )?not found"
)
_REFUSED_HOST: Final = r"(?:Invalid HTTP_HOST header|\bDisallowedHost\b|Blocked hosts?: )[^\n]{0,200}"
"""What Django and Rails log of a request for a host that is not theirs."""
_ELF: Final = ("no such file or directory", "not found")
_LINES: Final = 8
_ZOMBIES: Final = 5


def _builds(evidence: Evidence) -> Verdict:
    """Report the builder's warnings; a build that fails comes to no verdict at all."""
    built = evidence.built
    if "warnings" not in evidence.abilities:
        return passed(f"built in {built.seconds:.1f} s; this engine does not tell what it warns of")
    if not built.warnings:
        return passed(f"built in {built.seconds:.1f} s, without a warning")
    findings = [Finding(one.message, f"See {one.url}." if one.url else "", one.line) for one in built.warnings]
    return failed(counted(len(findings), "warning"), *findings)


def _starts(evidence: Evidence) -> Verdict:
    """Look at the run with the fewest limits: which limit it cannot live with is for other checks to say."""
    best = evidence.best
    if best is None:
        return skipped(did_not_work(evidence))
    has_lost = bool(best.limit) and best.killed_for_memory
    if has_lost or not (best.works or best.has_started):
        trouble = f"started, but {best.limit}" if has_lost else best.trouble
        return blamed(trouble, _fix_of_start(evidence, best), at_start(evidence), log_of(best))
    notes = (Finding(f"It {best.limit}.", line=at_start(evidence), is_note=True),) if best.limit else ()
    if best.exit_code is not None:
        return passed(f"ran for {best.seconds:.1f} s and {ended(best.exit_code)}", *notes)
    return passed(f"started in {best.seconds:.1f} s" if best.works else "started", *notes)


def _fix_of_start(evidence: Evidence, observed: Observed) -> str:
    # Some engines have what the kernel said only in the log.
    refused = re.search(r"(?m)^exec [^\n]{1,300}: [a-z ]{1,40}$", observed.logs)
    trouble = f"{observed.error} {refused[0] if refused else ''}".lower()
    if observed.killed_for_memory:
        return "Raise its limit with `--memory`, or let it take less."
    if "rlimit" in trouble:  # crun says "OCI permission denied" of it, and the user of the image has no part in that
        return "The engine may not set its limits: lower `default_ulimits` in its containers.conf."
    if "exec format error" in trouble:
        return "The program is for another platform, or a script without its first line `#!...`."
    return _fix_of_files(evidence, trouble) or _fix_of_words(evidence, observed)


def _fix_of_files(evidence: Evidence, trouble: str) -> str:
    user, start = evidence.config.user, " ".join((*evidence.config.entrypoint, *evidence.config.command))
    if "unable to find user" in trouble or "no matching entries in passwd" in trouble:
        return f"The image has no user {user}: make one, or write a number, such as `USER 65532`."
    if "permission denied" in trouble:
        return f"Its user ({user or 'root'}) may not read or run {start}: `COPY --chmod=755`."
    if any(word in trouble for word in _ELF):
        return (
            f"{start.split(' ')[0]} is not in the image, or is linked against a C library that is not: "
            "compile it with CGO_ENABLED=0, or take a base with that library, such as `slim`."
        )
    return ""


def _fix_of_words(evidence: Evidence, observed: Observed) -> str:
    """Say what its own last words are about, such as a program that Go, Node.js, or a shell did not find."""
    found = re.findall(_NOT_THERE, observed.logs)
    if missing := next((name for name in found[-1] if name), "") if found else "":
        return f"It wants {missing}, which is not in the image: install it there, or take a base image that has it."
    if evidence.target.expect.made_up:
        return f"It was given made-up values for {', '.join(evidence.target.expect.made_up)}: `--env NAME=VALUE`."
    return "Its last words are below; what it needs can be given: `--env`, `--env-file`, `--volume`."


def _answers(evidence: Evidence) -> Verdict:
    best, expect = evidence.best, evidence.target.expect
    if best is None:
        return skipped(did_not_work(evidence))
    if not best.works:
        return _no_answer(evidence, best) if best.has_started or best.answer else skipped("it does not start")
    if expect.port is None:
        printed = f", and printed {expect.output!r}" if expect.output else ""
        goes_on = "goes on" if best.exit_code is None else ended(best.exit_code)
        return passed(f"it serves no port, and {goes_on}{printed}")
    if "publish" not in evidence.abilities:
        return skipped("this engine offers no ports of its containers")
    if best.answer is None:
        return skipped(f"port {expect.port} of the engine's machine cannot be reached from here")
    return _judged_answer(evidence, best, best.answer)


def _judged_answer(evidence: Evidence, best: Observed, answer: Answer) -> Verdict:
    refused = re.search(_REFUSED_HOST, best.logs)
    if refused and HTTPStatus.BAD_REQUEST <= answer.status <= HTTPStatus.FORBIDDEN:
        fix = "Add 127.0.0.1 to the hosts that it serves (in Django ALLOWED_HOSTS), or set their variable: `--env`."
        trouble = f"answers {answer.status} to every request: it refuses the host name 127.0.0.1"
        return blamed(trouble, fix, at_start(evidence), [refused[0]])
    shown = str(answer.status) if answer.status else "something that is not HTTP"
    return passed(f"{shown} on {evidence.target.expect.path} after {answer.seconds:.1f} s")


def _no_answer(evidence: Evidence, best: Observed) -> Verdict:
    expect, detail = evidence.target.expect, [*log_of(best)]
    fix = "Say what is right: `--exit-code`, `--prints`."
    if best.answer is not None:
        fix = "Say what is right: `--path`, `--status`, `--text`; or give it what it misses: `--env`."
        detail.append(f"It answered: {best.answer.text[:300]}")
    elif expect.port is not None:
        fix = (
            f"Does it listen on 0.0.0.0:{expect.port}, and not on 127.0.0.1, which cannot be reached from outside? "
            "Another port: `--port`."
        )
    return blamed(best.trouble, fix, line_of(evidence, "EXPOSE"), detail)


def _health(evidence: Evidence) -> Verdict:
    plan, line = evidence.target.plan, line_of(evidence, "HEALTHCHECK")
    if evidence.config.health and evidence.health is not None:
        return _asked(evidence.health, line)
    if evidence.config.health:
        can = "healthcheck" in evidence.abilities
        return skipped(did_not_work(evidence) or ("it was not asked" if can else "this engine runs no health checks"))
    if plan is not None and plan.does.get("healthcheck"):
        return blamed("there is no health check, and the plan has one", "`dockgen init` writes it.", line)
    return skipped("it has no health check")


def _asked(health: Health, line: int | None) -> Verdict:
    if health.status != "healthy":
        trouble = f"it works, and its health check has not succeeded in {health.seconds:.0f} s"
        fix = "Run the check by hand in a container: what it says is below."
        return blamed(trouble, fix, line, health.log.splitlines()[-_LINES:])
    if health.notices is False:
        trouble = "its health check says that all is well while the program hangs"
        return blamed(
            trouble, "Let it ask the program itself, such as a path that it serves, and wait for the answer.", line
        )
    if health.notices is None:
        note = Finding(f"whether it notices a program that hangs was not tried: {health.why_not_tried}", is_note=True)
        return passed(f"healthy after {health.seconds:.1f} s", note)
    return passed(f"healthy after {health.seconds:.1f} s, and it notices when the program hangs")


def _stops(evidence: Evidence) -> Verdict:
    best, stop, within = evidence.best, evidence.stop, evidence.target.expect.stop_within
    if best is None or not best.works:
        return skipped(did_not_work(evidence))
    if stop is None:
        can = "it was not stopped" if "signal" in evidence.abilities else "this engine sends no signals"
        return skipped(can if best.exit_code is None else "it ends by itself")
    signal = evidence.config.stop_signal or "SIGTERM"
    if stop.was_killed or stop.seconds > within:
        trouble = f"does not stop within {within:g} s of {signal}" + (", and was killed" if stop.was_killed else "")
        return blamed(trouble, _fix_of_stop(evidence, signal), at_start(evidence))
    code = stop.exit_code or 0
    message = f"stopped {stop.seconds:.1f} s after {signal}, and {ended(code)}"
    if code == 0:
        return passed(message)
    if is_ended_by_signal(code):
        note = "it does not handle the signal, so what it was just doing is cut off"
        return passed(message, Finding(note, is_note=True))
    return passed(message, Finding("supervisors may take that exit code for a crash", "End with 0.", is_note=True))


def _fix_of_stop(evidence: Evidence, signal: str) -> str:
    words = (*evidence.config.entrypoint, *evidence.config.command)
    if words[:2] in {("/bin/sh", "-c"), ("sh", "-c"), ("/bin/bash", "-c"), ("bash", "-c")}:
        return f"A shell is process 1 and does not forward {signal}: use exec form, or `exec PROGRAM`."
    name = words[0].rpartition("/")[2] if words else ""
    if start := next((one.hides_signals[name] for one in tables.interpreters() if name in one.hides_signals), ""):
        return f"{words[0]} stands between the engine and the program: start that itself: `{start}`."
    return f"As the first process of a container a program has to handle {signal} itself; or run it with `--init`."


def _zombies(evidence: Evidence) -> Verdict:
    best = evidence.best
    if "processes" not in evidence.abilities:
        return skipped("this engine does not list the processes of a container")
    if best is None or not best.works:
        return skipped(did_not_work(evidence))
    if not best.processes:
        return skipped("its processes were not listed" if best.exit_code is None else "it ends by itself")
    if best.dead is None:
        return skipped("dead processes cannot be seen from here")
    number = f"{len(best.processes)} processes" if len(best.processes) > 1 else "1 process"
    if not best.dead:
        return passed(f"{number}, and no zombie")
    trouble = f"{len(best.dead)} zombies beside {number}" if len(best.dead) > 1 else f"a zombie beside {number}"
    if best.limit:
        trouble = f"{trouble}: it {best.limit}"
    fix = "Let an init be the first process: `docker run --init`, `init: true` in compose.yaml, or tini in the image."
    return blamed(trouble, fix, at_start(evidence), [f"dead: {name}" for name in best.dead[:_ZOMBIES]])


CHECKS: Final = (
    Check(
        id="builds",
        title="Builds without a warning",
        why="A build warning is a mistake that happens to work today, such as a variable that is never set.",
        how="The image is built, and BuildKit's own checks are read.",
        fix="Follow the link of the warning: docs.docker.com explains each of them.",
        judge=_builds,
        needs=("build",),
    ),
    Check(
        id="starts",
        title="Starts",
        why="An image that builds need not start: a library may be missing, a file, a right, a setting.",
        how=(
            "It is run read-only, without privileges, and, where it then does not work, without any limits. A program "
            "that serves must not end by itself; one that does not may, with exit code 0. None of its processes may "
            "be killed for its memory limit; that it was refused one more process is noted."
        ),
        fix="Read its last words, which are shown. Give it what it needs with `--env`, `--env-file` or `--volume`.",
        judge=_starts,
    ),
    Check(
        id="answers",
        title="Answers",
        why="A server that runs but cannot be reached is the most common failure of a first deployment.",
        how=(
            "Its port is asked over HTTP (or TLS) until it answers: with anything below 500 by default, with "
            "`--status` and `--text` as they say. What speaks another protocol answers too. A program without a port "
            "has to go on, or to end with exit code 0, or as `--exit-code` and `--prints` say."
        ),
        fix="Let it listen on 0.0.0.0 and on the port that the Dockerfile exposes.",
        judge=_answers,
    ),
    Check(
        id="health",
        title="Its health check works",
        why="A check that always succeeds is worse than none: what hangs stays in service.",
        how=(
            "The image's own check has to say `healthy` while the program works. In a second container all its "
            "processes are stopped with SIGSTOP, and the check's command then must not succeed."
        ),
        fix="Let it ask what the program serves, with a limit of time.",
        judge=_health,
        practice="healthcheck",
        needs=("run", "health", "anyone"),
    ),
    Check(
        id="stops",
        title="Stops when it is asked to",
        why="A program that does not stop is killed later: each deployment waits for it, and requests are cut off.",
        how="It is stopped as by `docker stop`, within `--stop-within` seconds; the time and the exit code are shown.",
        fix="Start the program in exec form, and let it handle SIGTERM.",
        judge=_stops,
        needs=("run", "stop"),
    ),
    Check(
        id="zombies",
        title="Is a good first process",
        why="The first process has to take note of each one that dies; else they fill the table of processes.",
        how="Its processes are listed once it has answered and its health check has run; those in state Z are zombies.",
        fix="`--init`, `init: true`, or tini; or wait for the processes that it starts.",
        judge=_zombies,
    ),
)

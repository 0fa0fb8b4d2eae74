"""Its program starts, and goes on or ends as it should."""

import re
from typing import Final

from dockgen.verify.check import Check, Finding, Verdict, broken, kept, skipped
from dockgen.verify.checks.common import at_start, ended, log_of
from dockgen.verify.evidence import Evidence, Observed

_NOT_THERE: Final = (
    r"fork/exec (/\S{1,200}): no such file or directory"
    r'|exec: "(\S{1,200})": executable file not found'
    r"|spawn (\S{1,200}) ENOENT"
    r"|(?m:^)[^\s:]{0,100}sh: (?:line )?\d{1,5}: (\S{1,200}): (?:command )?not found"
)
_ELF: Final = ("no such file or directory", "not found")


def _judge(evidence: Evidence) -> Verdict:
    """Look at the run with the fewest limits: which limit it cannot live with is for other checks to say."""
    best = evidence.best
    if best is None:
        return skipped(evidence.gaps.get("careful", "it was not run"))
    if best.limit and best.killed_for_memory:
        trouble = f"started, but {best.limit}"
        return broken(trouble, Finding(trouble, _fix(evidence, best), at_start(evidence), log_of(best)))
    if best.works or best.has_started:
        notes = (Finding(f"It {best.limit}.", line=at_start(evidence), is_note=True),) if best.limit else ()
        return kept(_how(best), *notes)
    return broken(
        best.trouble,
        Finding(best.trouble, _fix(evidence, best), at_start(evidence), log_of(best)),
    )


def _how(observed: Observed) -> str:
    if observed.exit_code is not None:
        return f"ran for {observed.seconds:.1f} s and {ended(observed.exit_code)}"
    return f"started in {observed.seconds:.1f} s" if observed.works else "started"


def _fix(evidence: Evidence, observed: Observed) -> str:
    """Say what mostly is the matter."""
    trouble = f"{observed.error} {_refused(observed)}".lower()
    start = " ".join((*evidence.config.entrypoint, *evidence.config.command))
    if observed.killed_for_memory:
        return "Raise its limit with `--memory`, or let it take less."
    if "rlimit" in trouble:  # crun says "OCI permission denied" of it, and the user of the image has no part in that
        return "The engine may not set its limits: lower `default_ulimits` in its containers.conf."
    if "exec format error" in trouble:
        return "The program is for another platform, or a script without its first line `#!...`."
    if about_user := _fix_of_user(trouble, evidence.config.user, start):
        return about_user
    if any(word in trouble for word in _ELF):
        return (
            f"{start.split(' ')[0]} is not in the image, or is linked against a C library that is not: "
            "compile it with CGO_ENABLED=0, or take a base with that library, such as `slim`."
        )
    return _fix_of_words(evidence, observed)


def _fix_of_words(evidence: Evidence, observed: Observed) -> str:
    """Say what its own last words are about."""
    if missing := _missing(observed):
        return f"It wants {missing}, which is not in the image: install it there, or take a base image that has it."
    if evidence.target.expect.made_up:
        return f"It was given made-up values for {', '.join(evidence.target.expect.made_up)}: `--env NAME=VALUE`."
    return "Its last words are below; what it needs can be given: `--env`, `--env-file`, `--volume`."


def _fix_of_user(trouble: str, user: str, start: str) -> str:
    if "unable to find user" in trouble or "no matching entries in passwd" in trouble:
        return f"The image has no user {user}: make one, or write a number, such as `USER 65532`."
    if "permission denied" in trouble:
        return f"Its user ({user or 'root'}) may not read or run {start}: `COPY --chmod=755`."
    return ""


def _missing(observed: Observed) -> str:
    """Return the program that it wanted to start, and that is not there, as Go, Node.js and shells tell it."""
    found = re.findall(_NOT_THERE, observed.logs)
    return next((name for name in found[-1] if name), "") if found else ""


def _refused(observed: Observed) -> str:
    """Return what the kernel said where it did not start the program: some engines have it only in the log."""
    match = re.search(r"(?m)^exec [^\n]{1,300}: [a-z ]{1,40}$", observed.logs)
    return match[0] if match else ""


CHECK: Final = Check(
    id="starts",
    title="Starts",
    why="An image that builds need not start: a library may be missing, a file, a right, a setting.",
    how=(
        "It is run read-only, without privileges, and, where it then does not work, without any limits. A program that "
        "serves must not end by itself; one that does not may, with exit code 0. None of its processes may be killed "
        "for its memory limit; that it was refused one more process is noted."
    ),
    fix="Read its last words, which are shown. Give it what it needs with `--env`, `--env-file` or `--volume`.",
    judge=_judge,
)

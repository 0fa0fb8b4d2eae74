"""No shell and no package manager where the base image has none."""

import re
from typing import Final

from dockgen.verify.check import Check, Finding, Verdict, broken, kept, skipped
from dockgen.verify.checks.hits import and_more, base_of, gaps, last, not_looked_into
from dockgen.verify.evidence import Evidence

_WITHOUT_SHELL: Final = r"(?s)scratch|.*distroless.*|cgr\.dev/.*|.*[:-]chiseled.*|.*-chiseled.*"
_WITH_SHELL: Final = (
    r"(?s).*:(?:[\w.-]{0,120}-)?(?:debug|dev)(?:[-@].*)?|.*:debug.*"
    r"|.*/(?:wolfi-base|chainguard-base|bash|busybox|git)(?:[:@].*)?"
)
"""Those of the same makers that are meant to have one."""

_FIX: Final = "Copy only what the program needs; `docker debug` lets one look around in a container without a shell."


def _judge(evidence: Evidence) -> Verdict:
    if reason := evidence.target.left_out("minimal-base"):
        return skipped(reason)
    image, _ = base_of(evidence)
    if not re.fullmatch(_WITHOUT_SHELL, image) or re.fullmatch(_WITH_SHELL, image):
        return skipped(f"{image} has a shell, so this practice does not apply")
    contents = evidence.contents
    if contents is None:
        return skipped(not_looked_into(evidence))
    found = [
        Finding(f"{what} in the image: {and_more(paths)}", _FIX, _line(evidence, paths[0]))
        for what, paths in (("a shell", contents.shells), ("a package manager", contents.managers))
        if paths
    ]
    if found:
        return broken(found[0].message, *found, *gaps(contents))
    return kept("no shell and no package manager", *gaps(contents))


def _line(evidence: Evidence, path: str) -> int | None:
    """Return the line that copies a path, as far as its destination says so."""
    return last(evidence, lambda one: bool(one.args) and _lies_in(path, one.args[-1]), "COPY", "ADD")


def _lies_in(path: str, destination: str) -> bool:
    """Tell whether a path is what is copied, or lies in it; `/bin` may be a link to `/usr/bin`."""
    path, folder = path.removeprefix("/usr"), destination.rstrip("/").removeprefix("/usr")
    return path == folder or path.startswith(f"{folder}/")


CHECK: Final = Check(
    id="minimal",
    title="No shell and no package manager",
    why="Whoever gets in finds nothing to work with, and there is nothing to update but the program.",
    how="What is left when all layers lie upon each other is searched for both, where the base image has neither.",
    fix="Copy the program and its data alone into the last stage.",
    judge=_judge,
    practice="minimal-base",
    needs=("contents",),
)

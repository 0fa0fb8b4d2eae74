"""Fixes one Dockerfile: one practice after the other, until nothing more is sure."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

from dockgen.audit.fix import (
    cross_build,
    exec_form,
    healthcheck,
    https,
    ignore_file,
    labels,
    layers,
    minimal_base,
    mounts,
    multi_stage,
    pin,
    strip,
    user,
)
from dockgen.audit.fix.edits import Edit, applied
from dockgen.audit.run import Finding, audit
from dockgen.dockerfiles.build import Build, ignore_patterns
from dockgen.dockerfiles.dockerfile import DockerfileError, parse

_Fix = Callable[[Build, Sequence[Finding]], list[Edit]]

FIXES: Final[tuple[tuple[str, _Fix], ...]] = (
    ("exec-form", exec_form.fix),
    ("multi-stage", multi_stage.fix),
    ("minimal-base", minimal_base.fix),
    ("https", https.fix),
    ("cross-build", cross_build.fix),
    ("strip", strip.fix),
    ("pin", pin.fix),
    ("cache", layers.fix),
    ("cache", mounts.fix),
    ("labels", labels.fix),
    ("user", user.fix),
    ("healthcheck", healthcheck.fix),
)
"""In the order of application: first what changes the stages, then what stands in them.

What is not here nobody can fix without a guess: which release is meant in the place of one past its end, where a
secret is to come from, what a program reads of the image that it was built in.
"""

_MOST_STEPS: Final = 100


class Fixed(NamedTuple):
    """What a Dockerfile and the `.dockerignore` of its build context come to."""

    text: str
    ignore: str
    """Empty where there is one already, or none can be written."""
    practices: tuple[str, ...]
    """The practices that were applied, in order."""


def fix(build: Build) -> Fixed:
    """Apply all fixes until they change nothing more.

    Args:
        build: the file, and what is around it; only what an audit of it finds is fixed.
    """
    ignore = ignore_file.fix(build, _found(build, "ignore-file"))
    practices = ["ignore-file"] if ignore else []
    if ignore:
        build = build._replace(ignore=ignore_patterns(ignore))
    for _ in range(_MOST_STEPS):
        step = next(_steps(build), None)
        if step is None:
            break
        practice, build = step
        practices.append(practice)
    return Fixed(build.file.text, ignore, tuple(dict.fromkeys(practices)))


def _steps(build: Build) -> Iterator[tuple[str, Build]]:
    """Yield what each fix makes of a Dockerfile, where that is better."""
    found = audit(build).findings()
    before = Counter(one.rule for one in found)
    for practice, one_fix in FIXES:
        changed = _changed(build, one_fix, [one for one in found if one.rule == practice])
        if changed is None:
            continue
        after, worse = _followed_up(changed, before)
        if not worse:
            yield practice, after


def _found(build: Build, practice: str) -> list[Finding]:
    return [one for one in audit(build).findings() if one.rule == practice]


def _changed(build: Build, one_fix: _Fix, found: Sequence[Finding]) -> Build | None:
    """Return a Dockerfile with one fix applied; None where that changes nothing, or makes none of it."""
    edits = one_fix(build, found) if found else []
    if not edits:
        return None
    text = applied(build.file.text, edits)
    if text == build.file.text:
        return None
    try:
        return build._replace(file=parse(text, build.file.path))
    except DockerfileError:
        return None


def _followed_up(build: Build, before: Counter[str]) -> tuple[Build, set[str]]:
    """Fix at once what a fix has brought up, such as a compiler that is in a stage of its own now.

    Returns:
        The result, and the practices that are broken more often than before.
    """
    worse = _worse(build, before)
    for practice, one_fix in FIXES:
        if practice in worse and (better := _changed(build, one_fix, _found(build, practice))):
            build, worse = better, _worse(better, before)
    return build, worse


def _worse(build: Build, before: Counter[str]) -> set[str]:
    """Return the practices that are broken more often than before."""
    after = Counter(one.rule for one in audit(build).findings())
    return {rule for rule, number in after.items() if number > before[rule]}

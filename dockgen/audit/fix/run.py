"""Mends one Dockerfile: one practice after the other, until nothing more is sure."""

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

_Mend = Callable[[Build, Sequence[Finding]], list[Edit]]

MENDS: Final[tuple[tuple[str, _Mend], ...]] = (
    ("exec-form", exec_form.mend),
    ("multi-stage", multi_stage.mend),
    ("minimal-base", minimal_base.mend),
    ("https", https.mend),
    ("cross-build", cross_build.mend),
    ("strip", strip.mend),
    ("pin", pin.mend),
    ("cache", layers.mend),
    ("cache", mounts.mend),
    ("labels", labels.mend),
    ("user", user.mend),
    ("healthcheck", healthcheck.mend),
)
"""In the order of application: first what changes the stages, then what stands in them.

What is not here nobody can mend without a guess: which release is meant in the place of one past its end, where a
secret is to come from, what a program reads of the image that it was built in.
"""

_MOST_STEPS: Final = 100


class Fixed(NamedTuple):
    """What a Dockerfile and the `.dockerignore` of its build context come to."""

    text: str
    ignore: str
    """Empty where there is one already, or none can be written."""
    mended: tuple[str, ...]
    """The practices that were applied, in order."""


def fix(build: Build) -> Fixed:
    """Apply all mends until they change nothing more.

    Args:
        build: the file, and what is around it; only what an audit of it finds is mended.
    """
    ignore = ignore_file.mend(build, _found(build, "ignore-file"))
    mended = ["ignore-file"] if ignore else []
    if ignore:
        build = build._replace(ignore=ignore_patterns(ignore))
    for _ in range(_MOST_STEPS):
        step = next(_steps(build), None)
        if step is None:
            break
        practice, build = step
        mended.append(practice)
    return Fixed(build.file.text, ignore, tuple(dict.fromkeys(mended)))


def _steps(build: Build) -> Iterator[tuple[str, Build]]:
    """Yield what each mend makes of a Dockerfile, where that is better."""
    found = audit(build).findings()
    before = Counter(one.rule for one in found)
    for practice, mend in MENDS:
        changed = _mended(build, mend, [one for one in found if one.rule == practice])
        if changed is None:
            continue
        after, worse = _followed_up(changed, before)
        if not worse:
            yield practice, after


def _found(build: Build, practice: str) -> list[Finding]:
    return [one for one in audit(build).findings() if one.rule == practice]


def _mended(build: Build, mend: _Mend, found: Sequence[Finding]) -> Build | None:
    """Return a Dockerfile with one mend applied; None where that changes nothing, or makes none of it."""
    edits = mend(build, found) if found else []
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
    """Mend at once what a mend has brought up, such as a compiler that is in a stage of its own now.

    Returns:
        The result, and the practices that are broken more often than before.
    """
    worse = _worse(build, before)
    for practice, mend in MENDS:
        if practice in worse and (better := _mended(build, mend, _found(build, practice))):
            build, worse = better, _worse(better, before)
    return build, worse


def _worse(build: Build, before: Counter[str]) -> set[str]:
    """Return the practices that are broken more often than before."""
    after = Counter(one.rule for one in audit(build).findings())
    return {rule for rule, number in after.items() if number > before[rule]}

"""Fixes one Dockerfile, practice by practice, until no more safe fix is found."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from dockgen.audit.fix import (
    compiling,
    exec_form,
    ignore_file,
    layers,
    minimal_base,
    mounts,
    multi_stage,
    pin,
    project,
    user,
)
from dockgen.audit.fix.edits import Edit, applied
from dockgen.audit.run import Finding, audit
from dockgen.dockerfiles.build import Build, ignore_patterns
from dockgen.dockerfiles.dockerfile import DockerfileError, parse
from dockgen.records import NamedTuple

_Fix = Callable[[Build, Sequence[Finding]], list[Edit]]

FIXES: Final[tuple[tuple[str, _Fix], ...]] = (
    ("exec-form", exec_form.fix),
    ("multi-stage", multi_stage.fix),
    ("minimal-base", minimal_base.fix),
    ("https", minimal_base.fix_https),
    ("cross-build", compiling.cross_build),
    ("strip", compiling.strip),
    ("pin", pin.fix),
    ("cache", layers.fix),
    ("cache", mounts.fix),
    ("labels", project.labels),
    ("user", user.fix),
    ("healthcheck", project.healthcheck),
)
"""In the order of application: first fixes that change the stages, then those inside a stage.

The other practices cannot be fixed without a guess: which release should replace one past its end of life, where a
secret should come from, which files of its build image a program reads.
"""

_MOST_STEPS: Final = 100


class Fixed(NamedTuple):
    """The fixed Dockerfile and the `.dockerignore` of its build context."""

    text: str
    ignore: str
    """Empty if there is one already, or if none can be written."""
    practices: tuple[str, ...]
    """The practices that were applied, in order."""


def fix(build: Build) -> Fixed:
    """Apply all fixes until they change nothing more; only findings of the file's audit are fixed."""
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
    """Yield the result of each fix that improves the Dockerfile."""
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
    """Return a Dockerfile with one fix applied; None if nothing changes or the result is invalid."""
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
    """Fix findings that another fix has caused, such as in a new stage; also return the practices that got worse."""
    worse = _worse(build, before)
    for practice, one_fix in FIXES:
        if practice in worse and (better := _changed(build, one_fix, _found(build, practice))):
            build, worse = better, _worse(better, before)
    return build, worse


def _worse(build: Build, before: Counter[str]) -> set[str]:
    """Return the practices with more findings than before."""
    after = Counter(one.rule for one in audit(build).findings())
    return {rule for rule, number in after.items() if number > before[rule]}

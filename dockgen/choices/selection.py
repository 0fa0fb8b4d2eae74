"""Selects the practices and files of a plan, with the reason for each practice that is left out."""

from collections.abc import Mapping, Sequence

from dockgen.choices.options import EXTRAS
from dockgen.choices.settings import Settings
from dockgen.errors import UsageError
from dockgen.model import outputs
from dockgen.practices import PRACTICES, RUNGS
from dockgen.records import NamedTuple

MINIMAL_BASES = PRACTICES["minimal-base"].bases


class Selection(NamedTuple):
    """The selected practices, files, and base image."""

    does: dict[str, bool]
    """Every practice and every extra by name."""
    base: str
    left_out: dict[str, str]
    """Practices that cannot be applied although no one excluded them, with the reason."""
    asked: tuple[str, ...] = ()
    """Practices that were asked for by name."""

    def without(self, practice: str, reason: str) -> "Selection":
        """Return the selection without a practice, because of `reason`; no change if it was not selected."""
        if not self.does[practice]:
            return self
        return self._replace(does=self.does | {practice: False}, left_out=self.left_out | {practice: reason})


class Possible(NamedTuple):
    """The possible choices for a program."""

    bases: Sequence[str]
    """The base images that it can run on, best first."""
    impossible: Mapping[str, str] = {}
    """Base images of its language that it cannot run on, with the reason."""
    unneeded: Mapping[str, str] = {}
    """Practices that do not apply to its language, with the reason."""
    services: bool = False
    """Whether it needs a database or a queue."""
    zones: bool = False
    """Whether it needs the time zone database."""


def select(settings: Settings, possible: Possible, *, is_new: bool, several: bool = False) -> Selection:
    """Take the practices of the ladder's rung, add and remove those given, and choose a base image that fits.

    Args:
        settings: the answers.
        possible: the possible choices for the program.
        is_new: whether there is no project yet.
        several: whether it is decided together with the repository's other apps.

    Raises:
        UsageError: the answers contradict each other.
    """
    asked, refused = set(settings.with_ or ()), set(settings.without or ())
    if both := sorted(asked & refused):
        raise UsageError(f"{both[0]} is both in `with` and in `without`", "Remove it from one of them.")
    if "sample" in asked and not is_new:
        raise UsageError("sample: this folder already has a project", "Leave it out, or name an empty folder.")
    wanted = (set(RUNGS[settings.practices or "all"]) | (asked & PRACTICES.keys())) - refused
    _refuse_unneeded(asked, possible)
    wanted -= possible.unneeded.keys()
    left_out = _drop_what_lacks_its_needs(wanted, asked, possible)
    base = _base(settings, possible, minimal="minimal-base" in wanted)
    if base not in MINIMAL_BASES and "minimal-base" in wanted:
        if "minimal-base" in asked:
            raise UsageError(f"minimal-base and the base image {base} exclude each other", f"Use {_or(MINIMAL_BASES)}.")
        wanted.discard("minimal-base")
        is_only_way = not settings.base and possible.impossible.keys() >= set(MINIMAL_BASES)
        left_out["minimal-base"] = possible.impossible["distroless"] if is_only_way else has_shell(base)
    does = {practice: practice in wanted for practice in PRACTICES}
    defaults = outputs.defaults(is_new=is_new, several=several) | {
        "image-arguments": True,
        "sample": is_new,
        "services": possible.services,
        "syntax": settings.registry is None,
        "timezones": possible.zones,
    }
    extras = {name: (defaults[name] or name in asked) and name not in refused for name in EXTRAS}
    named = asked | {settings.practices}
    return Selection(does | extras, base, left_out, tuple(practice for practice in PRACTICES if practice in named))


def has_shell(base: str) -> str:
    """Return why a base image is no minimal one."""
    return f"{base} includes a shell"


def _refuse_unneeded(asked: set[str], possible: Possible) -> None:
    for practice in sorted(asked & possible.unneeded.keys()):
        raise UsageError(f"{practice} does not apply: {possible.unneeded[practice]}", "Leave it out.")


def _drop_what_lacks_its_needs(wanted: set[str], asked: set[str], possible: Possible) -> dict[str, str]:
    left_out: dict[str, str] = {}
    for practice in PRACTICES.values():
        missing = [need for need in practice.needs if need not in wanted and need not in possible.unneeded]
        if practice.id in wanted and missing:
            if practice.id in asked:
                raise UsageError(f"{practice.id} needs {missing[0]}, which was left out", f"Add `--with {missing[0]}`.")
            wanted.discard(practice.id)
            left_out[practice.id] = f"it needs {missing[0]}"
    return left_out


def _base(settings: Settings, possible: Possible, *, minimal: bool) -> str:
    bases = possible.bases
    if settings.base is None:
        may_be_minimal = minimal and not settings.package  # which has no package manager
        return next((base for base in bases if may_be_minimal or base not in MINIMAL_BASES), bases[0])
    if settings.base not in bases:
        reason = possible.impossible.get(settings.base, "it is not a base image for this language")
        raise UsageError(
            f"the base image {settings.base} cannot be used: {reason}",
            f"Use {_or(bases)}. `dockgen detect` shows what was found.",
        )
    if settings.base in MINIMAL_BASES and not minimal:
        raise UsageError(
            f"the base image {settings.base} needs the practices minimal-base, multi-stage and exec-form",
            f"Keep these practices, or use {_or([base for base in bases if base not in MINIMAL_BASES])}.",
        )
    return settings.base


def _or(names: Sequence[str]) -> str:
    return " or ".join(names)

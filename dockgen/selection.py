"""Which practices and files a plan has, and why one is left out."""

from collections.abc import Sequence
from typing import NamedTuple

from dockgen.errors import UsageError
from dockgen.options import EXTRAS
from dockgen.practices import PRACTICES, RUNGS
from dockgen.settings import Settings

MINIMAL_BASES = PRACTICES["minimal-base"].bases


class Selection(NamedTuple):
    """What was selected."""

    does: dict[str, bool]
    """Every practice and every extra by name."""
    base: str
    left_out: dict[str, str]
    """Practices that nobody refused but that cannot be here, with the reason."""

    def without(self, practice: str, reason: str) -> "Selection":
        """Return the same with one practice less, because of `reason`; one that was not there stays as it was."""
        if not self.does[practice]:
            return self
        return self._replace(does=self.does | {practice: False}, left_out=self.left_out | {practice: reason})


def select(settings: Settings, bases: Sequence[str], *, is_new: bool) -> Selection:
    """Climb the ladder as far as asked, add and take away, and choose a base image that goes with it.

    Args:
        settings: what was asked for.
        bases: the base images that the program can run on, best first.
        is_new: whether there is no project yet.

    Raises:
        UsageError: what was asked for contradicts itself.
    """
    asked, refused = set(settings.with_ or ()), set(settings.without or ())
    if both := sorted(asked & refused):
        raise UsageError(f"{both[0]} is both in `with` and in `without`", "Take it out of one of them.")
    if "sample" in asked and not is_new:
        raise UsageError("sample: there is a project in this folder already", "Take it out, or name an empty folder.")
    wanted = (set(RUNGS[settings.practices or "all"]) | (asked & PRACTICES.keys())) - refused
    left_out = _drop_what_lacks_its_needs(wanted, asked)
    base = _base(settings, bases, minimal="minimal-base" in wanted)
    if base not in MINIMAL_BASES and "minimal-base" in wanted:
        if "minimal-base" in asked:
            raise UsageError(f"minimal-base and the base image {base} exclude each other", f"Use {_or(MINIMAL_BASES)}.")
        wanted.discard("minimal-base")
        left_out["minimal-base"] = f"{base} has a shell"
    does = {practice: practice in wanted for practice in PRACTICES}
    return Selection(does | _extras(settings, asked, refused, is_new=is_new), base, left_out)


def _drop_what_lacks_its_needs(wanted: set[str], asked: set[str]) -> dict[str, str]:
    left_out: dict[str, str] = {}
    for practice in PRACTICES.values():
        missing = [need for need in practice.needs if need not in wanted]
        if practice.id in wanted and missing:
            if practice.id in asked:
                raise UsageError(f"{practice.id} needs {missing[0]}, which is left out", f"Add `--with {missing[0]}`.")
            wanted.discard(practice.id)
            left_out[practice.id] = f"it needs {missing[0]}"
    return left_out


def _base(settings: Settings, bases: Sequence[str], *, minimal: bool) -> str:
    if settings.base is None:
        return next((base for base in bases if minimal or base not in MINIMAL_BASES), bases[0])
    if settings.base not in bases:
        raise UsageError(
            f"the base image {settings.base} has no C library that fits, and this program needs one",
            f"Use {_or(bases)}; `dockgen detect` says what needs it.",
        )
    if settings.base in MINIMAL_BASES and not minimal:
        raise UsageError(
            f"the base image {settings.base} needs the practices minimal-base, multi-stage and exec-form",
            "Take one of them less away, or use the base image alpine.",
        )
    return settings.base


def _extras(settings: Settings, asked: set[str], refused: set[str], *, is_new: bool) -> dict[str, bool]:
    defaults = {
        "compose": True,
        "config": True,
        "gitignore": is_new,
        "readme": is_new,
        "sample": is_new,
        "syntax": settings.registry is None,
        "timezones": False,
    }
    return {name: (defaults[name] or name in asked) and name not in refused for name in EXTRAS}


def _or(names: Sequence[str]) -> str:
    return " or ".join(names)

"""Which version of a language is used, where a project names one, or ranges of them."""

from collections.abc import Callable, Iterable, Sequence

from dockgen import versions
from dockgen.languages.kit.ranges import Dialect, Numbers, taken
from dockgen.languages.kit.tables import warn
from dockgen.model.found import Found
from dockgen.reading.project import Project
from dockgen.records import NamedTuple

Asked = Found[str]
"""A version or a range that a file asks for."""


class Releases(NamedTuple):
    """The releases of a language."""

    name: str
    """The language, as in the registry."""
    title: str
    dialect: Dialect
    """How its ranges are written."""


def best(releases: Releases, *asked: str) -> str | None:
    """Return the version that is used where a range is asked for, or several at once.

    The default where it is allowed, because that is the one that packages support best; else the next newer one; else
    the newest of the older ones; else the one that got fixes for longest. None where no version fits, or the text is
    no range.
    """
    default, supported = versions.language(releases.name)
    newest, known = _numbers(default), sorted(map(_numbers, supported))
    newer = (version for version in known if version > newest)
    older = (version for version in reversed(known) if version < newest)
    past = map(_numbers, versions.ended(releases.name))
    supported_ones = (newest, *newer, *older)
    found = next(iter(taken(asked, releases.dialect, supported_ones) or taken(asked, releases.dialect, past)), None)
    return ".".join(map(str, found)) if found else None


def choose(
    project: Project,
    releases: Releases,
    exact: Iterable[Asked],
    ranges: Sequence[Asked],
    locked: Callable[[], Iterable[Asked]],
) -> Found[str | None]:
    """Return the version that the files name, or the best one in the ranges that they allow.

    Versions in `exact` are named outright; what lock files repeat (`locked`) counts if there are no ranges.
    """
    for version in exact:
        return version
    used = ranges or [*locked()]
    for asked in used:
        if not best(releases, asked.value):
            warn(project, f"{asked.source}: {asked.value!r} is no range of versions that {releases.title} has")
    return _of_ranges(releases, used)


def _of_ranges(releases: Releases, ranges: Iterable[Asked]) -> Found[str | None]:
    """Return the best version in all ranges that are valid."""
    valid = [asked for asked in ranges if best(releases, asked.value)]
    version = best(releases, *(asked.value for asked in valid)) if valid else None
    source = ", ".join(f"{asked.source} {asked.value}" for asked in valid)
    return Found(version, source if version else "no file names a version")


def _numbers(version: str) -> Numbers:
    return tuple(map(int, version.split(".")))

"""Chooses newer releases that fit together: one release of Alpine for all images with an Alpine tag."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from dockgen.choices.settings import FILE_NAME, Settings
from dockgen.generator.generated import Generated
from dockgen.registry import reference as references
from dockgen.registry.reference import Reference
from dockgen.releases.find import Tag, newest, parse

_FREE: Final = ("default", FILE_NAME)
"""The sources of a language version that no file of the project sets."""


def choose(generated: Generated, kept: Settings, tags: Mapping[Reference, Sequence[Tag]]) -> dict[str, str]:
    """Return the newer releases by their keys in `dockgen.toml`.

    It never takes a new major version of a service, which could not read the old data, a new release of
    Debian, whose names have no order, or a language version that a file of the project sets.

    Args:
        generated: the generated files.
        kept: the answers in `dockgen.toml`.
        tags: for each image of the Dockerfiles, the comparable tags that are not older.
    """
    plan = generated.plan
    builder = references.parse(plan.build_image) if plan.build_image else None
    is_free = len(generated.plans) == 1 and plan.sources.get("language_version", "") in _FREE
    possible = {one: list(_possible(one, those, is_free=is_free and one == builder)) for one, those in tags.items()}
    alpine, found = _alpine(possible), {}
    if alpine and alpine != max(map(_release, tags)):
        found["alpine"] = ".".join(map(str, alpine))
    if builder and builder in possible and is_free:
        own, version = parse(builder.tag), newest(tag for tag in possible[builder] if tag.alpine in {(), alpine})
        if own and version and version.version > own.version:
            found["language-version"] = ".".join(map(str, version.version))
    return {name: release for name, release in found.items() if dict(kept.versions or ()).get(name) != release}


def _possible(one: Reference, tags: Sequence[Tag], *, is_free: bool) -> Iterator[Tag]:
    """Yield the possible tags: only the Alpine release may change, and the version if no file sets it."""
    own = parse(one.tag)
    yield from (tag for tag in tags if is_free or _is_alpine(one) or (own and tag.version == own.version))


def _alpine(tags: Mapping[Reference, Sequence[Tag]]) -> tuple[int, ...]:
    """Return the newest Alpine release that all images with an Alpine tag have; empty for none."""
    sets = [{_of(one, tag) for tag in those} for one, those in tags.items() if _release(one)]
    return max(set.intersection(*sets), default=()) if sets else ()


def _release(one: Reference) -> tuple[int, ...]:
    """Return the Alpine release in an image's tag."""
    own = parse(one.tag)
    return _of(one, own) if own else ()


def _of(one: Reference, tag: Tag) -> tuple[int, ...]:
    return tag.version if _is_alpine(one) else tag.alpine


def _is_alpine(one: Reference) -> bool:
    return one.repository.rpartition("/")[2] == "alpine"

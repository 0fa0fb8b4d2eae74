"""Which newer releases can be taken together: one release of Alpine, which every image that names one has."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from dockgen.choices.settings import FILE_NAME, Settings
from dockgen.generator.pipeline import Generated
from dockgen.registry import reference as references
from dockgen.registry.reference import Reference
from dockgen.releases.find import Tag, newest, parse

_FREE: Final = ("default", FILE_NAME)
"""Where a language's version comes from, if no file of the project asks for it."""


def choose(generated: Generated, kept: Settings, tags: Mapping[Reference, Sequence[Tag]]) -> dict[str, str]:
    """Return the newer releases by the name that `dockgen.toml` has for each.

    A new major version of a service is never taken: it would not read the data of the old one. Nor is a release of
    Debian, whose names have no order; nor a language's version where a file of the project asks for one.

    Args:
        generated: what would be written now.
        kept: the answers that are kept.
        tags: of each image of the Dockerfiles the tags of its kind that are not older.
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
    """Yield the tags that could be taken: only the release of Alpine may be another, and a version that is free."""
    own = parse(one.tag)
    yield from (tag for tag in tags if is_free or _is_alpine(one) or (own and tag.version == own.version))


def _alpine(tags: Mapping[Reference, Sequence[Tag]]) -> tuple[int, ...]:
    """Return the newest release of Alpine that all images have which name one; empty for none."""
    sets = [{_of(one, tag) for tag in those} for one, those in tags.items() if _release(one)]
    return max(set.intersection(*sets), default=()) if sets else ()


def _release(one: Reference) -> tuple[int, ...]:
    """Return the release of Alpine that an image's own tag names."""
    own = parse(one.tag)
    return _of(one, own) if own else ()


def _of(one: Reference, tag: Tag) -> tuple[int, ...]:
    return tag.version if _is_alpine(one) else tag.alpine


def _is_alpine(one: Reference) -> bool:
    return one.repository.rpartition("/")[2] == "alpine"

"""When what an image's tag names stops getting fixes."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypedDict, cast

import tomli

from dockgen.versions import DISTRIBUTIONS
from dockgen.versions.resources import language_versions, languages, shared_versions

if TYPE_CHECKING:
    from dockgen.versions.resources import Entry

_NUMBER: Final = r"[0-9]+(?:\.[0-9]+)*"


class _Product(TypedDict, total=False):
    """What images stand on."""

    title: str
    images: str
    ends: dict[str, date]
    codenames: dict[str, str]
    instead: str


@cache
def _known() -> Mapping[str, _Product]:
    """Return the data of `ends.toml`, with what the languages' own `versions.toml` know."""
    data = tomli.loads(Path(__file__).with_name("ends.toml").read_text("utf-8"))
    products = cast("dict[str, _Product]", data["product"])
    own: dict[str, Entry] = {name: language_versions(name) for name in languages()}
    own |= {name: shared_versions()[name] for name in DISTRIBUTIONS}
    for name, entry in own.items():
        if ends := days(entry):
            products[name]["ends"] = products[name].get("ends", {}) | ends
    return products


def days(entry: "Entry") -> dict[str, date]:
    """Return the last day of each release in an entry of a `versions.toml`."""
    return {release: date.fromisoformat(end) for release, end in entry.get("ends", {}).items()}


def newer_than(image: str, today: date) -> Iterator[tuple[str, str]]:
    """Yield what an image stands on, and the newest release of it that gets fixes, where that is a newer one.

    Args:
        image: a reference such as `node:22-alpine3.22`.
        today: the day on which it is asked.
    """
    for product, title, cycle in _stands_on(image):
        about = _known()[product]
        living = {release for release, end in about["ends"].items() if end >= today} | set(_supported(product))
        newest = max(filter(_is_number, living), key=_parts, default="")
        if newest and _is_number(cycle) and _parts(newest) > _parts(cycle):
            yield f"{title} {_word(image, cycle, about)}", f"{title} {newest}"


def _supported(product: str) -> Iterable[str]:
    """Return the releases that dockgen builds with, whose end is perhaps not known yet."""
    return list(language_versions(product).get("supported", ())) if product in languages() else ()


def _is_number(release: str) -> bool:
    return re.fullmatch(_NUMBER, release) is not None


def _parts(release: str) -> list[int]:
    return [int(part) for part in release.split(".")]


def ends_of(image: str) -> Iterator[tuple[str, date]]:
    """Yield what an image stands on, as far as it is known, and the last day on which that gets fixes.

    Args:
        image: a reference such as `node:18-alpine3.17`.

    Source: endoflife.date, as `ends.toml` says.
    """
    for product, title, cycle in _stands_on(image):
        about = _known()[product]
        if cycle in about["ends"]:
            yield (title if cycle == "*" else f"{title} {_word(image, cycle, about)}"), about["ends"][cycle]


def _stands_on(image: str) -> Iterator[tuple[str, str, str]]:
    """Yield each product that an image's name and tag speak of, its title, and the release."""
    tag = _tag(image)
    for product, about in _known().items():
        title, ends = about["title"], about["ends"]
        if _is_of(image, about["images"]):
            if "*" in ends:
                yield product, title, "*"
            elif cycle := _cycle(tag, {*ends, *_supported(product)}, about.get("codenames", {})):
                yield product, title, cycle
        elif product == "alpine" and (match := re.search(rf"alpine({_NUMBER})", tag)):
            yield product, title, match[1]
        elif product in {"debian", "ubuntu"}:
            codenames = about.get("codenames", {})
            if word := next((word for word in re.split(r"[-.]", tag) if word in codenames), ""):
                yield product, title, codenames[word]


def _tag(image: str) -> str:
    return image.partition("@")[0].rpartition("/")[2].partition(":")[2]


def _word(image: str, cycle: str, about: _Product) -> str:
    """Return the release as the tag names it: by its code name, if that is there and not the image's own version."""
    words = [word for word, number in about.get("codenames", {}).items() if number == cycle]
    found = next((word for word in re.split(r"[-.]", _tag(image)) if word in words), cycle)
    return cycle if _is_of(image, about["images"]) else found


def instead_of(image: str) -> str:
    """Return what to use instead of an image that is no longer made; an empty text where that is not known."""
    return next(
        (about["instead"] for about in _known().values() if "instead" in about and _is_of(image, about["images"])), ""
    )


def _is_of(image: str, images: str) -> bool:
    """Tell whether an image is one of those, from wherever it is pulled; somebody's own of the same name is not."""
    path, _, last = image.partition("@")[0].rpartition("/")
    name = last.partition(":")[0]
    is_official = (
        path == "" or path.rpartition("/")[2] == "library" or re.fullmatch(r"[^/.:]*+[.:][^/]*+|localhost", path)
    )
    return bool(re.fullmatch(images, f"{path}/{name}") or (is_official and re.fullmatch(images, name)))


def _cycle(tag: str, ends: Collection[str], codenames: Mapping[str, str]) -> str:
    """Return the release that a tag names: `18.2-alpine` is 18, `3.9.1-slim` is 3.9."""
    word = tag.partition("-")[0]
    if word in codenames:
        return codenames[word]
    match = re.match(_NUMBER, word.removeprefix("v"))
    parts = match[0].split(".") if match else []
    return next((cycle for size in (3, 2, 1) if (cycle := ".".join(parts[:size])) in ends), "")

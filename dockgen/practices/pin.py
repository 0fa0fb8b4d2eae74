"""Use base images with a version."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

from dockgen import versions
from dockgen.dockerfiles.build import Build
from dockgen.dockerfiles.dockerfile import Dockerfile
from dockgen.dockerfiles.instruction import Instruction
from dockgen.languages import LANGUAGES
from dockgen.practices.practice import About, Broken, Checked
from dockgen.versions import resources

_RELEASES: Final[Mapping[str, str]] = {
    "debian": r"(?:forky|trixie|bookworm|bullseye|buster|stretch|jessie|wheezy)(?:-slim|-backports)?",
    "ubuntu": r"(?:resolute|noble|jammy|focal|bionic|xenial|trusty|mantic|lunar|oracular|plucky|questing)",
    "ros": r"(?:foxy|humble|iron|jazzy|kilted|noetic)(?:-[a-z-]{1,40})?",
}
"""Tags without a number that are versions, for images of a distribution; for other images such a word only names
what the image is based on."""
_DISTROLESS: Final = r"nonroot|debug|debug-nonroot"
_BELOW: Final = r"(?:alpine|debian|ubuntu|ltsc)[0-9.]+"
"""The part of a tag that is the version of the distribution."""
_DISTRIBUTIONS: Final = ("alpine", "debian", "ubuntu")
_UBUNTU: Final = "ubuntu:24.04"


@cache
def _examples() -> Mapping[str, str]:
    """Return suggested tags by image name."""
    shared = resources.shared_versions()
    found = {
        "alpine": f"alpine:{shared['alpine']['default']}",
        "debian": f"debian:{shared['debian']['default']}-slim",
        "ubuntu": _UBUNTU,
    }
    return found | {
        image.name: versions.example(name, image.example)
        for name, language in LANGUAGES.items()
        for image in language.tooling().images
        if image.example
    }


def check(build: Build) -> Checked:
    """Find images without a version: no tag, `latest`, or a tag without a number."""
    found = list(images(build.file))
    if not found:
        return "the image is built from scratch"
    return [Broken(one, f"{image} {why}", _fix(image)) for one, image in found if (why := _moves(image))]


def images(file: Dockerfile) -> Iterator[tuple[Instruction, str]]:
    """Yield the images that are pulled from a registry, and where."""
    for stage in file.stages:
        if stage.base != "scratch" and file.stage_called(stage.base, stage.number) is None:
            yield stage.start, stage.base
        for one in stage.all("COPY", "ADD"):
            source = one.flag("from")
            if source and file.stage_called(source, len(file.stages)) is None and not source.isdigit():
                yield one, file.expand(source, one)


def _moves(image: str) -> str:
    """Say why a tag will refer to another image later; empty if it will not, or if that is unknown."""
    if "$" in image or "@" in image:
        return ""
    path, _, last = image.rpartition("/")
    name, _, tag = last.partition(":")
    if tag in {"", "latest"}:
        return "has no version: the build uses the newest one of the day"
    if re.fullmatch(_RELEASES.get("debian" if name == "buildpack-deps" else name, "(?!)"), tag):
        return ""
    if "distroless" in path and re.fullmatch(_DISTROLESS, tag):
        return ""
    is_language = name in _examples() and name not in _DISTRIBUTIONS
    is_version = re.search(r"[0-9]", re.sub(_BELOW, "", tag) if is_language else tag)
    return "" if is_version else f"has a moving tag: {tag} is not a version"


def _fix(image: str) -> str:
    path, _, last = image.rpartition("/")
    name = last.partition(":")[0]
    if path.removeprefix("docker.io").strip("/") in {"", "library"} and name in _examples():
        return f"Add a version and a distribution: {_examples()[name]}."
    return f"Add a version: {f'{path}/' if path else ''}{name}:VERSION."


ABOUT = About(
    gain="Reproducible builds: the same compiler and system everywhere. An Alpine tag is also a much smaller download.",
    cost="You have to raise the version from time to time.",
    not_when="The image is a throwaway experiment.",
    bad=("FROM golang\nWORKDIR /src\n"),
    good=("FROM golang:1.27-alpine3.23\nWORKDIR /src\n"),
    check=check,
)

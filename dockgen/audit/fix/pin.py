"""Adds the version that dockgen knows to a base image, and keeps its distribution."""

import re
from collections.abc import Sequence
from typing import Final

from dockgen import versions
from dockgen.audit.fix.edits import Edit, from_line, substituted
from dockgen.audit.fix.proof import is_pure, only_compiles
from dockgen.audit.run import Finding
from dockgen.dockerfiles.build import Build
from dockgen.dockerfiles.dockerfile import Stage
from dockgen.dockerfiles.instruction import Instruction
from dockgen.errors import DockgenError
from dockgen.generator import apps
from dockgen.languages import tables
from dockgen.records import NamedTuple
from dockgen.versions.resources import shared_versions

_NEWEST: Final = frozenset({"", "latest", "lts", "current", "stable"})
"""Tags, or first words of tags, that mean the current release."""


class _Tag(NamedTuple):
    """The meaning of a tag without a version."""

    family: str
    is_slim: bool


def fix(build: Build, found: Sequence[Finding]) -> list[Edit]:
    """Add a version to each image that dockgen knows one for."""
    lines = {one.line for one in found}
    edits = [
        _from(build, stage)
        for stage in build.file.stages
        if stage.start.line in lines and build.file.stage_called(stage.base, stage.number) is None
    ]
    edits += [_copy(build, one) for stage in build.file.stages for one in stage.all("COPY") if one.line in lines]
    return [edit for edit in edits if edit is not None]


def _from(build: Build, stage: Stage) -> Edit | None:
    if stage.base not in stage.start.args:  # the image is named by a variable
        return None
    image = _pinned(build, stage.base, to_build=_only_compiles(build, stage))
    return from_line(build.file, stage, image=image) if image else None


def _copy(build: Build, one: Instruction) -> Edit | None:
    image = one.flag("from") or ""
    pinned = _pinned(build, image, to_build=False)
    pattern = rf"--from={re.escape(image)}(?=\s)"
    return substituted(build.file, one, pattern, f"--from={pinned}", 1) if pinned else None


def _only_compiles(build: Build, stage: Stage) -> bool:
    """Tell whether a stage's distribution does not matter: it only compiles without a C library."""
    runs = stage in build.file.lineage(build.file.final)
    compilers = () if runs else tables.compilers()
    return any(only_compiles(stage, one) and is_pure(build, one) for one in compilers)


def _pinned(build: Build, image: str, *, to_build: bool) -> str:
    """Return an image with the version that dockgen knows for it; empty if it knows none."""
    repository, _, tag = image.partition(":")
    name = repository.removeprefix("docker.io/").removeprefix("library/")
    read = _read(tag)
    if read is None or "/" in name:
        return ""
    language = tables.language_of(name)
    if language and versions.language(language)[0]:
        tag = _language_tag(build, language, read, to_build=to_build)
        return repository + tag if tag else ""
    data = shared_versions()
    known = {
        "alpine": f":{data['alpine']['default']}" if tag in _NEWEST else "",
        "debian": f":{data['debian']['default']}{'-slim' if read.is_slim else ''}" if read.family == "debian" else "",
        "nginx": _nginx(read),
    }
    return repository + known[name] if known.get(name) else ""


def _read(tag: str) -> _Tag | None:
    """Parse a tag; None if a part of it is unknown."""
    words = tag.split("-")
    words = words[1:] if words[0] in _NEWEST else words
    known = {
        "": _Tag("debian", is_slim=False),
        "slim": _Tag("debian", is_slim=True),
        "alpine": _Tag("alpine", is_slim=False),
    }
    return known.get("-".join(words))


def _language_tag(build: Build, language: str, read: _Tag, *, to_build: bool) -> str:
    family, version = "alpine" if to_build else read.family, _version(build, language)
    if not version:
        return ""
    tag = ":" + versions.build_image(language, version, family, pinned=True).partition(":")[2]
    if read.is_slim or family == "alpine":
        return "" if read.is_slim and "slim" not in tag else tag
    return tag.replace("-slim", "")


def _version(build: Build, language: str) -> str:
    """Return the version that the project asks for, if there are images of it, or else the default.

    Empty if the project asks for a version that the default cannot replace.
    """
    default, supported = versions.language(language)
    try:
        known = apps.detect(build.context, language) if build.context is not None else None
        facts = apps.program_of(build.context, language, None).facts if build.context is not None and known else {}
    except DockgenError:
        return default
    asked = str(facts["version"].value or "") if "version" in facts else ""
    if asked in {*supported, *versions.ended(language)}:
        return asked
    return "" if asked and _numbers(asked) > _numbers(default) else default


def _numbers(version: str) -> list[int]:
    return [int(part) for part in re.findall(r"[0-9]+", version)]


def _nginx(read: _Tag) -> str:
    entry = shared_versions()["base"]["nginx"]["root"]
    tag = f":{entry.partition(':')[2]}"
    return tag if read.family == "alpine" else "" if read.is_slim else tag.removesuffix("-alpine")

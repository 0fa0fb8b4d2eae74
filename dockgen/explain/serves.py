"""Finds the practices that an instruction serves: those that would fail without it."""

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Final

from dockgen.dockerfiles.dockerfile import Dockerfile
from dockgen.dockerfiles.instruction import Instruction
from dockgen.languages import tables

_LIMITED: Final = r"scratch$|distroless|chainguard/static"


def serves(file: Dockerfile, one: Instruction) -> list[str]:
    """Return the ids of the practices that an instruction serves, in the order of the docs."""
    return [practice for practice, does in _SERVES.items() if does(file, one)]


def _exec_form(_: Dockerfile, one: Instruction) -> bool:
    return one.name in {"CMD", "ENTRYPOINT"} and one.is_exec


def _pin(file: Dockerfile, one: Instruction) -> bool:
    if one.name == "ARG" and one.stage < 0:
        return any(re.search(r":[\w.-]*[0-9]|@sha256:", value) for value in one.pairs().values())
    return one.name == "FROM" and "$" not in one.args[0] and re.search(r":[\w.-]*[0-9]|@", _base(file, one)) is not None


def _cache(file: Dockerfile, one: Instruction) -> bool:
    if one.name == "COPY" and one.flag("from") is None:
        names = {source.rpartition("/")[2].rstrip("*") for source in one.args[:-1]}
        return bool(names) and names <= _manifests()
    return any(mount["type"] == "cache" for mount in one.mounts()) and bool(file.stages)


@cache
def _manifests() -> frozenset[str]:
    """Return the files that package managers read, from the languages' tables."""
    named = {name for install in tables.installs() for name in install.manifests.split()}
    return frozenset((named | {name for one in tables.of_all() for name in one.manifests_too}) - {"./"})


def _strip(_: Dockerfile, one: Instruction) -> bool:
    return (
        one.name == "RUN"
        and any(compiler.says in one.script() for compiler in tables.compilers())
        and re.search(r"[\s\"'=]-[sw][\s\"']", one.script()) is not None
    )


def _multi_stage(file: Dockerfile, one: Instruction) -> bool:
    if one.name == "FROM":
        return one.stage > 0 and file.stage_called(_base(file, one), one.stage) is None
    source = one.flag("from")
    return one.name == "COPY" and source is not None and file.stage_called(source, len(file.stages)) is not None


def _user(_: Dockerfile, one: Instruction) -> bool:
    return one.name == "USER" and one.args[:1] != ("root",) and not one.args[0].startswith("0")


def _minimal(file: Dockerfile, one: Instruction) -> bool:
    return one.name == "FROM" and one.stage == file.final.number and re.search(_LIMITED, _base(file, one)) is not None


def _https(_: Dockerfile, one: Instruction) -> bool:
    return one.name in {"COPY", "RUN"} and "ca-certificates" in " ".join(one.args)


def _cross_build(_: Dockerfile, one: Instruction) -> bool:
    if one.name == "ARG":
        return bool({"TARGETOS", "TARGETARCH"} & set(one.pairs()))
    return one.name == "FROM" and one.flag("platform") == "$BUILDPLATFORM"


def _base(file: Dockerfile, one: Instruction) -> str:
    return file.stages[one.stage].base


_SERVES: Final[Mapping[str, Callable[[Dockerfile, Instruction], bool]]] = {
    "exec-form": _exec_form,
    "pin": _pin,
    "cache": _cache,
    "strip": _strip,
    "multi-stage": _multi_stage,
    "user": _user,
    "minimal-base": _minimal,
    "https": _https,
    "healthcheck": lambda _, one: one.name == "HEALTHCHECK" and one.args[:1] != ("NONE",),
    "labels": lambda _, one: one.name == "LABEL",
    "cross-build": _cross_build,
    "secrets": lambda _, one: any(mount["type"] == "secret" for mount in one.mounts()),
}

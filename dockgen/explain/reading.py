"""Describes in words what an instruction does.

Source of each sentence: docs.docker.com/reference/dockerfile.
"""

import re
from collections.abc import Callable, Mapping
from typing import Final

from dockgen.dockerfiles.dockerfile import Dockerfile, Stage
from dockgen.dockerfiles.instruction import Instruction

_MOUNTS: Final[Mapping[str, str]] = {
    "cache": "{target} is a cache that persists between builds and is not part of the image",
    "bind": "{source} is mounted at {target} without being copied",
    "secret": "the secret {id} is available to this step only",
    "ssh": "the SSH agent is available to this step only",
    "tmpfs": "{target} is a temporary folder in memory",
}
_MANY: Final = 3
_FILLED: Final = r"(?:TARGET|BUILD)(?:PLATFORM|OS|ARCH|VARIANT)"
"""Arguments that BuildKit sets."""


def explain(file: Dockerfile, one: Instruction) -> str:
    """Return a sentence on what an instruction does."""
    name = one.name
    if name in _SENTENCES:
        return _SENTENCES[name](file, one)
    return "This version of dockgen does not know this instruction."


def _from(file: Dockerfile, one: Instruction) -> str:
    stage = file.stages[one.stage]
    kind = "the stage that becomes the image" if stage is file.final else "a stage"
    called = f"{stage.name}, {kind}" if stage.name else kind
    platform = {
        "": "",
        "$BUILDPLATFORM": ", on the builder's own platform",
        "$TARGETPLATFORM": "",
    }.get(stage.platform, f", for {stage.platform}")
    return f"Starts {called}: {_base(file, stage)}{platform}."


def _base(file: Dockerfile, stage: Stage) -> str:
    if stage.base == "scratch":
        return "from an empty file system"
    below = file.stage_called(stage.base, stage.number)
    return f"on top of the stage {below.name or below.number}" if below else f"from the image {stage.base}"


def _arg(_: Dockerfile, one: Instruction) -> str:
    if one.args and all(re.fullmatch(_FILLED, name) for name in one.pairs()):
        return f"Declares {_listed(list(one.pairs()))} for this stage, set by BuildKit."
    where = "for the FROM lines" if one.stage < 0 else "for this stage's build"
    texts = [f"{name} ({value})" if value else name for name, value in one.pairs().items()]
    return f"Declares {_listed(texts)} {where}; --build-arg overrides the value."


def _copy(file: Dockerfile, one: Instruction) -> str:
    to = one.args[-1] if one.args else "."
    place = "the working directory" if to in {".", "./"} else to
    sources = one.args[:-1]
    if one.heredocs:
        return f"Writes the text that follows to {to}."
    start = one.flag("from")
    if start is None:
        is_all = sources in ((".",), ("./",))
        what = "the whole build context" if is_all else f"{_listed(sources)} from the build context"
        text = f"Copies {what} to {place}"
    else:
        stage = file.stage_called(start, len(file.stages))
        source = f"the stage {stage.name or stage.number}" if stage else f"the image {start}"
        text = f"Copies {_listed(sources)} from {source} to {place}"
    extras = [f"owned by {one.flag('chown')}"] if one.flag("chown") else []
    extras += [f"with the mode {one.flag('chmod')}"] if one.flag("chmod") else []
    return ", ".join([text, *extras]) + "."


def _add(file: Dockerfile, one: Instruction) -> str:
    if any("://" in word or word.startswith("git@") for word in one.args[:-1]):
        return f"Downloads {_listed(one.args[:-1])} to {one.args[-1]}."
    return _copy(file, one)[:-1] + "; local archives are unpacked."


def _run(_: Dockerfile, one: Instruction) -> str:
    commands = [" ".join(words[:3]) + (" ..." if len(words) > _MANY else "") for words in one.commands()]
    text = f"Runs {_listed(commands) if commands else 'a command'} and keeps the changes as a layer"
    mounts = [_mount(mount) for mount in one.mounts()]
    network = one.flag("network")
    mounts += [f"the network is {network}"] if network else []
    return text + (f". In this step, {'; '.join(mounts)}." if mounts else ".")


def _mount(mount: Mapping[str, str]) -> str:
    known = {
        "target": mount.get("target") or mount.get("dst") or mount.get("destination") or "the folder",
        "source": mount.get("source") or mount.get("src") or "the build context",
        "id": mount.get("id", "secret"),
    }
    if "from" in mount:
        known["source"] = f"{mount.get('source', '/')} of {mount['from']}"
    return _MOUNTS.get(mount["type"], "a mount is added").format(**known)


def _env(file: Dockerfile, one: Instruction) -> str:
    names = _listed(list(one.pairs()))
    scope = (
        "for the rest of this stage and at run time" if one.stage == file.final.number else "for the rest of this stage"
    )
    return f"Sets {names} {scope}."


def _start(_: Dockerfile, one: Instruction) -> str:
    if one.name == "CMD":
        what = "The default command of the container"
    else:
        what = "The program that the container always runs; arguments are appended"
    how = "as process 1" if one.is_exec else "inside a shell, which is process 1 and receives the stop signals"
    return f"{what}: {_listed([one.script()])}, {how}."


def _user(_: Dockerfile, one: Instruction) -> str:
    user = one.args[0] if one.args else ""
    is_root = user.partition(":")[0] in {"root", "0"}
    return f"Runs as {'root' if is_root else f'the user {user}'} from here on, in the build and in the container."


def _healthcheck(_: Dockerfile, one: Instruction) -> str:
    if one.args[:1] == ("NONE",):
        return "Removes the health check of the base image."
    every, command = one.flag("interval") or "30s", _listed([" ".join(one.args[1:])])
    return f"Runs {command} every {every}; the exit code tells whether the program works."


def _onbuild(_: Dockerfile, __: Instruction) -> str:
    return "Stores an instruction for builds that start FROM this image."


def _listed(words: "list[str] | tuple[str, ...]") -> str:
    shown = [word if len(word) <= 60 else f"{word[:57]}..." for word in words]  # noqa: PLR2004 - fits beside a sentence
    if len(shown) > _MANY:
        return f"{', '.join(shown[:_MANY])} and {len(shown) - _MANY} more"
    return " and ".join(filter(None, [", ".join(shown[:-1]), *shown[-1:]]))


def _fixed(text: str) -> Callable[[Dockerfile, Instruction], str]:
    return lambda _, one: text.format(_listed(one.args))


_SENTENCES: Final[Mapping[str, Callable[[Dockerfile, Instruction], str]]] = {
    "FROM": _from,
    "ARG": _arg,
    "COPY": _copy,
    "ADD": _add,
    "RUN": _run,
    "ENV": _env,
    "CMD": _start,
    "ENTRYPOINT": _start,
    "USER": _user,
    "HEALTHCHECK": _healthcheck,
    "ONBUILD": _onbuild,
    "LABEL": lambda _, one: f"Adds metadata: {_listed(list(one.pairs()))}. It does not change the files of the image.",
    "WORKDIR": _fixed("Sets the working directory to {}; it is created if it is missing."),
    "EXPOSE": _fixed("Documents that the program listens on {}. It publishes nothing; `docker run -p` does."),
    "VOLUME": _fixed("Declares {} as a volume, for data that outlives the container."),
    "STOPSIGNAL": _fixed("Stopping the container sends {} to process 1."),
    "SHELL": _fixed("Runs commands in shell form with {} from here on."),
    "MAINTAINER": _fixed("Names the author. Deprecated: use a LABEL."),
}

"""Builds images, and reads what BuildKit and Buildah print: steps, warnings, and why a build failed."""

import base64
import json
import re
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import Final

from dockgen.engines.errors import BuildError, EngineError, raise_where_engine_fails
from dockgen.engines.face import LABEL, Built, Order, Warned
from dockgen.engines.process import Followed, Program
from dockgen.records import NamedTuple
from dockgen.text import parsed

_TAKEN_AWAY: Final = (
    r'(?i)^(?:error: |time="[^"]{1,60}" level=(?:fatal|error) ).{0,2000}parent snapshot \S{1,200} does not exist',
    r"^Error: .{0,1000}(?:image|layer|container) not known",
)
"""What BuildKit and Buildah print if another program removed an image, and with it what this build had in its cache.

Lines of the builder alone: what a step prints has a number before it, or ends before the last lines.
"""
_LAST: Final = 5
_LOG_LINES: Final = 12
_BUILDAH_STEP: Final = r"((?:\[\d{1,3}/\d{1,3}\] )?STEP \d{1,4}/\d{1,4}: (.{1,300}))"
_BUILDAH_FAILED: Final = r'Error: (?:building at STEP "(.{1,1000}?)": )?(.{1,2000})'
_BUILDAH_NOISE: Final = r"time=\"|-->|\[Warning\]"
_WARNING: Final = r"(?:(?:\x1b\[0m)? - (?=[A-Z]\w{1,80}: )|#\d+ WARN: )(.{1,1000})"
_LINE: Final = r" \(line (\d{1,6})\)$"


class Builder(NamedTuple):
    """How a builder prints its log."""

    step: str
    """The line of a step; its first group is told."""
    begun: str
    """Lines that it prints only after a build has begun."""
    failure: Callable[[Sequence[str]], tuple[str, list[str]]]
    """Returns the step that failed, and the end of the log."""


def finished(
    builder: Builder, order: Order, tell: Callable[[str], None], build: Callable[[Callable[[str], None]], Followed]
) -> tuple[Sequence[str], float]:
    """Build, and once more if the engine lost a part of its cache; return the log and the seconds of the last build.

    Raises:
        EngineError: the engine does not work, or lost a part of its cache again.
        BuildError: it does not build.
    """

    def take(line: str) -> None:
        if step := re.match(builder.step, line):
            tell(step[1])

    why = ""
    for _ in range(2):
        start = time.perf_counter()
        code, log = build(take)
        seconds = time.perf_counter() - start
        if code == 0:
            return log, seconds
        why = next((line for line in log[-_LAST:] if any(re.search(pattern, line) for pattern in _TAKEN_AWAY)), "")
        if not why:
            has_begun = any(re.match(builder.begun, line) for line in log)
            raise_where_engine_fails("\n".join(log), has_begun=has_begun)
            raise BuildError(order.what, *builder.failure(log))
    raise EngineError(
        f"the engine lost a part of its build cache twice: {why}",
        "It is not the Dockerfile. Other programs may be removing images; run again when they are done.",
    )


def flags(order: Order) -> Iterator[str]:
    """Yield what a build is told, except where its image goes, and the context."""
    yield from ("--file", str(order.dockerfile))
    if order.labelled:
        yield from ("--label", f"{LABEL}={order.session}")
    if order.fresh:
        yield "--no-cache"
    if order.target:
        yield from ("--target", order.target)
    for name, value in order.arguments.items():
        yield from ("--build-arg", name if value is None else f"{name}={value}")
    for secret in order.secrets:
        yield from ("--secret", secret)
    for name, source in order.contexts.items():
        yield from ("--build-context", f"{name}={source}")
    if order.platform:
        yield from ("--platform", order.platform)
    if order.caches:
        yield from ("--build-arg", f"BUILDKIT_CACHE_MOUNT_NS={order.caches}")
    if order.epoch is not None:
        yield from ("--build-arg", f"SOURCE_DATE_EPOCH={order.epoch}")


def with_buildah(program: Program, order: Order, tell: Callable[[str], None]) -> Built:
    """Build an image in docker's format, since OCI's has no health check; `podman build` is Buildah, too."""
    epoch = () if order.epoch is None else ("--timestamp", str(order.epoch))
    words = ("build", "--layers", "--format", "docker", "--tag", order.tag, *epoch, *flags(order), str(order.context))
    _, seconds = finished(BUILDAH, order, tell, lambda take: program.followed(words, take))
    if not order.keep:
        program.finished("rmi", order.tag)
    return Built(seconds)


def failure(log: Sequence[str]) -> tuple[str, list[str]]:
    """Return which step of a build failed, and the last lines that it printed, from BuildKit's plain log.

    Between two lines of dashes BuildKit shows the step and what it said; the reason comes at the end.
    """
    marks = [index for index, line in enumerate(log) if re.fullmatch(r"-{6}", line)]
    reason = next((line for line in reversed(log) if line.startswith("ERROR: ")), log[-1] if log else "")
    reason = re.sub(r"^ERROR: (?:failed to (?:solve|build): )*", "", reason)
    if len(marks) < 2 or not log[marks[-2] + 1].startswith(" > "):  # noqa: PLR2004 - a pair of them
        return "", [*_tail(log[:-1]), reason]
    block = log[marks[-2] + 1 : marks[-1]]
    step = block[0].removeprefix(" > ").rstrip(":")
    return step, [*(re.sub(r"^\d{1,6}\.\d{1,4} ", "", line) for line in _tail(block[1:])), reason]


def _tail(log: Sequence[str]) -> list[str]:
    return [line for line in log if line.strip()][-_LOG_LINES:]


def failure_of_buildah(log: Sequence[str]) -> tuple[str, list[str]]:
    """Return the same from Buildah's log."""
    begun = [index for index, line in enumerate(log) if re.match(_BUILDAH_STEP, line)]
    rest = log[begun[-1] + 1 if begun else 0 :]
    said = [line for line in rest if line.strip() and not re.match(_BUILDAH_NOISE, line)]
    last = next((found for line in reversed(said) if (found := re.match(_BUILDAH_FAILED, line))), None)
    step = (last and last[1]) or (re.sub(_BUILDAH_STEP, r"\2", log[begun[-1]]) if begun else "")
    reason = last[2] if last else (said[-1] if said else "")
    return step, [*_tail([line for line in said if not re.match(_BUILDAH_FAILED, line)]), reason]


BUILDKIT: Final = Builder(r"#\d{1,4} (\[[^\]]{1,80}\] .{1,300})", "#", failure)
BUILDAH: Final = Builder(_BUILDAH_STEP, _BUILDAH_STEP, failure_of_buildah)


def warnings_in_metadata(path: Path) -> list[Warned] | None:
    """Return the warnings in the file of `--metadata-file`; None if it has no list of warnings."""
    try:
        said = json.loads(path.read_bytes())["buildx.build.warnings"]
        return _sorted([_warned(one) for one in said])
    except (OSError, ValueError, TypeError, KeyError, IndexError, RecursionError):
        return None


def _warned(said: object) -> Warned:
    found = _in_text(base64.b64decode(parsed.need_text(said, "short")).decode("utf-8", "replace"))
    ranges = parsed.tables(said, "range")
    line = parsed.number(ranges[0], "start", "line") if ranges else 0
    return Warned(found.message, line or found.line, parsed.text(said, "url") or "")


def warnings_in_log(log: Sequence[str]) -> list[Warned]:
    """Return the warnings that the end of BuildKit's plain log lists."""
    return _sorted({_in_text(match[1]) for line in log if (match := re.match(_WARNING, line))})


def _in_text(text: str) -> Warned:
    line = re.search(_LINE, text)
    return Warned(text[: line.start()], int(line[1])) if line else Warned(text)


def _sorted(found: Collection[Warned]) -> list[Warned]:
    """Sort by line: BuildKit tells them in an order that differs from build to build."""
    return sorted(found, key=lambda one: (one.line or 0, one.message))

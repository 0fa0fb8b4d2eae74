"""Building with Buildah, which is also what `podman build` is."""

import re
from collections.abc import Callable, Sequence
from typing import Final

from dockgen.engines import again
from dockgen.engines.errors import BuildError, raise_where_engine_fails
from dockgen.engines.face import Built, Order
from dockgen.engines.flags import build_flags
from dockgen.engines.process import Program

_STEP: Final = r"(?:\[\d{1,3}/\d{1,3}\] )?STEP \d{1,4}/\d{1,4}: (.{1,300})"
_FAILED: Final = r'Error: (?:building at STEP "(.{1,1000}?)": )?(.{1,2000})'
_NOISE: Final = r"time=\"|-->|\[Warning\]"
_LINES: Final = 12


def build(program: Program, order: Order, tell: Callable[[str], None]) -> Built:
    """Build an image in docker's format, since OCI's has no health check; raise an EngineError or a BuildError."""
    epoch = () if order.epoch is None else ("--timestamp", str(order.epoch))
    argument = () if order.epoch is None else ("--build-arg", f"SOURCE_DATE_EPOCH={order.epoch}")
    words = ("build", "--layers", "--format", "docker", "--tag", order.tag, *epoch, *argument, *build_flags(order))

    def take(line: str) -> None:
        if step := re.match(_STEP, line):
            tell(step[0])

    done, seconds = again.timed(lambda: program.followed((*words, str(order.context)), take))
    if done.code != 0:
        raise_where_engine_fails("\n".join(done.log), has_begun=any(re.match(_STEP, line) for line in done.log))
        raise BuildError(order.what, *failure(done.log))
    return Built(seconds)


def failure(log: Sequence[str]) -> tuple[str, list[str]]:
    """Return which step of a build failed, and the last lines that it printed."""
    begun = [index for index, line in enumerate(log) if re.match(_STEP, line)]
    said = [line for line in log[begun[-1] + 1 if begun else 0 :] if line.strip() and not re.match(_NOISE, line)]
    last = next((found for line in reversed(said) if (found := re.match(_FAILED, line))), None)
    step = (last and last[1]) or (re.sub(_STEP, r"\1", log[begun[-1]]) if begun else "")
    reason = last[2] if last else (said[-1] if said else "")
    return step, [*[line for line in said if not re.match(_FAILED, line)][-_LINES:], reason]

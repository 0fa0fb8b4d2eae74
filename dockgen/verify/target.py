"""What is verified, and what it has promised."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from dockgen.dockerfiles.dockerfile import Dockerfile
from dockgen.engines.limits import Limits
from dockgen.languages import LANGUAGES
from dockgen.model.plan import Plan
from dockgen.records import NamedTuple

START_WITHIN: Final = 30
STOP_WITHIN: Final = 10
"""Seconds; docker's own grace period."""


class Expect(NamedTuple):
    """How it is run, and what it then has to do."""

    port: int | None = None
    path: str = "/"
    status: int | None = None
    """None for anything below 500."""
    text: str = ""
    """What the answer has to contain."""
    tls: bool = False
    exit_code: int | None = None
    """With which code it ends by itself; None where it may go on."""
    output: str = ""
    """What it has to print."""
    start_within: float = START_WITHIN
    stop_within: float = STOP_WITHIN
    tmpfs: Sequence[str] = ("/tmp",)  # noqa: S108 - in the container
    volumes: Sequence[str] = ()
    changes: Sequence[str] = ()
    """Folders with the program's own files in which it makes others: nothing can be read-only then."""
    environment: Mapping[str, str] = {}
    made_up: Sequence[str] = ()
    """Variables to which a value was given that means nothing."""
    passwords: Mapping[str, str] = {}
    """What `compose.yaml` takes from outside, made up for this run."""
    services: Mapping[str, str] = {}
    """What runs beside it, each with its image."""
    max_size: int | None = None
    """In bytes."""
    limits: Limits = Limits()
    """What it may take, and each service beside it."""


class Target(NamedTuple):
    """A Dockerfile with all around it."""

    name: str
    context: Path
    dockerfile: Path
    shown: str
    """The Dockerfile, as messages name it: from where the command runs."""
    file: Dockerfile
    plan: Plan | None
    """What dockgen decided, where it wrote the Dockerfile."""
    expect: Expect
    ignore: Sequence[str] | None = None
    """The patterns of the `.dockerignore`; None where there is none."""
    arguments: Mapping[str, str | None] = {}
    secrets: Sequence[str] = ()
    contexts: Mapping[str, str] = {}
    stage: str = ""

    def promises(self, practice: str) -> bool:
        """Tell whether the image has to follow a practice: a Dockerfile that is not dockgen's, all of them."""
        return self.plan is None or self.plan.does.get(practice, True)

    def left_out(self, practice: str) -> str:
        """Say why a practice is not to be kept; empty where it is."""
        if self.plan is None or self.promises(practice):
            return ""
        if reason := LANGUAGES[self.plan.language].UNNEEDED.get(practice):
            return f"the practice {practice} means nothing here: {reason}"
        reason = self.plan.left_out.get(practice, "")
        return f"the practice {practice} was left out" + (f": {reason}" if reason else "")

    def refuses(self, practice: str) -> bool:
        """Tell whether a practice was left out; where it means nothing, what it is good for holds all the same."""
        needless = self.plan is not None and practice in LANGUAGES[self.plan.language].UNNEEDED
        return not self.promises(practice) and not needless

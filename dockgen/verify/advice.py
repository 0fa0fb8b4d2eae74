"""Which other choice would work, where the one that was made does not: found out by trying it."""

import re
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from dockgen.choices.settings import Settings
from dockgen.dockerfiles.dockerfile import parse
from dockgen.engines.errors import BuildError, EngineError
from dockgen.errors import DockgenError
from dockgen.generator import pipeline
from dockgen.languages import LANGUAGES
from dockgen.verify.check import Outcome, Result
from dockgen.verify.evidence import Evidence
from dockgen.verify.run import Bench, gather
from dockgen.verify.target import Target

_OF_BASE: Final = frozenset({"starts", "answers"})
"""What another base image may fix."""
_NOT_FETCHED: Final = (
    r"(?i)failed to resolve source metadata|no such host|pull access denied|manifest unknown|unauthorized"
    r"|pinging container"
)
_FETCHES: Final = "[internal] load metadata for"
"""The step of BuildKit that asks a registry for a base image; what fails there says only `not found`."""


def of_build(error: BuildError, target: Target) -> str:
    """Return what to do about a build that failed."""
    wanted = list(target.plan.recipe.compose_secrets) if target.plan else []
    given = " ".join(target.secrets)
    missing = [name for name in wanted if f"id={name}" not in given]
    if missing:
        return f"It was built without its secrets: {', '.join(missing)}. Set them, or name them: `--secret`."
    last = error.log[-1] if error.log else ""
    if error.step.startswith(_FETCHES) or re.search(_NOT_FETCHED, last):
        return "Is the image's name right, and does the engine reach its registry, signed in where it has to be?"
    return f"Look at {target.shown}; the end of the log is below." if last else error.hint


def other_bases(bench: Bench, evidence: Evidence, results: Sequence[Result]) -> Sequence[str]:
    """Try other base images if a program does not work by itself, and name one that it works on."""
    broken = {one.check.id for one in results if one.verdict.outcome is Outcome.FAILED}
    plan = evidence.target.plan
    if plan is None or not broken & _OF_BASE:
        return ()
    for base in LANGUAGES[plan.language].BASES:
        if base != plan.base and _works(bench, evidence.target, base):
            return (f"It works on another base image: `dockgen init --base {base}`.",)
    return ()


def _works(bench: Bench, target: Target, base: str) -> bool:
    """Build it in a folder of its own beside the sources, and see whether it starts."""
    try:
        with tempfile.TemporaryDirectory(dir=bench.scratch) as folder:
            tried = _on(target, base, Path(folder))
            found = gather(bench, tried, frozenset({"run"}))
    except (DockgenError, EngineError):
        return False
    return found.best is not None and found.best.works


def _on(target: Target, base: str, folder: Path) -> Target:
    assert target.plan is not None  # noqa: S101 - as the caller made sure
    made = pipeline.generate(target.context, Settings(base=base), None)
    text = next(text for path, text in made.files.items() if path.endswith(made.plan.dockerfile))
    place = folder / "Dockerfile"
    place.write_text(text, "utf-8")
    return target._replace(name=f"{target.name}-{base}", dockerfile=place, file=parse(text, target.shown))

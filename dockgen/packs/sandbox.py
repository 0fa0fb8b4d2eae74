"""Renders a pack's templates in a separate process that sees only the plan, with limits on time and memory."""

import json
import os
import pickle
import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

from dockgen.model.plan import Plan
from dockgen.packs.errors import PackError
from dockgen.packs.manifest import is_template
from dockgen.packs.read import Pack
from dockgen.records import NamedTuple
from dockgen.text import parsed

SECONDS: Final = 20
"""Seconds until the process is killed."""


class Job(NamedTuple):
    """One text to render."""

    where: str
    """The pack's file, for messages."""
    template: str
    """The name of a template, or its text."""
    is_name: bool
    file: int | None = None
    """For a file's content: the index of the job with its name. If a part of the name is empty, there is no file."""


PART: Final = "\x1e"
"""Separates the parts of a file's name while it is rendered, to notice empty parts."""


class Request(NamedTuple):
    """The input of the process; it is pickled."""

    templates: Mapping[str, str]
    """The pack's templates."""
    plans: Sequence[Plan]
    """Empty before anything is decided; templates see the first one as `plan`."""
    answers: Mapping[str, str | bool]
    jobs: Sequence[Job]


def fill(pack: Pack, texts: Mapping[str, str], answers: Mapping[str, str]) -> dict[str, str]:
    """Render texts that are templates over the answers; PackError if one fails, or exceeds the limits."""
    found = tuple((name, text) for name, text in texts.items() if is_template(text))
    return {**texts, **(dict(_filled(found, tuple(pack.manifest.seen(answers).items()), pack.name)) if found else {})}


@lru_cache(maxsize=64)
def _filled(
    texts: Sequence[tuple[str, str]], answers: Sequence[tuple[str, str | bool]], name: str
) -> Sequence[tuple[str, str]]:
    """Cache the results, which depend only on the arguments."""
    jobs = [Job(f"pack.toml, {key}", text, is_name=False) for key, text in texts]
    made = run(Request({}, (), dict(answers), jobs), name)
    return tuple(zip((key for key, _ in texts), made, strict=True))


def run(request: Request, name: str) -> list[str]:
    """Render the texts of all jobs for the pack of that name; PackError if one fails, or exceeds the limits."""
    environment = {key: value for key, value in os.environ.items() if key in {"PATH", "SYSTEMROOT", "TMPDIR", "TEMP"}}
    # Without the current folder, which `python -m dockgen` puts on the path: a pack there might have a jinja2.py.
    found = [path for path in sys.path if path and os.path.realpath(path) != os.path.realpath(".")]
    environment["PYTHONPATH"] = os.pathsep.join([str(Path(__file__).parents[2]), *found])
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-B", "-m", "dockgen.rendering.sandboxed"],
            input=pickle.dumps(request),
            capture_output=True,
            timeout=SECONDS,
            env=environment,
            check=False,
        )
        answer: dict[str, object] = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError) as error:  # it was stopped, and has said nothing
        hint = "Run `dockgen templates check` to find the template, and fix the pack."
        raise PackError(f"the template pack {name} wants more time or memory than it gets", hint) from error
    if "error" in answer:
        raise PackError(f"the template pack {name}: {answer['error']}", "Fix the pack.")
    return list(parsed.texts(answer, "texts"))

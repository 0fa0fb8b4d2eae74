"""Renders a pack's templates in a process of its own, which sees a plan and has little time and room."""

import json
import os
import pickle
import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

from dockgen.model.plan import Plan
from dockgen.packs.errors import PackError
from dockgen.packs.read import Pack
from dockgen.text import parsed

SECONDS: Final = 20
"""Until the process is stopped, whatever it does."""


class Job(NamedTuple):
    """One text to make."""

    where: str
    """What messages call it: a file of the pack."""
    template: str
    """The name of a template, or a text that is one."""
    is_name: bool
    file: int | None = None
    """Of a file's content: which of the jobs is its name. Where a part of that becomes empty, there is no file."""


PART: Final = "\x1e"
"""Stands between the parts of a file's name while it is filled in: a part that becomes empty is seen."""


class Request(NamedTuple):
    """What the process is told; it is pickled."""

    templates: Mapping[str, str]
    """The pack's."""
    plans: Sequence[Plan]
    """Empty where nothing is decided yet; the first is the one that the templates call `plan`."""
    answers: Mapping[str, str | bool]
    jobs: Sequence[Job]


def fill(pack: Pack, texts: Mapping[str, str], answers: Mapping[str, str]) -> dict[str, str]:
    """Fill answers into texts that are templates.

    Raises:
        PackError: one does not work, or wants too much.
    """
    found = tuple((name, text) for name, text in texts.items() if _is_template(text))
    return {**texts, **(dict(_filled(found, tuple(pack.manifest.seen(answers).items()), pack.name)) if found else {})}


def _is_template(text: str) -> bool:
    return any(mark in text for mark in ("{{", "{%", "{#"))


@lru_cache(maxsize=64)
def _filled(
    texts: Sequence[tuple[str, str]], answers: Sequence[tuple[str, str | bool]], name: str
) -> Sequence[tuple[str, str]]:
    """Fill once what is filled again and again: nothing but its arguments decides what comes out."""
    jobs = [Job(f"pack.toml, {key}", text, is_name=False) for key, text in texts]
    made = run(Request({}, (), dict(answers), jobs), name)
    return tuple(zip((key for key, _ in texts), made, strict=True))


def run(request: Request, name: str) -> list[str]:
    """Make the texts of all jobs.

    Args:
        request: what to do.
        name: what the pack calls itself.

    Raises:
        PackError: one of them does not work, or wants too much.
    """
    environment = {key: value for key, value in os.environ.items() if key in {"PATH", "SYSTEMROOT", "TMPDIR", "TEMP"}}
    # Not the current folder, which `python -m dockgen` looks into: a pack may lie there, with a jinja2.py.
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
        raise PackError(f"the template pack {name} wants more time or memory than it gets", _TOO_MUCH) from error
    if "error" in answer:
        raise PackError(f"the template pack {name}: {answer['error']}", "Fix the pack.")
    return list(parsed.texts(answer, "texts"))


_TOO_MUCH: Final = "`dockgen templates check` says which template it is. Fix the pack."

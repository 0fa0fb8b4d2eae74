"""The process that renders a pack's templates. It reads a `Request` from stdin, and prints JSON.

The only code of a pack that runs is Jinja in a sandbox, with limits on time and memory, on output, and on the functions
that templates may call. The request contains the pack's templates; only dockgen's own are read from disk.
"""

import json
import pickle
import sys
import traceback
import types
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

import jinja2
from jinja2 import nodes
from jinja2.runtime import BlockReference, LoopContext, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment, safe_range
from jinja2.utils import Cycler, Joiner, Namespace

from dockgen.comments.notes import Notes
from dockgen.errors import nearest
from dockgen.model.outputs import OUTPUTS
from dockgen.packs.sandbox import PART, Job, Request
from dockgen.rendering import render
from dockgen.rendering.quoting import FILTERS
from dockgen.versions.resources import templates_folder

MEMORY: Final = 1 << 29
PROCESSOR: Final = 10
"""Bytes, and seconds."""
LARGEST: Final = 4_000_000
"""Characters of all texts together."""
OWN: Final = "dockgen/"
"""A prefix of a template's name that means dockgen's, not the pack's of the same name."""
_JINJAS: Final = (Macro, BlockReference, LoopContext, Cycler, Joiner)
_OWNERS: Final = (str, int, float, tuple, list, dict, types.MappingProxyType, Cycler, LoopContext, Notes)
_FUNCTIONS: Final = (safe_range, dict, Cycler, Joiner, Namespace)


class _TooLargeError(Exception):
    """The output is larger than any project's files."""


class _Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's sandbox, in which only harmless functions can be called."""

    def __init__(self, names: "_Names") -> None:
        super().__init__(
            loader=jinja2.FunctionLoader(names.load),
            finalize=_printed,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            autoescape=False,
        )
        self.names = names

    def join_path(self, template: str, parent: str) -> str:
        """Return the template that another one names."""
        return self.names.said_by(parent or "", template)

    def is_safe_callable(self, obj: object) -> bool:
        """Allow macros, blocks, Jinja's own functions, and the methods of plain values and of notes."""
        if isinstance(obj, _JINJAS) or any(obj is one for one in _FUNCTIONS):
            return True
        return type(getattr(obj, "__self__", None)) in _OWNERS and bool(super().is_safe_callable(obj))


def _printed(value: object) -> object:
    """Refuse to print a function, whose brackets were probably forgotten."""
    if callable(value) and not isinstance(value, jinja2.Undefined):
        raise TypeError("a block, a macro or a function is printed, which is called by brackets, as in super()")
    return value


def main() -> None:
    """Answer one request."""
    request: Request = pickle.loads(sys.stdin.buffer.read())  # noqa: S301 - dockgen itself has written it
    _bound()
    try:
        answer: dict[str, object] = {"texts": _texts(request)}
    except _JobError as error:
        answer = {"error": str(error)}
    sys.stdout.buffer.write(json.dumps(answer).encode())


def _bound() -> None:
    """Limit this process's resources, if the system can."""
    with suppress(ImportError):
        import resource  # noqa: PLC0415 - not on Windows

        limits = {"AS": MEMORY, "CPU": PROCESSOR, "FSIZE": 0, "CORE": 0, "NPROC": 0}
        for name, limit in limits.items():
            with suppress(ValueError, OSError, AttributeError):
                resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (limit, limit))


class _JobError(Exception):
    """A text cannot be rendered; says which one, where, and why."""


def _texts(request: Request) -> list[str]:
    made: list[str] = []
    environment, room = _environment(request), LARGEST
    for job in request.jobs:
        is_left_out = job.file is not None and not all(made[job.file].split(PART))
        try:
            text = "" if is_left_out else _rendered(environment, job, room)
        except (Exception, MemoryError) as error:
            raise _JobError(_told(error, environment.names.shown(job))) from error
        room -= len(text)
        made.append(text)
    return made


def _rendered(environment: _Sandbox, job: Job, room: int) -> str:
    if job.is_name:
        name = environment.names.of_output(job.template)
        _refuse_lost_blocks(environment, name)
        template = environment.get_template(name)
    else:
        template = environment.from_string(job.template)
    parts = []
    for part in template.generate(kept=()):
        room -= len(part)
        if room < 0:
            raise _TooLargeError(f"it makes more than {LARGEST // 10**6} MB")
        parts.append(part)
    text = "".join(parts)
    if "\0" in text or any("\ud800" <= one <= "\udfff" for one in text):
        raise _TooLargeError("it makes characters that no text has")
    return text


def _refuse_lost_blocks(environment: _Sandbox, name: str) -> None:
    """Refuse a block that no extended template has: Jinja would silently ignore it."""
    known: set[str] = set()
    for each, tree in reversed(list(_chain(environment, name))):
        extends = any(tree.find_all(nodes.Extends))
        for block in (node for node in tree.body if isinstance(node, nodes.Block)):
            if extends and each.startswith("pack:") and block.name not in known:
                file = f"templates/{each.removeprefix('pack:')}"
                why = f"nothing has a block {block.name!r}. {nearest(block.name, sorted(known))}"
                raise jinja2.TemplateSyntaxError(why, block.lineno, name, file)
        known |= {block.name for block in tree.find_all(nodes.Block)}


def _chain(environment: _Sandbox, name: str) -> Iterator[tuple[str, nodes.Template]]:
    """Yield a template and those that it extends, as far as their names are constant."""
    seen: set[str] = set()
    while name not in seen and (loaded := environment.names.load(name)):
        seen.add(name)
        tree = environment.parse(loaded[0], name, loaded[1])
        yield name, tree
        above = next((one.template for one in tree.find_all(nodes.Extends)), None)
        if not isinstance(above, nodes.Const) or not isinstance(above.value, str):
            return
        name = environment.names.said_by(name, above.value)


def _environment(request: Request) -> _Sandbox:
    plan = request.plans[0] if request.plans else None
    known = render.scope(plan, request.plans) if plan else {}
    environment = _Sandbox(_Names(request, plan.language if plan else ""))
    environment.filters.update(FILTERS)
    del environment.globals["lipsum"]
    environment.globals.update(known, answers=dict(request.answers))
    return environment


class _Names:
    """Finds the template for a name, which depends on who uses it: `own:` is dockgen's, `pack:` the pack's."""

    def __init__(self, request: Request, language: str) -> None:
        self._pack = request.templates
        self._language = language
        self._own = render.templates_of(language) if language else {}
        self._outputs = {output.template for output in OUTPUTS}

    def of_output(self, name: str) -> str:
        """Return an output's template: the pack's before dockgen's, a language's before the shared one."""
        shared = name.removeprefix(f"{self._language}/") if name.count("/") == 1 else name
        names = dict.fromkeys([f"{self._language}/{shared}", shared])
        held = (("pack", self._pack), ("own", self._own))
        known = [f"{whose}:{one}" for whose, templates in held for one in names if one in templates]
        return next(iter(known), f"own:{name}")

    def shown(self, job: Job) -> str:
        """Return the name of a text for messages."""
        whose, _, name = self.of_output(job.template).partition(":") if job.is_name else ("", "", "")
        return f"templates/{name}" if whose == "pack" else f"dockgen's {name}" if whose else job.where

    def said_by(self, parent: str, name: str) -> str:
        """Return the template that a template means by a name."""
        if not parent.startswith("own:"):
            bare = name.removeprefix(OWN)
            special = f"{self._language}/{bare}"
            if bare != name:
                return f"own:{special}" if special in self._own else f"own:{bare}"
            return f"pack:{name}" if name in self._pack else f"own:{name}"
        # dockgen's templates extend each other; a pack can replace those that are only parts of others.
        return f"pack:{name}" if name in self._pack and name not in self._outputs else f"own:{name}"

    def load(self, name: str) -> tuple[str, str, None] | None:
        """Return a template's text, and its name for messages."""
        whose, _, bare = name.partition(":")
        if whose == "pack" and bare in self._pack:
            return self._pack[bare], f"templates/{bare}", None
        return (self._own[bare].read_text("utf-8"), str(self._own[bare]), None) if bare in self._own else None


def _told(error: BaseException, where: str) -> str:
    """Return the template, the line, and the reason of an error."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if _is_template(frame.filename)]
    file, line = (frames[-1].filename, frames[-1].lineno) if frames else (where, None)
    if isinstance(error, jinja2.TemplateSyntaxError):
        file, line = error.filename or where, error.lineno
    place = where if file == "<template>" else file
    own = str(templates_folder())
    place = f"dockgen's {Path(place).name}" if place.startswith(own) else place
    why = str(error) or type(error).__name__
    if isinstance(error, jinja2.TemplateNotFound):
        why = f"there is no template {str(error).partition(':')[2] or str(error)!r}"
    if isinstance(error, MemoryError | RecursionError):
        why = "it wants too much memory" if isinstance(error, MemoryError) else "it includes itself without end"
    return f"{place}{f':{line}' if line else ''}: {why}"


def _is_template(filename: str) -> bool:
    return filename == "<template>" or filename.endswith(".j2")


if __name__ == "__main__":
    main()

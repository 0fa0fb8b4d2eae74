"""Renders a pack's files: templates that override dockgen's, additional files, and whole projects."""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Final

from dockgen.model.plan import Plan
from dockgen.packs import names, sandbox
from dockgen.packs.read import FILES, PROJECT, SUFFIX, TEMPLATES, Pack
from dockgen.packs.sandbox import PART, Job, Request
from dockgen.records import NamedTuple


def render(pack: Pack, plans: Sequence[Plan], found: Mapping[str, str]) -> dict[str, str]:
    """Return the text of each file, rendered with the pack's templates; `found` has the template's name by path.

    Templates see the first plan as `plan`. PackError if a template fails, or exceeds the limits.
    """
    jobs = [Job(f"templates/{name}", name, is_name=True) for name in found.values()]
    made = sandbox.run(Request(pack.templates, plans, pack.manifest.seen(plans[0].answers), jobs), pack.name)
    return {
        path: _readable(pack, text, f"{TEMPLATES}/{_of_pack(pack, name)}")
        for (path, name), text in zip(found.items(), made, strict=True)
    }


def _of_pack(pack: Pack, name: str) -> str:
    """Return the pack's template for an output: the one of the language, or else the one for all languages."""
    shared = name.rpartition("/")[2]
    return shared if name not in pack.templates and shared in pack.templates else name


_HIDING: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]|\r(?!\n)")
"""Characters that make a terminal or an editor show another text than the file has, so a diff would hide it."""


def _readable(pack: Pack, text: str, where: str) -> str:
    if found := _HIDING.search(text):
        raise pack.error(f"{where}: the output contains {found[0]!r}, which could hide other text")
    return text


def beside(pack: Pack, plan: Plan, taken: Collection[str]) -> dict[str, str]:
    """Return the text of each file in the pack's `files` folder; PackError for a forbidden path or binary data."""
    made = _made(pack, FILES, pack.files, [plan], plan.answers)
    if own := [path for path in made if path in taken]:
        hint = "Change it with a template: `dockgen templates list`."
        raise pack.error(f"{FILES}/{own[0]}: dockgen generates {own[0]} itself", hint)
    names.check_all([*made, *taken], f"the template pack {pack.name}: {FILES}")
    wheres = {path: f"{FILES}/{path}" for path in made}
    return {path: _readable(pack, _decoded(pack, made[path][1], where), where) for path, where in wheres.items()}


class File(NamedTuple):
    """A file of a new project."""

    data: bytes
    is_program: bool


def project(pack: Pack, answers: Mapping[str, str]) -> dict[str, File]:
    """Return each file in the pack's `project` folder; PackError for a forbidden path or a failing template."""
    made = _made(pack, PROJECT, pack.project, (), answers)
    names.check_all(made, f"the template pack {pack.name}: {PROJECT}")
    if not made:
        raise pack.error(f"with these answers, {PROJECT} has no files", "Change the answers.")
    return {path: File(data, is_program=name in pack.programs) for path, (name, data) in made.items()}


def _made(
    pack: Pack, top: str, found: Mapping[str, bytes], plans: Sequence[Plan], answers: Mapping[str, str]
) -> dict[str, tuple[str, bytes]]:
    """Return the pack's name and content of each file, by path; a file whose name has an empty part is left out."""
    jobs, contents = [], {}
    for name, content in found.items():  # those without the suffix are copied unchanged
        contents[name] = _decoded(pack, content, f"{top}/{name}") if name.endswith(SUFFIX) else None
    for name, text in contents.items():
        jobs.append(Job(f"{top}/{name}, its name", PART.join(name.removesuffix(SUFFIX).split("/")), is_name=False))
        jobs += [] if text is None else [Job(f"{top}/{name}", text, is_name=False, file=len(jobs) - 1)]
    request = Request(pack.templates, plans, pack.manifest.seen(answers), jobs)
    made = iter(sandbox.run(request, pack.name) if jobs else ())
    files: dict[str, tuple[str, bytes]] = {}
    for name, text in contents.items():
        parts = next(made).split(PART)
        content = found[name] if text is None else next(made).encode()
        if all(parts):
            path = names.check("/".join(parts), f"the template pack {pack.name}: {top}/{name}")
            if path in files:
                raise pack.error(f"{top}/{name}: two files become {path}", "Rename one.")
            files[path] = name, content
    return files


def _decoded(pack: Pack, content: bytes, where: str) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise pack.error(f"{where} is not UTF-8", "Save it as such.") from error

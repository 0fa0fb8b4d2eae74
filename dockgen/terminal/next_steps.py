"""The last lines of `init`: what to run next, as a line that works in the project as it is."""

import posixpath
import re
from collections.abc import Iterator, Sequence

from dockgen import services
from dockgen.generator.apps import App
from dockgen.generator.generated import Generated
from dockgen.model.outputs import OUTPUTS
from dockgen.services import ENV_EXAMPLE
from dockgen.services.service_env import ENV_EXAMPLES
from dockgen.terminal import report

_ENV = ".env"
_MOST_NAMED = 5


def show(generated: Generated, folder: str) -> None:
    """Print the commands that build and run the image, and what has to be filled in before."""
    report.line()
    for text in _steps(generated, _inside(folder, generated.folder)):
        report.line(text)


def _inside(folder: str, inside: str) -> str:
    return folder if not inside else f"{folder.rstrip('/')}/{inside}" if folder != "." else inside


def _steps(generated: Generated, folder: str) -> Iterator[str]:
    import shlex  # noqa: PLC0415 - a run that writes nothing does without

    plan, files = generated.plan, generated.files
    made = [one for one in OUTPUTS if one.command and posixpath.join(generated.folder, one.path) in files]
    compose = next((one for one in made if one.path == "compose.yaml"), None)
    todo, others = _to_fill_in(generated) if compose else "", [one for one in made if one.purpose]
    change = "" if folder == "." else f"cd {shlex.quote(folder)}"
    if todo and compose:
        yield f"Next: {change}{', ' if change else ''}{todo}, and run: {compose.command}"
    elif generated.several or (compose and _needs_compose(generated)):
        others = [one for one in others if one is not made[0]]
        yield from [f"Next: {change}{' && ' if change else ''}{made[0].command}"] if made else []
    else:
        port = "" if plan.port is None else f"-p {plan.port}:{plan.port} "
        build = f"docker build {plan.file_flag}-t {plan.name} ."
        yield f"Next: {change}{' && ' if change else ''}{build} && docker run --rm {port}{plan.name}"
    if plan.recipe.sets_up and compose:
        yield f"Once, to make the tables: docker compose run --rm {plan.name} {shlex.join(plan.recipe.sets_up)}"
    yield from (f"Or {one.purpose}: {one.command}" for one in others)
    if generated.others:
        yield f"Also here, without an image: {_named(generated.others)}. `dockgen init --all` makes one for each."


def _named(found: Sequence[App]) -> str:
    named = [f"{app.path or '.'} ({app.language.TITLE})" for app in found[:_MOST_NAMED]]
    return ", ".join(named) + (f", and {len(found) - _MOST_NAMED} more" if found[_MOST_NAMED:] else "")


def _needs_compose(generated: Generated) -> bool:
    """Tell whether the image alone is not enough: it wants services, or settings from a file."""
    return any(plan.services or plan.facts.get("env_example") or plan.recipe.sets_up for plan in generated.plans)


def _to_fill_in(generated: Generated) -> str:
    """Say what a person has to do to `.env` before compose runs; empty where nothing is missing.

    An existing `.env` is completed, never replaced.
    """
    project, folder = generated.project, generated.folder
    names = services.in_env(generated.plans)
    env = posixpath.join(folder, _ENV)
    if project.has(env):
        text = project.read(env) or ""
        missing = [name for name in names if not re.search(rf"(?m)^[ \t]*(?:export[ \t]+)?{name}[ \t]*=[ \t]*\S", text)]
        return f"add {_listed(missing)} to {_ENV}" if missing else ""
    own = (name for name in ENV_EXAMPLES if project.has(posixpath.join(folder, name)))
    made = posixpath.join(folder, ENV_EXAMPLE)
    if made in generated.files:
        return f"copy {ENV_EXAMPLE} to {_ENV}, fill in {_listed(names)}" if names else ""
    if (example := next(own, "")) and any(plan.facts.get("env_example") for plan in generated.plans):
        text = project.read(posixpath.join(folder, example)) or ""
        missing = [name for name in names if name not in text]
        return f"copy {example} to {_ENV}, fill it in" + (f", add {_listed(missing)}" if missing else "")
    return f"write {_listed(names)} into {_ENV}" if names else ""


def _listed(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)

"""What compiled programs share: what is found, what they cannot run on, and the recipe.

A stage compiles the program, and the image has only the program and what it opens.
"""

import posixpath
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from dockgen.languages.kit import called_programs
from dockgen.languages.kit.beside import beside, kept
from dockgen.languages.kit.steps import added_user, system_packages, variables
from dockgen.languages.kit.system_packages import needed
from dockgen.model.found import Found
from dockgen.model.note import Note
from dockgen.model.program import Own, Program
from dockgen.model.recipe import BuildSecret, Recipe
from dockgen.model.steps import Copy, Group, Stage, groups
from dockgen.records import NamedTuple
from dockgen.services.wanting import Wants

if TYPE_CHECKING:
    from dockgen.languages.kit.runtime import Runtime
    from dockgen.languages.kit.servers import Server
    from dockgen.model.plan import Choices


class Build(NamedTuple):
    """How the program is compiled."""

    binary: str
    """Where the compiler leaves it."""
    prepare: tuple[Group, ...]
    """Steps that install what the build needs, and set the working directory."""
    download: Group
    """Steps before the sources are there."""
    compile: tuple[Group, ...]
    tools: Note
    """What the build image has."""
    libraries: Sequence[str] = ()
    """Packages with the libraries that the program loads."""
    secrets: Mapping[str, BuildSecret] = {}
    stages: tuple[Stage, ...] = ()
    """Stages before the one that compiles."""
    after: str = ""
    """Which of them that one continues; empty for none."""


def program(  # noqa: PLR0913 - what is found out about a program
    name: Found[str | None], served: "Server", wanted: Wants, own: Own, *, outbound: Found[bool], libc: Found[bool]
) -> Program:
    """Return what is found out about a program; which programs there are, and the version, is to be added."""
    word = served.subcommand
    return Program(
        version=Found(None, ""),
        name=name,
        mains=Found((), ""),
        serves=served.serves,
        port=served.port,
        port_env=served.port_env,
        health=served.health,
        outbound=outbound,
        libc=libc,
        services=wanted.services,
        start=Found(f"{name.value} {word.value}", word.source) if word.value else None,
        service_env=wanted.service_env,
        env_example=wanted.env_example,
        own=own,
    )


def impossible(
    libc: Found[bool], packages: Sequence[str], hint: str = "", *, runs: Found[tuple[str, ...]] | None = None
) -> dict[str, str]:
    """Return the base images without the C library, Debian's packages, or the programs, that a program needs."""
    no_programs = f"it has no other programs, and {runs.source}" if runs and runs.value else ""
    lacking = dict.fromkeys(("scratch", "distroless"), no_programs) if no_programs else {}
    if not libc.value:
        return lacking
    why = f"it has no C library that fits, and this program needs one ({libc.source}){hint}"
    missing = f"no package can be added to it, and this program needs {', '.join(packages)}"
    return {"scratch": why, "alpine": why} | ({"distroless": missing} if packages else {}) | lacking


def recipe(plan: "Choices", own: "Runtime", build: Build) -> Recipe:
    """Say how the program is compiled and started."""
    has_stages, is_cross = plan.does["multi-stage"], plan.does["cross-build"]
    start = f"/{plan.name}" if has_stages else build.binary
    opened = beside(plan, own)
    git = called_programs.environment(own.runs.value, keeps=bool(own.keeps.value))
    env = variables(plan, {**git, **own.environment.value})
    programs = system_packages(plan, needed(own.runs.value, plan.family).run, Note("runtime-programs"))
    steps = groups(
        *build.prepare,
        *(() if has_stages else (programs,)),
        added_user(plan),
        build.download,
        kept(plan, own),
        *build.compile,
        *(() if has_stages else (env, opened)),
    )
    heading = Note("cross-compiler-stage" if is_cross else "compiler-stage")
    stage = Stage(steps, "build", heading, after=build.after, is_native=is_cross and not build.after)
    command = (start,)
    return Recipe(
        stages=(*build.stages, stage if has_stages else Stage(steps)),
        packages=groups(system_packages(plan, build.libraries, Note("runtime-libraries")), programs)
        if has_stages
        else (),
        program=groups(opened, (Copy((build.binary,), start, stage="build"),)) if has_stages else (),
        env=env if has_stages else (),
        start=(*command, *(own.subcommand.value or "").split()),
        command=command,
        build_tools=build.tools,
        compose_secrets=build.secrets,
        keeps={path.strip("/"): posixpath.join("/app", path) for path in own.keeps.value},
    )

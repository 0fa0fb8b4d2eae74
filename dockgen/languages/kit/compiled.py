"""The recipe of a compiled program: a stage that compiles it, and an image with the program and what it opens."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

from dockgen.languages.kit.beside import beside, kept
from dockgen.languages.kit.sqlite_files import Link
from dockgen.languages.kit.steps import added_user, system_packages, variables
from dockgen.model.found import Found
from dockgen.model.note import Note
from dockgen.model.recipe import BuildSecret, Recipe
from dockgen.model.steps import Copy, Group, Stage, groups

if TYPE_CHECKING:
    from dockgen.model.plan import Choices


class Compiled(Protocol):
    """What the record of a compiled language says of a program."""

    @property
    def subcommand(self) -> Found[str | None]:
        """The word after the program's name with which it serves."""

    @property
    def environment(self) -> Found[Mapping[str, str]]:
        """Variables that its framework needs."""

    @property
    def opened(self) -> Found[tuple[str, ...]]:
        """Files and folders that it opens."""

    @property
    def opened_in(self) -> Found[str]:
        """The folder that they are named from."""

    @property
    def keeps(self) -> Found[tuple[str, ...]]:
        """Folders in which it keeps data."""

    @property
    def links(self) -> Found[tuple[Link, ...]]:
        """Links into these."""


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


def recipe(plan: "Choices", own: Compiled, build: Build) -> Recipe:
    """Say how the program is compiled and started."""
    has_stages, is_cross = plan.does["multi-stage"], plan.does["cross-build"]
    start = f"/{plan.name}" if has_stages else build.binary
    opened = beside(plan, own.opened.value, own.opened_in.value, own.keeps.value)
    env = variables(plan, own.environment.value)
    steps = groups(
        *build.prepare,
        added_user(plan),
        build.download,
        kept(plan, own.keeps.value, own.links.value),
        *build.compile,
        *(() if has_stages else (env, opened)),
    )
    heading = Note("cross-compiler-stage" if is_cross else "compiler-stage")
    stage = Stage(steps, "build", heading, after=build.after, is_native=is_cross and not build.after)
    command = (start,)
    return Recipe(
        stages=(*build.stages, stage if has_stages else Stage(steps)),
        packages=groups(system_packages(plan, build.libraries, Note("runtime-libraries"))) if has_stages else (),
        program=groups(opened, (Copy((build.binary,), start, stage="build"),)) if has_stages else (),
        env=env if has_stages else (),
        start=(*command, own.subcommand.value) if own.subcommand.value else command,
        command=command,
        build_tools=build.tools,
        compose_secrets=build.secrets,
        keeps={path: f"/app/{path}" for path in own.keeps.value},
    )

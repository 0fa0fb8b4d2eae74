"""THE table of outputs: which files are generated, from which template, and when.

A new output is one row here and one template. All else reads this table: the values of `--with` and their defaults,
`.dockerignore`, `.dockgen.lock`, template packs, and the next steps that `init` prints.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final, Literal

from dockgen.records import NamedTuple

if TYPE_CHECKING:
    from dockgen.model.plan import Plan

Scope = Literal["app", "repository", "project"]
"""`app`: each app has its own. `repository`: all apps share one. `project`: only a single app has it."""
Default = Literal["on", "off", "new", "several"]
"""Whether an extra is on unless a person says otherwise: always, never, in a new project, or with several apps."""
_SAID: Final = {"on": "on", "off": "off", "new": "in a new project", "several": "with --all"}


class Output(NamedTuple):
    """A file that is generated."""

    path: str
    """From the folder of the app, or of the repository."""
    template: str
    when: str = ""
    """The practice or the extra that wants it; empty for a file that is always generated."""
    scope: Scope = "app"
    default: Default = "on"
    help: str = ""
    """What `--with` says of the extra; empty where `when` is a practice, or the extra of another output."""
    is_for_settings: bool = False
    """Whether it is of use only where a person has something to set."""
    is_made_once: bool = False
    """Whether it belongs to its owner from then on, so that `update` leaves it alone."""
    ignored: tuple[str, ...] | None = None
    """Its patterns in `.dockerignore`; None for its path, since the image has no use for it."""
    command: str = ""
    """What to run next, where it helps."""
    purpose: str = ""
    """What that is for; empty for a command that is not told for a single app."""


DOCKERFILE: Final = Output("Dockerfile", "Dockerfile.j2", ignored=("Dockerfile*",))
ANSWERS: Final = Output(
    "dockgen.toml", "dockgen.toml.j2", "config", "repository", help="dockgen.toml, to keep the answers"
)
"""Made by dockgen's own template alone, and only where there is something to keep the answers for."""
OUTPUTS: Final = (
    DOCKERFILE,
    Output(".dockerignore", "dockerignore.j2", "ignore-file"),
    Output(
        path="compose.yaml",
        template="compose.yaml.j2",
        when="compose",
        scope="repository",
        help="compose.yaml, to run it locked down with one command",
        ignored=("compose*.yaml", "docker-compose*.y*ml"),
        command="docker compose up --build",
    ),
    Output(".env.example", "env.example.j2", "compose", "repository", is_for_settings=True, ignored=()),
    Output(
        path="docker-bake.hcl",
        template="docker-bake.hcl.j2",
        when="bake",
        scope="repository",
        default="several",
        help="docker-bake.hcl, to build the images with docker buildx bake",
        command="docker buildx bake -f docker-bake.hcl",
        purpose="only build",
    ),
    Output(
        path="README.md",
        template="README.md.j2",
        when="readme",
        scope="project",
        default="new",
        help="README.md with the commands that build and run it",
        is_made_once=True,
        ignored=(),
    ),
    Output(".gitignore", "gitignore.j2", "gitignore", "project", "new", ".gitignore", is_made_once=True, ignored=()),
    ANSWERS,
)

EXTRAS: Final = {one.when: f"{one.help} (default: {_SAID[one.default]})" for one in OUTPUTS if one.help}
"""The extras that outputs bring along, and what `--with` says of them."""


def defaults(*, is_new: bool, several: bool) -> dict[str, bool]:
    """Say for each extra of an output whether it is on unless a person says otherwise."""
    on = {"on": True, "off": False, "new": is_new, "several": several}
    return {one.when: on[one.default] for one in OUTPUTS if one.help}


def wanted(plans: "Sequence[Plan]", *scopes: Scope, has_settings: bool) -> Iterator[Output]:
    """Yield the outputs of these scopes that plans ask for, without the answers.

    Args:
        plans: of one app, or of all that share some.
        scopes: what to look for.
        has_settings: whether a person has something to set, such as the password of a database.
    """
    for one in OUTPUTS:
        is_asked_for = one is not ANSWERS and one.scope in scopes and any(_asks(plan, one) for plan in plans)
        if is_asked_for and (has_settings or not one.is_for_settings):
            yield one


def _asks(plan: "Plan", one: Output) -> bool:
    return not one.when or plan.does[one.when]


def container_files() -> Iterator[str]:
    """Yield the patterns of all files for containers, which no program usually reads."""
    yield from (pattern for one in OUTPUTS if one.default == "on" for pattern in one.ignored or () if "*" in pattern)


def ignored(plan: "Plan") -> list[str]:
    """Return the patterns that keep outputs out of an app's image: of usual ones always, of others where they are."""
    return [
        pattern
        for one in OUTPUTS
        if one.default == "on" or (_asks(plan, one) and (one.scope != "repository" or plan.context == "."))
        for pattern in ((one.path,) if one.ignored is None else one.ignored)
    ]

"""Everything decided: first the choices, then what a language makes of them."""

from collections.abc import Mapping

from dockgen.model.program import Program
from dockgen.model.recipe import Recipe
from dockgen.records import NamedTuple


class User(NamedTuple):
    """Who runs the program."""

    uid: int
    gid: int
    name: str | None
    """A name that the image has to know; None for a mere number."""


class Choices(NamedTuple):
    """Everything that needs no recipe: a language makes its recipe of it."""

    dockgen: str
    language: str
    language_version: str
    name: str
    module: str
    """The module path of a language that has such; else empty."""
    main: str
    """The folder of the program, where a project has several; else `.`."""
    context: str
    """The build context, from the folder that `compose.yaml` is in."""
    dockerfile: str
    """The Dockerfile, from the build context."""
    base: str
    family: str
    """The distribution that it is built on: alpine or debian."""
    build_image: str
    """Empty for a language that builds nothing."""
    runtime_image: str
    registry: str | None
    """The prefix that stands before every image."""
    versions: Mapping[str, str]
    """Releases of distributions and services that were chosen instead of the defaults."""
    pack: str
    """Where its template pack is; empty for none."""
    answers: Mapping[str, str]
    """What was answered to the pack's questions."""
    https: str
    user: User
    port: int | None
    host_port: int | None
    """Where the machine that it runs on offers the port."""
    env: Mapping[str, str]
    label: Mapping[str, str]
    package: tuple[str, ...]
    """Packages of the distribution that were asked for."""
    services: Mapping[str, str]
    """The databases and queues that run beside it in `compose.yaml`, each with its image."""
    comments: str
    does: Mapping[str, bool]
    """Every practice and every extra by name: yes or no."""
    left_out: Mapping[str, str]
    """Practices that do not apply here although they were not refused, with the reason."""
    asked: tuple[str, ...]
    """Practices that a flag, `dockgen.toml`, or a template pack asks for by name."""
    program: Program
    """What was found out."""
    facts: Mapping[str, object]
    """The values of that, by name, for templates."""
    sources: Mapping[str, str]
    """Where each value comes from: a flag, `dockgen.toml`, a file of the project, or the default."""


class Plan(NamedTuple):
    """Everything that the templates may know: the choices, and what follows. The same on every machine."""

    dockgen: str
    language: str
    language_version: str
    name: str
    module: str
    main: str
    context: str
    dockerfile: str
    base: str
    family: str
    build_image: str
    runtime_image: str
    registry: str | None
    versions: Mapping[str, str]
    pack: str
    answers: Mapping[str, str]
    https: str
    user: User
    port: int | None
    host_port: int | None
    env: Mapping[str, str]
    label: Mapping[str, str]
    package: tuple[str, ...]
    services: Mapping[str, str]
    comments: str
    does: Mapping[str, bool]
    left_out: Mapping[str, str]
    asked: tuple[str, ...]
    program: Program
    facts: Mapping[str, object]
    sources: Mapping[str, str]
    start: tuple[str, ...]
    """The command that starts the program, in exec form."""
    health: tuple[str, ...]
    """The command that asks whether the program works, in exec form; empty where there is none."""
    recipe: Recipe
    """What the language decided for its own templates."""

    @property
    def file_flag(self) -> str:
        """The flag that `docker build` needs to find the Dockerfile."""
        return "" if self.dockerfile == "Dockerfile" else f"-f {self.dockerfile} "

    @property
    def choices(self) -> Choices:
        """What the recipe was made of."""
        return Choices._make(self[: len(Choices._fields)])

    def as_json(self) -> dict[str, object]:
        """Return the plan as JSON's own types."""
        made = self._asdict() | {"recipe": self.recipe.names}
        del made["program"]
        return {name: plain(value) for name, value in made.items()}


def plain(value: object) -> object:
    """Return records as objects with the names of their fields, and steps with their kind too."""
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        kind = {"kind": value.kind} if hasattr(value, "kind") and "kind" not in value._asdict() else {}
        return kind | {name: plain(one) for name, one in value._asdict().items()}
    if isinstance(value, Mapping):
        return {name: plain(one) for name, one in value.items()}
    return [plain(one) for one in value] if isinstance(value, list | tuple) else value
